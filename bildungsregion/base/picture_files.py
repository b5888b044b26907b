"""Uploaded pictures become a row and its files: encoded afresh, in the sizes that pages need."""

import io
import secrets

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from .pictures import WIDTHS, Picture
from .uploads import JPEG, PNG, WEBP, check_upload


KINDS = frozenset({JPEG, PNG, WEBP})
QUALITY = 82


def make(
    upload: UploadedFile, *, by, title: str, alt: str, author: str, licence: str, people: str
) -> Picture:
    """A new picture of the library; raises ValidationError with a German sentence for a file that is none."""
    # Only what our own process wrote is opened here.
    with Image.open(check_upload(upload, kinds=KINDS).content) as whole:
        whole.load()
        widest = min(whole.width, WIDTHS[-1])
        sizes = {width: _resized(whole, width) for width in WIDTHS if width < widest}
        sizes[widest] = _resized(whole, widest)
    picture = Picture(
        title=title, alt=alt, author=author, licence=licence, people=people, uploaded_by=by,
        width=widest, height=sizes[widest].height,
    )  # fmt: skip
    return _stored(picture, sizes)


def _resized(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return (
        image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
    )


def _stored(picture: Picture, sizes: dict[int, Image.Image]) -> Picture:
    # A name made of chance is never used twice, so the storage keeps it as it is.
    picture.file.save(f"{secrets.token_hex(16)}.webp", _webp(sizes[picture.width]), save=False)
    for width, image in sizes.items():
        if width != picture.width:
            picture.file.storage.save(picture.name_of(width), _webp(image))
    picture.save()
    return picture


def _webp(image: Image.Image) -> ContentFile:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4)
    return ContentFile(out.getvalue())
