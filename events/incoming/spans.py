"""The dates of one entry and what differs from its rule, in one plain form that is compared and written.

``Dates.value`` fits into JSON: rules with what is left out, single dates, and dates that differ from their rule.
Days are ISO days (the end exclusive), moments ISO moments in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from events import recurrence

from .lines import Component
from .moments import Unreadable, When, length, when, whens
from .zones import Zones


# Dates of one entry: added by RDATE, left out by EXDATE within what is written ahead, and beyond it.
MOST_SINGLE, MOST_LEFT_OUT_LATER = 1000, 200
MOST_MINUTES, MOST_DAYS = 44_640, 366
# What repeats for longer than this is read from the beginning of last year on.
OLD = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Span:
    """Beginning and length of a date; ``minutes`` None leaves the end open, ``days`` counts whole days."""

    begins: When
    minutes: int | None = None
    days: int = 1

    @property
    def all_day(self) -> bool:
        return self.begins.is_day

    def at(self, begins: When) -> "Span":
        return Span(begins, self.minutes, self.days)

    @property
    def plain(self) -> list:
        """[beginning, end or None, whole days] as texts."""
        if self.all_day:
            first = self.begins.naive.date()
            return [first.isoformat(), (first + timedelta(days=self.days)).isoformat(), True]
        start = self.begins.moment
        if self.minutes is None:
            return [start.isoformat(), None, False]
        # Counted on the clock, as people do.
        end = self.begins.at(self.begins.naive + timedelta(minutes=self.minutes)).moment
        if end <= start:
            end = start + timedelta(minutes=self.minutes)
        return [start.isoformat(), end.isoformat(), False]


@dataclass(slots=True)
class Dates:
    """Everything that is said of when: ``rules``, ``single`` and ``changed`` as Dates.value tells them."""

    rules: list[dict] = field(default_factory=list)
    single: dict[str, list] = field(default_factory=dict)
    changed: dict[tuple[int, str], list] = field(default_factory=dict)
    expanded: list[list[datetime]] = field(default_factory=list)

    @property
    def value(self) -> dict:
        """Sorted, so that two of them are equal where they say the same."""
        order = sorted(range(len(self.rules)), key=lambda at: _sorting(self.rules[at]))
        place = {old: new for new, old in enumerate(order)}
        changed = [[place[rule], planned, *rest] for (rule, planned), rest in self.changed.items()]
        return {
            "rules": [self.rules[at] for at in order],
            "single": sorted(self.single.values(), key=str),
            "changed": sorted(changed, key=str),
        }

    @property
    def first(self) -> datetime | None:
        return min(self._beginnings(), default=None)

    @property
    def last(self) -> datetime | None:
        return max(self._beginnings(), default=None)

    @property
    def ends(self) -> datetime | None:
        """When the last date is over, roughly: with an open end a day later."""
        ends = [moment_of(row[1] or row[0]) for row in self.single.values()]
        rules = zip(self.rules, self.expanded, strict=True)
        ends += [found[-1] + timedelta(days=rule["days"]) for rule, found in rules if found]
        ends += [moment_of(row[1] or row[0]) for row in self.changed.values()]
        return max(ends, default=None)

    def _beginnings(self) -> Iterator[datetime]:
        for row in self.single.values():
            yield moment_of(row[0])
        for found in self.expanded:
            yield from (found[0], found[-1]) if found else ()


def _sorting(rule: dict) -> tuple:
    return rule["first"], rule["rrule"], str(rule["minutes"]), rule["days"]


def moment_of(text: str) -> datetime:
    """An ISO day or moment of the plain form, as a moment in UTC."""
    if len(text) == 10:
        naive = datetime.combine(date.fromisoformat(text), time.min)
        return recurrence.localise(naive).astimezone(UTC)
    return datetime.fromisoformat(text).astimezone(UTC)


def span_of(entry: Component, zones: Zones, hints: list[str]) -> Span:
    """DTSTART with DTEND or DURATION. Raises Unreadable."""
    start = entry.first("DTSTART")
    if start is None:
        raise Unreadable("Der Beginn fehlt.")
    begins = when(start, zones, hints)
    end = entry.first("DTEND")
    if end is not None and end.value.strip():
        return _until(begins, when(end, zones, hints), entry)
    if (duration := entry.text("DURATION")) != "":
        long = length(duration)
        if begins.is_day:
            return Span(begins, days=max(1, -(-long // timedelta(days=1))))
        return Span(begins, _minutes(long))
    return Span(begins)


def _until(begins: When, ends: When, entry: Component) -> Span:
    if begins.is_day or ends.is_day:
        days = (ends.ours.date() - begins.ours.date()).days
        if days < 0:
            raise Unreadable("Das Ende liegt vor dem Beginn.")
        if days > MOST_DAYS:
            raise Unreadable("Ein Termin dauert höchstens ein Jahr.")
        day = datetime.combine(begins.ours.date(), time.min)
        # Some programs give a whole day its own day as its end.
        return Span(When(day, begins.zone, is_day=True), days=max(1, days))
    if ends.moment < begins.moment:
        raise Unreadable("Das Ende liegt vor dem Beginn.")
    at_midnight = begins.ours.time() == time.min == ends.ours.time()
    if at_midnight and entry.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
        days = (ends.ours.date() - begins.ours.date()).days
        return Span(When(begins.ours, begins.zone, is_day=True), days=max(1, min(days, MOST_DAYS)))
    # On the clock where both are told on the same one; else as long as it really is.
    same = begins.zone == ends.zone
    long = ends.naive - begins.naive if same else ends.moment - begins.moment
    return Span(begins, _minutes(long))


def _minutes(long: timedelta) -> int | None:
    minutes = int(long.total_seconds() // 60)
    if minutes > MOST_MINUTES:
        raise Unreadable("Ein Termin mit Uhrzeit dauert höchstens einen Monat.")
    return minutes if minutes > 0 else None


class Budget:
    """How many days all rules of a file together may be looked at: an hour of reckoning is nobody's wish."""

    def __init__(self, days: int = 3_000_000):
        self.days = days

    def spend(self, days: int) -> None:
        self.days -= max(days, 365)
        if self.days < 0:
            raise Unreadable("Der Kalender hat zu viele lange Wiederholungen.")


