from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from documents.hints import hints
from documents.models import Document, Version
from tests.factories.documents import make_document, make_succession, make_version
from tests.factories.files import docx, pdf


pytestmark = pytest.mark.django_db
ADD = "/verwaltung/documents/document/add/"
LIST = "/verwaltung/documents/document/"


def of(document: Document) -> str:
    return reverse("admin:documents_document_change", args=[document.pk])


def new_version_of(document: Document) -> str:
    return reverse("admin:documents_document_version", args=[document.pk])


def upload(content: bytes, name="Bericht.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def form(**fields) -> dict:
    return {
        "language": "de",
        "issued_precision": "day",
        "is_accessible": "unknown",
        "others": "alle",
    } | fields


def test_new_document_leads_on_to_its_file(office_client):
    fields = {
        "title": "Jahresbericht",
        "slug": "jahresbericht",
        "kind": "bericht",
        "is_published": "on",
    }

    response = office_client("redaktion").post(ADD, fields)

    document = Document.objects.get()
    assert response["Location"] == new_version_of(document)
    assert len(document.short) == 5


def test_new_version_ends_the_old_one_in_the_same_step(office_client):
    document = make_document(content=b"%PDF-1.7", label="1. Auflage")
    old = document.versions.get()
    client = office_client("redaktion")
    fields = form(
        label="2. Auflage",
        valid_from="2026-04-01",
        file=upload(pdf("Neue Worte"), "Bericht 2026.pdf"),
    )

    response = client.post(new_version_of(document), fields, follow=True)

    new = document.versions.latest("number")
    old.refresh_from_db()
    assert (old.valid_until, old.replaced_by) == (date(2026, 3, 31), new)
    assert (new.number, new.valid_from, new.file_name, new.pages) == (
        2, date(2026, 4, 1), "Bericht 2026.pdf", 1,
    )  # fmt: skip
    assert (new.size, len(new.sha256), new.text) == (new.file.size, 64, "Neue Worte")
    assert "Bericht" not in new.file.name
    page = response.content.decode()
    assert (
        "2. Auflage ist gespeichert und gilt ab 1. April 2026. 1. Auflage (Deutsch) gilt bis 31.03.2026."
        in page
    )
    assert "Das PDF ist nicht getaggt" in page
    document.refresh_from_db()
    assert " worte " in document.search_text


def test_version_without_a_day_is_valid_today_where_it_replaces_something(office_client, today):
    document = make_document(content=b"%PDF-1.7")

    office_client("redaktion").post(new_version_of(document), form(body="Neuer Text"))

    assert document.versions.latest("number").valid_from == today
    assert document.valid_version().number == 2


def test_other_format_and_other_language_stand_beside(office_client):
    document = make_document(content=b"%PDF-1.7")
    client = office_client("redaktion")

    client.post(
        new_version_of(document), form(others="format", file=upload(docx("Antrag"), "Antrag.docx"))
    )
    client.post(new_version_of(document), form(language="en", body="Text"))

    assert [(v.language, v.extension) for v in document.valid_versions()] == [
        ("de", "pdf"), ("de", "docx"), ("en", ""),
    ]  # fmt: skip


def test_version_that_begins_before_the_valid_one_is_refused_and_nothing_lost(office_client):
    document, _old, new = make_succession()
    fields = form(valid_from="2026-01-10", label="Zu früh", body="Text")

    response = office_client("redaktion").post(new_version_of(document), fields)

    new.refresh_from_db()
    assert response.status_code == 422
    assert (
        "2. Auflage gilt erst ab 01.02.2026; die neue Fassung muss danach beginnen."
        in response.content.decode()
    )
    assert 'value="Zu früh"' in response.content.decode()
    assert (document.versions.count(), new.valid_until) == (2, None)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, "Bitte laden Sie eine Datei hoch"),
        ({"file": upload(b"<html>")}, "lässt sich nicht öffnen"),
        ({"body": "x", "valid_from": "2026-05-01", "valid_until": "2026-04-01"}, "liegt vor"),
        ({"body": "x", "language": "xx"}, "xx"),
    ],
)
def test_bad_version_is_refused_with_a_sentence(office_client, fields, fault):
    document = make_document(content=b"%PDF-1.7")
    if "file" in fields:
        fields["file"].seek(0)

    response = office_client("redaktion").post(new_version_of(document), form(**fields))

    assert response.status_code == 422
    assert fault in response.content.decode()
    assert document.versions.get().valid_until is None


def version_form(version: Version, **fields) -> dict:
    return form(label=version.label, body=version.body) | fields


