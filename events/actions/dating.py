"""The dates of events: written from rules, moved, called off, left out."""

from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from events import emails, permissions, recurrence
from events.models import DateRule, Event, Occurrence


NOT_ALLOWED = "Die Termine dieser Veranstaltung können Sie nicht ändern."
GONE = "Diesen Termin gibt es nicht mehr. Bitte laden Sie die Seite neu."


@transaction.atomic
def keep_rule(*, rule: DateRule, by) -> int:
    """Save a new or changed rule and write its dates; gives how many there are.

    Raises DomainError for a rule without any date, and for people who may not.
    """
    _lock(rule.event_id, by)
    try:
        rule.full_clean()
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from error
    is_new = rule.pk is None
    rule.save()
    count = write_dates(rule=rule)
    if not is_new:
        # The rule itself stands in calendars too.
        count_revision(rule.event_id)
    return count


@transaction.atomic
def drop_rule(*, rule: DateRule, by) -> int:
    """End a repetition: its dates ahead go, what is over stays as a date of its own; gives how many went."""
    _lock(rule.event_id, by)
    ahead = [row.pk for row in rule.occurrences.all() if not row.is_past]
    Occurrence.objects.filter(pk__in=ahead).delete()
    rule.occurrences.update(planned_start=None, is_changed=False)
    rule.delete()
    count_revision(rule.event_id)
    return len(ahead)


@transaction.atomic
def change_date(
    *, occurrence: Occurrence, starts_at: datetime, ends_at: datetime | None, all_day: bool,
    is_cancelled: bool, note: str, by,
) -> Occurrence:  # fmt: skip
    """Move one date, call it off or say something of it; the rule it follows then leaves it alone.

    ``ends_at`` of a whole-day date is the midnight after its last day. The office reads by mail what
    people change whom it does not know yet.
    """
    event, row = _locked_date(occurrence, by, single=True)
    was = row.when
    before = (row.starts_at, row.ends_at, row.all_day, row.is_cancelled, row.note)
    if ends_at is not None and ends_at < starts_at:
        raise DomainError("Das Ende liegt vor dem Beginn.")
    row.starts_at, row.ends_at, row.all_day = starts_at, ends_at, all_day
    row.is_cancelled, row.note = is_cancelled, note.strip()
    row.is_changed = row.rule_id is not None and (is_cancelled or not _follows_rule(row))
    row.save()
    if before == (row.starts_at, row.ends_at, row.all_day, row.is_cancelled, row.note):
        return row
    count_revision(event.pk)
    if not permissions.can_edit(by) and not permissions.can_keep_at_once(by, event):
        emails.date_changed(row, was=was, by=by)
    return row


@transaction.atomic
def add_date(
    *,
    event: Event,
    starts_at: datetime,
    ends_at: datetime | None,
    all_day: bool,
    note: str = "",
    by,
) -> Occurrence:
    """One more date, typed by hand."""
    event = _lock(event.pk, by)
    return Occurrence.objects.create(
        event=event, starts_at=starts_at, ends_at=ends_at, all_day=all_day, note=note.strip()
    )


@transaction.atomic
def back_to_rule(*, occurrence: Occurrence, by) -> Occurrence:
    """Undo the changes of one date: it is again as its rule says."""
    event, row = _locked_date(occurrence, by)
    if row.rule is None:
        raise DomainError("Dieser Termin folgt keiner Regel.")
    planned = timezone.localtime(row.planned_start).replace(tzinfo=None)
    row.starts_at, row.ends_at = row.rule.span(planned)
    row.all_day, row.is_cancelled, row.is_changed = row.rule.all_day, False, False
    row.save()
    count_revision(event.pk)
    return row


def _follows_rule(row: Occurrence) -> bool:
    planned = timezone.localtime(row.planned_start).replace(tzinfo=None)
    starts_at, ends_at = row.rule.span(planned)
    return (row.starts_at, row.ends_at, row.all_day) == (starts_at, ends_at, row.rule.all_day)


def _lock(event_id: int, by, *, single: bool = False) -> Event:
    """The event, locked, for somebody who may change its dates; ``single``: one date alone."""
    event = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event_id)
    may = permissions.can_change_date if single else permissions.can_keep_dates
    if not may(by, event):
        raise DomainError(NOT_ALLOWED)
    return event


def _locked_date(occurrence: Occurrence, by, *, single: bool = False) -> tuple[Event, Occurrence]:
    event = _lock(occurrence.event_id, by, single=single)
    row = Occurrence.objects.filter(pk=occurrence.pk).select_related("rule").first()
    if row is None:
        raise DomainError(GONE)
    row.event = event
    return event, row


@transaction.atomic
def write_dates(*, rule: DateRule, today: date | None = None) -> int:
    """Write the dates of a rule, two years ahead; gives how many there are now.

    Dates that are there keep their number and note; one that was moved or called off by itself stays as
    it is. What the rule no longer names goes, unless it is over. Raises DomainError for a rule
    that has no date at all.
    """
    today = today or timezone.localdate()
    Event.objects.select_for_update(no_key=True).get(pk=rule.event_id)
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
        count_revision(rule.event_id)
    rule.written_until = until
    rule.save(update_fields=["written_until", "updated_at"])
    return rule.occurrences.count()


def count_revision(event_id: int) -> None:
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
    Event.objects.select_for_update(of=("self",), no_key=True).get(pk=occurrence.event_id)
    rule = occurrence.rule
    if rule is None:
        raise DomainError("Dieser Termin folgt keiner Regel.")
    moment = timezone.localtime(occurrence.planned_start).replace(tzinfo=None)
    text = moment.date().isoformat() if rule.all_day else moment.isoformat(timespec="minutes")
    rule.left_out = sorted({*rule.left_out, text})
    rule.save(update_fields=["left_out", "updated_at"])
    occurrence.delete()
    count_revision(rule.event_id)


def write_ahead(*, today: date | None = None) -> int:
    """Write the dates that have come into sight since the last time; gives how many rules were written."""
    today = today or timezone.localdate()
    behind = DateRule.objects.filter(written_until__lt=recurrence.horizon(today))
    written = 0
    for rule in behind.select_related("event"):
        try:
            write_dates(rule=rule, today=today)
        except DomainError:
            # All its dates were left out one by one: nothing to write, and no reason to stop.
            continue
        written += 1
    return written
