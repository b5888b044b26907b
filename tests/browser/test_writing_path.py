"""The office writes a page: draft, preview, publication, a change, what differs, and the old text again."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from pages.models import Page
from tests.factories.base import make_region
from tests.factories.office import make_client
from tests.factories.pages import make_contact


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADD = "/verwaltung/pages/page/add/"


@pytest.fixture
def editor(page, live_server):
    make_region()
    make_contact(area="Beratung", phone="04131 1")
    make_contact(area="Schulamt")
    client = make_client("redaktion")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    return page


def write(page, text: str) -> None:
    page.locator("[contenteditable=true]").fill(text)


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def step(page, name: str) -> None:
    page.locator(".of-steps").get_by_role("link", name=name, exact=True).click()


def plan(page, moment) -> None:
    """Publish the text from this day on, at eight."""
    step(page, "Veröffentlichen")
    page.get_by_label("Online ab").fill(f"{moment:%Y-%m-%dT08:00}")
    press(page, "Veröffentlichen")
    assert "geplant ab" in page.locator(".of-state").inner_text()


def plan_change(page, text: str, page_ok) -> None:
    """Write another text and have it online from tomorrow on."""
    write(page, text)
    press(page, "Speichern und für später planen …")
    assert "wenig" in page.locator("ins").first.inner_text()
    page_ok(page)
    tomorrow = timezone.localtime() + timedelta(days=1)
    page.get_by_label("Änderung ab").fill(f"{tomorrow:%Y-%m-%dT08:00}")
    press(page, "Änderung planen")
    assert "Änderung ab" in page.locator(".of-state").inner_text()


def restore(page, name: str) -> None:
    """From the list of versions: put this one online at once."""
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Mit dem Text von jetzt vergleichen").click()
    page.get_by_role("link", name=re.compile("wiederherstellen")).click()
    press(page, "Sofort online stellen")


def put_card(page) -> None:
    """By keyboard alone: to the toolbar, to its button, a card from the list."""
    page.locator("[contenteditable=true]").press("Control+End")
    page.keyboard.press("Alt+F10")
    button = page.get_by_role("button", name="Karte: Ansprechstelle oder Teaser")
    for _ in range(30):
        if button.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_label("Ansprechstelle oder Teaser suchen").wait_for()
    page.keyboard.type("berat")
    page.get_by_text("Eine Karte", exact=True).wait_for()
    hit = page.locator("dialog[open] li button")
    page.keyboard.press("Tab")
    assert hit.evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    # What it is called is asked for once the card stands there.
    expect(page.locator(".br-editor__card span")).to_have_text("Beratung")
    assert page.locator(".br-editor__card small").inner_text() == "Ansprechstelle"


def test_page_from_the_draft_to_the_old_text_again(editor, page_ok, new_page, watch):
    editor.goto(ADD)
    editor.get_by_label("Titel").fill("Ferien im Landkreis")
    write(editor, "In den Ferien ist viel los.")
    put_card(editor)
    press(editor, "Speichern")
    assert Page.objects.get().body == "In den Ferien ist viel los.\n\n::kontakt beratung"
    expect(editor.locator(".br-editor__card span")).to_have_text("Beratung")
    assert "Entwurf" in editor.locator(".of-state").inner_text()

    step(editor, "Vorschau-Links")
    press(editor, "Link anlegen")
    page_ok(editor)
    address = editor.locator(".of-links a").get_attribute("href")
    guest, watch.expected = new_page(), {404}
    assert guest.goto("/ferien-im-landkreis/").status == 404
    guest.goto(address)
    page_ok(guest)
    assert "noch nicht öffentlich" in guest.locator(".br-preview").inner_text()

    editor.goto(editor.locator(".breadcrumbs a").last.get_attribute("href"))
    plan(editor, timezone.localtime() + timedelta(days=2))
    assert guest.goto("/ferien-im-landkreis/").status == 404
    Page.objects.update(publish_at=timezone.now())
    assert guest.goto("/ferien-im-landkreis/").status == 200

    editor.reload()
    plan_change(editor, "In den Ferien ist wenig los.", page_ok)
    guest.reload()
    assert "viel los" in guest.locator("article").inner_text()
    # The day passes.
    Page.objects.update(change_at=timezone.now())
    guest.reload()
    assert "wenig los" in guest.locator("article").inner_text()

    step(editor, "Fassungen")
    restore(editor, "Fassung 2")
    guest.reload()
    assert "viel los" in guest.locator("article").inner_text()
