"""What the fund says on the page of an offer."""

import pytest

from tests.factories.actors import make_offer
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
    assert "Mit Fahrt ausrechnen" in html


def test_offer_is_silent_without_rules(client, region):
    assert "Was die Förderung davon übernimmt" not in page(client, make_offer())


def test_query_count_with_the_grant_stays(client, rules, django_assert_num_queries):
    offer = make_offer()

    with django_assert_num_queries(5):
        page(client, offer)
