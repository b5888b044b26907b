from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from icalendar import Calendar

from events.ical import BERLIN
from events.models import Event
from tests.factories.events import berlin, make_all_day, make_event, make_occurrence


pytestmark = pytest.mark.django_db


def entries(response) -> list:
    return Calendar.from_ical(response.content).walk("VEVENT")


def read(client, event) -> list:
    return entries(client.get(reverse("events:event_ics", args=[event.slug])))


def test_file_of_an_event_is_read_back_unchanged(client, region):
    event = make_event(title="Lesen; Rechnen, Spaß", summary="Für Eltern.")

    [entry] = read(client, event)

    assert str(entry["summary"]) == "Lesen; Rechnen, Spaß"
    assert entry["dtstart"].dt == berlin("2026-03-03 16:00")
    assert entry["dtend"].dt == berlin("2026-03-03 18:00")
    assert str(entry["uid"]) == event.uid
    assert entry["sequence"] == 0
    assert str(entry["status"]) == "CONFIRMED"
    assert entry["dtstamp"].dt == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert str(entry["location"]) == "Aula, Adendorf"
    assert str(entry["url"]) == f"http://testserver/veranstaltungen/{event.slug}/"


def test_file_names_its_zone_and_describes_it(client, region):
    event = make_event(dates=[("2026-10-20 16:00", None), ("2026-10-27 16:00", None)])

    body = client.get(reverse("events:event_ics", args=[event.slug])).content.decode()

    assert "DTSTART;TZID=Europe/Berlin:20261020T160000\r\n" in body
    assert "DTSTART;TZID=Europe/Berlin:20261027T160000\r\n" in body
    assert body.count("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n") == 1


def test_hour_stays_the_same_when_clocks_change(client, region):
    event = make_event(dates=[("2026-10-20 16:00", None), ("2026-10-27 16:00", None)])

    before, after = (entry["dtstart"].dt for entry in read(client, event))

    assert (before.hour, before.utcoffset()) == (16, timedelta(hours=2))
    assert (after.hour, after.utcoffset()) == (16, timedelta(hours=1))


@pytest.mark.parametrize("year", range(2024, 2031))
def test_zone_changes_its_clocks_when_berlin_does(year):
    zone, berlin_zone = BERLIN.to_tz(lookup_tzid=False), ZoneInfo("Europe/Berlin")
    hours = [datetime(year, month, day, hour, 30)  # noqa: DTZ001 - local on purpose
             for month in (3, 10) for day in range(24, 32) for hour in (0, 1, 3, 4)]  # fmt: skip

    offsets = [hour.replace(tzinfo=zone).utcoffset() for hour in hours]

    assert offsets == [hour.replace(tzinfo=berlin_zone).utcoffset() for hour in hours]


def test_all_day_event_ends_exclusively(client, region):
    event = make_all_day("2026-03-28", "2026-03-29")

    [entry] = read(client, event)

    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2026, 3, 28), date(2026, 3, 30))
    assert entry["dtstart"].params["VALUE"] == "DATE"


def test_open_end_has_no_end(client, region):
    event = make_event(dates=[("2026-03-03 19:00", None)])

    [entry] = read(client, event)

    assert "dtend" not in entry


def test_cancelled_event_stays_as_cancelled(client, region):
    event = make_event(status=Event.Status.CANCELLED)

    statuses = [str(entry["status"]) for entry in read(client, event)]

    assert statuses == ["CANCELLED"]


def test_one_cancelled_date_leaves_the_others(client, region):
    event = make_event()
    make_occurrence(event, "2026-03-10 16:00", is_cancelled=True, note="Krankheit")

    statuses = [str(entry["status"]) for entry in read(client, event)]

    assert statuses == ["CONFIRMED", "CANCELLED"]


def test_event_known_to_the_month_is_tentative(client, region):
    event = make_event(dates=(), date_precision=Event.Precision.MONTH)
    make_occurrence(event, "2026-06-01", "2026-07-01", all_day=True)

    [entry] = read(client, event)

    assert str(entry["status"]) == "TENTATIVE"


def test_long_lines_are_folded_at_75_octets(client, region):
    event = make_event(title="Übergänge " * 19)

    body = client.get(reverse("events:event_ics", args=[event.slug])).content

    assert max(len(line) for line in body.split(b"\r\n")) <= 75


def test_unpublished_event_has_no_file(client, region):
    event = make_event(is_published=False)

    response = client.get(reverse("events:event_ics", args=[event.slug]))

    assert response.status_code == 404


def test_file_of_an_event_is_sent_under_its_name(client, region):
    make_event(slug="elternabend")

    response = client.get("/veranstaltungen/elternabend.ics")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="elternabend.ics"'


def test_feed_holds_published_dates_of_sixty_days_back_and_all_ahead(client, region):
    make_event(title="lange her", dates=[("2025-12-01 10:00", None)])
    make_event(title="neulich", dates=[("2026-02-01 10:00", None)])
    make_event(title="bald", dates=[("2026-04-01 10:00", None), ("2027-04-01 10:00", None)])
    make_event(title="verborgen", is_published=False)
    vague = make_event(title="irgendwann", dates=(), date_precision=Event.Precision.MONTH)
    make_occurrence(vague, "2026-06-01", "2026-07-01", all_day=True)

    response = client.get(reverse("events:event_feed"))

    assert [str(entry["summary"]) for entry in entries(response)] == ["neulich", "bald", "bald"]
    assert str(Calendar.from_ical(response.content)["name"]) == "Bildungsregion Lüneburg"


def test_feed_says_how_often_to_look(client, region):
    body = client.get(reverse("events:event_feed")).content.decode()

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in body
    assert "X-PUBLISHED-TTL:PT6H\r\n" in body


def test_feed_takes_the_filters_of_the_list(client, region):
    make_event(title="frei", is_free=True)
    make_event(title="teuer", is_free=False)

    response = client.get(reverse("events:event_feed"), {"kostenfrei": "on"})

    assert [str(entry["summary"]) for entry in entries(response)] == ["frei"]


def test_feed_is_not_sent_again_until_something_changes(client, region, clock):
    event = make_event()
    address = reverse("events:event_feed")
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    clock("2026-03-02 10:05")
    event.status = Event.Status.CANCELLED
    event.save()

    changed = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_feed_is_not_kept_when_a_date_goes(client, region):
    event = make_event(dates=[("2026-03-03 16:00", None), ("2026-03-10 16:00", None)])
    address = reverse("events:event_feed")
    first = client.get(address)
    event.occurrences.first().delete()

    response = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert response.status_code == 200


def test_feed_needs_as_many_queries_for_three_events_as_for_one(
    client, region, django_assert_num_queries
):
    make_event()
    with django_assert_num_queries(3):
        client.get(reverse("events:event_feed"))
    make_event()
    make_event()

    with django_assert_num_queries(3):
        client.get(reverse("events:event_feed"))
