"""From a learning place's offer to the signed letter, with every click a school and an office make."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import roles
from bildungsregion.base.models import Region
from bildungsregion.demo import logins
from funding.models import Application, Letter
from tests.browser.acting import sign_in_by_code, sign_in_to_office


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OFFER = "/lernorte/salz-sieden-wie-frueher/"


@pytest.fixture
def lueneburg(load):
    load("lueneburg")
    roles.sync()
    logins.make(Region.objects.get())


@pytest.fixture
def step(page_ok):
    """``step(page, "Kosten")``: that page is there and keeps the rules of access; then on with „Weiter“."""

    def check(page, heading, *, go_on=True):
        page.get_by_role("heading", name=heading, level=1).wait_for()
        page_ok(page)
        if go_on:
            page.locator(".br-actions").get_by_role("button", name="Weiter", exact=True).click()

    return check


def apply_from_the_offer(page, page_ok, step):
    """A school that was never here before files an application; gives its number."""
    page.goto(OFFER)
    page_ok(page)
    page.get_by_role("link", name="Antrag vorbereiten").first.click()
    sign_in_by_code(page, "sekretariat@schule.example")
    page.get_by_label("Ihre Einrichtung").select_option(label="Anne-Frank-Schule")
    page_ok(page)
    page.get_by_role("button", name="Antrag beginnen").click()
    page.get_by_label("Leitung der Einrichtung").fill("Schulleitung")
    page.get_by_label("Ansprechperson").fill("Sekretariat")
    step(page, "Einrichtung und Kontakt")
    step(page, "Vorhaben")
    day = timezone.localdate() + timedelta(days=90)
    page.get_by_label("Datum").fill(day.isoformat())
    page.get_by_label("Gruppe oder Klasse").fill("Klasse 4a")
    step(page, "Termine und Gruppen")
    page.get_by_label("keine Fahrt nötig").check()
    step(page, "Kosten")
    page.get_by_label("IBAN").fill("DE89 3704 0044 0532 0130 00")
    page.get_by_label("Konto lautet auf").fill("Hansestadt Lüneburg")
    step(page, "Andere Förderung und Konto")
    step(page, "Anlagen")
    step(page, "Prüfen und einreichen", go_on=False)
    for box in page.locator("main form").get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Antrag einreichen").click()
    page.get_by_text("Ihr Antrag ist eingegangen").wait_for()
    page_ok(page)
    return page.get_by_role("heading", level=1).inner_text()


def propose(page, page_ok, number):
    """The case worker takes the case up, checks it and proposes what was reckoned."""
    page.get_by_role("link", name=number).first.click()
    page_ok(page)
    page.get_by_role("link", name="In Bearbeitung nehmen").click()
    page.locator("main").get_by_role("button", name="In Bearbeitung nehmen").click()
    for choice in page.get_by_label("in Ordnung", exact=True).all():
        choice.check()
    page_ok(page)
    page.get_by_role("button", name="Prüfpunkte speichern").click()
    page.get_by_role("link", name="Entscheidung vorschlagen").click()
    page.get_by_role("heading", name="Entscheidung vorschlagen").wait_for()
    page_ok(page)
    page.locator("main").get_by_role("button", name="Zur Zeichnung geben").click()
    page.get_by_text("Zur Zeichnung").first.wait_for()


def sign(page, page_ok, number):
    page.get_by_role("link", name=number).first.click()
    page.get_by_role("link", name="Bewilligung zeichnen").click()
    page.get_by_role("heading", name="Bewilligung zeichnen").wait_for()
    page_ok(page)
    for box in page.locator("main form").get_by_role("checkbox").all():
        box.check()
    page.locator("main").get_by_role("button", name="Bewilligung zeichnen").click()
    page.get_by_text("Bewilligt").first.wait_for()


def test_from_the_offer_to_the_letter(page, new_page, page_ok, step, lueneburg):
    number = apply_from_the_offer(page, page_ok, step)
    case_worker = new_page()
    sign_in_to_office(case_worker, "sachbearbeitung")
    page_ok(case_worker)
    propose(case_worker, page_ok, number)
    signer = new_page()
    sign_in_to_office(signer, "zeichnung")
    sign(signer, page_ok, number)

    page.goto(f"/foerderung/antraege/{number}/")
    page_ok(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Zuwendungsbescheid")).first.click()

    application = Application.objects.get(number=number)
    notice = application.letters.get(kind=Letter.Kind.GRANT_NOTICE)
    assert application.status == Application.Status.APPROVED
    assert application.decided_cents == 140_00
    assert application.budget_year.committed_cents == 140_00
    with notice.pdf.open() as kept:
        assert download.value.path().read_bytes() == kept.read()
    assert number in mail.outbox[-1].subject
    assert mail.outbox[-1].to == ["sekretariat@schule.example"]
