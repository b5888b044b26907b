"""The public pages of both regions, with their real data, as a browser shows them."""

import re

import pytest

from bildungsregion.demo import events
from bildungsregion.loading import run


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVERYWHERE = (
    "/",
    "/akteure/",
    "/akteure/?q=Schule&seite=2",
    "/akteure/karte/",
    "/lernorte/",
    "/veranstaltungen/",
    "/veranstaltungen/archiv/",
    "/projekte/",
    "/dokumente/",
    "/aktuelles/",
    "/kontakt/",
    "/themen/",
    "/uebergaenge/",
    "/uebergaenge/kita-grundschule/",
    "/lebensphasen/grundschulalter/",
    "/bildungsregion/",
    "/bildungsregion/gremien/strategiegruppe-bildung/",
    "/bildungsregion/meilensteine/",
    "/bildungsregion/ansprechstellen/",
    "/suche/?q=museum",
    "/suche/?q=gibtesnicht",
    "/leichte-sprache/",
    "/barrierefreiheit/",
    "/konto/anmelden/",
)
FIRST_OF = (
    "/akteure/",
    "/lernorte/",
    "/projekte/",
    "/dokumente/",
    "/veranstaltungen/",
    "/themen/",
    "/aktuelles/",
)
FUND = ("/foerderung/", "/foerderung/rechner/", "/foerderung/selbstcheck/")


@pytest.fixture
def load_with_events(load):
    def bring(slug):
        load(slug)
        events.load(run.available()[slug] / "demo" / "events.csv")

    return bring


def first_entry(page, address):
    """The address of the first entry that a list leads to."""
    page.goto(address)
    leads_to = re.compile(rf"{address}(?!karte/|archiv/|feed/)[a-z0-9-]+/")
    links = [link.get_attribute("href") for link in page.locator("main a").all()]
    return next(link for link in links if leads_to.fullmatch(link))


@pytest.mark.parametrize(
    ("slug", "addresses", "looks"),
    # The same templates: what differs there are colours, words and what there is. So each size is met there in both
    # sets of colours, by the main kinds of pages.
    [
        ("lueneburg", (*EVERYWHERE, *FUND), {}),
        ("ludwigsburg", EVERYWHERE[:5], {"everywhere": True}),
    ],
    ids=["lueneburg", "ludwigsburg"],
)
def test_public_pages_keep_the_promises_of_the_house(
    page, page_ok, load_with_events, slug, addresses, looks
):
    load_with_events(slug)

    entries = [first_entry(page, address) for address in FIRST_OF if address in addresses]
    for address in (*addresses, *entries):
        answer = page.goto(address)
        assert (address, answer.status) == (address, 200)
        page_ok(page, **looks)


def test_a_region_without_the_fund_does_not_mention_it(page, watch, load):
    load("ludwigsburg")
    watch.expected.add(404)

    for address in EVERYWHERE:
        page.goto(address)
        assert page.locator("a[href^='/foerderung/']").count() == 0
    for address in FUND:
        assert page.goto(address).status == 404


def test_the_menu_and_the_search_work_with_the_keyboard_alone(page, load):
    load("lueneburg")
    page.goto("/")

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.textContent.trim()")
    page.keyboard.press("Enter")
    target = page.evaluate("location.hash")
    page.get_by_role("searchbox").first.focus()
    page.keyboard.type("Voegelsen")
    page.keyboard.press("Enter")

    assert skip == "Zum Inhalt springen"
    assert target == "#inhalt"
    page.get_by_role("link", name="Grundschule Vögelsen").first.wait_for()


def test_the_calculator_answers_while_typing_and_without_scripts_by_a_button(
    page, chromium, live_server, watch, load
):
    load("lueneburg")
    page.goto("/foerderung/rechner/")
    page.get_by_label("Personen", exact=True).first.fill("22")
    page.get_by_label("Preis je Person in €").first.fill("3,40")
    page.get_by_text("74,80").first.wait_for()

    plain = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="de-DE"
    )
    watch.follow(plain)
    without = plain.new_page()
    without.goto("/foerderung/rechner/")
    without.get_by_label("Personen", exact=True).first.fill("22")
    without.get_by_label("Preis je Person in €").first.fill("3,40")
    without.get_by_role("button", name="Berechnen").click()

    assert without.get_by_text("74,80").count() > 0
    plain.close()
