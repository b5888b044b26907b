import pytest

from documents.downloads import disposition
from documents.models import Document, Version
from tests.factories.documents import make_document, make_succession, make_version


pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 0123456789"


@pytest.fixture
def version(region) -> Version:
    return make_document(content=CONTENT, file_name="Richtlinie für Bildung.pdf").versions.get()


def test_file_is_sent_under_its_real_name_and_kept_for_ever(client, version):
    response = client.get(version.file_url)

    assert b"".join(response.streaming_content) == CONTENT
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == "19"
    assert response["Content-Disposition"] == (
        'attachment; filename="Richtlinie fuer Bildung.pdf"; '
        "filename*=UTF-8''Richtlinie%20f%C3%BCr%20Bildung.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["ETag"] == f'"{version.sha256}"'
    assert response["Last-Modified"] == "Mon, 02 Mar 2026 09:00:00 GMT"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Accept-Ranges"] == "bytes"
    assert 'rel="latest-version"' in response["Link"]


def test_address_of_what_is_valid_is_kept_for_minutes(client, version):
    response = client.get(f"/dokumente/{version.document.slug}/datei/")

    assert b"".join(response.streaming_content) == CONTENT
    assert response["Cache-Control"] == "public, max-age=300"


def test_pdf_is_shown_in_the_browser_where_that_is_asked(client, version):
    response = client.head(f"{version.file_url}?ansehen=1")

    assert response["Content-Disposition"].startswith("inline; ")
    assert response["Content-Security-Policy"].startswith("default-src 'none'; object-src 'self'")


def test_other_files_are_never_shown(client, region):
    version = make_version(make_document(), content=b"PK", extension="docx")

    response = client.head(f"{version.file_url}?ansehen=1")

    assert response["Content-Disposition"] == 'attachment; filename="Bericht.docx"'


def test_file_is_not_sent_again_to_who_has_it(client, version):
    by_content = client.get(version.file_url, headers={"If-None-Match": f'"{version.sha256}"'})
    by_date = client.get(
        version.file_url, headers={"If-Modified-Since": "Mon, 02 Mar 2026 09:00:00 GMT"}
    )

    assert (by_content.status_code, by_content["ETag"]) == (304, f'"{version.sha256}"')
    assert by_date.status_code == 304


@pytest.mark.parametrize(
    ("asked", "sent", "where"),
    [
        ("bytes=0-3", b"%PDF", "bytes 0-3/19"),
        ("bytes=9-", b"0123456789", "bytes 9-18/19"),
        ("bytes=-4", b"6789", "bytes 15-18/19"),
        ("bytes=-99", CONTENT, "bytes 0-18/19"),
        ("bytes=15-999", b"6789", "bytes 15-18/19"),
    ],
)
def test_download_goes_on_where_it_broke_off(client, version, asked, sent, where):
    response = client.get(version.file_url, headers={"Range": asked})

    assert b"".join(response.streaming_content) == sent
    assert (response.status_code, response["Content-Range"]) == (206, where)
    assert response["Content-Length"] == str(len(sent))


@pytest.mark.parametrize("asked", ["bytes=19-", "bytes=-0", "bytes=500-600"])
def test_part_that_is_not_there_is_refused_with_the_length(client, version, asked):
    response = client.get(version.file_url, headers={"Range": asked})

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */19")


@pytest.mark.parametrize(
    "asked",
    ["bytes=5-2", "bytes=0-1,4-5", "bytes=-", "items=0-1", "bytes=a-b", "bytes=" + "9" * 99],
)
def test_range_that_makes_no_sense_gives_the_whole_file(client, version, asked):
    response = client.get(version.file_url, headers={"Range": asked})

    assert (response.status_code, b"".join(response.streaming_content)) == (200, CONTENT)


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("{etag}", 206),
        ("Mon, 02 Mar 2026 09:00:00 GMT", 206),
        ('"another"', 200),
        ("W/{etag}", 200),
        ("Mon, 02 Mar 2026 08:59:59 GMT", 200),
        ("nonsense", 200),
    ],
)
def test_part_is_sent_only_of_the_same_file(client, version, condition, status):
    condition = condition.format(etag=f'"{version.sha256}"')

    response = client.get(version.file_url, headers={"Range": "bytes=0-1", "If-Range": condition})

    assert response.status_code == status
    b"".join(response.streaming_content)


def test_head_tells_everything_without_the_content(client, version):
    response = client.head(version.file_url, headers={"Range": "bytes=0-1"})

    assert (response.status_code, response["Content-Length"], response.content) == (200, "19", b"")
    assert response["ETag"] == f'"{version.sha256}"'


def test_old_checksum_leads_to_the_file_the_version_has_now(client, version):
    address = version.file_url.replace(version.check_code, "0" * 16)

    response = client.get(address)

    assert (response.status_code, response["Location"]) == (302, version.file_url)


def test_replaced_version_keeps_its_file_and_names_its_successor(client, region):
    _document, old, new = make_succession()

    response = client.get(old.file_url)

    assert b"".join(response.streaming_content) == b"%PDF-1.7 old"
    assert (
        f'<http://testserver{new.get_absolute_url()}>; rel="successor-version"' in response["Link"]
    )


def test_what_is_not_public_or_not_there_is_404(client, version):
    without_file = make_document()
    hidden = make_document(content=CONTENT, is_published=False).versions.get()
    version.file.storage.delete(version.file.name)

    for address in (
        version.file_url,
        hidden.file_url,
        f"/dokumente/{without_file.slug}/datei/",
        f"/dokumente/{version.document.slug}/fassungen/99/",
        "/d/gibtsnicht/",
    ):
        assert client.get(address).status_code == 404, address
    assert client.head(version.file_url).status_code == 404
    assert client.post(version.file_url).status_code == 405


def test_short_address_leads_to_the_page_and_to_the_file(client, region):
    document = make_document(content=CONTENT, short="elternheft")

    page, file = client.get("/d/ElternHeft/"), client.get("/d/elternheft/datei/")

    assert (page.status_code, page["Location"]) == (302, document.get_absolute_url())
    assert file["Location"] == f"/dokumente/{document.slug}/datei/"
    assert (page["Cache-Control"], "Accept-Language" in page["Vary"]) == ("no-cache", True)


def test_short_address_leads_to_the_language_of_the_visitor(client, region):
    region.languages = ["en"]
    region.save()
    document = make_document(short="elternheft")

    english = client.get("/d/elternheft/", headers={"Accept-Language": "en-GB,de;q=0.5"})
    arabic = client.get("/d/elternheft/", headers={"Accept-Language": "ar"})

    assert english["Location"] == f"/en/dokumente/{document.slug}/"
    assert arabic["Location"] == f"/dokumente/{document.slug}/"


def test_short_addresses_are_made_and_never_twice(db):
    first, second = make_document(), make_document()

    assert len(first.short) == len(second.short) == 5
    assert Document.objects.filter(short=first.short).count() == 1


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Bericht.pdf", 'attachment; filename="Bericht.pdf"'),
        ('a"b\\c.pdf', "attachment; filename=\"abc.pdf\"; filename*=UTF-8''a%22b%5Cc.pdf"),
        (
            "Звіт.pdf",
            "attachment; filename=\"datei.pdf\"; filename*=UTF-8''%D0%97%D0%B2%D1%96%D1%82.pdf",
        ),
        ("x\r\ny.pdf", None),
    ],
)
def test_names_are_written_as_the_rfc_says(name, header):
    written = disposition(name)

    assert "\r" not in written
    assert "\n" not in written
    assert header is None or written == header
