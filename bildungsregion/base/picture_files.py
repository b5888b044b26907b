"""Uploaded pictures become a row and its files: encoded afresh, in the sizes that pages need."""

import io
import secrets
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from .pictures import WIDTHS, Picture
from .uploads import JPEG, PNG, WEBP, check_upload


if TYPE_CHECKING:
    from PIL import Image


KINDS = frozenset({JPEG, PNG, WEBP})
QUALITY = 82


Sizes = dict[int, "Image.Image"]


def make(
    upload: UploadedFile, *, by, title: str, alt: str, author: str, licence: str, people: str
) -> Picture:
    """A new picture of the library; raises ValidationError with a German sentence for a file that is none."""
    picture = Picture(
        title=title, alt=alt, author=author, licence=licence, people=people, uploaded_by=by
    )
    store(picture, drawn(upload))
    return picture


def drawn(upload: UploadedFile) -> Sizes:
    """The picture in each size that pages need, by its width; raises ValidationError for a file that is none."""
    from PIL import Image  # noqa: PLC0415 - pages need only what kinds of files are taken (adr 0367)

    # Only what our own process wrote is opened here.
    with Image.open(check_upload(upload, kinds=KINDS).content) as whole:
        whole.load()
        widest = min(whole.width, WIDTHS[-1])
        widths = [*(width for width in WIDTHS if width < widest), widest]
        return {width: _resized(whole, width) for width in widths}


def store(picture: Picture, sizes: Sizes) -> None:
    """Write the files and the row of a new picture."""
    picture.width = max(sizes)
    picture.height = sizes[picture.width].height
    # A name made of chance is never used twice, so the storage keeps it as it is.
    picture.file.save(f"{secrets.token_hex(16)}.webp", _webp(sizes[picture.width]), save=False)
    for width, image in sizes.items():
        if width != picture.width:
            picture.file.storage.save(picture.name_of(width), _webp(image))
    picture.save()


def _resized(image: "Image.Image", width: int) -> "Image.Image":
    from PIL import Image  # noqa: PLC0415 - as above

    height = max(1, round(image.height * width / image.width))
    return (
        image.copy()
        if width == image.width
        else image.resize((width, height), Image.Resampling.LANCZOS)
    )


def _webp(image: "Image.Image") -> ContentFile:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4)
    return ContentFile(out.getvalue())