def add_entry(
    dates: Dates, entry: Component, zones: Zones, hints: list[str], budget: Budget, today: date
) -> Span:
    """The dates of an entry that repeats or not: RRULE, RDATE, EXDATE. Raises Unreadable."""
    span = span_of(entry, zones, hints)
    left_out = _left_out(entry, span, zones, hints)
    rules = [one.value for one in entry.all("RRULE") if one.value.strip()]
    if len(rules) > 1:
        raise Unreadable(
            "Mehr als eine Wiederholungsregel in einem Eintrag wird nicht unterstützt."
        )
    if entry.all("EXRULE"):
        raise Unreadable("Regeln für Ausnahmen (EXRULE) werden nicht unterstützt.")
    if rules:
        _add_rule(dates, span, rules[0], left_out, budget, today)
    extra = [one for found in entry.all("RDATE") for one in whens(found, zones, hints, MOST_SINGLE)]
    for begins in [*([] if rules else [span.begins]), *extra[:MOST_SINGLE]]:
        begins = _like(begins, span.begins)
        if begins.moment not in left_out:
            _add_single(dates, span.at(begins))
    return span


def _like(other: When, first: When) -> When:
    """An added or replaced date in the manner of the first: a day alone means the same hour."""
    if first.is_day:
        return When(datetime.combine(other.ours.date(), time.min), first.zone, is_day=True)
    if other.is_day:
        return first.at(datetime.combine(other.naive.date(), first.naive.time()))
    return other


def _left_out(entry: Component, span: Span, zones: Zones, hints: list[str]) -> dict[datetime, When]:
    found: dict[datetime, When] = {}
    for one in entry.all("EXDATE"):
        try:
            values = whens(one, zones, hints)
        except Unreadable as unreadable:
            hints.append(f"Ausgelassener Termin: {unreadable}")
            continue
        for value in values:
            value = _like(value, span.begins)
            found[value.moment] = value
    return found


def _add_single(dates: Dates, span: Span, is_cancelled: bool = False, note: str = "") -> None:
    if len(dates.single) >= MOST_SINGLE:
        raise Unreadable(f"Mehr als {MOST_SINGLE} einzelne Termine in einem Eintrag.")
    dates.single[span.begins.moment.isoformat()] = [*span.plain, is_cancelled, note[:200]]


