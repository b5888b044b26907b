import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.models import Document
from tests.factories.documents import make_document


pytestmark = pytest.mark.django_db
ADD = "/verwaltung/documents/document/add/"


@pytest.fixture
def pdf(tmp_path) -> bytes:
    file = pikepdf.new()
    file.add_blank_page()
    file.add_blank_page()
    file.save(tmp_path / "two-pages.pdf")
    return (tmp_path / "two-pages.pdf").read_bytes()


def form(**fields) -> dict:
    return {
        "title": "Jahresbericht",
        "slug": "jahresbericht",
        "kind": "bericht",
        "language": "de",
        "issued_precision": "day",
        "is_accessible": "unknown",
        "is_published": "on",
        **fields,
    }


def test_uploaded_pdf_is_kept_with_its_facts(office_client, pdf):
    upload = SimpleUploadedFile("Jahresbericht 2025.pdf", pdf, "application/pdf")

    response = office_client("redaktion").post(ADD, form(file=upload))

    assert response.status_code == 302
    document = Document.objects.get()
    assert (document.file_name, document.mime, document.pages) == (
        "Jahresbericht 2025.pdf",
        "application/pdf",
        2,
    )
    assert document.size == document.file.size > 0
    assert len(document.sha256) == 64
    assert "Jahresbericht" not in document.file.name


def test_file_that_is_no_pdf_is_refused_with_a_sentence(office_client):
    upload = SimpleUploadedFile("Bericht.pdf", b"<html>", "application/pdf")

    response = office_client("redaktion").post(ADD, form(file=upload))

    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["file"]
    assert not Document.objects.exists()


def test_change_without_a_new_file_keeps_the_old_one(office_client):
    document = make_document(content=b"%PDF-1.7 x")
    address = reverse("admin:documents_document_change", args=[document.pk])

    office_client("redaktion").post(address, form(title="Neuer Titel"))

    changed = Document.objects.get()
    assert changed.title == "Neuer Titel"
    assert (changed.file.name, changed.sha256) == (document.file.name, document.sha256)


def test_file_that_is_taken_away_leaves_no_facts(office_client):
    document = make_document(content=b"%PDF-1.7 x")
    address = reverse("admin:documents_document_change", args=[document.pk])

    office_client("redaktion").post(address, form(**{"file-clear": "on"}))

    changed = Document.objects.get()
    assert (changed.file.name, changed.file_name, changed.size, changed.sha256) == ("", "", 0, "")


@pytest.mark.parametrize("role", ["redaktion", "koordination"])
def test_list_and_form_open_for_those_who_edit(office_client, role):
    make_document(content=b"%PDF-1.7 x")
    client = office_client(role)

    pages = [client.get("/verwaltung/documents/document/"), client.get(ADD)]

    assert [page.status_code for page in pages] == [200, 200]


def test_case_workers_do_not_edit_documents(office_client):
    assert office_client("sachbearbeitung").get(ADD).status_code == 403
