"""The dates of an event become those that a source says; what is over stays, and so does who is registered."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from events.actions.dating import write_dates as write_rule
from events.models import DateRule, Event, Occurrence

from .spans import moment_of


def write_dates(event: Event, value: dict, *, today: date) -> None:
    """``value`` as spans.Dates.value tells it. Raises DomainError for a rule without any date."""
    rules = _rules(event, value["rules"])
    for at, rule in enumerate(rules):
        changed = {row[1]: row[2:] for row in value["changed"] if row[0] == at}
        _release(rule, changed)
        rule.save()
        _save_registered(rule, today)
        write_rule(rule=rule, today=today)
        _change(rule, changed)
    _write_single(event, value["single"])


def _rules(event: Event, wanted: list[dict]) -> list[DateRule]:
    """A row for each rule: the one that says the same, else one that is no longer needed, else a new one."""
    there = list(event.date_rules.order_by("pk"))
    found: list[DateRule | None] = []
    for one in wanted:
        same = next((rule for rule in there if _says(rule, one)), None)
        if same is not None:
            there.remove(same)
        found.append(same)
    rules = []
    for one, rule in zip(wanted, found, strict=True):
        rule = rule or (there.pop(0) if there else DateRule(event=event))
        first = datetime.fromisoformat(one["first"])
        rule.first_on, rule.starts_time = (
            first.date(),
            None if len(one["first"]) == 10 else first.time(),
        )
        rule.rrule, rule.minutes, rule.days = one["rrule"], one["minutes"], one["days"]
        rule.left_out = one["left_out"]
        rule.full_clean(exclude=["event"])
        rules.append(rule)
    for rule in there:
        _remove(rule.occurrences.all())
        rule.occurrences.update(planned_start=None, is_changed=False, rule=None)
        rule.delete()
    return rules


def _says(rule: DateRule, one: dict) -> bool:
    first = rule.first_on.isoformat() if rule.all_day else rule.first.isoformat(timespec="minutes")
    return (first, rule.rrule, rule.days) == (one["first"], one["rrule"], one["days"]) and (
        rule.all_day or rule.minutes == one["minutes"]
    )


def _release(rule: DateRule, changed: dict) -> None:
    """Dates that no longer differ follow their rule again."""
    if rule.pk is None:
        return
    for row in rule.occurrences.all():
        if (row.is_changed or row.note) and row.planned_start.astimezone(
            UTC
        ).isoformat() not in changed:
            row.is_changed, row.is_cancelled, row.note = False, False, ""
            planned = timezone.localtime(row.planned_start).replace(tzinfo=None, fold=0)
            row.starts_at, row.ends_at = rule.span(planned)
            row.all_day = rule.all_day
            row.save()


def _save_registered(rule: DateRule, today: date) -> None:
    """A date that falls away although people are registered is called off and stays."""
    until = max(rule.first_on, today + timedelta(days=731))
    for row in rule.occurrences.filter(registrations__isnull=False).distinct():
        planned = timezone.localtime(row.planned_start).replace(tzinfo=None, fold=0)
        if planned not in set(rule.moments(until)) and not row.is_past:
            row.is_changed = row.is_cancelled = True
            row.save()


def _change(rule: DateRule, changed: dict) -> None:
    rows = {row.planned_start.astimezone(UTC).isoformat(): row for row in rule.occurrences.all()}
    for planned, (starts, ends, all_day, is_cancelled, note) in changed.items():
        row = rows.get(planned) or Occurrence(
            event_id=rule.event_id, rule=rule, planned_start=datetime.fromisoformat(planned)
        )
        row.starts_at, row.ends_at = moment_of(starts), ends and moment_of(ends)
        row.all_day, row.is_cancelled, row.note = all_day, is_cancelled, note
        naive = timezone.localtime(row.planned_start).replace(tzinfo=None, fold=0)
        as_planned = tuple(at and at.astimezone(UTC) for at in rule.span(naive))
        follows = (row.starts_at, row.ends_at or None, all_day) == (*as_planned, rule.all_day)
        row.is_changed = is_cancelled or not follows
        row.ends_at = row.ends_at or None
        row.save()


def _write_single(event: Event, wanted: list[list]) -> None:
    """Dates without a rule: the same beginning is the same date; a moved one keeps its number."""
    there = list(event.occurrences.filter(rule=None).order_by("starts_at", "pk"))
    by_beginning = {row.starts_at.astimezone(UTC): row for row in there}
    left, met = [], set()
    for one in wanted:
        row = by_beginning.get(moment_of(one[0]))
        if row is None or row.pk in met:
            left.append(one)
            continue
        met.add(row.pk)
        _set(row, one)
    free = [row for row in there if row.pk not in met and not row.is_past]
    for one in left:
        row = free.pop(0) if free else Occurrence(event=event)
        _set(row, one)
    _remove(free)


def _set(row: Occurrence, one: list) -> None:
    starts, ends, all_day, is_cancelled, note = one
    wanted = (moment_of(starts), moment_of(ends) if ends else None, all_day, is_cancelled, note)
    if row.pk is not None and wanted == (
        row.starts_at,
        row.ends_at,
        row.all_day,
        row.is_cancelled,
        row.note,
    ):
        return
    row.starts_at, row.ends_at, row.all_day, row.is_cancelled, row.note = wanted
    row.save()


def _remove(rows: Iterable[Occurrence]) -> None:
    """What is over stays; what somebody is registered for is called off, everything else goes."""
    for row in rows:
        if row.is_past:
            continue
        if row.registrations.exists():
            Occurrence.objects.filter(pk=row.pk).update(is_cancelled=True)
        else:
            row.delete()
