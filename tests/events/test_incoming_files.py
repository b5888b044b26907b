"""Whatever is sent: a clear report and nothing broken; what our own calendar wrote comes back whole."""

from contextlib import suppress
from datetime import date, time

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings, strategies as st

from bildungsregion.base.errors import DomainError
from events import actions
from events.incoming import calendars, lines
from events.incoming.items import Words
from events.models import DateRule, Event, Feed
from tests.factories.actors import make_actor, make_topic
from tests.factories.events import berlin, make_all_day, make_event, make_occurrence
from tests.factories.feeds import TODAY, calendar, entry, event_of, make_feed, take_in


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_march(clock):
    clock("2026-03-01 09:00")


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("latin-1"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.replace("\r\n", "\n").encode(),
        lambda text: text.replace("\r\n", "\r").encode(),
        lambda text: text.replace("\r\n", "\r\n\r\n").encode(),
        lambda text: ("\r\n" + text).encode(),
    ],
    ids=[
        "bom",
        "latin-1",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "lf",
        "cr",
        "blank lines",
        "blank start",
    ],
)
def test_every_encoding_and_line_end_is_read(encode):
    feed = make_feed()

    take_in(feed, encode(calendar(entry(title="Bücher für Mädchen")).decode()))

    assert event_of(feed).title == "Bücher für Mädchen"


def test_hundred_thousand_exceptions_are_read():
    days = ",".join(
        f"2026{month:02}{day:02}T160000" for month in range(1, 13) for day in range(1, 29)
    )
    feed = make_feed()
    more = "RRULE:FREQ=DAILY\n" + "\n".join([f"EXDATE:{days}"] * 300)

    plan = take_in(feed, calendar(entry(more=more)))

    assert plan.counts["neu"] == 1
    assert len(event_of(feed).date_rules.get().left_out) == 271


def test_deep_nesting_and_long_lines_are_survived():
    deep = "BEGIN:X\r\n" * 50_000 + "END:X\r\n" * 50_000
    content = calendar(entry(more=f"DESCRIPTION:{'lang ' * 100_000}")).replace(
        b"BEGIN:VEVENT", deep.encode() + b"BEGIN:VEVENT"
    )
    feed = make_feed()

    take_in(feed, content)

    assert len(event_of(feed).description) <= 20_000


def test_too_many_entries_are_left_out_and_told():
    content = calendar(*[entry(f"e{n}", "20160101T100000") for n in range(lines.MOST_ENTRIES + 5)])

    plan = take_in(make_feed(), content)

    assert plan.counts["ausgelassen"] == lines.MOST_ENTRIES
    assert plan.hints[0] == "Der Kalender hat mehr als 3000 Einträge; 5 wurden nicht gelesen."


def test_rules_that_would_take_hours_are_refused():
    rule = "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
    content = calendar(*[entry(f"e{n}", "19010101T100000", more=rule) for n in range(200)])

    plan = take_in(make_feed(), content)

    assert plan.counts["fehler"] > 100


FRAGMENTS = st.sampled_from(
    [
        "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VCALENDAR", "BEGIN:VCALENDAR", "UID:a", "UID:b",
        "SUMMARY:x", "SUMMARY:", "DTSTART:20260310T160000", "DTSTART;VALUE=DATE:20260310",
        "DTSTART;TZID=X:20260310T160000", "DTSTART:99991231T235959Z", "DTSTART:00010101T000000Z",
        "DTSTART;TZID=America/New_York:20260308T023000", "DTEND:20260310T170000", "DTEND;VALUE=DATE:20260312",
        "DURATION:PT1H", "DURATION:-P9999999W", "DURATION:P", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY;COUNT=3",
        "RRULE:FREQ=YEARLY;BYDAY=53MO", "RRULE:FREQ=MONTHLY;UNTIL=2026",
        "RRULE:FREQ=DAILY;UNTIL=20260401T000000Z", "RRULE:;;=", "RDATE:20260401T100000,x",
        "RDATE;VALUE=PERIOD:20260401T100000/PT1H", "EXDATE:20260311T160000", "EXDATE;VALUE=DATE:20260311",
        "EXDATE:", "RECURRENCE-ID:20260311T160000", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260311T160000",
        "RECURRENCE-ID;VALUE=DATE:20260310", "STATUS:CANCELLED", "SEQUENCE:99999999999999999999",
        "SEQUENCE:-1", "LOCATION:Aula, Weg 1, 21365 Adendorf", "LOCATION:http://[", "URL:http://[",
        "CATEGORIES:a,b\\,c,,", "DESCRIPTION:<p>x<b", "X-ALT-DESC;FMTTYPE=text/html:<a href='x'>y</a><![x",
        "METHOD:CANCEL", "CLASS:PRIVATE", "BEGIN:VTIMEZONE", "TZID:X", "BEGIN:STANDARD", "TZOFFSETTO:+9999",
        "END:STANDARD", "TZOFFSETTO:-0330", "DTSTART:16010101T000000",
        "RRULE:FREQ=YEARLY;BYDAY=9SU;BYMONTH=13", "END:VTIMEZONE", "PRODID:-//Bildungsregion//Portal//DE",
        " gefaltet", "\tgefaltet", "ohne alles", ";:;", "\x00\x0b\x85",
    ]
)  # fmt: skip
ANY_LINES = st.lists(st.one_of(FRAGMENTS, st.text(max_size=40)), max_size=40)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ANY_LINES)
def test_whatever_stands_in_a_calendar_is_read_without_falling_over(rows):
    text = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
        + "\r\n".join(rows)
        + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    feed = Feed(name="x")

    items = calendars.items_of(lines.read(text.encode()), feed, _words(), TODAY)

    assert all(item.faults or item.beside or item.values["dates"] for item in items)


