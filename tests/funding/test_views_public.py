"""The fund before anybody logs in: overview, calculator, self-check."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from actors.models import Offer
from tests.factories.actors import make_offer
from tests.factories.funding import make_programme, make_rule_set


OVERVIEW, CALCULATOR, SELF_CHECK = (
    reverse(f"funding:{name}") for name in ("overview", "calculator", "self_check")
)


@pytest.fixture
def rules(region):
    return make_rule_set()


def text_of(response) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.mark.parametrize("page", [OVERVIEW, CALCULATOR, SELF_CHECK])
def test_page_is_public_and_has_no_foreign_or_inline_parts(client, rules, page):
    html = text_of(client.get(page))

    assert "<h1" in html
    assert "style=" not in html
    assert "<script>" not in html


@pytest.mark.parametrize("page", [OVERVIEW, CALCULATOR, SELF_CHECK])
def test_page_is_gone_where_the_region_has_no_fund(client, rules, region, page):
    region.modules = []
    region.save()

    assert client.get(page).status_code == 404


@pytest.mark.parametrize("page", [OVERVIEW, CALCULATOR, SELF_CHECK])
def test_page_is_gone_without_a_programme(client, region, page):
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("page", [CALCULATOR, SELF_CHECK])
def test_page_says_so_before_the_first_rules(client, region, page):
    make_programme()

    assert "Zurzeit gelten noch keine Förderregeln." in text_of(client.get(page))


def test_overview_takes_its_figures_from_the_rules_in_force(client, rules):
    rules.bus_rate_bp, rules.entry_threshold_cents, rules.fee_cap_cents = 6550, 7_00, 333_00
    rules.save()

    html = text_of(client.get(OVERVIEW))

    assert [figure in html for figure in ("65,5 %", "ab 7,00 € je Person", "bis 333,00 €")] == [
        True
    ] * 3


@pytest.mark.parametrize(
    ("day", "until"),
    [
        ("2026-03-10", "27. Januar 2026"),
        ("2026-04-20", "9. März 2026"),
        ("2028-02-29", "18. Januar 2028"),
    ],
)
def test_overview_tells_until_when_to_apply(client, rules, day, until):
    html = text_of(client.get(OVERVIEW, {"termin": day}))

    assert f"bitte bis <strong>{until}</strong> beantragen." in html


def test_overview_keeps_a_day_that_is_none(client, rules):
    html = text_of(client.get(OVERVIEW, {"termin": "31.2.2026"}))

    assert 'value="31.2.2026"' in html
    assert "beantragen.</span>" not in html


def test_overview_tells_search_engines_what_it_is(client, rules):
    response = client.get(OVERVIEW)

    facts = response.context["structured"]
    assert (facts["@type"], facts["name"]) == ("GovernmentService", "Fonds Kulturelle Bildung")
    assert 'type="application/ld+json"' in text_of(response)


def test_overview_queries_do_not_grow(client, rules, django_assert_num_queries):
    client.get(OVERVIEW)

    with django_assert_num_queries(6):
        client.get(OVERVIEW)


def test_calculator_explains_each_line_with_its_rule(client, rules):
    html = text_of(
        client.get(CALCULATOR, {"t0-kinder": "24", "t0-0-art": "bus", "t0-0-summe": "350", "t0-1-art": "entry",
                                "t0-1-personen": "24", "t0-1-preis": "4,99"})
    )  # fmt: skip

    assert "Mietbus: 80 % von 350,00 € = 280,00 €" in html
    assert "Nr. 2 a der Richtlinie" in html
    assert "Eintritt 24 × 4,99 €: unter 5,00 € je Person, daher kein Zuschuss" in html
    assert "Bei 120,00 € wären es 60,00 €." in html
    assert '<dt>bleibt für Sie</dt><dd class="br-money">189,76 €</dd>' in html
    assert '<dt>rund je Kind</dt><dd class="br-money">7,91 €</dd>' in html


def test_calculator_deducts_other_funding(client, rules):
    html = text_of(
        client.get(CALCULATOR, {"t0-0-art": "bus", "t0-0-summe": "500", "andere": "150"})
    )

    assert '<dt>Zuschuss des Fonds</dt><dd class="br-money">350,00 €</dd>' in html


def test_calculator_says_what_is_wrong_at_the_field_and_keeps_it(client, rules):
    response = client.get(CALCULATOR, {"t0-0-art": "bus", "t0-0-summe": "12,505"})

    html = text_of(response)
    assert response.status_code == 200
    assert 'value="12,505"' in html
    assert (
        '<a href="#t0-0-summe">oder Summe in €</a>: Bitte geben Sie höchstens zwei Stellen' in html
    )
    assert 'id="t0-0-summe_error"' in html


def test_calculator_buttons_lead_to_an_address_with_the_row(client, rules):
    response = client.get(
        CALCULATOR, {"t0-kinder": "", "t0-0-art": "bus", "t0-0-summe": "5", "zeile-neu": "t0"}
    )

    assert response.status_code == 302
    place = urlsplit(response["Location"])
    assert place.fragment == "t0-1-art"
    assert parse_qs(place.query, keep_blank_values=True) == {
        "t0-kinder": [""], "t0-0-art": ["bus"], "t0-0-summe": ["5"], "t0-1-art": [""],
    }  # fmt: skip
    assert client.get(response["Location"]).content.count(b"data-br-cost") == 2


def test_calculator_adds_a_row_to_those_it_began_with(client, rules):
    response = client.get(CALCULATOR, {"zeile-neu": "t0"}, follow=True)

    assert response.content.count(b"data-br-cost") == 4


def test_calculator_leaves_empty_fields_out_of_its_address(client, rules):
    response = client.get(
        CALCULATOR, {"t0-kinder": "5", "t0-0-art": "bus", "t0-0-summe": "5", "andere": ""}
    )

    assert response["Location"] == f"{CALCULATOR}?t0-kinder=5&t0-0-art=bus&t0-0-summe=5"


def test_calculator_hands_everything_to_the_application(client, rules):
    html = text_of(
        client.get(CALCULATOR, {"t0-kinder": "24", "t0-0-art": "sach", "t0-0-summe": "12,5"})
    )

    wanted = f"{reverse('funding:application_create')}?t0-kinder=24&amp;t0-0-art=sach&amp;t0-0-summe=12%2C5"
    assert wanted in html


def test_calculator_begins_with_an_offer(client, rules):
    offer = make_offer(price_cents=6_00, fee_cents=80_00, price_model=Offer.PriceModel.PER_HEAD)

    response = client.get(
        CALCULATOR, {"angebot": offer.slug, "kinder": "20", "erwachsene": "2"}, follow=True
    )

    html = text_of(response)
    assert '<dt>Zuschuss des Fonds</dt><dd class="br-money">146,00 €</dd>' in html


@pytest.mark.parametrize(
    "query",
    [
        "t0-0-art=%00&t0-0-summe=%00", "t999-0-art=bus", "t0-0-art=nix&t0-0-summe=5", "angebot=%FF&kinder=-1",
        "angebot=%00",
        "angebot=" + "x" * 3000, "t0-kinder=" + "9" * 500, "t0-0-personen=9e9&t0-0-preis=%F0%9F%9A%8C",
        "zeile-weg=../..&termin-weg=t", "t0-0-bezeichnung=%3Cscript%3Ealert(1)%3C/script%3E&t0-0-art=bus&t0-0-summe=1",
    ],
)  # fmt: skip
def test_calculator_survives_any_address(client, rules, query):
    response = client.get(f"{CALCULATOR}?{query}", follow=True)

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_calculator_stays_calm_with_a_thousand_parameters(client, rules):
    typed = {f"t{row % 30}-{row}-art": "bus" for row in range(999)}

    assert client.get(CALCULATOR, typed).status_code == 200


@pytest.mark.parametrize(("lines", "queries"), [(1, 3), (3, 3)])
def test_calculator_queries_do_not_grow(client, rules, django_assert_num_queries, lines, queries):
    typed = {f"t0-{row}-summe": "5" for row in range(lines)}
    client.get(CALCULATOR)

    with django_assert_num_queries(queries):
        client.get(CALCULATOR, typed)


ASKED = {"einrichtung": "schule", "haus": "unterwegs", "landkreis": "ja", "termin": "2026-05-04"}


@pytest.mark.parametrize(
    ("changed", "verdict", "reason"),
    [
        ({}, "Ja, das passt.", "Rechtzeitig, wenn der Antrag bis 23.03.2026 bei uns ist"),
        ({"termin": ""}, "Vielleicht.", "Bitte beantragen Sie, bevor das Vorhaben beginnt."),
        ({"termin": "2026-03-20"}, "Vielleicht.", "weniger als 6 Wochen"),
        (
            {"termin": "2026-03-02"},
            "Nein, so leider nicht.",
            "Für begonnene Vorhaben gibt es keinen Zuschuss.",
        ),
        ({"landkreis": "nein"}, "Nein, so leider nicht.", "Fahrten über die Grenzen der Region"),
        ({"landkreis": ""}, "Vielleicht.", "Der Lernort muss in der Region liegen."),
        (
            {"haus": "eigenes"},
            "Nein, so leider nicht.",
            "Vorhaben im eigenen Haus werden nach diesen Regeln",
        ),
        ({"einrichtung": "hort"}, "Vielleicht.", "Horte nennt die Richtlinie nicht"),
        ({"einrichtung": "berufsbildend"}, "Nein, so leider nicht.", "Berufsbildende Schulen"),
    ],
)
def test_self_check_answers_with_its_reason(client, rules, changed, verdict, reason):
    html = text_of(client.get(SELF_CHECK, ASKED | changed))

    assert f'<h2 id="antwort-titel">{verdict}</h2>' in html
    assert reason in html


def test_self_check_allows_own_premises_where_the_rules_do(client, region):
    make_rule_set(allow_own_premises=True)

    html = text_of(client.get(SELF_CHECK, ASKED | {"haus": "eigenes", "landkreis": "nein"}))

    assert "Ja, das passt." in html


def test_self_check_asks_for_what_is_missing(client, rules):
    html = text_of(client.get(SELF_CHECK, {"haus": "unterwegs", "termin": "morgen"}))

    assert "Bitte sagen Sie, wer beantragen möchte." in html
    assert 'value="morgen"' in html
