"""What the fund says on the page of an offer."""

import pytest

from actors.models import PriceTier
from funding import prefill
from tests.factories.actors import make_municipality, make_offer
from tests.factories.funding import make_rule_set


pytestmark = pytest.mark.django_db


def page(client, offer, query=""):
    return client.get(offer.get_absolute_url() + query).content.decode()


@pytest.fixture
def rules(region):
    return make_rule_set()


def test_offer_says_what_the_fund_gives(client, rules):
    offer = make_offer("Salz sieden", slug="salz", price_cents=6_00, fee_cents=250_00)

    html = page(client, offer, "?kinder=20&erwachsene=2")

    # 22 × 6,00 € by half, the fee up to 200 €.
    assert "<strong>266,00\u00a0€</strong> können Sie beantragen." in html
    assert "Es bleiben 116,00\u00a0€, das sind 5,80\u00a0€ je Kind." in html
    assert 'href="/foerderung/antraege/neu/?angebot=salz&amp;kinder=20&amp;erwachsene=2"' in html
    assert 'href="/foerderung/rechner/?angebot=salz&amp;kinder=20&amp;erwachsene=2"' in html


def test_way_there_counts_and_goes_into_the_application(client, rules):
    offer = make_offer(slug="salz", price_cents=6_00)
    make_municipality("Barendorf")

    html = page(client, offer, "?kinder=20&erwachsene=2&fahrmittel=bus&fahrt=300,50")

    # 22 × 6,00 € by half, the coach at 80 %.
    assert "<strong>306,40\u00a0€</strong> können Sie beantragen." in html
    query = "angebot=salz&amp;kinder=20&amp;erwachsene=2&amp;fahrt=300%2C50&amp;fahrmittel=bus"
    assert f'href="/foerderung/antraege/neu/?{query}"' in html
    assert "Dazu kommt die Fahrt" not in html


@pytest.mark.parametrize(
    ("fare", "kinds"),
    [
        ({"fahrt": "1.300,50", "fahrmittel": "bus"}, ["bus", "entry", "entry_adults"]),
        ({"fahrt": "12"}, ["opnv", "entry", "entry_adults"]),
        ({"fahrt": "12", "fahrmittel": "kutsche"}, ["opnv", "entry", "entry_adults"]),
        ({"fahrt": "viel", "fahrmittel": "bus"}, ["entry", "entry_adults"]),
        ({"fahrt": "0"}, ["entry", "entry_adults"]),
        ({}, ["entry", "entry_adults"]),
    ],
)
def test_application_begins_with_the_way_there(db, fare, kinds):
    offer = make_offer(price_cents=6_00)

    typed = prefill.visit_rows(offer, {"kinder": "20", "erwachsene": "2", **fare})

    assert [text for name, text in typed.items() if name.endswith("-art")] == kinds


def test_price_by_size_goes_into_the_application(db):
    offer = make_offer("Waldtag", price_model="tiers", price_cents=0)
    PriceTier.objects.create(offer=offer, persons_from=1, price_cents=60_00)
    PriceTier.objects.create(offer=offer, persons_from=21, price_cents=90_00)

    typed = prefill.visit_rows(offer, {"kinder": "20", "erwachsene": "2"})

    assert {name: text for name, text in typed.items() if name.startswith("t0-0-")} == {
        "t0-0-art": "entry",
        "t0-0-bezeichnung": "Waldtag",
        "t0-0-personen": "22",
        "t0-0-preis": "",
        "t0-0-summe": "90,00",
    }


def test_free_places_lower_what_is_applied_for(db):
    offer = make_offer(price_cents=6_00, free_places=2)

    typed = prefill.visit_rows(offer, {"kinder": "20", "erwachsene": "3"})

    wanted = {"t0-0-personen": "20", "t0-1-art": "entry_adults", "t0-1-personen": "1"}
    assert {name: typed[name] for name in wanted} == wanted


def test_offer_below_the_threshold_says_so(client, rules):
    html = page(client, make_offer(price_cents=4_00))

    assert "Zum Preis dieses Angebots gibt die Förderung nichts dazu" in html
    assert "unter 5,00\u00a0€ je Person, daher kein Zuschuss" in html


def test_free_offer_speaks_of_the_journey(client, rules):
    html = page(client, make_offer(price_model="free", price_cents=0))

    assert "Der Besuch ist kostenfrei. Zur Fahrt gibt die Förderung etwas dazu." in html


def test_closed_programme_takes_no_application(client, rules):
    rules.programme.is_open = False
    rules.programme.save()

    html = page(client, make_offer())

    assert "Antrag vorbereiten" not in html
    assert "Genauer ausrechnen" in html


def test_offer_is_silent_without_rules(client, region):
    assert "Was die Förderung davon übernimmt" not in page(client, make_offer())


def test_query_count_with_the_grant_stays(client, rules, django_assert_num_queries):
    offer = make_offer()

    with django_assert_num_queries(7):
        page(client, offer)
