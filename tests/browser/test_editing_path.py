"""Writing a text as in a word processor, with and without JavaScript; the page shows it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from actors.models import Topic
from bildungsregion.base.pictures import Picture
from tests.browser.conftest import DESK
from tests.factories.actors import make_actor, make_topic
from tests.factories.base import make_region
from tests.factories.office import make_client
from tests.factories.pictures import picture_file


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# As Word puts it on the clipboard: a list of paragraphs, marks of its own, a script for good measure.
FROM_WORD = (Path(__file__).parents[1] / "editor" / "from_word.htm").read_text(encoding="utf-8")


def sign_in(context, live_server) -> None:
    client = make_client("redaktion")
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    context.add_cookies([{"name": name, "value": value, "url": live_server.url}])


def paste(page, html: str) -> None:
    page.locator(".ProseMirror").evaluate(
        """(surface, html) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          data.setData("text/plain", "x");
          surface.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        html,
    )


def write_text(page) -> None:
    page.get_by_role("textbox", name="Text:", exact=True).click()
    page.keyboard.type("Wir ")
    page.keyboard.press("Control+b")
    page.keyboard.type("alle")
    page.keyboard.press("Control+b")
    page.keyboard.type(" gehen hin: ")
    # To the toolbar and back by keyboard alone.
    page.keyboard.press("Alt+F10")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_label("Im Portal suchen").fill("Musikschule")
    page.get_by_role("button", name="Musikschule am Markt").click()
    page.get_by_role("button", name="Link setzen").click()
    page.keyboard.press("Enter")
    paste(page, FROM_WORD)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_label("Art des Absatzes").select_option("Text")
    page.get_by_role("button", name="Tabelle", exact=True).click()
    for cell in ("Tag", "Uhrzeit", "Ort", "Montag", "14 Uhr", "Aula"):
        page.keyboard.type(cell)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Zeile löschen").click()


def paste_cards(page) -> None:
    """Where a text has no cards, they arrive as words, from another editor and from anywhere else."""
    for slice_of in ('data-pm-slice="0 0 []" ', ""):
        paste(page, f'<div {slice_of}data-card="::kontakt schulamt">Schulamt</div>')
    surface = page.locator(".ProseMirror")
    assert surface.locator("[data-card]").count() == 0
    assert surface.inner_text().count("Schulamt") == 2


def put_in_picture(page) -> None:
    page.get_by_role("button", name="Bild", exact=True).click()
    page.get_by_text("Neues Bild hochladen").click()
    upload = page.locator("dialog[open]")
    upload.get_by_role("button", name="Hochladen").click()
    upload.get_by_text("Bitte wählen Sie eine Datei aus.").wait_for()
    photo = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": picture_file().read()}
    upload.get_by_label("Datei (JPG, PNG oder WebP)").set_input_files(photo)
    upload.get_by_label("Titel, unter dem").fill("Aula")
    upload.get_by_label("Was auf dem Bild zu sehen ist", exact=True).fill("Eine Bühne")
    upload.get_by_label("Urheber:in").fill("Landkreis")
    upload.get_by_label("Lizenz").select_option("CC BY 4.0")
    upload.get_by_label("Menschen auf dem Bild").select_option("niemand")
    upload.get_by_role("button", name="Hochladen").click()
    upload.get_by_text("Gewählt:").wait_for()
    upload.get_by_label("Bildunterschrift").fill("Die Bühne in der Aula")
    upload.get_by_role("button", name="Bild einfügen").click()


def test_text_is_written_pasted_saved_and_shown(page, page_ok, watch, live_server, chromium):
    make_region()
    make_actor(name="Musikschule am Markt", slug="musikschule")
    topic = make_topic(name="Musik", body="")
    sign_in(page.context, live_server)
    watch.expected.add(422)

    page.goto(reverse("admin:pages_faqentry_add"))
    page.get_by_role("toolbar", name="Text gestalten").wait_for()
    page_ok(page)
    paste_cards(page)
    page.goto(reverse("admin:actors_topic_change", args=[topic.pk]))
    write_text(page)
    put_in_picture(page)
    page.get_by_role("button", name="Speichern", exact=True).first.click()
    page.wait_for_url("**/topic/")

    topic.refresh_from_db()
    picture = Picture.objects.get()
    assert topic.body == (
        "Wir **alle** gehen hin: [Musikschule am Markt](/akteure/musikschule/)\n\n"
        "## Vom Frühling\n\nDas ist **wichtig**:\n\n- Erstens\n  - Darunter\n\nFalle\n\n"
        "| Tag | Uhrzeit | Ort |\n| --- | --- | --- |\n| Montag | 14 Uhr | Aula |\n\n"
        f'![Eine Bühne](/bilder/{picture.pk}/ "Die Bühne in der Aula")'
    )
    page.goto(topic.get_absolute_url())
    assert page.get_by_role("img", name="Eine Bühne").evaluate("img => img.naturalWidth") > 0
    page.get_by_role("row", name="Montag 14 Uhr Aula").wait_for()

    edit_without_script(chromium, live_server, topic)


def edit_without_script(chromium, live_server, topic: Topic) -> None:
    context = chromium.new_context(
        viewport=DESK, locale="de-DE", base_url=live_server.url, java_script_enabled=False
    )
    sign_in(context, live_server)
    page = context.new_page()
    page.goto(reverse("admin:actors_topic_change", args=[topic.pk]))
    page.get_by_label("Text:", exact=True).fill("# Neu\n\n**Fett** und [böse](javascript:alert(1))")
    with context.expect_page() as opened:
        page.get_by_role("button", name="Vorschau in neuem Fenster").click()
    opened.value.get_by_text("Ein Link führt zu keiner Webadresse").wait_for()
    opened.value.get_by_role("heading", name="Neu").wait_for()
    page.get_by_role("button", name="Speichern", exact=True).first.click()
    page.locator("#id_body_error").get_by_text("Ein Link führt zu keiner Webadresse").wait_for()
    assert page.get_by_label("Text:", exact=True).input_value().startswith("# Neu")
    context.close()
