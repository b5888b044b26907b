"""From the signed notice to the last receipt: the school's phone, the venue's link, four people of the office."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.utils import timezone
from PIL import Image

from accounts import roles
from accounts.models import User
from actors.models import Actor, Membership
from bildungsregion.base.models import Region
from bildungsregion.demo import logins
from funding import ledger_proof
from funding.models import Application, PaymentRun
from tests.browser.acting import press, sign_in_by_code, sign_in_to_office, take_step
from tests.browser.conftest import PHONE
from tests.factories.funding import let_pass, make_decided


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "sekretariat@schule.example"
BUS = ({"kind": "bus", "total_cents": 350_00},)
S = Application.Status


@pytest.fixture
def granted(load):
    """A bus of 350 euro, 280 granted by the office of the demonstration."""
    load("lueneburg")
    roles.sync()
    logins.make(Region.objects.get())
    office = {name: User.objects.get(email=logins.email_of(name)) for name in logins.OFFICE}
    school = Actor.objects.get(name="Anne-Frank-Schule")
    member = User.objects.create_user(EMAIL, name="Sekretariat")
    now = timezone.now()
    Membership.objects.create(
        user=member, actor=school, role="head", confirmed_at=now, confirmed_by=member
    )
    return make_decided(
        institution=school,
        by=member,
        costs=BUS,
        delivery_consent=True,
        case_worker=office["sachbearbeitung"],
        signer=office["zeichnung"],
    )


def photo() -> dict:
    """A picture as a phone takes it."""
    out = BytesIO()
    Image.new("RGB", (1200, 1600), (236, 232, 220)).save(out, "JPEG")
    return {"name": "IMG_0815.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def page_of(case: Application) -> str:
    return f"/verwaltung/funding/application/{case.pk}/change/"


def fetch_letter(page, case):
    page.goto(f"/foerderung/antraege/{case.number}/")
    with page.expect_download():
        page.get_by_role("link", name=re.compile("Zuwendungsbescheid")).first.click()
    delivery = case.letters.get(kind="grant_notice").deliveries.get()
    assert delivery.deemed_on == timezone.localdate() + timedelta(days=1)


def begin_proof(page, case):
    page.goto(f"/foerderung/antraege/{case.number}/")
    page.locator("main").get_by_role("link", name=re.compile("Nachweis")).first.click()
    press(page, "Nachweis beginnen")
    page.get_by_role("heading", name="Wer war dabei, was hat es gekostet?").wait_for()


def add_photo(page, page_ok=None):
    page.get_by_role("button", name=re.compile("^Beleg hinzufügen")).first.click()
    page.get_by_role("heading", name="Beleg hinzufügen").wait_for()
    if page_ok:
        page_ok(page)
        page.set_viewport_size(PHONE)
    page.get_by_label("Foto oder PDF").set_input_files(photo())
    page.get_by_label("Datum auf dem Beleg").fill(timezone.localdate().isoformat())
    page.get_by_label("Rechnungsnummer").fill("RE-2026-118")
    press(page, "Beleg speichern")
    page.get_by_text("IMG_0815.jpg").first.wait_for()


def ask_venue(page, case):
    page.goto(f"/foerderung/antraege/{case.number}/")
    page.locator("main").get_by_role("link", name=re.compile("bestätigen lassen")).first.click()
    page.get_by_label("E-Mail des Lernorts").fill("besuch@salzmuseum.example")
    press(page, "Link senden")
    page.get_by_text("Der Link ist unterwegs").wait_for()
    return re.search(r"/foerderung/besuch/\S+", mail.outbox[-1].body)[0]


def confirm_visit(page, page_ok, link):
    page.goto(link)
    page_ok(page)
    page.get_by_label(re.compile("Ihr Name oder Ihre Funktion")).fill("Kasse")
    press(page, "Ja, die Gruppe war da")
    page.get_by_role("heading", level=1).wait_for()


def settle(page, page_ok, case):
    page.goto(page_of(case))
    page_ok(page)
    page.locator("main").get_by_role("link", name="Abrechnen", exact=True).first.click()
    press(page, "Alles, was offen ist, anerkennen")
    page_ok(page)
    press(page, "Speichern und zur Abrechnung")
    page.get_by_role("heading", name=re.compile("^Abrechnen")).first.wait_for()
    page_ok(page)
    press(page, "Abrechnen")
    page.get_by_text("ist abgerechnet").wait_for()


def confirm_and_order(worker, signer, page_ok, case):
    worker.goto(page_of(case))
    worker.locator("main").get_by_role("link", name=re.compile("[Ff]eststellen")).first.click()
    page_ok(worker)
    worker.get_by_label(re.compile("sachlich richtig")).check()
    worker.get_by_label("ihr Träger").check()
    worker.get_by_label(re.compile("rechnerisch richtig")).check()
    worker.locator("main").get_by_role("button", name=re.compile("[Ff]eststellen")).click()
    signer.goto(page_of(case))
    take_step(signer, "Auszahlung anordnen", "Anordnen")
    signer.get_by_text("ist erteilt.").wait_for()


def pay(cashier, signer, page_ok, case):
    """A list put together by one and signed off by another; the cashier's answer comes back as CSV."""
    cashier.goto("/verwaltung/funding/paymentrun/neu/")
    page_ok(cashier)
    press(cashier, "Liste zusammenstellen")
    run = PaymentRun.objects.get()
    signer.goto(f"/verwaltung/funding/paymentrun/{run.pk}/change/")
    page_ok(signer)
    press(signer, "Freigeben")
    cashier.goto(f"/verwaltung/funding/paymentrun/{run.pk}/change/")
    press(cashier, "An die Kasse geben")
    with cashier.expect_download() as download:
        cashier.get_by_role("link", name=re.compile("CSV")).click()
    order = run.orders.get()
    assert f"{order.number};" in download.value.path().read_text("utf-8-sig")
    cashier.goto("/verwaltung/funding/paymentrun/rueckmeldung/")
    today = f"{timezone.localdate():%d.%m.%Y}"
    answer = f"Anordnung;Ergebnis;Datum;Betrag\r\n{order.number};bezahlt;{today};280,00\r\n"
    file = {"name": "kasse.csv", "mimeType": "text/csv", "buffer": answer.encode()}
    cashier.get_by_label("Datei der Kasse").set_input_files(file)
    press(cashier, "Datei ansehen")
    page_ok(cashier)
    press(cashier, "Eine Zeile verbuchen")
    cashier.get_by_text("Die Rückmeldung ist verbucht.").wait_for()


