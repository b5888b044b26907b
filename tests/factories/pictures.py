import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bildungsregion.base import picture_files
from bildungsregion.base.pictures import Picture


def picture_file(*, width=600, height=400, **saved) -> SimpleUploadedFile:
    """A JPEG of one colour, as somebody uploads it."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#446688").save(out, "JPEG", **saved)
    return SimpleUploadedFile("foto.jpg", out.getvalue(), "image/jpeg")


def make_picture(*, width=600, height=400, file=None, is_published=True, **fields) -> Picture:
    """A picture of the library with its files."""
    described = {
        "title": "Werkstatt",
        "alt": "Zwei Kinder sägen an einer Werkbank.",
        "author": "Landkreis Lüneburg",
        "licence": "cc-by",
        "people": "zugestimmt",
    }
    picture = picture_files.make(
        file or picture_file(width=width, height=height), by=None, **(described | fields)
    )
    if not is_published:
        picture.is_published = False
        picture.save()
    return picture