def test_corrected_file_takes_the_place_of_the_stored_one(
    office_client, django_capture_on_commit_callbacks
):
    version = make_document(content=b"%PDF-1.7", is_accessible="yes").versions.get()
    address = reverse("admin:documents_version_change", args=[version.pk])
    fields = version_form(version, is_accessible="yes", file=upload(pdf("Richtig")))

    client, stored = office_client("redaktion"), version.file.name
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address, fields)

    version.refresh_from_db()
    assert response.status_code == 302
    assert not version.file.storage.exists(stored)
    assert (version.text, version.size, version.is_accessible) == (
        "Richtig",
        version.file.size,
        "unknown",
    )


def test_change_without_a_new_file_keeps_the_old_one(office_client):
    version = make_document(content=b"%PDF-1.7").versions.get()
    address = reverse("admin:documents_version_change", args=[version.pk])

    office_client("redaktion").post(address, version_form(version, label="2. Auflage"))

    changed = Version.objects.get()
    assert (changed.label, changed.file.name, changed.sha256) == (
        "2. Auflage",
        version.file.name,
        version.sha256,
    )


def test_file_that_is_taken_away_leaves_no_facts(office_client):
    version = make_document(content=b"%PDF-1.7").versions.get()
    address = reverse("admin:documents_version_change", args=[version.pk])

    office_client("redaktion").post(address, version_form(version, **{"file-clear": "on"}))

    changed = Version.objects.get()
    assert (changed.file.name, changed.file_name, changed.size, changed.sha256) == ("", "", 0, "")


def test_stored_file_is_linked_where_it_can_be_had(office_client):
    version = make_document(content=b"%PDF-1.7", file_name="Mein Heft.pdf").versions.get()
    address = reverse("admin:documents_version_change", args=[version.pk])

    page = office_client("redaktion").get(address).content.decode()

    assert f'<a href="{version.file_url}">Mein Heft.pdf</a>' in page


def test_clash_with_another_version_is_a_sentence(office_client):
    document, old, _new = make_succession()
    address = reverse("admin:documents_version_change", args=[old.pk])

    response = office_client("redaktion").post(address, version_form(old, valid_until=""))

    assert response.status_code == 200
    assert "gilt zur selben Zeit schon 2. Auflage" in response.content.decode()


def test_pages_of_the_office_open_within_their_queries(
    office_client, django_assert_max_num_queries
):
    document, old, _new = make_succession()
    for language in ("en", "uk", "ar"):
        make_version(document, language=language, content=b"%PDF-1.7")
    client = office_client("redaktion")
    version = reverse("admin:documents_version_change", args=[old.pk])

    for address in (
        LIST,
        ADD,
        of(document),
        new_version_of(document),
        version,
        "/verwaltung/documents/series/",
    ):
        with django_assert_max_num_queries(25):
            assert client.get(address).status_code == 200, address


def test_address_that_was_printed_cannot_be_changed(office_client):
    document = make_document(short="elternheft")

    office_client("redaktion").post(
        of(document), {"title": "Neu", "slug": "anders", "short": "anders", "kind": "bericht"}
    )

    document.refresh_from_db()
    assert (document.title, document.slug != "anders", document.short) == (
        "Neu",
        True,
        "elternheft",
    )


def test_case_workers_do_not_edit_documents(office_client):
    document = make_document()
    client = office_client("sachbearbeitung")

    assert client.get(ADD).status_code == 403
    assert client.get(new_version_of(document)).status_code == 403


def test_hints_name_faults_first():
    facts = {
        "tagged": False, "title": "", "language": "de", "pages": 3, "pictures": 2, "pictures_without_text": 1,
        "pages_read": 3, "pages_with_text": 0, "cut": False, "characters": 0,
    }  # fmt: skip
    version = Version(extension="pdf", file="x.pdf", hints=facts)

    found = hints(version)

    assert [hint.is_good for hint in found] == [False, False, False, False, True]
    assert "eingescannte Seiten" in found[0].text
    assert found[3].text == "1 von 2 Bildern haben keinen Alternativtext."
    assert [hint.is_good for hint in hints(Version(extension="pdf", file="x.pdf"))] == [False]
    assert hints(Version()) == []


@pytest.mark.parametrize("name", ["valid_from", "valid_until"])
def test_validity_before_our_times_is_refused(office_client, name):
    document = make_document(body="Alt")

    refused = office_client("redaktion").post(
        new_version_of(document), form(**{"body": "Neu", name: "0001-01-01"})
    )

    assert refused.status_code == 422
    assert "Bitte ein Jahr ab 1900." in refused.content.decode()
    assert document.versions.count() == 1
