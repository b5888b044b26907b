"""An event is proposed on a phone without scripts, confirmed by mail, moderated; repeated and called off."""

import re

import pytest
from django.core.management import call_command

from bildungsregion.base.models import Region
from bildungsregion.demo import logins
from events.models import Event, Submission
from tests.browser.acting import press, sign_in_by_code, sign_in_to_office
from tests.factories.events import make_event
from tests.factories.members import make_tie


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROPOSE = "/veranstaltungen/einreichen/"


@pytest.fixture
def office(settings, load):
    load("lueneburg")
    call_command("sync_roles", verbosity=0)
    settings.OFFICE_SECOND_FACTOR = False
    logins.make(Region.objects.get())


@pytest.fixture
def phone(chromium, live_server, watch):
    """A telephone without scripts."""
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="de-DE",
        viewport={"width": 375, "height": 800},
    )  # fmt: skip
    watch.follow(context)
    yield context.new_page()
    context.close()


def fill_in(page) -> None:
    page.get_by_label("Titel").fill("Lesenacht")
    page.get_by_label("Wer lädt ein?").fill("Museum Lüneburg")
    page.get_by_label("Worum geht es?").fill("Vorlesen bis in die Nacht.")
    page.get_by_label("Tag", exact=True).fill("2026-11-27")
    page.get_by_label("Beginn").fill("19:00")
    page.get_by_label("jede Woche am selben Wochentag").check()
    page.get_by_label("Wiederholt sich bis").fill("2026-12-18")
    page.locator("#id_place_name").fill("Bücherei")
    page.get_by_label("kostenfrei").check()
    page.get_by_label("Ihre E-Mail").fill("verein@x.example")


def test_event_is_proposed_confirmed_and_moderated(phone, new_page, office, mailoutbox, clock):
    clock("2026-11-16 10:00")
    phone.goto("/veranstaltungen/")
    phone.get_by_role("link", name="Veranstaltung einreichen").click()
    fill_in(phone)
    clock("2026-11-16 10:03")
    press(phone, "Einreichen")
    phone.get_by_role("heading", name="Fast geschafft").wait_for()
    phone.goto(
        re.search(r"https?://[^/]+(/veranstaltungen/einreichen/\S+)", mailoutbox[-1].body)[1]
    )
    phone.get_by_text("Fr, 27. November 2026, 19 Uhr").wait_for()
    press(phone, "Ja, einreichen")
    phone.get_by_text("Das Büro sieht die Veranstaltung jetzt an.").wait_for()

    desk = new_page()
    sign_in_to_office(desk, "redaktion")
    desk.locator("#einreichungen").locator("xpath=..").get_by_role("link").first.click()
    desk.get_by_text("Jeden Freitag, bis 18. Dezember 2026").wait_for()
    desk.get_by_role("link", name="Vorschau der Seite").click()
    desk.get_by_text("Vorschau: So wird die Seite aussehen.").wait_for()
    desk.get_by_role("link", name="Zurück zur Entscheidung").click()
    desk.get_by_role("button", name="Veröffentlichen …").click()
    desk.get_by_text("Ihre Veranstaltung „Lesenacht“ steht jetzt im Kalender").wait_for()
    desk.get_by_role("button", name="Veröffentlichen und senden").click()
    desk.get_by_text("Veröffentlicht. Die E-Mail ist unterwegs.").wait_for()

    phone.goto("/veranstaltungen/lesenacht/")
    phone.get_by_role("heading", name="Lesenacht").wait_for()
    assert Submission.objects.get().state == "accepted"
    assert mailoutbox[-1].to == ["verein@x.example"]


def test_pages_keep_the_promises_of_the_house(page, page_ok, office, mailoutbox, watch):
    tie = make_tie(actor=Event.objects.exclude(organiser=None).first().organiser)
    make_event(title="Führung", slug="fuehrung", organiser=tie.actor, dates=[("2099-03-03 16:00", None)])  # fmt: skip
    page.goto(PROPOSE)
    page_ok(page)
    own = f"/mein-bereich/{tie.actor.slug}/veranstaltungen/"
    page.goto(own)
    sign_in_by_code(page, tie.user.email)
    page.get_by_role("heading", name="Veranstaltungen").wait_for()
    page_ok(page)
    for path in (
        "neu/",
        "fuehrung/",
        "fuehrung/termine/",
        "fuehrung/termine/1/",
        "fuehrung/kopieren/",
    ):
        page.goto(own + path)
        page_ok(page)


def test_date_is_called_off_by_its_people(phone, office, mailoutbox):
    tie = make_tie(actor=Event.objects.exclude(organiser=None).first().organiser)
    make_event(title="Führung", slug="fuehrung", organiser=tie.actor, dates=[("2099-03-03 16:00", None)])  # fmt: skip
    phone.goto(f"/mein-bereich/{tie.actor.slug}/veranstaltungen/fuehrung/termine/")
    sign_in_by_code(phone, tie.user.email)
    phone.get_by_role("link", name="Di, 3. März 2099, 16 Uhr").click()
    phone.get_by_label("Dieser Termin fällt aus").check()
    phone.get_by_label("Hinweis zum Termin").fill("Sturm")
    press(phone, "Speichern")
    phone.get_by_text("fällt aus, Sturm").wait_for()
    phone.goto("/veranstaltungen/fuehrung/")
    phone.get_by_text("Dieser Termin fällt aus.").wait_for()


def test_office_pages_of_dates_keep_the_promises(new_page, page_ok, office, watch):
    event = make_event(title="Kurs", dates=())
    desk = new_page()
    sign_in_to_office(desk, "redaktion")
    base = f"/verwaltung/events/event/{event.pk}/termine/"
    desk.goto(f"{base}regel/")
    page_ok(desk)
    desk.get_by_label("Erster Tag").fill("2099-03-03")
    desk.get_by_label("Beginn").fill("16:00")
    desk.get_by_label("Oder so viele Termine").fill("3")
    desk.get_by_role("button", name="Speichern").click()
    desk.get_by_role("link", name="Jeden Dienstag, 3-mal").wait_for()
    page_ok(desk)
    desk.goto(f"/verwaltung/events/event/{event.pk}/kopieren/")
    page_ok(desk)
