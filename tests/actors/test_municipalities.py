"""The list of the municipalities, and the page of each."""

import pytest
from django.urls import reverse

from tests.actors.reading import json_ld, page
from tests.factories.actors import make_actor, make_municipality, make_offer, square
from tests.factories.events import make_event


pytestmark = pytest.mark.django_db
LIST = reverse("actors:municipality_list")
COMING = ("2099-05-04 16:00", "2099-05-04 18:00")


@pytest.fixture
def unit(region):
    return make_municipality(
        "Samtgemeinde Bardowick", slug="samtgemeinde-bardowick", kind="samtgemeinde"
    )


@pytest.fixture
def member(unit):
    return make_municipality(
        "Wittorf", parent=unit, kind="mitgliedsgemeinde", ags="03355040", postcodes=["21357"],
        geometry=square(10, 53), latitude=53.05, longitude=10.05,
    )  # fmt: skip


@pytest.fixture
def town(region):
    return make_municipality(
        "Hansestadt Lüneburg", slug="lueneburg", kind="hansestadt", geometry=square(10.1, 53)
    )


def test_page_counts_institutions_by_field_and_kind(client, town):
    make_actor("Schule", municipality=town)
    make_actor("Gymnasium", municipality=town, kind="gymnasium")
    make_actor("Noch eins", municipality=town, kind="gymnasium")
    make_actor("Museum", municipality=town, kind="museum")
    make_actor("Verborgen", municipality=town, is_published=False)

    response = client.get(town.get_absolute_url())

    found = [
        (c.field.value, c.number, [k.value for k, _n in c.kinds])
        for c in response.context["fields"]
    ]
    assert found == [("schule", 3, ["gymnasium", "grundschule"]), ("kultur", 1, ["museum"])]
    html = response.content.decode()
    assert "4 Einrichtungen bilden" in html
    assert 'href="/akteure/?gemeinde=lueneburg&amp;bereich=schule"' in html
    assert 'href="/akteure/?gemeinde=lueneburg&amp;art=gymnasium"' in html


def test_numbers_of_the_page_are_those_of_the_list(client, unit, member):
    make_actor(municipality=unit)
    make_actor(municipality=member, kind="kita")

    for place, number in ((unit, 2), (member, 1)):
        listed = client.get(f"{reverse('actors:actor_list')}?gemeinde={place.slug}")
        assert client.get(place.get_absolute_url()).context["total"] == number
        assert listed.context["paginator"].count == number


def test_samtgemeinde_and_members_know_each_other(client, unit, member):
    other = make_municipality("Vögelsen", slug="voegelsen", parent=unit)

    assert f'href="{member.get_absolute_url()}"' in page(client, unit)
    html = page(client, member)
    assert f'href="{unit.get_absolute_url()}"' in html
    assert f'href="{other.get_absolute_url()}"' in html


def test_neighbours_are_those_with_a_common_border(client, member, town):
    make_municipality("Bleckede", geometry=square(10.5, 53.3))

    response = client.get(town.get_absolute_url())

    assert [shape.slug for shape in response.context["neighbours"]] == ["samtgemeinde-bardowick"]
    assert [
        shape.slug for shape in client.get(member.get_absolute_url()).context["neighbours"]
    ] == ["lueneburg"]


def test_place_without_offers_shows_the_nearest(client, member, town):
    far = make_actor("Fern", municipality=town, latitude=53.5, longitude=11)
    near = make_actor("Nah", municipality=town, latitude=53.06, longitude=10.06)
    make_offer("Weit weg", actor=far)
    make_offer("Um die Ecke", actor=near)

    response = client.get(member.get_absolute_url())

    assert [offer.title for offer in response.context["near"]] == ["Um die Ecke", "Weit weg"]
    html = response.content.decode()
    assert "In Wittorf ist noch keines eingetragen. Am nächsten sind:" in html
    assert "Noch niemand verzeichnet" in html
    assert not any(hasattr(offer, "distance") for offer in response.context["near"])


def test_samtgemeinde_without_a_point_looks_from_its_members(client, unit, member, town):
    near = make_actor("Nah", municipality=town, latitude=53.06, longitude=10.06)
    make_offer("Um die Ecke", actor=near)

    response = client.get(unit.get_absolute_url())

    assert [offer.title for offer in response.context["near"]] == ["Um die Ecke"]


def test_page_shows_offers_and_dates_of_the_place(client, town):
    museum = make_actor("Museum", municipality=town, kind="museum")
    make_offer("Salz", actor=museum)
    make_event(title="Lesung", municipality=town, dates=[COMING])
    make_event(title="Vorbei", municipality=town, dates=[("2020-05-04 16:00", None)])

    response = client.get(town.get_absolute_url())

    assert [offer.title for offer in response.context["offers"]] == ["Salz"]
    assert [date.event.title for date in response.context["dates"]] == ["Lesung"]


def test_page_describes_the_place_to_search_engines(client, member):
    facts = json_ld(page(client, member))

    assert facts["@type"] == "AdministrativeArea"
    assert facts["identifier"]["value"] == "03355040"
    assert facts["containedInPlace"]["name"] == "Samtgemeinde Bardowick"
    assert facts["geo"]["latitude"] == 53.05


def test_small_map_shows_the_member_within_its_unit(client, member, town):
    html = page(client, member)

    assert html.count('class="br-map__spot"') == 1
    assert 'href="/akteure/karte/?gemeinde=wittorf"' in html


def test_list_adds_up_members(client, unit, member, town):
    make_actor(municipality=unit)
    make_offer(actor=make_actor(municipality=member))

    lines = client.get(LIST).context["lines"]

    assert [(line.place.slug, line.actors, line.offers) for line in lines] == [
        ("lueneburg", 0, 0),
        ("samtgemeinde-bardowick", 2, 1),
    ]
    assert [(line.place.slug, line.actors) for line in lines[1].members] == [("wittorf", 1)]


def test_places_are_in_the_sitemap_and_on_pages_of_institutions(client, town):
    actor = make_actor(municipality=town)

    assert town.get_absolute_url() in client.get("/sitemap.xml").content.decode()
    assert f'<a href="{town.get_absolute_url()}">Hansestadt Lüneburg</a>' in page(client, actor)
    assert f'href="{LIST}"' in client.get("/sitemap/").content.decode()


def test_unknown_place_is_not_found(client, region):
    assert client.get("/gemeinden/nirgends/").status_code == 404


@pytest.mark.parametrize(("address", "queries"), [(LIST, 5), ("/gemeinden/lueneburg/", 8)])
def test_query_count_does_not_grow(client, town, django_assert_num_queries, address, queries):
    client.get(address)
    for number in (1, 3, 20):
        for _ in range(number):
            actor = make_actor(municipality=town, latitude=53.05, longitude=10.15)
            make_offer(actor=actor)
            make_event(municipality=town, dates=[COMING])
        with django_assert_num_queries(queries):
            client.get(address)
