"""What goes into a calendar file: which dates singly, which as a rule."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from . import ical
from .models import DateRule, Event, Occurrence


# More single dates, and more rules, are in no calendar.
MOST_SINGLE = 2000
MOST_RULES = 1000
_ROW = (
    "event_id", "number", "starts_at", "ends_at", "all_day", "is_cancelled", "note", "rule_id",
    "planned_start", "updated_at",
)  # fmt: skip


def of_event(event: Event) -> tuple[list[Occurrence], list[ical.Ruled]]:
    """All dates of one event: the single ones and the rules. The event comes from `for_calendars`."""
    single = list(event.occurrences.filter(rule=None))
    rules = list(event.date_rules.all())
    for row in (*single, *rules):
        row.event = event
    told, more = ical.split(rules, _stored(rules))
    return _in_order(single + more), told


def of_selection(
    dates: QuerySet[Occurrence], everything: QuerySet[Occurrence], *, is_narrowed: bool
) -> tuple[list[Occurrence], list[ical.Ruled]]:
    """The dates of a selection, the next ones first where there are too many.

    A rule is told as one only if the selection took all its dates out of `everything`; a filter on
    days takes some, and these are told singly. Always as many queries, however many events.
    """
    single = list(dates.filter(rule=None).only(*_ROW).order_by("starts_at", "pk")[:MOST_SINGLE])
    taken = _per_rule(dates)
    whole = taken
    if is_narrowed and taken:
        there = _per_rule(everything.filter(rule__in=list(taken)))
        whole = {rule: number for rule, number in taken.items() if there[rule] == number}
    rules = list(DateRule.objects.filter(pk__in=sorted(whole)[:MOST_RULES]))
    _set_events([*single, *rules])
    told, more = ical.split(rules, _stored(rules))
    told_ids = {one.rule.pk for one in told}
    strays = [row.pk for row in more if row.rule_id in told_ids]
    if strays or taken.keys() - told_ids:
        rest = dates.filter(Q(pk__in=strays) | ~Q(rule__in=told_ids), rule__isnull=False)
        rest = list(rest.only(*_ROW).order_by("starts_at", "pk")[:MOST_SINGLE])
        _set_events(rest)
        single += rest
    return _in_order(single)[:MOST_SINGLE], told


def _per_rule(dates: QuerySet[Occurrence]) -> dict[int, int]:
    numbers = (
        dates.exclude(rule=None)
        .order_by()
        .values("rule")
        .annotate(number=Count("pk", distinct=True))
    )
    return {row["rule"]: row["number"] for row in numbers}


def _stored(rules: list[DateRule]) -> list[Occurrence]:
    """All dates that these rules have made, with the events of the rules."""
    events = {rule.pk: rule.event for rule in rules}
    rows = list(Occurrence.objects.filter(rule__in=events).only(*_ROW).order_by("planned_start"))
    for row in rows:
        row.event = events[row.rule_id]
    return rows


def _set_events(rows: list[Occurrence | DateRule]) -> None:
    """Load the events of these rows, each event once."""
    events = Event.objects.for_calendars().in_bulk({row.event_id for row in rows})
    for row in rows:
        row.event = events[row.event_id]


def _in_order(dates: Iterable[Occurrence]) -> list[Occurrence]:
    return sorted(dates, key=lambda date: (date.starts_at, date.pk))
