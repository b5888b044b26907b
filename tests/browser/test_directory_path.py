"""From an institution to a visit that is asked for: on a phone, by keyboard, without scripts."""

import re
from datetime import time

import pytest

from actors.models import AccessFact, Actor, Contact, Offer, OpeningSlot, PriceTier
from bildungsregion.base.guard import FASTEST_SECONDS


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OFFER = "/lernorte/steinzeit-im-museum/"
MUSEUM = "/akteure/museum-lueneburg/"


@pytest.fixture
def museum(load):
    """The museum as a diligent institution keeps it."""
    load("lueneburg")
    museum = Actor.objects.get(slug="museum-lueneburg")
    museum.admission, museum.directions = "Erwachsene 8 €", "Linie 5011 bis Wandrahmstraße"
    museum.save()
    for weekday in range(1, 7):
        OpeningSlot.objects.create(actor=museum, weekday=weekday, opens=time(11), closes=time(18))
    AccessFact.objects.create(actor=museum, feature="wc", state="ja", note="im Erdgeschoss")
    AccessFact.objects.create(actor=museum, feature="induktion", state="nein")
    Contact.objects.create(actor=museum, area="Buchung", phone="04131 720-65")
    offer = Offer.objects.get(slug="steinzeit-im-museum")
    offer.price_model, offer.price_cents = Offer.PriceModel.TIERS, 0
    offer.save()
    for persons, cents in ((1, 60_00), (21, 100_00)):
        PriceTier.objects.create(offer=offer, persons_from=persons, price_cents=cents)
    return museum


def test_pages_of_the_directory_keep_the_promises_of_the_house(page, page_ok, museum, watch):
    query = "?kinder=24&erwachsene=2&von=bleckede&fahrmittel=bus&fahrt=300"
    for address in (MUSEUM, f"{MUSEUM}aushang/", f"{OFFER}{query}", f"{OFFER}anfragen/"):
        assert page.goto(address).status == 200
        page_ok(page)

    watch.expected.add(422)
    page.get_by_role("button", name="Anfrage senden").click()
    page.get_by_text(re.compile(r"Bitte prüfen Sie \d Angaben")).wait_for()
    page_ok(page)


def test_visit_is_reckoned_and_asked_for_by_keyboard_without_scripts(
    chromium, live_server, watch, museum, mailoutbox
):
    plain = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="de-DE",
        viewport={"width": 375, "height": 800},
    )  # fmt: skip
    watch.follow(plain)
    page = plain.new_page()
    page.goto(OFFER)
    page.get_by_label("Kinder", exact=True).fill("20")
    page.get_by_label("Sie fahren mit").select_option(label="Mietbus")
    page.get_by_label("Fahrt hin und zurück").fill("300")
    page.keyboard.press("Enter")
    page.get_by_text("515,00").first.wait_for()

    page.get_by_role("link", name="Beim Lernort anfragen").press("Enter")
    assert page.get_by_label("Kinder oder Jugendliche").input_value() == "20"
    assert not page.get_by_label("Bitte lassen Sie dieses Feld leer").is_visible()
    page.get_by_label("Schule, Kita oder Gruppe").focus()
    for text in ("Grundschule Vögelsen", "Leitung", "leitung@schule.example"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.get_by_label("Wann würde es passen?").fill("4. Mai, vormittags")
    page.wait_for_timeout((FASTEST_SECONDS + 1) * 1000)
    page.keyboard.press("Enter")

    page.get_by_text("Ihre Anfrage ist unterwegs.").wait_for()
    assert page.url.endswith(OFFER)
    assert [mail.to for mail in mailoutbox] == [
        ["bildungsregion@lueneburg.example"],
        ["leitung@schule.example"],
    ]
    plain.close()