def _add_rule(
    dates: Dates, span: Span, text: str, left_out: dict, budget: Budget, today: date
) -> None:
    begins = span.begins
    try:
        rule = recurrence.parse(text)
    except ValidationError as error:
        raise Unreadable(" ".join(error.messages)) from error
    horizon = recurrence.horizon(today)
    rule = _in_own_zone(rule, begins)
    rule, first = _forward(rule, begins.naive, budget, today)
    budget.spend((max(horizon, first.date()) - first.date()).days)
    found = list(recurrence.expand(rule, first, max(horizon, first.date())))
    if not begins.is_ours:
        # Its clocks change on other days than ours: each date is told by itself.
        for naive in found:
            at = begins.at(naive)
            if at.moment not in left_out:
                _add_single(dates, span.at(at))
        return
    expanded = set(found)
    without = sorted(one.naive for one in left_out.values() if one.naive in expanded)
    later = sorted(one.naive for one in left_out.values() if one.naive.date() > horizon)
    kept = [naive for naive in found if naive not in set(without)]
    dates.rules.append(
        {
            "first": _iso(first, span.all_day),
            "rrule": str(rule),
            "minutes": None if span.all_day else span.minutes,
            "days": span.days,
            "left_out": [_iso(naive, span.all_day) for naive in [*without, *later[:MOST_LEFT_OUT_LATER]]],
        }
    )  # fmt: skip
    dates.expanded.append([begins.at(naive).moment for naive in kept])


def _iso(naive: datetime, all_day: bool) -> str:
    return naive.date().isoformat() if all_day else naive.isoformat(timespec="minutes")


def _in_own_zone(rule: recurrence.Rule, begins: When) -> recurrence.Rule:
    """The rule with its end on the clocks on which it is expanded."""
    end = rule.parts.get("UNTIL", [""])[0]
    if not end:
        return rule
    if begins.is_day:
        until = end[:8] if not end.endswith("Z") else f"{rule.until:%Y%m%d}"
    elif end.endswith("Z"):
        moment = datetime.strptime(end, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        zone = timezone.get_default_timezone() if begins.is_ours else begins.zone
        until = f"{moment.astimezone(zone):%Y%m%dT%H%M%S}"
    else:
        until = end
    return recurrence.Rule(rule.parts | {"UNTIL": [until]})


def _forward(rule: recurrence.Rule, first: datetime, budget: Budget, today: date) -> tuple:
    """The same rule from its first date of last year on, where it is older: what is over need not be kept."""
    start = datetime(today.year - 1, 1, 1)  # noqa: DTZ001  (naive local time)
    if first.date() >= today - OLD or first >= start:
        return rule, first
    budget.spend((start - first).days)
    passed = 0
    while True:
        found = list(recurrence.expand(rule, first, start.date()))
        ahead = next((at for at, naive in enumerate(found) if naive >= start), None)
        if ahead is None and len(found) < recurrence.MOST_DATES:
            # None on that very day: the next one after it.
            found = list(recurrence.expand(rule, first, start.date() + timedelta(days=366)))
            ahead = next((at for at, naive in enumerate(found) if naive >= start), len(found) - 1)
        at = len(found) - 1 if ahead is None else ahead
        if at <= 0:
            return rule, first
        passed, first = at, found[at]
        if rule.count is not None:
            rule = recurrence.Rule(rule.parts | {"COUNT": [str(rule.count - passed)]})
        if ahead is not None:
            return rule, first


def replace_date(
    dates: Dates,
    entry: Component,
    master: Span | None,
    zones: Zones,
    hints: list[str],
    *,
    note: str,
    is_cancelled: bool,
) -> None:
    """One date of a series that differs (RECURRENCE-ID). Raises Unreadable."""
    found = entry.first("RECURRENCE-ID")
    if found.parameters.get("RANGE", "").upper() == "THISANDFUTURE":
        raise Unreadable("Änderungen „ab diesem Termin“ werden nicht unterstützt.")
    planned = when(found, zones, hints)
    if master is not None:
        planned = _like(planned, master.begins)
    try:
        span = span_of(entry, zones, hints)
    except Unreadable:
        if not is_cancelled or entry.first("DTSTART") is not None:
            raise
        # A cancellation alone need not say when.
        span = master.at(planned) if master is not None else Span(planned)
    row = [*span.plain, is_cancelled, note[:200]]
    # Some write a date out although nothing differs.
    if master is None or row != [*master.at(planned).plain, False, ""]:
        _put(dates, planned.moment, row, is_ruled=master is not None and master.begins.is_ours)


def _put(dates: Dates, planned: datetime, row: list, *, is_ruled: bool) -> None:
    """Where the date belongs: to the rule that names it, to the last rule, or to the single ones."""
    key = planned.isoformat()
    for at, expanded in enumerate(dates.expanded):
        if planned in expanded:
            dates.changed[at, key] = row
            return
    dates.single.pop(key, None)
    if dates.rules and is_ruled:
        first = datetime.fromisoformat(dates.rules[-1]["first"])
        # What is from before the part of the rule that is read is over.
        if planned >= recurrence.localise(first).astimezone(UTC):
            dates.changed[len(dates.rules) - 1, key] = row
    elif len(dates.single) < MOST_SINGLE:
        dates.single[key] = row
