"""The library in the browser: from the list to the file and its text, and a request for another copy."""

import pytest
from playwright.sync_api import expect

from documents.models import CopyRequest
from tests.factories.base import make_region
from tests.factories.documents import make_document, make_succession, make_version
from tests.factories.files import pdf


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_visitor_finds_downloads_reads_and_asks(page, page_ok, monkeypatch):
    monkeypatch.setattr("bildungsregion.base.guard.FASTEST_SECONDS", 0)
    make_region()
    document, old, new = make_succession(title="Elternheft")
    make_version(
        document, language="en", content=pdf("Hello"), file_name="Booklet.pdf", body="## Start"
    )
    make_document(title="Vertrag", kind="vertrag")

    page.goto("/dokumente/?sprache=en")
    page_ok(page)
    page.get_by_role("link", name="Elternheft").click()
    page_ok(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Herunterladen (PDF").click()
    assert download.value.suggested_filename == "Bericht.pdf"

    page.get_by_role("link", name="1. Auflage").click()
    page_ok(page)
    page.get_by_role("link", name="Abgelöst von: 2. Auflage").click()
    expect(page).to_have_url(f"{page.url.split('/dokumente')[0]}{new.get_absolute_url()}")

    page.goto(f"/d/{document.short}/")
    page.get_by_role("link", name="Englisch").click()
    page.get_by_role("link", name="Als Webseite lesen").click()
    expect(page.get_by_role("heading", name="Start")).to_be_visible()
    page_ok(page)

    page.goto(document.get_absolute_url())
    page.get_by_role("link", name="Sie können das so nicht lesen?").click()
    page_ok(page)
    page.get_by_label("in großer Schrift").check()
    page.get_by_label("E-Mail").fill("eltern@familie.example")
    page.get_by_role("button", name="Bitte senden").click()
    expect(page.get_by_text("Ihre Bitte ist angekommen.")).to_be_visible()
    assert CopyRequest.objects.get().need == "grossdruck"
