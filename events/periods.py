"""Days, weeks, months and years as pages of the calendar: their address, name and neighbours. No queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from bildungsregion.base.dates import date_format

from .dates import print_days


DAY, WEEK, MONTH, YEAR = "day", "week", "month", "year"
# How far from today the calendar has pages; what is older stands in the archive.
YEARS_BACK, YEARS_AHEAD = 1, 2


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included."""

    kind: str
    first: date
    last: date

    @property
    def key(self) -> str:
        """As it stands in the address: 2026-05-03, 2026-W53, 2026-05, 2026."""
        if self.kind == WEEK:
            year, week, _weekday = self.first.isocalendar()
            return f"{year:04}-W{week:02}"
        return self.first.isoformat()[: {DAY: 10, MONTH: 7, YEAR: 4}[self.kind]]

    @property
    def label(self) -> str:
        if self.kind == DAY:
            return date_format(self.first, "D, j. F Y")
        if self.kind == WEEK:
            return _("Woche %(number)s: %(days)s") % {
                "number": self.first.isocalendar().week,
                "days": print_days(self.first, self.last),
            }
        return date_format(self.first, "F Y" if self.kind == MONTH else "Y")

    @property
    def short(self) -> str:
        """The label without the days of a week, for narrow places."""
        if self.kind == WEEK:
            return _("Woche %(number)s") % {"number": self.first.isocalendar().week}
        return self.label

    @property
    def before(self) -> "Period":
        return of(self.kind, self.first - timedelta(days=1))

    @property
    def after(self) -> "Period":
        return of(self.kind, self.last + timedelta(days=1))

    @property
    def starts_at(self) -> datetime:
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The moment after it."""
        return midnight(self.last + timedelta(days=1))

    def days(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def midnight(day: date) -> datetime:
    """The moment at which a day begins in the region."""
    return datetime.combine(day, datetime.min.time(), tzinfo=timezone.get_default_timezone())


def of(kind: str, day: date) -> Period:
    """The period of this kind that the day lies in."""
    if kind == DAY:
        return Period(DAY, day, day)
    if kind == WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(WEEK, monday, monday + timedelta(days=6))
    if kind == YEAR:
        return Period(YEAR, date(day.year, 1, 1), date(day.year, 12, 31))
    first = day.replace(day=1)
    return Period(MONTH, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def parse(kind: str, key: str) -> Period:
    """The period of an address; raises ValueError for what is in no calendar (week 53 of a short year)."""
    if kind == WEEK:
        year, week = int(key[:4]), int(key[6:])
        day = date.fromisocalendar(year, week, 1)
    else:
        day = date.fromisoformat(key + "0001-01-01"[len(key) :])
    if not MINYEAR < day.year < MAXYEAR:
        raise ValueError(key)
    return of(kind, day)


def is_reachable(period: Period, today: date) -> bool:
    """Whether the calendar has a page for it: from a year back to two years ahead, by whole months."""
    first = of(MONTH, _years(today, -YEARS_BACK)).first
    last = of(MONTH, _years(today, YEARS_AHEAD)).last
    return first <= period.last and period.first <= last


def _years(day: date, number: int) -> date:
    return day.replace(year=day.year + number, day=min(day.day, 28))


def day_title(day: date, today: date) -> str:
    """The heading of a day: "Heute, Di, 3. März 2026"."""
    text = date_format(day, "D, j. F Y")
    if day == today:
        return _("Heute, %(day)s") % {"day": text}
    if day == today + timedelta(days=1):
        return _("Morgen, %(day)s") % {"day": text}
    return text
