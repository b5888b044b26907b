"""What leaves as iCalendar is read back without loss, by two readers independent of each other."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.models import TargetGroup
from events import actions
from events.models import DateRule, Event, Occurrence
from events.views.files import FEED_LOOKS_BACK
from tests.events.readers import read_by_ical_js, read_by_icalendar
from tests.factories.actors import make_topic
from tests.factories.events import berlin, make_all_day, make_event, make_occurrence


pytestmark = pytest.mark.django_db

HOSTILE = (
    "Lesen, rechnen; \\staunen\\ „für alle“ 📚👩‍🏫 Ü\r\nATTENDEE:mailto:x@y.example\nEND:VCALENDAR"
)
# Every change of clocks in Berlin from 2024 to 2030.
CHANGES = [
    date(2024, 3, 31), date(2024, 10, 27), date(2025, 3, 30), date(2025, 10, 26), date(2026, 3, 29),
    date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29),
    date(2029, 3, 25), date(2029, 10, 28), date(2030, 3, 31), date(2030, 10, 27),
]  # fmt: skip
AFTER_ALL = date(2031, 6, 1)


def make_ruled(rrule: str, first: str, minutes: int | None = 90, today=None, **fields) -> DateRule:
    """An event whose dates follow a rule, from "2026-03-03 16:00" on; a day alone means whole days."""
    begin = datetime.fromisoformat(first)
    event = make_event(dates=(), **{k: fields.pop(k) for k in ("title", "status") if k in fields})
    rule = DateRule.objects.create(
        event=event,
        rrule=rrule,
        first_on=begin.date(),
        starts_time=begin.time() if len(first) > 10 else None,
        minutes=minutes if len(first) > 10 else None,
        **fields,
    )
    actions.write_dates(rule=rule, today=today or begin.date())
    return DateRule.objects.get(pk=rule.pk)


def file_of(client, event) -> bytes:
    return client.get(reverse("events:event_ics", args=[event.slug])).content


def spans(read: list[dict]) -> list[tuple]:
    return sorted((one["start"], one["end"]) for one in read)


def stored_spans(rows) -> list[tuple]:
    """The stored dates as the readers tell them: moments in UTC, of whole days the day."""

    def told(at, all_day):
        if all_day:
            return timezone.localdate(at).isoformat()
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    return sorted(
        (told(row.starts_at, row.all_day), row.ends_at and told(row.ends_at, row.all_day))
        for row in rows
    )


def both(texts: list[bytes], until: date = AFTER_ALL) -> list[list[dict]]:
    """What both readers read, who must agree in every fact."""
    by_js = read_by_ical_js(texts, until)
    for text, dates in zip(texts, by_js, strict=True):
        assert read_by_icalendar(text, until) == dates
    return by_js


def test_event_as_it_really_is_is_read_back_by_both(client, region):
    event = make_event(
        title=HOSTILE, summary=HOSTILE * 3, place_name="Saal 1; Haus „B“, links", city="Öß",
        status=Event.Status.FULL, topics=[make_topic("Lesen, Schreiben")],
        target_groups=[TargetGroup.objects.create(name="Eltern; Kinder", slug="eltern")],
        online_url="https://konferenz.example/raum?a=1,2;b",
    )  # fmt: skip
    make_occurrence(event, "2026-04-01 19:00")
    make_occurrence(event, "2026-05-01 09:00", "2026-05-03 17:30", note="Zweiter\nHinweis")

    [read] = both([file_of(client, event)])

    assert spans(read) == stored_spans(event.occurrences.all())
    flat = HOSTILE.replace("\r\n", "\n")
    assert {one["title"] for one in read} == {flat}
    assert all((flat * 3).strip() in one["text"] for one in read)
    assert read[2]["text"].startswith("Zweiter\nHinweis\n\n")
    assert {one["place"] for one in read} == {"Saal 1; Haus „B“, links, Öß"}


def test_whole_days_are_read_back_by_both(client, region):
    one, more = make_all_day("2026-03-29"), make_all_day("2026-10-24", "2026-10-26")

    read = both([file_of(client, one), file_of(client, more)])

    assert [spans(dates) for dates in read] == [
        [("2026-03-29", "2026-03-30")],
        [("2026-10-24", "2026-10-27")],
    ]


RULES = [
    "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=WEEKLY;UNTIL=20270331", "FREQ=WEEKLY;INTERVAL=2;COUNT=30",
    "FREQ=DAILY;INTERVAL=3;UNTIL=20270329T003000Z", "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "FREQ=WEEKLY;BYDAY=TU,TH;WKST=SU", "FREQ=MONTHLY;INTERVAL=5", "FREQ=MONTHLY;BYMONTHDAY=31",
]  # fmt: skip
BEGINNINGS = ("2026-03-29 16:00", "2026-03-31 02:30", "2026-01-31", "2026-01-29 23:30")


def test_every_rule_expands_to_the_stored_dates(client, region):
    """Also those that begin beside their rule, which leave as single dates."""
    rules = [make_ruled(rrule, first) for rrule in RULES for first in BEGINNINGS]
    until = date(2027, 12, 31)

    read = both([file_of(client, rule.event) for rule in rules], until)

    for rule, dates in zip(rules, read, strict=True):
        # A single date is there whole; a rule is read up to a day.
        rows = stored_spans(rule.occurrences.all())
        assert [span for span in spans(dates) if span[0] < "2028"] == [
            span for span in rows if span[0] < "2027-12-31T23"
        ], rule.rrule


@pytest.mark.parametrize("minutes", [None, 45, 120, 60 * 24])
def test_dates_around_every_change_of_clocks_are_read_back(client, region, minutes):
    nights = (time(1, 30), time(2), time(2, 30), time(3), time(23, 30))
    rules = [
        make_ruled("FREQ=DAILY;COUNT=5", f"{change - timedelta(days=2)} {night}", minutes=minutes)
        for change in CHANGES
        for night in nights
    ]

    read = both([file_of(client, rule.event) for rule in rules])

    assert [spans(dates) for dates in read] == [
        stored_spans(rule.occurrences.all()) for rule in rules
    ]


def test_hour_that_exists_twice_is_told_apart(client, region):
    event = make_event(dates=())
    for hour in (0, 1):
        start = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        Occurrence.objects.create(
            event=event, starts_at=start, ends_at=start + timedelta(minutes=20)
        )

    [read] = both([file_of(client, event)])

    assert [one["start"] for one in read] == [
        "2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z",
    ]  # fmt: skip


def test_changes_of_single_dates_are_read_back(client, region):
    rule = make_ruled("FREQ=WEEKLY;COUNT=8", "2026-03-03 16:00", title="Chor")
    rows = {row.number: row for row in rule.occurrences.all()}
    moved, off, day, noted = rows[2], rows[3], rows[5], rows[7]
    moved.starts_at, moved.ends_at, moved.is_changed = berlin("2026-03-12 10:00"), None, True
    off.is_cancelled = True
    day.starts_at, day.ends_at, day.all_day = berlin("2026-03-31"), berlin("2026-04-02"), True
    noted.note = "Bitte Noten mitbringen"
    for row in (moved, off, day, noted):
        row.save()
    actions.leave_out(occurrence=rows[4])
    rows[1].delete()

    [read] = both([file_of(client, rule.event)])

    assert spans(read) == stored_spans(rule.occurrences.all())
    assert {one["uid"] for one in read} == {rule.event.uid}
    assert [one["title"] for one in read if one["status"] == "CANCELLED"] == ["Abgesagt: Chor"]
    assert [one["start"] for one in read if one["text"].startswith("Bitte Noten")] == [
        "2026-04-14T14:00:00.000Z"
    ]


def test_rule_survives_export_as_it_was_said(client, region):
    rule = make_ruled("FREQ=MONTHLY;BYDAY=-1SU", "2026-03-29 11:00")

    text = file_of(client, rule.event).decode()

    assert text.count("BEGIN:VEVENT") == 1
    assert "RRULE:FREQ=MONTHLY;BYDAY=-1SU\r\n" in text
    assert "DTSTART;TZID=Europe/Berlin:20260329T110000\r\n" in text
    assert f"UID:{rule.event.uid}\r\n" in text


def test_end_of_a_rule_is_in_utc_and_of_days_a_day(client, region):
    timed = make_ruled("FREQ=WEEKLY;UNTIL=20260331", "2026-03-03 16:00")
    days = make_ruled("FREQ=WEEKLY;UNTIL=20260331T235959", "2026-03-03")

    texts = [file_of(client, rule.event).decode() for rule in (timed, days)]

    assert "RRULE:FREQ=WEEKLY;UNTIL=20260331T215959Z\r\n" in texts[0]
    assert "RRULE:FREQ=WEEKLY;UNTIL=20260331\r\n" in texts[1]


def test_rule_that_changed_keeps_what_is_over_as_single_dates(client, region, clock):
    rule = make_ruled("FREQ=WEEKLY;COUNT=4", "2026-03-03 16:00")
    clock("2026-03-12 12:00")
    rule.first_on, rule.rrule = date(2026, 4, 1), "FREQ=WEEKLY;COUNT=2"
    rule.save()
    actions.write_dates(rule=rule)

    [read] = both([file_of(client, rule.event)])

    assert len(read) == 4
    assert spans(read) == stored_spans(rule.event.occurrences.all())


def test_event_with_two_rules_and_a_single_date_keeps_them_apart(client, region):
    event = make_event()
    for first, rrule in (
        (date(2026, 3, 5), "FREQ=WEEKLY;COUNT=3"),
        (date(2026, 4, 7), "FREQ=DAILY;COUNT=2"),
    ):
        rule = DateRule.objects.create(
            event=event, first_on=first, starts_time=time(9), rrule=rrule
        )
        actions.write_dates(rule=rule, today=date(2026, 3, 2))

    [read] = both([file_of(client, event)])

    assert spans(read) == stored_spans(event.occurrences.all())
    assert len({one["uid"] for one in read}) == 3


def test_feed_of_everything_is_read_back_by_both(client, region):
    make_ruled("FREQ=MONTHLY;BYDAY=-1SU", "2025-01-26 11:00", today=date(2026, 3, 2))
    make_ruled("FREQ=WEEKLY", "2026-03-03 16:00", status=Event.Status.CANCELLED)
    make_event()
    make_all_day("2026-05-01", "2026-05-03")
    since = timezone.now() - FEED_LOOKS_BACK

    [read] = both([client.get(reverse("events:event_feed")).content], date(2027, 12, 31))

    rows = Occurrence.objects.filter(starts_at__lt=berlin("2028-01-01"))
    shown = [span for span in spans(read) if span[0] > since.date().isoformat()]
    assert shown == stored_spans(rows.filter(current_until__gt=since))
