"""The district as a drawing."""

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from actors import map as district_map
from actors.models import Municipality
from tests.factories.actors import make_actor, make_municipality, square


MAP = reverse("actors:actor_map")
REGIONS = Path(__file__).parents[2] / "regions"


def test_frame_holds_all_outlines_and_keeps_proportions():
    frame = district_map.frame_of([square(10, 53), square(10.5, 53.5, 0.5), None])

    assert frame.place(10, 54) == (district_map.MARGIN, district_map.MARGIN)
    x, y = frame.place(11, 53)
    assert x == district_map.WIDTH - district_map.MARGIN
    assert frame.height == pytest.approx(y + district_map.MARGIN, abs=1)
    # At 53.5° north a degree of longitude is 0.595 of one of latitude.
    assert (x - 12) / (y - 12) == pytest.approx(0.5948, abs=0.001)


def test_there_is_no_frame_without_outlines():
    assert district_map.frame_of([None, {"type": "Point", "coordinates": [10, 53]}]) is None


def test_path_is_small_and_closed():
    frame = district_map.frame_of([square(10, 53, 1)])

    path = district_map.path_of(square(10, 53, 1), frame)

    assert re.fullmatch(r"M12 \d+l976 0 0 -\d+ -976 0z", path)


def test_members_of_a_samtgemeinde_are_one_shape():
    unit = Municipality(name="Samtgemeinde Bardowick", slug="bardowick")
    members = [
        Municipality(name="Wittorf", slug="wittorf", parent=unit, geometry=square(10, 53)),
        Municipality(name="Vögelsen", slug="voegelsen", parent=unit, geometry=square(10.1, 53)),
        Municipality(name="Adendorf", slug="adendorf", geometry=square(10.2, 53)),
    ]
    frame = district_map.frame_of(member.geometry for member in members)

    shapes = district_map.shapes_of([unit, *members], frame)

    assert [(shape.slug, shape.path.count("M"), shape.label) for shape in shapes] == [
        ("adendorf", 1, "Adendorf"),
        ("bardowick", 2, "Bardowick"),
    ]


@pytest.mark.parametrize(
    ("count", "shade"),
    [(0, 0), (1, 1), (3, 1), (4, 2), (8, 2), (9, 3), (20, 3), (21, 4), (9999, 4)],
)
def test_shade_grows_with_the_number(count, shade):
    shape = district_map.Shape("a", "A", "", 0, 0, "")

    district_map.shade([shape], {"a": count})

    assert (shape.count, shape.shade) == (count, shade)


def entry(longitude, latitude, unit="a"):
    return {
        "x": longitude, "y": latitude, "unit": unit, "number": 1, "label": "A", "address": "a", "place": "Ort",
    }  # fmt: skip


def test_close_pins_of_a_unit_become_one():
    frame = district_map.frame_of([square(10, 53, 1)])
    entries = [entry(10.5, 53.5), entry(10.51, 53.5), entry(10.51, 53.5, "b"), entry(10.9, 53.1)]

    pins = district_map.pins_of(entries, frame)

    assert [(pin.unit, pin.number) for pin in pins] == [("a", 2), ("b", 1), ("a", 1)]


def test_pins_outside_the_drawing_are_left_out():
    frame = district_map.frame_of([square(10, 53, 1)])

    assert district_map.pins_of([entry(9, 53.5), entry(10.5, 0)], frame) == []


def test_a_full_district_has_few_pins():
    frame = district_map.frame_of([square(10, 53, 1)])
    entries = [entry(10 + n % 100 / 100, 53 + n // 100 / 100) for n in range(10_000)]

    pins = district_map.pins_of(entries, frame)

    assert sum(pin.number for pin in pins) == 10_000
    assert len(pins) <= district_map.MOST_PINS


def test_names_move_off_the_pins():
    shape = district_map.Shape("a", "A", "", 500, 500, "Adendorf")

    district_map.clear_labels([shape], [district_map.Pin(500, 500, "a")])

    assert (shape.x, shape.y) != (500, 500)


@pytest.fixture
def district(region):
    region.map_credit = "© GeoBasis-DE / BKG 2017 (Daten verändert)"
    region.save()
    unit = make_municipality("Samtgemeinde Bardowick", slug="bardowick")
    member = make_municipality("Wittorf", slug="wittorf", parent=unit, geometry=square(10, 53))
    town = make_municipality("Hansestadt Lüneburg", slug="lueneburg", geometry=square(10.1, 53))
    make_actor(
        "Schule Wittorf",
        slug="schule-wittorf",
        municipality=member,
        latitude=53.05,
        longitude=10.05,
    )
    make_actor("Museum", kind="museum", municipality=town, latitude=53.02, longitude=10.15)
    make_actor("Theater", kind="theater", municipality=town, latitude=53.021, longitude=10.151)
    make_actor("Kita ohne Punkt", kind="kita", municipality=unit)


def test_map_and_list_lead_to_the_same_entries(client, district):
    html = client.get(MAP).content.decode()

    assert html.count('href="/akteure/?gemeinde=bardowick"') == 2
    assert 'aria-label="Samtgemeinde Bardowick: 2 Akteure"' in html
    assert 'aria-label="2 Akteure nah beieinander in Hansestadt Lüneburg"' in html
    assert '<a href="/akteure/schule-wittorf/" aria-label="Schule Wittorf">' in html
    assert "© GeoBasis-DE / BKG 2017 (Daten verändert)" in html


def test_map_keeps_the_other_filters(client, district):
    response = client.get(f"{MAP}?bereich=kultur&gemeinde=bardowick&seite=3")
    html = response.content.decode()

    assert 'href="/akteure/?gemeinde=lueneburg&amp;bereich=kultur"' in html
    assert response.context["total"] == 2


def test_map_is_a_list_where_no_outline_is_loaded(client, region):
    make_actor()

    response = client.get(MAP)

    assert b"<svg viewBox" not in response.content
    assert b'href="/akteure/?gemeinde=adendorf"' in response.content


def test_query_count_of_the_map_does_not_grow(client, region, django_assert_num_queries):
    town = make_municipality("Adendorf", geometry=square(10, 53))
    for number in (1, 2, 97):
        for _ in range(number):
            make_actor(municipality=town, latitude=53.05, longitude=10.05)
        with django_assert_num_queries(4):
            client.get(MAP)


@pytest.mark.parametrize("slug", ["lueneburg", "ludwigsburg"])
def test_the_real_districts_fit_on_a_page(client, region, slug):
    outlines = json.loads((REGIONS / slug / "map.geojson").read_text())["features"]
    for number, outline in enumerate(outlines):
        name = outline["properties"]["name"]
        town = make_municipality(name, slug=f"ort-{number}", geometry=outline["geometry"])
        x, y = (
            outline["geometry"]["coordinates"][0][0][:2]
            if outline["geometry"]["type"] == "Polygon"
            else (0, 0)
        )
        make_actor(municipality=town, latitude=y, longitude=x)

    response = client.get(MAP)

    assert len(response.context["shapes"]) == len(outlines)
    assert len(response.content) < 60_000
