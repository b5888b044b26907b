"""What a TZID means: a name of the zone database, Outlook's name for it, or what the file itself says."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone as fixed, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from .lines import Component


# Windows' names of the zones in which organisers of a German region keep their calendars.
WINDOWS = {
    "w. europe standard time": "Europe/Berlin", "central europe standard time": "Europe/Budapest",
    "central european standard time": "Europe/Warsaw", "romance standard time": "Europe/Paris",
    "gmt standard time": "Europe/London", "greenwich standard time": "Atlantic/Reykjavik",
    "e. europe standard time": "Europe/Chisinau", "fle standard time": "Europe/Helsinki",
    "gtb standard time": "Europe/Bucharest", "turkey standard time": "Europe/Istanbul",
    "russian standard time": "Europe/Moscow", "eastern standard time": "America/New_York",
    "central standard time": "America/Chicago", "pacific standard time": "America/Los_Angeles",
    "mountain standard time": "America/Denver", "utc": "UTC", "coordinated universal time": "UTC",
    "tzone://microsoft/utc": "UTC", "china standard time": "Asia/Shanghai", "tokyo standard time": "Asia/Tokyo",
    "india standard time": "Asia/Kolkata", "mitteleuropäische zeit": "Europe/Berlin",
    "mitteleuropaeische zeit": "Europe/Berlin", "westeuropäische normalzeit": "Europe/Berlin", "mez": "Europe/Berlin",
    "(utc+01:00) amsterdam, berlin, bern, rome, stockholm, vienna": "Europe/Berlin",
    "(utc+01:00) amsterdam, berlin, bern, rom, stockholm, wien": "Europe/Berlin",
}  # fmt: skip
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Days on which a zone is compared with ours: both halves of the year, close to the changes of clocks.
_SAMPLES = tuple(
    datetime(year, month, day, 12)  # noqa: DTZ001  (naive local time, on purpose)
    for year in (2024, 2026, 2028) for month, day in ((1, 15), (3, 15), (4, 5), (7, 15), (10, 15), (11, 5))
)  # fmt: skip


class Zones:
    """The zones of one file."""

    def __init__(self, described: Iterable[Component] = ()):
        self._described = {}
        for component in described:
            self._described.setdefault(component.text("TZID"), component)
        self._found: dict[str, tzinfo | None] = {}

    def named(self, name: str) -> tzinfo | None:
        """None for a zone that nobody knows. A zone with the clocks of the region is the region's."""
        if name not in self._found:
            zone = self._of(name)
            self._found[name] = timezone.get_default_timezone() if zone and is_ours(zone) else zone
        return self._found[name]

    def _of(self, name: str) -> tzinfo | None:
        if zone := _by_name(name.strip()):
            return zone
        component = self._described.get(name)
        if component is None:
            return None
        if (zone := _by_name(component.text("X-LIC-LOCATION"))) is not None:
            return zone
        return described(component)


@cache
def _by_name(name: str) -> tzinfo | None:
    """By its own name, Windows' name, or with a prefix ("/mozilla.org/20070129_1/Europe/Berlin")."""
    name = name.strip().strip('"')
    if not name or len(name) > 200:
        return None
    if name.lower() in WINDOWS:
        return ZoneInfo(WINDOWS[name.lower()])
    parts = name.strip("/").split("/")
    for length in (3, 2, 1):
        candidate = "/".join(parts[-length:])
        if len(parts) < length or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+/-]*", candidate):
            continue
        if length == 1 and len(parts) > 1:
            break
        try:
            return ZoneInfo(candidate)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def is_ours(zone: tzinfo) -> bool:
    """Whether its clocks show what the region's clocks show."""
    ours = timezone.get_default_timezone()
    return all(
        one.replace(tzinfo=zone).utcoffset() == one.replace(tzinfo=ours).utcoffset()
        for one in _SAMPLES
    )


def described(component: Component) -> tzinfo | None:
    """A zone as a file describes it (VTIMEZONE, 3.6.5); None where the description says nothing."""
    turns = []
    for part in component.parts[:200]:
        offset, start = _offset(part.text("TZOFFSETTO")), _start(part.text("DTSTART"))
        if offset is not None and start is not None:
            turns.append((start, offset, _yearly(part.text("RRULE"), start)))
    if not turns:
        return None
    if len(turns) == 1:
        return fixed(turns[0][1])
    return Described(component.text("TZID"), turns)


class Described(tzinfo):
    """A zone that stands in the file alone; each turn is (first, offset, how it returns each year)."""

    def __init__(self, name: str, turns: list):
        self._name, self._turns = name, turns
        self._offsets: dict[datetime, timedelta] = {}

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """The offset of the turn of clocks that came last."""
        if moment is None:
            return None
        naive = moment.replace(tzinfo=None)
        if naive not in self._offsets:
            begun = [
                (self._latest(start, yearly, naive), offset)
                for start, offset, yearly in self._turns
            ]
            known = [(at, offset) for at, offset in begun if at is not None]
            # Before the first turn its own offset is the best guess.
            self._offsets[naive] = (
                max(known)[1] if known else min(self._turns, key=lambda t: t[0])[1]
            )
        return self._offsets[naive]

    @staticmethod
    def _latest(start: datetime, yearly, naive: datetime) -> datetime | None:
        if yearly is None:
            return start if start <= naive else None
        for year in (naive.year, naive.year - 1):
            at = yearly(year)
            if at is not None and start <= at <= naive:
                return at
        return start if start <= naive else None

    def dst(self, moment: datetime | None) -> timedelta | None:
        return None

    def tzname(self, moment: datetime | None) -> str:
        return self._name

    def fromutc(self, moment: datetime) -> datetime:
        guess = moment + (self.utcoffset(moment) or timedelta(0))
        return moment + (self.utcoffset(guess) or timedelta(0))


def _offset(text: str) -> timedelta | None:
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    length = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    if length >= timedelta(hours=24):
        return None
    return -length if match[1] == "-" else length


def _start(text: str) -> datetime | None:
    try:
        return datetime.strptime(text[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007  (local time of the zone)
    except ValueError:
        return None


def _yearly(rule: str, start: datetime):
    """The turn of clocks in a year, as "the last Sunday of March"; None where it does not return."""
    parts = dict(piece.partition("=")[::2] for piece in rule.upper().split(";") if "=" in piece)
    if parts.get("FREQ") != "YEARLY":
        return None
    until = _start(parts["UNTIL"].rstrip("Z")) if "UNTIL" in parts else None
    day = _DAY.fullmatch(parts.get("BYDAY", "").split(",")[0])
    months = parts.get("BYMONTH", str(start.month)).split(",")
    month = int(months[0]) if months[0].isdigit() and 1 <= int(months[0]) <= 12 else start.month

    def turn(year: int) -> datetime | None:
        if not 1 < year < 9999:
            return None
        days = monthrange(year, month)[1]
        if day is None:
            at = datetime.combine(date(year, month, min(start.day, days)), start.time())
        else:
            fitting = [
                number for number in range(1, days + 1)
                if date(year, month, number).weekday() == _WEEKDAYS.index(day[2])
            ]  # fmt: skip
            nth = int(day[1] or 1)
            index = nth if nth < 0 else nth - 1
            if not -len(fitting) <= index < len(fitting):
                return None
            at = datetime.combine(date(year, month, fitting[index]), start.time())
        return at if until is None or at <= until else None

    return turn
