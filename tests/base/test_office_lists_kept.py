"""How many rows a list of the office has, and which ones a page shows, is kept until something changes."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.models import Actor
from bildungsregion.base import edition
from bildungsregion.base.outbox.models import OutgoingMail
from events.models import Occurrence
from tests.factories.actors import make_actor, make_municipality
from tests.factories.base import make_region
from tests.factories.events import make_event, make_occurrence
from tests.factories.office import SUPERUSER, make_client


# Nothing is kept inside a transaction, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)
ACTORS = reverse("admin:actors_actor_changelist")
EVENTS = reverse("admin:events_event_changelist")
MAILS = reverse("admin:base_outgoingmail_changelist")


@pytest.fixture(autouse=True)
def _region():
    make_region()


@pytest.fixture
def chief() -> Client:
    return make_client(SUPERUSER)


def asked(client: Client, address: str, **query: str) -> list[str]:
    """The queries that a page of a list asks once it was looked at."""
    client.get(address, query)
    with CaptureQueriesContext(connection) as found:
        client.get(address, query)
    return [one["sql"] for one in found.captured_queries]


def counts(queries: list[str]) -> int:
    return sum("COUNT(*)" in query for query in queries)


def test_rows_are_counted_and_chosen_once(chief):
    make_actor("Museum")

    queries = asked(chief, ACTORS)

    assert counts(queries) == 0
    rows = [query for query in queries if 'FROM "actors_actor"' in query]
    assert len(rows) == 1
    assert "JOIN" in rows[0]


@pytest.mark.parametrize("query", [{}, {"is_published__exact": "1"}, {"o": "-1"}])
def test_new_row_is_counted_and_shown_at_once(chief, query):
    make_actor("Museum")
    chief.get(ACTORS, query)

    make_actor("Theater")

    shown = chief.get(ACTORS, query).context["cl"]
    assert shown.result_count == 2
    assert {row.name for row in shown.result_list} == {"Museum", "Theater"}


def test_row_that_goes_or_is_called_otherwise_is_seen_at_once(chief):
    first, second = make_actor("Archiv"), make_actor("Museum")
    chief.get(ACTORS)

    first.delete()
    Actor.objects.filter(pk=second.pk).update(name="Zoo")

    assert [row.name for row in chief.get(ACTORS).context["cl"].result_list] == ["Zoo"]


def test_filter_by_what_another_table_says_is_right_after_its_change(chief):
    event = make_event(title="Fest")
    query = {"hinweis": "ohne-termin"}
    assert chief.get(EVENTS, query).context["cl"].result_count == 0

    Occurrence.objects.all().delete()
    assert chief.get(EVENTS, query).context["cl"].result_count == 1

    make_occurrence(event, "2026-03-03 16:00", "2026-03-03 18:00")
    assert chief.get(EVENTS, query).context["cl"].result_count == 0


def test_what_one_filter_leaves_is_not_shown_under_another(chief):
    here, there = make_municipality("Adendorf"), make_municipality("Bleckede", slug="bleckede")
    make_actor("Museum", municipality=here)
    make_actor("Theater", municipality=there)

    for place, name in ((here, "Museum"), (there, "Theater"), (here, "Museum")):
        page = chief.get(ACTORS, {"municipality__id__exact": place.pk}).context["cl"]
        assert [row.name for row in page.result_list] == [name]


def test_lists_of_tables_that_nobody_watches_are_asked_each_time(chief):
    assert counts(asked(chief, MAILS)) == 1

    OutgoingMail.objects.create(subject="Neu", to=[], message_id="<1>")

    assert chief.get(MAILS).context["cl"].result_count == 1


def test_keys_of_a_page_weigh_little_beside_what_else_is_kept(chief):
    for number in range(50):
        make_actor(f"Haus {number}")

    chief.get(ACTORS)

    assert edition._kept_for_office.weight < edition.ROOM / 50


def test_words_are_looked_for_each_time(chief):
    make_actor("Museum")

    assert counts(asked(chief, ACTORS, q="Museum")) == 1


def test_list_asks_as_much_for_three_rows_as_for_a_page(chief):
    make_actor("Museum")
    few = len(asked(chief, ACTORS))

    for number in range(60):
        make_actor(f"Haus {number}")

    assert len(asked(chief, ACTORS)) == few
