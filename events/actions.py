"""What is done to events: each verb atomic, with keyword arguments. Raises DomainError with a German sentence."""

from datetime import UTC, date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bildungsregion.base.errors import DomainError

from . import recurrence
from .models import DateRule, Event, Occurrence


@transaction.atomic
def write_dates(*, rule: DateRule, today: date | None = None) -> int:
    """Write the dates of a rule, two years ahead; gives how many there are now.

    Dates that are there keep their number and note; one that was moved or called off by itself stays as
    it is. What the rule no longer names goes, unless it is over. Raises DomainError for a rule
    that has no date at all.
    """
    today = today or timezone.localdate()
    Event.objects.select_for_update().get(pk=rule.event_id)
    until = max(recurrence.horizon(today), rule.first_on)
    # In UTC: a local time that the clocks show twice equals no moment of another zone (PEP 495).
    wanted = {recurrence.localise(moment).astimezone(UTC): moment for moment in rule.moments(until)}
    if not wanted:
        raise DomainError("Nach dieser Regel gibt es keinen einzigen Termin. Bitte prüfen Sie sie.")
    there = {row.planned_start: row for row in rule.occurrences.all()}
    is_revised = False
    for planned_start, row in there.items():
        if planned_start not in wanted and not row.is_changed and not row.is_past:
            row.delete()
            is_revised = True
    for planned_start, moment in wanted.items():
        row = there.get(planned_start)
        if row is None:
            row = Occurrence(event_id=rule.event_id, rule=rule, planned_start=planned_start)
        elif row.is_changed:
            continue
        is_revised |= _set_span(row, rule, moment) and planned_start in there
    if is_revised:
        _count_revision(rule.event_id)
    rule.written_until = until
    rule.save(update_fields=["written_until", "updated_at"])
    return rule.occurrences.count()


def _count_revision(event_id: int) -> None:
    """What calendars show of the event has changed (RFC 5545 3.8.7.4)."""
    Event.objects.filter(pk=event_id).update(sequence=F("sequence") + 1)


def _set_span(row: Occurrence, rule: DateRule, moment) -> bool:
    """Give the row the rule's span, if it has another; says whether it had."""
    starts_at, ends_at = (at and at.astimezone(UTC) for at in rule.span(moment))
    span = (starts_at, ends_at, rule.all_day)
    if row.pk is not None and (row.starts_at, row.ends_at, row.all_day) == span:
        return False
    row.starts_at, row.ends_at, row.all_day = span
    row.save()
    return True


@transaction.atomic
def leave_out(*, occurrence: Occurrence) -> None:
    """Take one date out of its rule (EXDATE): it is gone and does not come back with the next writing."""
    rule = occurrence.rule
    if rule is None:
        raise DomainError("Dieser Termin folgt keiner Regel.")
    moment = timezone.localtime(occurrence.planned_start).replace(tzinfo=None)
    text = moment.date().isoformat() if rule.all_day else moment.isoformat(timespec="minutes")
    rule.left_out = sorted({*rule.left_out, text})
    rule.save(update_fields=["left_out", "updated_at"])
    occurrence.delete()
    _count_revision(rule.event_id)


def write_ahead(*, today: date | None = None) -> int:
    """Write the dates that have come into sight since the last time; gives how many rules were written."""
    today = today or timezone.localdate()
    behind = DateRule.objects.filter(written_until__lt=recurrence.horizon(today))
    rules = list(behind.select_related("event"))
    for rule in rules:
        write_dates(rule=rule, today=today)
    return len(rules)
