"""The page of an offer: what it says, what it reckons, for whom and from where."""

import pytest

from accounts.models import User
from actors.models import AccessFact, Membership, Offer, PriceTier, TravelHint
from tests.actors.reading import json_ld, page
from tests.factories.actors import make_actor, make_municipality, make_offer
from tests.factories.base import make_region


pytestmark = pytest.mark.django_db
FEATURES = list(AccessFact.Feature)


@pytest.fixture
def museum(region):
    return make_actor(
        "Museum", slug="museum", kind="museum", latitude=53.25, longitude=10.35,
        email="info@museum.example",
    )  # fmt: skip


@pytest.fixture
def offer(museum):
    return make_offer(
        "Salz sieden", slug="salz", actor=museum, summary="Wie vor 800 Jahren.", age_from=6, age_to=12,
        group_size_max=25, duration_minutes=90, price_cents=6_00, fee_cents=80_00, booking="info@museum.example",
    )  # fmt: skip


def test_offer_page_says_what_a_class_pays(client, offer):
    context = client.get(offer.get_absolute_url()).context

    assert context["cost_rows"] == [
        ("Eintritt (6,00\u00a0€ je Person)", "156,00\u00a0€"),
        ("Honorar", "80,00\u00a0€"),
    ]
    assert context["cost_sum"] == ["Zusammen", "236,00\u00a0€"]


def test_offer_page_reckons_for_another_group(client, offer):
    response = client.get(offer.get_absolute_url() + "?kinder=10&erwachsene=0")

    assert response.context["cost_sum"] == ["Zusammen", "140,00\u00a0€"]
    assert "Für 10 Kinder und 0 Erwachsene" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["kinder=viele", "kinder=0", "kinder=-3", "kinder=99999", "kinder=", "erwachsene=x"]
)
def test_offer_page_says_what_it_cannot_reckon(client, offer, query):
    response = client.get(f"{offer.get_absolute_url()}?{query}")

    assert response.status_code == 200
    assert response.context["group"].errors
    assert response.context["cost_sum"] == ["Zusammen", "236,00\u00a0€"]


def test_offer_page_speaks_to_search_engines(client, offer):
    facts = json_ld(page(client, offer))

    assert (facts["@type"], facts["typicalAgeRange"], facts["isAccessibleForFree"]) == (
        "Course",
        "6-12",
        False,
    )
    assert facts["provider"]["@type"] == "Museum"


def test_offer_of_a_hidden_actor_is_not_there(client, offer):
    offer.actor.is_published = False
    offer.actor.save()

    assert client.get(offer.get_absolute_url()).status_code == 404


def test_query_count_of_an_offer_page_does_not_grow(client, offer, django_assert_max_num_queries):
    for number in (1, 2):
        for _ in range(number):
            make_offer(actor=offer.actor)
        with django_assert_max_num_queries(7):
            client.get(offer.get_absolute_url())


def test_offer_page_of_a_region_without_a_fund(client, db):
    make_region(slug="ludwigsburg", modules=[])

    html = page(client, make_offer("Salz sieden"))

    assert "örder" not in html
    assert "Antrag" not in html


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"price_cents": 6_00}, "6,00\u00a0€ je Person"),
        ({"price_cents": 150_00, "price_model": "flat"}, "150,00\u00a0€ je Gruppe"),
        ({"price_model": "free"}, "kostenfrei"),
        ({"fee_cents": 80_00, "material_cents": 20_00}, "100,00\u00a0€ für Honorar und Material"),
        ({"price_cents": 6_00, "fee_cents": 80_00}, "6,00\u00a0€ je Person und 80,00\u00a0€ für Honorar und Material"),
    ],
)  # fmt: skip
def test_price_is_said_in_one_line(facts, label):
    assert Offer(**facts).price_label == label


@pytest.mark.parametrize(
    ("minutes", "label"),
    [
        (None, ""),
        (45, "45 Minuten"),
        (60, "1 Stunde"),
        (90, "1,5 Stunden"),
        (120, "2 Stunden"),
        (75, "75 Minuten"),
    ],
)
def test_duration_is_said_as_people_say_it(minutes, label):
    assert Offer(duration_minutes=minutes).duration == label


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"age_from": 6, "age_to": 12, "group_size_max": 25}, "6 bis 12 Jahre, bis 25 Personen"),
        ({"age_from": 10}, "ab 10 Jahren"),
        ({"age_to": 6, "group_size_min": 5}, "bis 6 Jahre, ab 5 Personen"),
        ({"grades": "Klasse 3–6", "group_size_min": 8, "group_size_max": 28}, "Klasse 3–6, 8 bis 28 Personen"),
        ({}, ""),
    ],
)  # fmt: skip
def test_audience_is_said_in_one_line(facts, label):
    assert Offer(**facts).audience == label


