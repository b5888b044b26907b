"""Every address of the portal, walked by everybody with every method (tests/access/table.py)."""

import pytest
from django.urls import set_urlconf

from tests.access import leaky_urls, people
from tests.access.places import Place, places
from tests.access.walking import Answer, Walk


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", people.EVERYBODY)
def test_everybody_gets_in_exactly_where_the_tables_say(world, kind):
    faults = Walk(world, world.people[kind]).through(list(places()))

    assert not faults, "\n".join(faults)


def planted(name: str) -> list[Place]:
    return [place for place in places(leaky_urls.urlpatterns[:3]) if place.name == name]


@pytest.mark.parametrize(
    ("kind", "name", "fault"),
    [
        (people.NEIGHBOUR, "actors:own_entry", "200 instead of [404]"),
        ("kasse", "admin:actors_actor_freshness", "200 instead of [403]"),
    ],
)
def test_view_that_asks_nobody_is_found(world, settings, kind, name, fault):
    settings.ROOT_URLCONF = "tests.access.leaky_urls"
    set_urlconf(None)

    faults = Walk(world, world.people[kind]).through(planted(name))

    assert fault in faults[0]


def test_row_that_can_be_told_from_a_made_up_one_is_found(world):
    [place] = [place for place in places() if place.name == "actors:own_entry"]
    walk = Walk(world, world.people[people.NEIGHBOUR])
    found = Answer(404, "Hier ist nichts.", "", frozenset())

    walk._check_made_up(place, world.address(place), found)

    assert "can be told from one of strangers (404, 404)" in walk.faults[0]
