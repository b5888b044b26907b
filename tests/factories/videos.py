"""Videos, as small as a file that begins like one."""

from django.core.files.uploadedfile import SimpleUploadedFile

from pages import video_files
from pages.models import Video
from tests.factories.pages import make_page


MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41" + bytes(range(200))


def upload(content: bytes = MP4, name: str = "film.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def make_video(**fields) -> Video:
    page = fields.pop("page", None) or make_page(slug="gebaerdensprache")
    video = Video(**{"title": "Das Portal", "page": page, "transcript": "Guten *Tag*!"} | fields)
    video_files.store(video, video_files.check(upload()))
    return video
