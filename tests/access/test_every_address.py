"""Every address of the portal is known, with who gets in: a new one needs its line (docs/adr/0256)."""

from collections.abc import Iterable

from tests.access import leaky_urls, office, table
from tests.access.answers import ANSWERS
from tests.access.places import Place, places


# Who has the link of a mail may press its button without a session, so there is nothing to forge.
WITHOUT_TOKEN = {"funding:venue_visit", "subscriptions:leave"}


def unknown(found: Iterable[Place]) -> list[str]:
    """The addresses that no table has a line for."""
    lacking = []
    for place in found:
        try:
            _ = office.door_of(place) if place.is_of_the_office else table.rule_of(place)
        except table.NotInTheTable as error:
            lacking.append(str(error))
    return lacking


def test_every_address_stands_in_a_table():
    assert unknown(places()) == []


def test_address_without_a_line_is_found():
    planted = leaky_urls.urlpatterns[:3]

    assert unknown(places(planted)) == ["brand_new (/ganz-neu/): who gets in?"]


def test_tables_name_no_address_that_is_gone():
    there = {
        name
        for place in places()
        for one in place.names
        for name in (one, one.removeprefix(office.ADMIN))
    }

    assert (table.RULES.keys() | office.DOORS.keys() | ANSWERS.keys()) - there == set()


def test_only_links_of_mails_take_a_form_without_its_token():
    exempt = {place.name for place in places() if getattr(place.view, "csrf_exempt", False)}

    assert exempt == WITHOUT_TOKEN
