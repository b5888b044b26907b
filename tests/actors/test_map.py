"""The district as a drawing."""

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from actors import map as district_map, map_picture
from actors.map import Window
from actors.map_marks import LOOKS, MOST_MARKS, NARROW, WIDE, marks_of, names_of
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

    assert re.fullmatch(r"M12 [\d.]+l976 0 0 -[\d.]+ -976 0z", path)


def test_members_of_a_samtgemeinde_are_one_shape():
    unit = Municipality(name="Samtgemeinde Bardowick", slug="bardowick")
    members = [
        Municipality(name="Wittorf", slug="wittorf", parent=unit, geometry=square(10, 53)),
        Municipality(name="Vögelsen", slug="voegelsen", parent=unit, geometry=square(10.1, 53)),
        Municipality(name="Adendorf", slug="adendorf", geometry=square(10.2, 53)),
    ]
    frame = district_map.frame_of(member.geometry for member in members)

    units, parts = district_map.shapes_of([unit, *members], frame)

    assert [(shape.slug, shape.path.count("M"), shape.label) for shape in units] == [
        ("adendorf", 1, "Adendorf"),
        ("bardowick", 2, "Bardowick"),
    ]
    assert [(part.slug, part.unit) for part in parts] == [
        ("voegelsen", "bardowick"),
        ("wittorf", "bardowick"),
    ]


def test_shape_holds_what_lies_on_it():
    frame = district_map.frame_of([square(10, 53, 1)])
    shape = district_map.shape_of("a", "A", [square(10, 53, 0.5)], frame)

    assert shape.holds(*frame.place(10.25, 53.25))
    assert not shape.holds(*frame.place(10.75, 53.25))


@pytest.mark.parametrize(
    ("count", "step"),
    [(0, 0), (1, 1), (3, 1), (4, 2), (8, 2), (9, 3), (20, 3), (21, 4), (9999, 4)],
)
def test_shade_grows_with_the_number(count, step):
    assert district_map.shade(count) == step


@pytest.fixture
def frame():
    return district_map.frame_of([square(10, 53, 1)])


def test_window_stays_on_the_drawing(frame):
    window = Window.around(frame, 0, frame.height, 2)

    assert (window.x, window.width) == (0, frame.width / 4)
    assert window.y + window.height == pytest.approx(frame.height, abs=0.1)
    assert window.moved(0, 0, 99).level == district_map.MOST_LEVEL
    assert window.moved(0, 0, -99).is_whole


def test_window_comes_back_from_its_address(frame):
    window = Window.around(frame, 400, 500, 2.5)

    again = Window.read(frame, str(window))

    assert (again.x, again.y, again.level) == pytest.approx((window.x, window.y, 2.5), abs=0.3)


@pytest.mark.parametrize("text", ["", "53", "53_10", "a_b_c", "nan_10_2", "inf_10_2", "1_2_3_4"])
def test_window_that_is_none_is_told(frame, text):
    assert Window.read(frame, text) is None


@pytest.mark.parametrize(
    "text", ["", "1_2_3", "a_b_c_d", "54_10_53_11", "nan_10_53_11", "53_11_53_10"]
)
def test_place_that_is_none_is_told(text):
    assert map_picture.read_place(text) is None


def cell(longitude, latitude, number=1, label="A", place="Ort"):
    return {
        "x": longitude, "y": latitude, "number": number, "label": label, "address": "a", "place": place,
        "west": longitude, "east": longitude, "south": latitude, "north": latitude,
    }  # fmt: skip


def test_close_institutions_become_one_mark(frame):
    cells = [cell(10.5, 53.5), cell(10.51, 53.5, 3, place="Stadt"), cell(10.9, 53.1)]

    marks = marks_of(cells, Window(frame), WIDE)

    assert [(mark.number, mark.place) for mark in marks] == [(4, "Stadt"), (1, "Ort")]
    assert marks[0].box == (10.5, 53.5, 10.51, 53.5)


def test_mark_comes_apart_in_the_window_it_leads_to(frame):
    cells = [cell(10.5, 53.5), cell(10.51, 53.5)]
    (mark,) = marks_of(cells, Window(frame), WIDE)

    assert not mark.is_one_place(Window(frame))
    for look in LOOKS:
        assert len(marks_of(cells, mark.nearer(Window(frame)), look)) == 2


def test_same_address_is_one_place_at_every_distance(frame):
    cells = [cell(10.5, 53.5, 2)]

    for level in range(district_map.MOST_LEVEL + 1):
        window = Window.around(frame, *frame.place(10.5, 53.5), level)
        (mark,) = marks_of(cells, window, WIDE)
        assert mark.is_one_place(window)


def test_marks_outside_the_drawing_are_left_out(frame):
    assert marks_of([cell(9, 53.5), cell(10.5, 0)], Window(frame), WIDE) == []