def test_grant_is_proven_settled_paid_and_closed(page, new_page, page_ok, granted):
    page.goto("/konto/anmelden/?next=/mein-bereich/")
    sign_in_by_code(page, EMAIL)
    fetch_letter(page, granted)
    case = let_pass(granted)

    page.set_viewport_size(PHONE)
    begin_proof(page, case)
    add_photo(page, page_ok)
    page.get_by_label("Wie war es?").fill("Es war ein guter Tag.")
    page_ok(page)
    page.set_viewport_size(PHONE)
    press(page, "Weiter")
    page.get_by_role("heading", name="Prüfen und senden").wait_for()
    page_ok(page)
    press(page, "Nachweis senden")
    page.get_by_role("heading", name="Danke, Ihr Nachweis ist bei uns").wait_for()
    confirm_visit(new_page(), page_ok, ask_venue(page, case))

    worker, signer, cashier = new_page(), new_page(), new_page()
    for person, role in ((worker, "sachbearbeitung"), (signer, "zeichnung"), (cashier, "kasse")):
        sign_in_to_office(person, role)
    settle(worker, page_ok, case)
    confirm_and_order(worker, signer, page_ok, case)
    pay(cashier, signer, page_ok, case)

    case = Application.objects.get(pk=case.pk)
    assert (case.status, case.settled_cents) == (S.CLOSED, 280_00)
    assert case.budget_year.paid_cents == 280_00
    assert ledger_proof.faults() == []
    page.goto(f"/foerderung/antraege/{case.number}/")
    page.get_by_text("Alles ist erledigt.").first.wait_for()
    page_ok(page)


def test_proof_goes_without_javascript(chromium, live_server, watch, granted):
    case = let_pass(granted)
    context = chromium.new_context(
        base_url=live_server.url, locale="de-DE", viewport=PHONE, java_script_enabled=False
    )
    context.set_default_timeout(10_000)
    watch.follow(context)
    page = context.new_page()
    page.goto("/konto/anmelden/?next=/mein-bereich/")
    sign_in_by_code(page, EMAIL)

    begin_proof(page, case)
    add_photo(page)
    page.get_by_label("Wie war es?").fill("Es war ein guter Tag.")
    press(page, "Weiter")
    press(page, "Nachweis senden")
    page.get_by_role("heading", name="Danke, Ihr Nachweis ist bei uns").wait_for()
    context.close()

    assert Application.objects.get(pk=case.pk).status == S.REPORTED


def tab_to(page, target):
    """On to that element with the Tab key alone."""
    for _press in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key does not lead there")


def type_into(page, target, text):
    tab_to(page, target)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def want_dearer_bus(page, case):
    """The whole form by keyboard."""
    page.goto(f"/foerderung/antraege/{case.number}/")
    tab_to(page, page.get_by_role("link", name="Änderung beantragen").first)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Änderung beantragen", level=1).wait_for()
    type_into(page, page.get_by_label(re.compile("Was ändert sich")), "Der Bus ist teurer.")
    type_into(page, page.get_by_label(re.compile("^oder Summe")).first, "500,00")
    page.get_by_text("400,00").first.wait_for()
    tab_to(page, page.locator("main").get_by_role("button", name="Änderung beantragen"))
    page.keyboard.press("Enter")
    page.get_by_text("Änderung in Prüfung").first.wait_for()


def test_change_is_wanted_by_keyboard_and_signed_by_a_second_person(
    page, new_page, page_ok, granted
):
    page.goto("/konto/anmelden/?next=/mein-bereich/")
    sign_in_by_code(page, EMAIL)
    want_dearer_bus(page, granted)
    page_ok(page)

    worker, signer = new_page(), new_page()
    sign_in_to_office(worker, "sachbearbeitung")
    worker.goto(page_of(granted))
    worker.locator("main").get_by_role("link", name="Änderung vorschlagen").first.click()
    page_ok(worker)
    press(worker, "Zur Zeichnung geben")
    sign_in_to_office(signer, "zeichnung")
    signer.goto(page_of(granted))
    signer.locator("main").get_by_role("link", name="Änderung zeichnen").first.click()
    page_ok(signer)
    signer.get_by_label("Ich habe den Bescheid gelesen").check()
    press(signer, "Änderung zeichnen")
    signer.wait_for_url(re.compile("/change/$"))

    case = Application.objects.get(pk=granted.pk)
    assert (case.status, case.decided_cents) == (S.APPROVED, 400_00)
    assert case.budget_year.committed_cents == 400_00
    assert [letter.kind for letter in case.letters.order_by("pk")][-1] == "amendment_notice"
