"""What a copy of events would be: moved by whole weeks so that weekdays hold, without holidays. Writes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from . import recurrence
from .models import DateRule, Event, Holiday, Occurrence
from .shifts import Span, moved_span


# A school year is 52 weeks later on the same weekdays; in some years 53 fits better.
A_YEAR = 52


@dataclass(frozen=True, slots=True)
class Skipped:
    """A date that would fall into holidays."""

    day: date
    holiday: Holiday


@dataclass(frozen=True, slots=True)
class PlannedCopy:
    """One event and its dates later; ``is_there``: it was copied before."""

    event: Event
    spans: list[Span]
    rules: list[DateRule]
    skipped: list[Skipped] = field(default_factory=list)
    is_there: bool = False

    @property
    def days(self) -> list[date]:
        """The days of its single dates and of its rules, as far as they are written ahead."""
        single = [timezone.localdate(start) for start, _end, _all_day in self.spans]
        ruled = [moment.date() for rule in self.rules for moment in moments(rule)]
        return sorted([*single, *ruled])

    @property
    def is_empty(self) -> bool:
        return not self.days


def plan(
    events: Iterable[Event], *, days: int, holidays: Sequence[Holiday] = ()
) -> list[PlannedCopy]:
    """Each event so many days later; dates within ``holidays`` are left out and named.

    Notes and cancellations belong to the old dates and do not come along.
    """
    return [_planned(event, days, holidays) for event in events]


def _planned(event: Event, days: int, holidays: Sequence[Holiday]) -> PlannedCopy:
    spans, skipped = [], []
    for row in event.occurrences.filter(rule=None):
        span = moved_span((row.starts_at, row.ends_at, row.all_day), days)
        day = timezone.localdate(span[0])
        if holiday := holiday_on(day, holidays):
            skipped.append(Skipped(day, holiday))
        else:
            spans.append(span)
    rules = []
    for rule in event.date_rules.all():
        later = moved_rule(rule, days)
        found = [(moment, holiday_on(moment.date(), holidays)) for moment in moments(later)]
        out = [(moment, holiday) for moment, holiday in found if holiday]
        later.left_out = [_left_out(later, moment) for moment, _holiday in out]
        skipped += [Skipped(moment.date(), holiday) for moment, holiday in out]
        if len(out) < len(found):
            rules.append(later)
    planned = PlannedCopy(event, spans, rules, sorted(skipped, key=lambda one: one.day))
    is_there = bool(planned.days) and _is_there(event, planned.days[0])
    return PlannedCopy(event, spans, rules, planned.skipped, is_there)


def holiday_on(day: date, holidays: Sequence[Holiday]) -> Holiday | None:
    return next((row for row in holidays if row.first_on <= day <= row.last_on), None)


def moved_rule(rule: DateRule, days: int) -> DateRule:
    """The rule so many days later, not saved. Its first date is one that the rule itself names."""
    parsed, first = rule.rule, rule.first_on + timedelta(days=days)
    parts = dict(parsed.parts)
    if parsed.until is not None:
        parts["UNTIL"] = [f"{parsed.until.date() + timedelta(days=days):%Y%m%d}"]
    if "BYDAY" not in parts and parsed.freq in ("MONTHLY", "YEARLY"):
        first = same_day_of_month(first, rule.first_on.day)
    later = recurrence.Rule(parts)
    if not recurrence.names_its_first(later, datetime.combine(first, time.min)):
        first = _next_named(later, first)
    return DateRule(
        first_on=first, starts_time=rule.starts_time, minutes=rule.minutes, days=rule.days,
        rrule=str(later),
    )  # fmt: skip


def same_day_of_month(near: date, number: int) -> date:
    """The nearest day with that number in its month: near 14 September the 15th is one day off."""
    found = []
    for offset in (-1, 0, 1):
        month = near.year * 12 + near.month - 1 + offset
        try:
            found.append(date(month // 12, month % 12 + 1, number))
        except ValueError:
            continue
    return min(found, key=lambda day: abs(day - near))


def _next_named(rule: recurrence.Rule, day: date) -> date:
    """The first day from here that the rule names; the day itself where it names none in two years."""
    open_ended = recurrence.Rule(
        {name: value for name, value in rule.parts.items() if name not in ("COUNT", "UNTIL")}
    )
    start = datetime.combine(day, time.min)
    later = recurrence.expand(open_ended, start, day + timedelta(days=731))
    return next((moment.date() for moment in later if moment > start), day)


def moments(rule: DateRule) -> list[datetime]:
    """Its naive local times, two years from its first date at most."""
    return list(rule.moments(recurrence.horizon(rule.first_on)))


def _left_out(rule: DateRule, moment: datetime) -> str:
    return moment.date().isoformat() if rule.all_day else moment.isoformat(timespec="minutes")


def _is_there(event: Event, day: date) -> bool:
    """Whether an event of that title begins on that day already."""
    rows = Occurrence.objects.filter(event__title=event.title, starts_at__date=day)
    return rows.exclude(event=event).exists()
