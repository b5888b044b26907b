from datetime import date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bildungsregion.base.errors import DomainError
from events import actions
from events.models import DateRule, Event, Occurrence
from tests.factories.events import berlin, make_event


pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 1)


def make_rule(text: str = "FREQ=WEEKLY;COUNT=4", **fields) -> DateRule:
    values = {"first_on": date(2026, 10, 13), "starts_time": time(16), "minutes": 120} | fields
    return DateRule.objects.create(event=make_event(dates=()), rrule=text, **values)


def test_write_dates_keeps_the_hour_when_clocks_change():
    rule = make_rule()

    count = actions.write_dates(rule=rule, today=TODAY)

    assert count == 4
    assert [(row.number, row.starts_at, row.ends_at) for row in rule.occurrences.all()] == [
        (1, berlin("2026-10-13 16:00"), berlin("2026-10-13 18:00")),
        (2, berlin("2026-10-20 16:00"), berlin("2026-10-20 18:00")),
        (3, berlin("2026-10-27 16:00"), berlin("2026-10-27 18:00")),
        (4, berlin("2026-11-03 16:00"), berlin("2026-11-03 18:00")),
    ]


def test_write_dates_of_whole_days_end_at_midnight():
    rule = make_rule("FREQ=MONTHLY;COUNT=2", starts_time=None, minutes=None, days=2)

    actions.write_dates(rule=rule, today=TODAY)

    spans = [(row.starts_at, row.ends_at, row.all_day) for row in rule.occurrences.all()]
    assert spans == [
        (berlin("2026-10-13"), berlin("2026-10-15"), True),
        (berlin("2026-11-13"), berlin("2026-11-15"), True),
    ]


def test_write_dates_with_open_end():
    rule = make_rule(minutes=None)

    actions.write_dates(rule=rule, today=TODAY)

    assert set(rule.occurrences.values_list("ends_at", flat=True)) == {None}


def test_write_dates_again_changes_nothing():
    rule = make_rule()
    actions.write_dates(rule=rule, today=TODAY)
    before = list(rule.occurrences.values_list("pk", "updated_at"))

    actions.write_dates(rule=rule, today=TODAY)

    assert list(rule.occurrences.values_list("pk", "updated_at")) == before


def test_write_dates_keeps_a_date_that_was_moved():
    rule = make_rule()
    actions.write_dates(rule=rule, today=TODAY)
    moved = rule.occurrences.get(number=2)
    moved.starts_at, moved.ends_at, moved.is_changed = berlin("2026-10-21 10:00"), None, True
    moved.save()
    rule.starts_time = time(17)
    rule.save()

    actions.write_dates(rule=rule, today=TODAY)

    starts = {row.number: row.starts_at for row in Occurrence.objects.filter(event=rule.event)}
    assert starts[2] == berlin("2026-10-21 10:00")
    assert berlin("2026-10-27 17:00") in starts.values()
    assert berlin("2026-10-27 16:00") not in starts.values()


def test_write_dates_keeps_what_is_over(clock):
    rule = make_rule()
    actions.write_dates(rule=rule, today=TODAY)
    clock("2026-10-22 12:00")
    rule.first_on, rule.rrule = date(2026, 11, 4), "FREQ=WEEKLY;COUNT=1"
    rule.save()

    actions.write_dates(rule=rule)

    starts = list(rule.occurrences.values_list("starts_at", flat=True))
    assert starts == [
        berlin("2026-10-13 16:00"), berlin("2026-10-20 16:00"), berlin("2026-11-04 16:00"),
    ]  # fmt: skip


def test_leave_out_takes_one_date_for_good():
    rule = make_rule()
    actions.write_dates(rule=rule, today=TODAY)

    actions.leave_out(occurrence=rule.occurrences.get(number=3))
    actions.write_dates(rule=DateRule.objects.get(pk=rule.pk), today=TODAY)

    rule.refresh_from_db()
    assert rule.left_out == ["2026-10-27T16:00"]
    assert list(rule.occurrences.values_list("number", flat=True)) == [1, 2, 4]


def test_leave_out_of_a_single_date_is_refused():
    event = make_event()

    with pytest.raises(DomainError, match="folgt keiner Regel"):
        actions.leave_out(occurrence=event.occurrences.get())


def test_write_dates_refuses_a_rule_without_dates():
    rule = make_rule("FREQ=DAILY;COUNT=1", left_out=["2026-10-13T16:00"])

    with pytest.raises(DomainError, match="keinen einzigen Termin"):
        actions.write_dates(rule=rule, today=TODAY)


def test_write_ahead_writes_what_came_into_sight():
    rule = make_rule("FREQ=MONTHLY")
    actions.write_dates(rule=rule, today=TODAY)
    before = rule.occurrences.count()

    written = actions.write_ahead(today=date(2026, 12, 1))
    again = actions.write_ahead(today=date(2026, 12, 1))

    assert (before, rule.occurrences.count(), written, again) == (24, 26, 1, 0)


def test_span_in_the_night_of_the_change_ends_after_it_begins():
    rule = make_rule(starts_time=time(2, 30), minutes=30)

    start, end = rule.span(datetime.fromisoformat("2026-03-29 02:30"))

    assert (end - start.astimezone(end.tzinfo)).total_seconds() == 1800


def test_rule_with_a_year_beyond_calendars_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rule(first_on=date(9999, 12, 31))


def test_rule_that_is_none_is_refused_at_its_field():
    rule = make_rule()
    rule.rrule = "jeden Dienstag"

    with pytest.raises(ValidationError) as error:
        rule.full_clean()

    assert error.value.message_dict == {
        "rrule": ["„JEDENDIENSTAG“ ist kein Teil einer Wiederholungsregel."]
    }


def test_calendars_are_told_of_a_revision_when_dates_change_and_not_when_they_are_only_written():
    rule = make_rule()
    counted = []

    def count():
        counted.append(Event.objects.get(pk=rule.event_id).sequence)

    for _time in range(2):
        actions.write_dates(rule=rule, today=TODAY)
        count()
    actions.leave_out(occurrence=rule.occurrences.get(number=3))
    count()
    rule.refresh_from_db()
    rule.minutes = 60
    actions.write_dates(rule=rule, today=TODAY)
    count()

    assert counted == [0, 0, 1, 2]


def test_write_dates_again_keeps_a_date_in_the_hour_that_exists_twice():
    rule = make_rule("FREQ=DAILY;COUNT=3", first_on=date(2026, 10, 24), starts_time=time(2, 30))
    actions.write_dates(rule=rule, today=TODAY)
    before = list(rule.occurrences.values_list("pk", "updated_at"))

    actions.write_dates(rule=rule, today=TODAY)

    assert list(rule.occurrences.values_list("pk", "updated_at")) == before