def test_offer_page_names_the_prices_by_size(client, offer):
    offer.price_model, offer.price_cents = Offer.PriceModel.TIERS, 0
    offer.save()
    for persons, cents in ((1, 60_00), (21, 90_00)):
        PriceTier.objects.create(offer=offer, persons_from=persons, price_cents=cents)

    context = client.get(offer.get_absolute_url() + "?kinder=20&erwachsene=1").context

    assert context["tiers"] == [
        ["ab 1 Person", "60,00\u00a0€ je Gruppe"],
        ["ab 21 Personen", "90,00\u00a0€ je Gruppe"],
    ]
    assert context["cost_rows"][0] == ("Eintritt (90,00\u00a0€ je Gruppe)", "90,00\u00a0€")


def test_offer_page_names_free_places(client, offer):
    offer.free_places = 2
    offer.save()

    rows = client.get(offer.get_absolute_url()).context["cost_rows"]

    assert rows[0] == ("Eintritt (24 × 6,00\u00a0€, 2 frei)", "144,00\u00a0€")


@pytest.fixture
def village(offer):
    parent = make_municipality("Samtgemeinde Ostheide", kind="samtgemeinde", slug="ostheide")
    return make_municipality(
        "Barendorf", slug="barendorf", parent=parent, latitude=53.23, longitude=10.52
    )


def test_offer_page_reckons_with_the_way_there(client, offer, village):
    query = "?kinder=24&erwachsene=2&von=barendorf&fahrmittel=bus&fahrt=300"

    response = client.get(offer.get_absolute_url() + query)

    assert response.context["cost_rows"][-1] == ("Mietbus", "300,00\u00a0€")
    assert response.context["cost_sum"] == ["Zusammen", "536,00\u00a0€"]
    assert response.context["distance"] == "etwa 12 km Luftlinie"
    assert "mit der Fahrt" in response.content.decode()


def test_offer_page_puts_the_hints_for_ones_own_place_first(client, offer, village):
    for town, means in (("Adendorf", "fuss"), ("Samtgemeinde Ostheide", "opnv")):
        TravelHint.objects.create(
            offer=offer, municipality=make_municipality(town), means=means, text=f"ab {town}"
        )

    hints = client.get(offer.get_absolute_url() + "?von=barendorf").context["hints"]

    assert [(hint.text, hint.is_yours) for hint in hints] == [
        ("ab Samtgemeinde Ostheide", True),
        ("ab Adendorf", False),
    ]


def test_offer_page_knows_where_a_member_comes_from(client, offer, village, clock):
    user = User.objects.create_user("leitung@schule.example", name="Leitung")
    school = make_actor("Grundschule", municipality=village)
    Membership.objects.create(actor=school, user=user, confirmed_at=clock.moment, confirmed_by=user)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(offer.get_absolute_url()).context["start"] == village


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("fahrt=viel", "„viel“ ist kein Betrag."),
        ("fahrt=-3", "Bitte geben Sie den Betrag ohne Vorzeichen an, zum Beispiel 12,50."),
        ("fahrt=99999", "Bitte geben Sie höchstens 10.000,00\u00a0€ an."),
        ("von=nirgends", "nirgends ist keine gültige Auswahl."),
        ("fahrmittel=kutsche", "kutsche ist keine gültige Auswahl."),
    ],
)
def test_offer_page_says_what_is_wrong_with_the_way(client, offer, query, sentence):
    context = client.get(f"{offer.get_absolute_url()}?kinder=10&erwachsene=0&{query}").context

    assert sentence in str(context["group"].errors)
    assert context["cost_sum"] == ["Zusammen", "140,00\u00a0€"]


def test_offer_that_comes_to_the_school_asks_for_no_way(client, offer, village):
    offer.at_school = True
    offer.save()

    response = client.get(offer.get_absolute_url() + "?fahrt=300")

    assert list(response.context["group"].fields) == ["kinder", "erwachsene"]
    assert response.context["cost_sum"] == ["Zusammen", "236,00\u00a0€"]


def test_offer_page_with_everything_stays_cheap(
    client, offer, village, django_assert_max_num_queries
):
    offer.price_model, offer.price_cents = Offer.PriceModel.TIERS, 0
    offer.save()
    for number in range(1, 4):
        PriceTier.objects.create(offer=offer, persons_from=number, price_cents=60_00)
        AccessFact.objects.create(actor=offer.actor, feature=FEATURES[number], state="ja")
        other = make_offer(actor=offer.actor, price_model="tiers", price_cents=0)
        PriceTier.objects.create(offer=other, persons_from=1, price_cents=50_00)
        TravelHint.objects.create(
            offer=offer, municipality=make_municipality(f"Ort {number}"), text="zu Fuß"
        )

    with django_assert_max_num_queries(8):
        html = page(client, offer)

    assert "ab 50,00\u00a0€ je Gruppe" in html
