"""Near a place: found by name, postcode or position, sorted by distance, counted alike on both databases."""

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.urls import reverse

from actors.distance import kilometres
from actors.models import Actor, Municipality, Offer
from actors.near import distance_label
from actors.places import Gazetteer, position
from bildungsregion.base.subscriptions import lists
from tests.factories.actors import make_actor, make_municipality, make_offer
from tests.house import ROOT


pytestmark = pytest.mark.django_db
ACTORS, OFFERS = reverse("actors:actor_list"), reverse("actors:offer_list")
LUENEBURG, ADENDORF, BLECKEDE = (53.2490, 10.4110), (53.2870, 10.4440), (53.2970, 10.7340)
# A tenth of a degree of latitude.
TENTH_KM = 11.12


def shown(client, address, **query):
    page = client.get(address, query)
    return [(str(entry), entry.distance) for entry in page.context["object_list"]]


def names(client, address, **query):
    return [name for name, _distance in shown(client, address, **query)]


def place_of(name, point, postcodes, **fields):
    latitude, longitude = point or (None, None)
    return make_municipality(
        name, postcodes=postcodes, latitude=latitude, longitude=longitude, **fields
    )


@pytest.fixture
def district(region):
    town = place_of("Hansestadt Lüneburg", LUENEBURG, ["21335", "21391"])
    adendorf = place_of("Adendorf", ADENDORF, ["21365"])
    bleckede = place_of("Bleckede", BLECKEDE, ["21354"])
    gellersen = place_of("Samtgemeinde Gellersen", None, [], kind="samtgemeinde")
    place_of("Reppenstedt", (53.2540, 10.3320), ["21391"], parent=gellersen)
    make_actor("Museum", kind="museum", municipality=town, latitude=53.2490, longitude=10.4000)
    make_actor(
        "Kita am Eck", kind="kita", municipality=adendorf, latitude=53.2870, longitude=10.4445
    )
    make_actor("Schule Bleckede", municipality=bleckede, latitude=53.2970, longitude=10.7340)
    make_actor("Verein ohne Haus", kind="verein", municipality=adendorf)
    make_actor("Hort der Samtgemeinde", kind="hort", municipality=gellersen)
    make_actor("Irgendwo", kind="verein", municipality=make_municipality("Nirgends"))


def test_a_place_gives_what_is_near_nearest_first_with_the_distance(client, district):
    assert shown(client, ACTORS, ort="Adendorf", umkreis="5") == [
        ("Kita am Eck", "unter 100 m"),
        ("Verein ohne Haus", "im selben Ort"),
    ]
    assert shown(client, ACTORS, ort="adendorf") == [
        ("Kita am Eck", "unter 100 m"),
        ("Verein ohne Haus", "im selben Ort"),
        ("Museum", "5,1 km"),
        ("Hort der Samtgemeinde", "etwa 8 km"),
    ]


def test_any_distance_puts_what_has_no_place_last(client, district):
    found = shown(client, ACTORS, ort="Adendorf", umkreis="alle")

    assert found[-2:] == [("Schule Bleckede", "19,3 km"), ("Irgendwo", "")]
    assert len(found) == 6


@pytest.mark.parametrize(
    ("typed", "name", "points"),
    [
        ("21335", "Hansestadt Lüneburg", 1),
        ("21391", "21391 (Hansestadt Lüneburg, Reppenstedt)", 2),
        ("21391 Reppenstedt", "Reppenstedt", 1),
        ("D-21365 Adendorf", "Adendorf", 1),
        ("lueneburg", "Hansestadt Lüneburg", 1),
        ("Stadt Lüneburg", "Hansestadt Lüneburg", 1),
        ("LÜNE", None, 0),
        ("Gellersen", "Samtgemeinde Gellersen", 1),
        ("Hamburg", None, 0),
        ("20095", None, 0),
        ("21335 Adendorf", None, 0),
        ("…", None, 0),
        ("Nirgends", None, 0),
    ],
)
def test_a_place_is_known_by_name_postcode_or_both(district, typed, name, points):
    place = Gazetteer().find(typed)

    assert (place and place.name, len(place.points) if place else 0) == (name, points)


@pytest.mark.parametrize(
    ("slug", "spoken"),
    [
        ("lueneburg", {"21335": "Hansestadt Lüneburg", "Bardowick": "Bardowick", "Neuhaus": "Amt Neuhaus",
                       "Hohnstorf": "Hohnstorf (Elbe)"}),
        ("ludwigsburg", {"freiberg": "Freiberg am Neckar", "71634": "Ludwigsburg"}),
    ],
)  # fmt: skip
def test_the_regions_own_places_are_known(db, slug, spoken):
    call_command("load_region", slug, verbosity=0)
    gazetteer = Gazetteer()

    for typed, name in spoken.items():
        assert name in gazetteer.find(typed).name
    for row in Municipality.objects.all():
        assert gazetteer.find(row.name) is not None
        for postcode in row.postcodes:
            assert gazetteer.find(postcode) is not None


