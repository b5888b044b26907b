"""What is deleted or replaced leaves no file behind."""

import pytest
from django.core.files.base import ContentFile

from tests.factories.documents import make_document
from tests.factories.pictures import make_picture
from tests.factories.projects import LOGO, make_project


pytestmark = pytest.mark.django_db


@pytest.fixture
def certain(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def with_picture():
    image = ContentFile(b"RIFF", name="bild.webp")
    return make_project().pictures.create(image=image, alt="Kinder", author="Büro", licence="cc0")


def is_there(file) -> bool:
    return file.storage.exists(file.name)


def test_picture_of_a_gallery_leaves_no_file(certain):
    picture = with_picture()

    with certain(execute=True):
        picture.delete()

    assert not is_there(picture.image)


def test_picture_that_is_exchanged_leaves_no_file(certain):
    picture = with_picture()
    before = picture.image.storage.path(picture.image.name)

    with certain(execute=True):
        picture.image = ContentFile(b"RIFF", name="neu.webp")
        picture.save()

    assert not picture.image.storage.exists(before)
    assert is_there(picture.image)


def test_picture_that_is_described_anew_keeps_its_file(certain):
    picture = with_picture()

    with certain(execute=True):
        picture.alt = "Kinder am Bach"
        picture.save()

    assert is_there(picture.image)


def test_project_takes_the_files_of_its_pictures_and_funders_along(certain):
    picture = with_picture()
    funder = picture.project.funders.create(name="Stiftung", logo=LOGO, logo_alt="Logo")

    with certain(execute=True):
        picture.project.delete()

    assert [is_there(picture.image), is_there(funder.logo)] == [False, False]


def test_documents_chosen_in_the_list_take_their_files_along(certain, office_client):
    document = make_document(content=b"%PDF-1.7")
    file = document.versions.get().file
    chosen = {"action": "delete_selected", "_selected_action": [document.pk], "post": "yes"}

    with certain(execute=True):
        office_client("administration").post("/verwaltung/documents/document/", chosen)

    assert not type(document).objects.exists()
    assert not is_there(file)


def test_picture_of_the_library_leaves_none_of_its_sizes(certain):
    picture = make_picture()
    storage, names = picture.file.storage, [picture.name_of(width) for width in picture.widths]

    with certain(execute=True):
        picture.delete()

    assert [storage.exists(name) for name in names] == [False] * len(names)
