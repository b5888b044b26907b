"""Registering and the waiting list: by keyboard, without scripts, on a phone; and the list of the organisers."""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page

from accounts import roles
from bildungsregion.base.guard import FASTEST_SECONDS
from bildungsregion.base.models import Region
from bildungsregion.demo import logins
from events.models import Registration
from tests.browser.acting import sign_in_to_office
from tests.factories.base import make_region
from tests.factories.registration import make_open_event, register


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAIT = (FASTEST_SECONDS + 0.5) * 1000
PHONE = {"width": 375, "height": 800}
FAR = (("2199-04-14 16:00", "2199-04-14 18:00"),)


@pytest.fixture
def reading(db):
    make_region()
    return make_open_event(capacity=3, dates=FAR, allows_groups=True, event={"title": "Lesenacht"})


def link_to(address: str) -> str:
    """The link of the last mail to this address."""
    body = next(message.body for message in reversed(mail.outbox) if message.to == [address])
    return re.search(r"https?://[^/]+(/veranstaltungen/anmeldung/\S+)", body)[1]


def ask_for_places(page: Page, way: str, email: str, persons: str) -> None:
    page.goto("/veranstaltungen/lesenacht/")
    page.locator("main").get_by_role("link", name=way, exact=True).press("Enter")
    page.get_by_role("heading", name="Anmelden", exact=True).wait_for()
    page.wait_for_timeout(WAIT)
    page.get_by_label("Ihr Name").fill("Familie Abel")
    page.get_by_label("E-Mail").fill(email)
    page.get_by_label("Wie viele Personen kommen?").fill(persons)
    page.get_by_role("button", name=way, exact=True).press("Enter")
    page.get_by_role("heading", name="Jetzt noch die E-Mail bestätigen").wait_for()


def confirm(page: Page, email: str) -> None:
    page.goto(link_to(email))
    page.get_by_role("button", name="Ja, anmelden").press("Enter")


@pytest.fixture
def phone(chromium, live_server, watch):
    """A phone without scripts."""
    plain = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="de-DE", viewport=PHONE
    )
    plain.set_default_timeout(10_000)
    watch.follow(plain)
    yield plain.new_page()
    plain.close()


def test_place_is_taken_by_keyboard_on_a_phone_and_given_back(phone, reading, mailoutbox):
    type(reading).objects.filter(pk=reading.pk).update(slug="lesenacht")

    ask_for_places(phone, "Anmelden", "abel@familie.example", "2")
    confirm(phone, "abel@familie.example")
    phone.get_by_text("Danke, Sie sind angemeldet.").wait_for()
    phone.get_by_label("Wie viele Personen kommen?").fill("3")
    phone.get_by_role("button", name="Anzahl speichern").press("Enter")
    phone.get_by_text("Gespeichert: 3 Personen.").wait_for()
    phone.get_by_role("button", name="Absagen und Angaben löschen").press("Enter")
    phone.get_by_text("Sie haben abgesagt.").wait_for()

    assert Registration.objects.get().name == ""


def test_who_waits_is_offered_a_place_and_takes_it(page, reading, mailoutbox):
    type(reading).objects.filter(pk=reading.pk).update(slug="lesenacht")
    first = register(reading, 3, email="erste@familie.example")

    ask_for_places(page, "Auf die Warteliste", "abel@familie.example", "2")
    confirm(page, "abel@familie.example")
    page.get_by_text("Rang 1").wait_for()
    page.goto(link_to("erste@familie.example"))
    page.get_by_role("button", name="Absagen und Angaben löschen").click()
    page.get_by_text("Sie haben abgesagt.").wait_for()
    page.goto(link_to("abel@familie.example"))
    page.get_by_role("button", name="Platz annehmen").click()
    page.get_by_text("Sie haben den Platz.").wait_for()

    states = dict(Registration.objects.values_list("persons", "state"))
    assert states == {2: "bestaetigt", first.persons: "abgesagt"}


def test_pages_of_registration_keep_the_promises_of_the_house(
    page, page_ok, reading, watch, mailoutbox
):
    watch.expected |= {422}
    slug, row = reading.slug, register(reading, 2)
    waiting = register(reading, 3)
    form = f"/veranstaltungen/{slug}/anmelden/"

    for address in (
        f"/veranstaltungen/{slug}/",
        form,
        row.get_absolute_url(),
        waiting.get_absolute_url(),
    ):
        page.goto(address)
        page_ok(page)
    page.goto(form)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_text(re.compile(r"Bitte prüfen Sie (eine|\d) Angabe")).wait_for()
    page_ok(page)


def test_organisers_keep_the_list(page, page_ok, reading, office_login, mailoutbox):
    register(reading, 2, email="abel@familie.example")
    base = f"/veranstaltungen/{reading.slug}/anmeldungen/"

    page.goto(base)
    page_ok(page)
    page.get_by_role("link", name=re.compile("14. April 2199")).click()
    page_ok(page)
    page.get_by_role("link", name="Telefonisch aufnehmen").click()
    page.get_by_label("Name").fill("Anruf")
    page_ok(page)
    page.get_by_role("button", name="Aufnehmen").click()
    page.get_by_text("Anruf: angemeldet.").wait_for()
    page.get_by_role("link", name="E-Mail an alle").click()
    page.get_by_label("Text").fill("Bitte Kissen mitbringen.")
    page.get_by_role("button", name="Vorschau").click()
    page.get_by_role("heading", name="So wird sie gelesen").wait_for()
    page_ok(page)
    page.get_by_role("button", name="Jetzt senden").click()
    page.get_by_text("Verschickt an 1 Adressen, jede für sich.").wait_for()

    assert mailoutbox[-1].to == ["abel@familie.example"]


@pytest.fixture
def office_login(page, reading):
    """Somebody of the office is signed in."""
    roles.sync()
    logins.make(Region.objects.get())
    sign_in_to_office(page, "redaktion")