def test_two_places_of_one_postcode_count_both(client, district):
    assert shown(client, ACTORS, ort="21391", umkreis="5") == [
        ("Museum", "0,7 km"),
        ("Hort der Samtgemeinde", "im selben Ort"),
        ("Kita am Eck", "4,7 km"),
        ("Verein ohne Haus", "etwa 5 km"),
    ]


@pytest.mark.parametrize(
    ("umkreis", "kilometre", "inside"),
    [("5", 4.99, True), ("5", 5.01, False), ("10", 9.99, True), ("10", 10.01, False),
     ("20", 19.98, True), ("20", 20.02, False)],
)  # fmt: skip
@pytest.mark.parametrize("direction", [(1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7)])
def test_the_circle_is_round_to_some_metres(client, region, umkreis, kilometre, inside, direction):
    here = place_of("Adendorf", ADENDORF, [])
    there = _moved(ADENDORF, direction, kilometre)
    make_actor("Haus", municipality=here, latitude=there[0], longitude=there[1])

    assert bool(names(client, ACTORS, ort="Adendorf", umkreis=umkreis)) == inside


def _moved(here, direction, kilometre):
    """The point that is so far away in that direction, by the exact formula."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        there = (here[0] + direction[0] * middle, here[1] + direction[1] * middle)
        low, high = (middle, high) if kilometres(here, there) < kilometre else (low, middle)
    return here[0] + direction[0] * low, here[1] + direction[1] * low


def test_the_position_of_a_browser_does_the_same_and_is_rounded(client, district):
    page = client.get(ACTORS, {"standort": "53.2871234,10.4441999", "umkreis": "5"})

    assert [str(actor) for actor in page.context["object_list"]] == [
        "Kita am Eck",
        "Verein ohne Haus",
    ]
    assert [chip.text for chip in page.context["filter"].chips] == ["Mein Standort, 5 km"]
    assert position("53.2871234, 10.4441999") == (53.287, 10.444)


@pytest.mark.parametrize(
    "text",
    ["", "53.2", "53.2,", "a,b", "53,2;10,4", "0,0", "91.0,10.0", "48.85,2.35", "53.2,10.4,1", "nan,nan",
     "53.2\x00,10.4", "1e2,10", "-53.2,10.4", "5" * 300],
)  # fmt: skip
def test_a_position_that_is_none_narrows_nothing_and_says_so(client, district, text):
    page = client.get(ACTORS, {"standort": text})

    assert position(text) is None
    assert page.status_code == 200
    assert len(page.context["object_list"]) == 6


def test_an_unknown_place_gets_a_sentence_keeps_what_was_typed_and_shows_all(client, district):
    page = client.get(ACTORS, {"ort": "Adendrof", "art": "kita", "umkreis": "5"})
    html = " ".join(page.content.decode().split())

    assert page.status_code == 200
    assert "„Adendrof“ kennen wir nicht. Bitte nennen Sie eine Stadt" in html
    assert 'value="Adendrof"' in html
    assert (
        '<a href="?art=kita&amp;umkreis=5&amp;ort=Adendorf"><strong>Adendorf</strong></a>?' in html
    )
    assert [str(actor) for actor in page.context["object_list"]] == ["Kita am Eck"]
    assert [chip.text for chip in page.context["filter"].chips] == ["Kindertagesstätte"]


def test_numbers_hold_within_the_circle(client, district):
    query = {"ort": "Adendorf", "umkreis": "10"}
    options = client.get(ACTORS, query).context["filter"].options

    assert [(o.value, o.count) for o in options["art"] if o.count] == [
        ("kita", 1), ("hort", 1), ("museum", 1), ("verein", 1)]  # fmt: skip
    for facet, values in options.items():
        for option in values:
            found = names(client, ACTORS, **query, **{facet: option.value})
            assert (facet, option.value, len(found)) == (facet, option.value, option.count)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"sortierung": "name"}, ["Hort der Samtgemeinde", "Kita am Eck", "Museum", "Verein ohne Haus"]),
        ({"sortierung": "entfernung"}, ["Kita am Eck", "Verein ohne Haus", "Museum", "Hort der Samtgemeinde"]),
        ({"q": "hort", "sortierung": "treffer"}, ["Hort der Samtgemeinde"]),
    ],
)  # fmt: skip
def test_another_order_can_be_chosen(client, district, query, expected):
    assert names(client, ACTORS, ort="Adendorf", **query) == expected


def test_best_match_goes_before_distance_only_where_it_is_wished(client, district):
    town = Municipality.objects.get(name="Hansestadt Lüneburg")
    make_actor("Verein Museum", summary="x", municipality=town, latitude=53.2490, longitude=10.4110)
    near = {"ort": "Adendorf", "q": "verein"}

    assert names(client, ACTORS, **near) == ["Verein ohne Haus", "Verein Museum"]
    assert names(client, ACTORS, **near, sortierung="treffer") == [
        "Verein Museum",
        "Verein ohne Haus",
    ]


def test_a_place_typed_goes_before_the_position(client, district):
    assert names(client, ACTORS, ort="Bleckede", standort="53.287,10.444") == ["Schule Bleckede"]


def test_the_chip_of_a_place_takes_the_radius_along(client, district):
    chips = client.get(ACTORS, {"ort": "Adendorf", "umkreis": "20", "art": "kita", "seite": "2"})

    assert [(chip.text, chip.url) for chip in chips.context["filter"].chips] == [
        ("Adendorf, 20 km", "?art=kita"),
        ("Kindertagesstätte", "?ort=Adendorf&umkreis=20"),
    ]


def test_where_nothing_is_left_the_page_says_what_to_let_go(client, district):
    page = client.get(ACTORS, {"ort": "Bleckede", "umkreis": "5", "art": "kita"})
    html = " ".join(page.content.decode().split())

    assert (
        'href="?ort=Bleckede&amp;art=kita&amp;umkreis=20">20 km <span class="br-pills__count">1<'
        in html
    )
    assert 'href="?art=kita">ohne Bleckede, 5 km <span class="br-pills__count">1<' in html
    assert (
        'href="?ort=Bleckede&amp;umkreis=5">ohne Kindertagesstätte <span class="br-pills__count">1<'
        in html
    )


def test_offers_are_as_far_as_their_institution(client, district):
    museum, kita = (Actor.objects.get(name=name) for name in ("Museum", "Verein ohne Haus"))
    make_offer("Ferner", actor=Actor.objects.get(name="Schule Bleckede"))
    make_offer("Führung", actor=museum)
    make_offer("Kommt vorbei", actor=kita, at_school=True)

    assert shown(client, OFFERS, ort="21365") == [
        ("Kommt vorbei", "im selben Ort"),
        ("Führung", "5,1 km"),
    ]
    assert Offer.objects.count() == 3


@pytest.mark.parametrize("address", [ACTORS, OFFERS])
@pytest.mark.parametrize(
    "query",
    ["ort=%00", "ort=" + 600 * "a", "ort=%25_%25", "ort=%3Cscript%3E", "umkreis=7", "umkreis=-1", "umkreis=alle",
     "ort=Adendorf&umkreis=%00", "ort=Adendorf&umkreis=1e9", "ort=Adendorf&sortierung=kaputt",
     "sortierung=entfernung", "sortierung=treffer", "sprache=xx", "barrierefrei=quatsch", "kostenfrei=vielleicht",
     "ort=Adendorf&ort=Bleckede", "standort=%00"],
)  # fmt: skip
def test_bad_values_give_a_page_that_says_something(client, district, address, query):
    response = client.get(f"{address}?{query}")

    assert response.status_code == 200
    assert b"<script>" not in response.content


@pytest.mark.parametrize("address", [ACTORS, OFFERS])
def test_query_count_near_a_place_does_not_grow(client, region, django_assert_num_queries, address):
    here = place_of("Adendorf", ADENDORF, ["21365"])
    for number in (1, 2):  # 1 and 3 rows
        for _ in range(number):
            make_offer(
                actor=make_actor(kind="museum", municipality=here, latitude=53.287, longitude=10.44)
            )
        # Region, municipalities, number, rows, facets; and the synonyms, until they lie in the cache.
        with django_assert_num_queries(6 if number == 1 else 5):
            client.get(f"{address}?ort=21365&q=einrichtung&umkreis=20")


@pytest.mark.parametrize(
    ("kilometre", "exact", "label"),
    [(0.0, True, "unter 100 m"), (0.1, True, "0,1 km"), (3.24, True, "3,2 km"), (12.0, True, "12,0 km"),
     (0.2, False, "im selben Ort"), (3.6, False, "etwa 4 km")],
)  # fmt: skip
def test_a_distance_in_words(kilometre, exact, label):
    assert distance_label(kilometre, exact=exact) == label


def test_a_browser_may_be_asked_where_it_is_by_our_own_pages_only(client, region):
    assert "geolocation=(self)" in client.get(ACTORS).headers["Permissions-Policy"]


def test_where_somebody_stood_is_in_no_subscription_and_no_log(client, district, region):
    query = QueryDict("standort=53.287,10.444&umkreis=5&art=kita")

    assert "standort" not in lists.find("akteure").choose(query, region).query
    assert "standort" not in lists.find("lernorte").choose(query, region).query
    assert "\naccesslog = None\n" in (ROOT / "deploy/gunicorn.conf.py").read_text()
