"""An entry is claimed, edited and moderated: on a phone, by keyboard, without scripts; nothing breaks a promise."""

import re

import pytest
from django.core.management import call_command

from actors.models import Actor, ChangeProposal
from bildungsregion.base.models import Region
from bildungsregion.demo import logins
from tests.browser.acting import press, sign_in_by_code, sign_in_to_office
from tests.factories.members import make_tie


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MUSEUM, OWN = "/akteure/museum-lueneburg/", "/mein-bereich/museum-lueneburg/"


@pytest.fixture
def museum(settings, load) -> Actor:
    load("lueneburg")
    call_command("sync_roles", verbosity=0)
    museum = Actor.objects.get(slug="museum-lueneburg")
    museum.email = "info@museum.example"
    museum.save()
    return museum


@pytest.fixture
def office(museum, settings):
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


def test_entry_is_claimed_edited_and_moderated(phone, new_page, museum, office, mailoutbox):
    phone.goto(MUSEUM)
    phone.get_by_role("link", name="Das ist meine Einrichtung").click()
    sign_in_by_code(phone, "paedagogik@museum.example")
    phone.get_by_label("Wer sind Sie in dieser Einrichtung?").fill("Museumspädagogik")
    press(phone, "Anfrage schicken")
    phone.get_by_text("Die Einrichtung bekommt eine E-Mail.").wait_for()

    institution = new_page()
    institution.goto(re.search(r"https?://[^/]+(/nachweis/\S+)", mailoutbox[-1].body)[1])
    press(institution, "Ja, gehört zu uns")
    institution.get_by_role("heading", name="Danke, bestätigt").wait_for()

    phone.goto(f"{OWN}eintrag/zeiten/")
    monday = phone.get_by_role("group", name="Montag")
    monday.get_by_label("von").first.fill("09:00")
    monday.get_by_label("bis").first.fill("17:00")
    phone.get_by_label("Was es kostet").fill("Erwachsene 8 €")
    press(phone, "Dem Büro vorschlagen")
    phone.get_by_role("heading", name="Wartet auf das Büro").wait_for()

    desk = new_page()
    sign_in_to_office(desk, "koordination")
    desk.locator("#vorschlaege").locator("xpath=..").get_by_role("link").first.click()
    desk.get_by_text("Montag: 9–17 Uhr").wait_for()
    desk.get_by_label("Änderungen dieser Person künftig sofort zeigen").check()
    desk.get_by_role("button", name="Alles übernehmen").click()
    desk.get_by_text("Übernommen. Der Eintrag ist geändert.").wait_for()

    phone.goto(f"{OWN}eintrag/beschreibung/")
    phone.get_by_label("Kurz gesagt").fill("Alles unter einem Dach.")
    press(phone, "Speichern")
    phone.get_by_text("Die Änderung ist schon zu sehen.").wait_for()
    phone.goto(MUSEUM)
    phone.get_by_text("Alles unter einem Dach.").first.wait_for()
    assert phone.get_by_text("Erwachsene 8 €").count() == 1


def test_own_pages_keep_the_promises_of_the_house(page, page_ok, museum, mailoutbox, watch):
    tie = make_tie(actor=museum)
    page.goto(OWN)
    sign_in_by_code(page, tie.user.email)
    page.get_by_role("heading", name="Museum Lüneburg").wait_for()
    page_ok(page)
    for path in ("eintrag/kontakt/", "eintrag/zeiten/", "eintrag/barrierefreiheit/",
                 "eintrag/fuer-wen/", "eintrag/bild/", "angebote/neu/", "menschen/"):  # fmt: skip
        assert page.goto(f"{OWN}{path}").status == 200
        page_ok(page)

    page.goto(f"{OWN}eintrag/zeiten/")
    watch.expected.add(422)
    page.get_by_role("group", name="Dienstag").get_by_label("von").first.fill("09:00")
    press(page, "Dem Büro vorschlagen")
    summary = page.get_by_role("link", name="Dienstag, bis")
    summary.wait_for()
    page_ok(page)
    summary.press("Enter")
    assert page.evaluate("document.activeElement.name") == "slots-1-bis0"


def test_public_and_office_pages_keep_the_promises(page, page_ok, museum, office, watch):
    watch.expected.add(410)
    for path in ("/akteure/eintragen/", f"{MUSEUM}melden/", "/danke/", "/nachweis/x/"):
        page.goto(path)
        page_ok(page)
    tie = make_tie(actor=museum)
    proposal = ChangeProposal.objects.create(
        subject="actor", subject_pk=museum.pk, actor=museum, title="Museum", proposed_by=tie.user,
        wanted={"summary": "Neu.", "wheelchair": "ja"}, before={"summary": "Alt", "wheelchair": "nein"},
    )  # fmt: skip

    sign_in_to_office(page, "koordination")
    for path in (f"{proposal.pk}/change/", f"{proposal.pk}/bearbeiten/"):
        page.goto(f"/verwaltung/actors/changeproposal/{path}")
        page_ok(page)