def _words() -> Words:
    if not hasattr(_words, "kept"):
        _words.kept = Words(Feed(name="x"))
    return _words.kept


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_calendar_or_a_sentence(content):
    with suppress(DomainError):
        assert lines.read(content).entries == []


def make_weekly() -> Event:
    """Every Tuesday, with one date left out, one moved and one called off."""
    place = make_actor(name="Museum am Markt", city="Lüneburg", postcode="21335")
    topic = make_topic("Kultur und Kunst")
    event = make_event(
        title="Malen; zeichnen, staunen", dates=(), place_actor=place, place_name="", city="", topics=[topic]
    )  # fmt: skip
    rule = DateRule.objects.create(
        event=event, rrule="FREQ=WEEKLY;COUNT=8", first_on=date(2026, 3, 10), starts_time=time(16), minutes=90,
    )  # fmt: skip
    actions.write_dates(rule=rule, today=TODAY)
    _first, left_out, moved, _fourth, off, *_rest = rule.occurrences.order_by("starts_at")
    actions.leave_out(occurrence=left_out)
    moved.starts_at, moved.ends_at = berlin("2026-03-25 10:00"), berlin("2026-03-25 11:00")
    moved.note, moved.is_changed = "Im Hof", True
    moved.save()
    off.is_cancelled = off.is_changed = True
    off.save()
    return event


def test_what_our_own_calendar_wrote_comes_back_whole(client, region):
    weekly = make_weekly()
    several = make_event(
        title="Lesung", dates=[("2026-04-01 19:00", None), ("2026-10-25 01:30", "2026-10-25 04:00")]
    )
    make_occurrence(several, "2026-05-01 09:00", "2026-05-03 17:30", is_cancelled=True)
    days = make_all_day("2026-10-24", "2026-10-26", title="Markt der Bildung")
    off = make_event(title="Abend", status=Event.Status.CANCELLED)
    events = [weekly, several, days, off]
    files = [client.get(reverse("events:event_ics", args=[event.slug])).content for event in events]
    before, rule = [_told(event) for event in events], str(weekly.date_rules.get())
    Event.objects.all().delete()
    feed = make_feed()

    for content in files:
        assert take_in(feed, content).counts["neu"] == 1

    read = [Event.objects.get(title=event.title) for event in events]
    assert [_told(event) for event in read] == before
    assert str(read[0].date_rules.get()) == rule
    assert [topic.name for topic in read[0].topics.all()] == ["Kultur und Kunst"]


def _told(event: Event) -> tuple:
    event.refresh_from_db()
    rows = event.occurrences.order_by("starts_at")
    return (
        event.title, event.status, event.place_label,
        [(row.starts_at, row.ends_at, row.all_day, row.is_cancelled, row.note) for row in rows],
    )  # fmt: skip


def test_own_calendar_is_no_news(client, region):
    event = make_event()
    content = client.get(reverse("events:event_ics", args=[event.slug])).content

    plan = take_in(make_feed(), content)

    assert (plan.counts["ausgelassen"], Event.objects.count()) == (1, 1)
