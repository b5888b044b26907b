import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from bildungsregion.base import picture_files
from tests.factories.base import make_region
from tests.factories.pictures import make_picture, picture_file


pytestmark = pytest.mark.django_db


def size_of(picture, width):
    with picture.file.storage.open(picture.name_of(width)) as file:
        return Image.open(file).size


def test_picture_is_kept_in_the_sizes_that_are_smaller_than_itself():
    picture = make_picture(width=1200, height=800)

    assert picture.widths == [480, 960, 1200]
    assert (picture.width, picture.height) == (1200, 800)
    assert [size_of(picture, width) for width in picture.widths] == [
        (480, 320),
        (960, 640),
        (1200, 800),
    ]


def test_small_picture_has_one_size():
    picture = make_picture(width=300, height=200)

    assert picture.srcset == f"/bilder/{picture.pk}/300.webp 300w"


def test_size_is_answered_and_known_again(client):
    make_region()
    picture = make_picture(width=600, height=400)

    answer = client.get(f"/bilder/{picture.pk}/480.webp")

    assert answer["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(b"".join(answer))).size == (480, 320)
    again = client.get(f"/bilder/{picture.pk}/480.webp", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("width", [481, 0, 960])
def test_size_that_there_is_not_is_not_found(client, width):
    make_region()
    picture = make_picture(width=600, height=400)

    assert client.get(f"/bilder/{picture.pk}/{width}.webp").status_code == 404


def test_picture_that_may_not_be_shown_is_not_found(client):
    make_region()
    picture = make_picture(is_published=False)

    assert client.get(picture.get_absolute_url()).status_code == 404


def test_hostile_file_is_refused_in_words():
    svg = SimpleUploadedFile("bild.png", b"<svg onload='alert(1)'/>")

    with pytest.raises(ValidationError) as refusal:
        picture_files.make(
            svg, by=None, title="T", alt="A", author="U", licence="cc0", people="niemand"
        )

    assert refusal.value.messages[0].startswith("Diese Datei lässt sich nicht öffnen.")


def test_place_of_the_photo_is_gone():
    exif = Image.Exif()
    exif[0x8825] = {1: "N"}
    picture = make_picture(file=picture_file(exif=exif))

    with picture.file.open() as file:
        assert not Image.open(file).getexif()
