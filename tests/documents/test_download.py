import pytest

from tests.factories.documents import make_document


pytestmark = pytest.mark.django_db


def address(document) -> str:
    return f"/dokumente/{document.slug}/datei/"


def test_file_is_sent_under_its_real_name(client, region):
    document = make_document(content=b"%PDF-1.7 x", file_name="Richtlinie für Bildung.pdf")

    response = client.get(address(document))

    assert b"".join(response.streaming_content) == b"%PDF-1.7 x"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == "10"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''Richtlinie%20f%C3%BCr%20Bildung.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"] == f'"{document.sha256}"'
    assert response["Last-Modified"] == "Mon, 02 Mar 2026 09:00:00 GMT"


def test_file_is_not_sent_again_to_who_has_it(client, region):
    document = make_document(content=b"%PDF-1.7 x")
    first = client.get(address(document))
    b"".join(first.streaming_content)
    etag = first["ETag"]

    by_content = client.get(address(document), headers={"If-None-Match": etag})
    by_date = client.get(
        address(document), headers={"If-Modified-Since": "Mon, 02 Mar 2026 09:00:00 GMT"}
    )

    assert (by_content.status_code, by_content["ETag"]) == (304, etag)
    assert by_date.status_code == 304


def test_file_of_an_unpublished_document_is_not_there(client, region):
    document = make_document(content=b"%PDF-1.7 x", is_published=False)

    assert client.get(address(document)).status_code == 404


def test_document_without_a_file_has_nothing_to_send(client, region):
    assert client.get(address(make_document())).status_code == 404


def test_file_that_is_missing_in_the_storage_is_not_there(client, region):
    document = make_document(content=b"%PDF-1.7 x")
    document.file.storage.delete(document.file.name)

    assert client.get(address(document)).status_code == 404


def test_file_cannot_be_posted_to(client, region):
    document = make_document(content=b"%PDF-1.7 x")

    assert client.post(address(document)).status_code == 405