@pytest.mark.parametrize("look", LOOKS)
def test_marks_of_a_full_district_are_few_and_do_not_touch(frame, look):
    cells = [cell(10 + n % 100 / 100, 53 + n // 100 / 100) for n in range(10_000)]
    window = Window(frame)

    marks = marks_of(cells, window, look)

    assert sum(mark.number for mark in marks) == 10_000
    assert len(marks) <= MOST_MARKS
    gaps = [abs(a.x - b.x) + abs(a.y - b.y) for i, a in enumerate(marks) for b in marks[:i]]
    assert min(gaps) > 30 * look.unit(window)


def test_name_moves_off_a_mark_and_never_over_another(frame):
    window = Window(frame)
    shape = district_map.shape_of("a", "Adendorf", [square(10, 53, 1)], frame)
    (mark,) = marks_of([cell(10.5, 53.5, 2)], window, WIDE)

    (name,) = names_of([shape], [mark], window, WIDE)
    both = names_of([shape, shape], [mark], window, WIDE)

    assert abs(name.y - mark.y) >= mark.radius
    assert [other.text for other in both] == ["Adendorf", "Adendorf"]
    assert abs(both[0].y - both[1].y) >= WIDE.line * WIDE.unit(window)


def test_name_without_room_is_left_out(frame):
    shape = district_map.shape_of("a", "Bietigheim-Bissingen", [square(10, 53, 0.05)], frame)

    assert names_of([shape], [], Window(frame), NARROW) == []


@pytest.fixture
def district(region):
    region.map_credit = "© GeoBasis-DE / BKG 2017 (Daten verändert)"
    region.save()
    unit = make_municipality("Samtgemeinde Bardowick", slug="bardowick")
    member = make_municipality("Wittorf", slug="wittorf", parent=unit, geometry=square(10, 53))
    town = make_municipality("Hansestadt Lüneburg", slug="lueneburg", geometry=square(10.1, 53))
    make_municipality("Bleckede", geometry=square(10.4, 53.3))
    make_actor(
        "Schule Wittorf",
        slug="schule-wittorf",
        municipality=member,
        latitude=53.05,
        longitude=10.05,
    )
    make_actor("Museum", kind="museum", municipality=town, latitude=53.02, longitude=10.15)
    make_actor("Theater", kind="theater", municipality=town, latitude=53.02, longitude=10.15)
    make_actor("Kita ohne Punkt", kind="kita", municipality=unit)


def test_map_and_list_lead_to_the_same_entries(client, district):
    html = client.get(MAP).content.decode()

    assert html.count('href="/akteure/karte/?gemeinde=bardowick"') == 2
    assert 'aria-label="Samtgemeinde Bardowick: 2 Akteure"' in html
    assert 'href="/akteure/schule-wittorf/" aria-label="Schule Wittorf"' in html
    assert "1 Akteur hat noch keinen Punkt auf der Karte" in html
    assert "© GeoBasis-DE / BKG 2017 (Daten verändert)" in html


def test_same_address_opens_the_list_of_those_there(client, district):
    html = client.get(MAP).content.decode()
    label = "2 Akteure an derselben Stelle in Hansestadt Lüneburg: auflisten"
    address = re.search(rf'href="([^"]+)#beschreibung"[^>]*aria-label="{label}"', html)[1]

    response = client.get(address)

    assert [actor.name for actor in response.context["entries"]] == ["Museum", "Theater"]
    assert response.context["total"] == 2
    assert 'aria-current="true" data-br-view aria-label="2 Akteure an' in response.content.decode()


def test_map_goes_to_a_municipality_and_lists_all_of_it(client, district):
    response = client.get(f"{MAP}?gemeinde=bardowick")

    assert [actor.name for actor in response.context["entries"]] == [
        "Kita ohne Punkt",
        "Schule Wittorf",
    ]
    assert response.context["picture"].window.level > 0
    assert b"Ganzer Landkreis" in response.content


def test_window_lists_what_is_in_it(client, district):
    response = client.get(f"{MAP}?ausschnitt=53.02_10.15_3")

    assert [actor.name for actor in response.context["entries"]] == ["Museum", "Theater"]
    labels = re.findall(r'aria-label="((?:Samtg|Hanse)[^"]+)"', response.content.decode())
    assert labels == ["Hansestadt Lüneburg: 2 Akteure"]


def test_map_keeps_the_other_filters(client, district):
    response = client.get(f"{MAP}?bereich=kultur&gemeinde=bardowick&seite=3")
    html = response.content.decode()

    assert 'href="/akteure/karte/?bereich=kultur&amp;gemeinde=lueneburg"' in html
    assert 'href="/akteure/?bereich=kultur&amp;gemeinde=bardowick"' in html
    assert response.context["total"] == 0


def test_map_has_the_filters_of_the_list(client, district):
    html = client.get(MAP).content.decode()

    assert '<option value="museum">Museum (1)</option>' in html
    assert 'name="kooperation"' not in html


@pytest.mark.parametrize(
    "query", ["ausschnitt=x", "stelle=1_2", "ausschnitt=nan_1_2", "gemeinde=nie"]
)
def test_map_takes_nonsense(client, district, query):
    assert client.get(f"{MAP}?{query}").status_code == 200


def test_map_is_a_list_where_no_outline_is_loaded(client, region):
    make_actor()

    response = client.get(MAP)

    assert b"<svg class" not in response.content
    assert b'href="/akteure/karte/?gemeinde=adendorf"' in response.content
    assert client.get(f"{MAP}?gemeinde=adendorf").context["entries"] != []


@pytest.mark.parametrize(
    ("query", "queries"), [("", 4), ("?gemeinde=adendorf", 5), ("?ausschnitt=53.05_10.05_2", 5)]
)
def test_query_count_of_the_map_does_not_grow(
    client, region, django_assert_num_queries, query, queries
):
    town = make_municipality("Adendorf", geometry=square(10, 53))
    client.get(MAP)
    for number in (1, 2, 47):
        for _ in range(number):
            make_actor(municipality=town, latitude=53.05, longitude=10.05)
        with django_assert_num_queries(queries):
            client.get(MAP + query)


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

    assert len(response.context["picture"].areas) == len(outlines)
    assert len(response.content) < 90_000
