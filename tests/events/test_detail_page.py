"""The page of one event; the clock of the tests stands on Monday, 2 March 2026."""

from datetime import date, time

import pytest

from actors.models import AccessFact
from events import actions
from events.models import DateRule, Event
from tests.factories.actors import make_actor, make_municipality, make_topic
from tests.factories.events import make_event, make_occurrence


pytestmark = pytest.mark.django_db
SQUARE = {"type": "Polygon", "coordinates": [[[10, 53], [11, 53], [11, 54], [10, 54], [10, 53]]]}


def page_of(client, event: Event):
    return client.get(event.get_absolute_url())


def test_next_date_is_large_and_many_others_are_folded(client, region):
    event = make_event(dates=())
    rule = DateRule.objects.create(
        event=event, first_on=date(2026, 3, 3), starts_time=time(16), minutes=120,
        rrule="FREQ=WEEKLY;COUNT=19",
    )  # fmt: skip
    actions.write_dates(rule=rule)

    response = page_of(client, event)

    page = response.content.decode()
    assert response.context["first_date"].when == "Di, 3. März 2026, 16–18 Uhr"
    assert len(response.context["next_dates"]) == 6
    assert "noch 12 Termine" in page
    assert "Jeden Dienstag, 19-mal" in page


def test_date_that_is_called_off_is_not_the_next_one(client, region):
    event = make_event(dates=[("2026-03-10 16:00", None)])
    make_occurrence(event, "2026-03-03 16:00", is_cancelled=True, note="Krankheit")

    response = page_of(client, event)

    assert response.context["first_date"].when == "Di, 10. März 2026, 16 Uhr"
    assert "<s>Di, 3. März 2026, 16 Uhr</s> <strong>fällt aus</strong>. Krankheit" in (
        response.content.decode()
    )


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("abgesagt", "Diese Veranstaltung ist abgesagt."),
        ("verschoben", "Diese Veranstaltung wurde verschoben."),
        ("online_verlegt", "Diese Veranstaltung findet online statt."),
        ("ausgebucht", "Diese Veranstaltung ist ausgebucht."),
    ],
)
def test_what_is_not_as_planned_is_said(client, region, status, sentence):
    event = make_event(status=status, access="anmeldung", access_url="https://anmelden.example/")

    page = page_of(client, event).content.decode()

    assert sentence in page
    assert ('<span class="kern-label">Anmelden</span>' in page) == (
        status in ("verschoben", "online_verlegt")
    )


def test_past_event_says_so(client, region):
    event = make_event(dates=[("2026-02-03 16:00", None), ("2026-02-10 16:00", None)])

    response = page_of(client, event)

    assert "Diese Veranstaltung ist vorbei." in response.content.decode()
    assert response.context["first_date"].when == "Di, 10. Februar 2026, 16 Uhr"
    assert [row.when for row in response.context["past"]] == ["Di, 3. Februar 2026, 16 Uhr"]


def test_event_without_a_date_says_that_it_is_not_fixed(client, region):
    page = page_of(client, make_event(dates=())).content.decode()

    assert "Der Termin steht noch nicht fest." in page


def test_place_is_on_the_map_with_what_is_known_of_its_access(client, region):
    town = make_municipality("Bleckede", geometry=SQUARE)
    place = make_actor("Schloss", municipality=town, latitude=53.2, longitude=10.4, wheelchair="ja")
    AccessFact.objects.create(actor=place, feature="aufzug", state="ja", note="hinten")
    AccessFact.objects.create(actor=place, feature="wc", state="unbekannt")
    event = make_event(place_actor=place, place_name="", age_from=6, age_to=10)

    page = page_of(client, event).content.decode()

    assert 'aria-label="Lage von Schloss im Landkreis"' in page
    assert "Aufzug: ja" in page
    assert "Rollstuhlgerechtes WC" not in page
    assert "6 bis 10 Jahre" in page


def test_similar_events_are_shown_once_with_their_next_date(client, region):
    topic, actor = make_topic("Kultur"), make_actor()
    event = make_event(topics=[topic], organiser=actor)
    make_event(title="Thema", topics=[topic],
               dates=[("2026-03-05 16:00", None), ("2026-03-12 16:00", None)])  # fmt: skip
    make_event(title="Haus", organiser=actor, dates=[("2026-03-04 16:00", None)])
    make_event(title="vorbei", topics=[topic], dates=[("2026-03-01 16:00", None)])
    make_event(title="abgesagt", topics=[topic], status="abgesagt")
    make_event(title="anderes")

    similar = page_of(client, event).context["similar"]

    assert [(row.event.title, row.when) for row in similar] == [
        ("Haus", "Mi, 4. März 2026, 16 Uhr"),
        ("Thema", "Do, 5. März 2026, 16 Uhr"),
    ]
