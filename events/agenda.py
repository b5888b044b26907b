"""Dates under the days on which people look for them. No queries.

A date of several days stands on each of them; one that lasts longer than a week stands on its first and
last day and in a list of its own, so that an exhibition does not fill a month. What is known to the month only
stands on no day at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from bildungsregion.base.dates import date_format

from . import periods
from .dates import days_of, o_clock, print_on
from .models import Event, Holiday, Occurrence


LONG = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Entry:
    """A date as one day shows it."""

    date: Occurrence
    day: date

    @property
    def when(self) -> str:
        return print_on(self.date, self.date.event.date_precision, self.day)

    @property
    def has_hour(self) -> bool:
        """Whether it begins at a known hour of this day."""
        if self.date.all_day or self.date.event.date_precision != Event.Precision.MINUTE:
            return False
        return timezone.localtime(self.date.starts_at).date() == self.day

    @property
    def hour(self) -> str:
        """ "16 Uhr" where it begins on this day, for narrow cells; else ""."""
        return o_clock(timezone.localtime(self.date.starts_at)) if self.has_hour else ""


@dataclass(slots=True)
class Day:
    day: date
    title: str
    is_today: bool = False
    is_inside: bool = True
    holidays: list[Holiday] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    shown: int | None = None

    @property
    def key(self) -> str:
        return self.day.isoformat()

    @property
    def period(self) -> periods.Period:
        return periods.of(periods.DAY, self.day)

    @property
    def first_entries(self) -> list[Entry]:
        return self.entries[: self.shown]

    @property
    def more(self) -> int:
        return len(self.entries) - len(self.first_entries)

    @property
    def is_free(self) -> bool:
        """Whether it is a public holiday."""
        return any(not holiday.is_school for holiday in self.holidays)


@dataclass(slots=True)
class Agenda:
    days: list[Day]
    lasting: list[Occurrence]
    undated: list[Occurrence]


def of_period(
    dates: Iterable[Occurrence], days: Iterable[date], holidays: list[Holiday], today: date
) -> Agenda:
    """The dates under these days, in order of time, all-day ones first."""
    shown = {day: _day(day, holidays, today) for day in days}
    found = Agenda(list(shown.values()), [], [])
    for one in dates:
        if one.event.date_precision == Event.Precision.MONTH:
            found.undated.append(one)
            continue
        first, last = days_of(one)
        if last - first >= LONG:
            found.lasting.append(one)
        for day in _stands_on(first, last):
            if day in shown:
                shown[day].entries.append(Entry(one, day))
    for day in found.days:
        day.entries.sort(key=lambda entry: (entry.has_hour, entry.date.starts_at))
    return found


def _stands_on(first: date, last: date) -> Iterator[date]:
    if last - first >= LONG:
        yield from (first, last)
    else:
        yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _day(day: date, holidays: list[Holiday], today: date) -> Day:
    free = [holiday for holiday in holidays if holiday.first_on <= day <= holiday.last_on]
    return Day(day, periods.day_title(day, today), is_today=day == today, holidays=free)


def outside(day: date, holidays: list[Holiday], today: date) -> Day:
    """A day of a month's grid that belongs to its neighbour: it stays empty."""
    found = _day(day, holidays, today)
    found.is_inside = False
    return found


def weeks(month: periods.Period) -> list[periods.Period]:
    """The weeks of a month's grid, whole."""
    week, found = periods.of(periods.WEEK, month.first), []
    while week.first <= month.last:
        found.append(week)
        week = week.after
    return found


@dataclass(slots=True)
class Group:
    """A stretch of the list under one heading."""

    title: str
    key: str
    holidays: list[Holiday] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def groups(dates: Iterable[Occurrence], holidays: list[Holiday], today: date) -> list[Group]:
    """A list of dates under their first days; what has begun before today comes first, under one heading."""
    found: dict[str, Group] = {}
    for one in dates:
        first, last = days_of(one)
        if one.event.date_precision == Event.Precision.MONTH:
            month = date_format(first, "F Y")
            title = _("%(month)s, der Tag steht noch nicht fest") % {"month": month}
            group = found.setdefault(f"{first:%Y-%m}", Group(title, f"{first:%Y-%m}"))
        elif first < today <= last:
            group = found.setdefault("laeuft", Group(_("Läuft schon"), "laeuft"))
        else:
            day = _day(first, holidays, today)
            group = found.setdefault(day.key, Group(day.title, day.key, day.holidays))
        group.entries.append(Entry(one, max(first, today) if first < today <= last else first))
    return list(found.values())
