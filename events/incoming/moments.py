"""Days, moments and lengths as calendar files write them (RFC 5545, 3.3.4 to 3.3.6)."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils import timezone

from events import recurrence
from events.models import local_midnight

from .lines import Property
from .zones import Zones


FIRST_YEAR, LAST_YEAR = 1900, 2199
_WRITTEN = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2}))?(?:[.,]\d+)?(Z)?)?"
)
_LENGTH = re.compile(
    r"([+-])?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?"
)


class Unreadable(Exception):
    """Something of an entry cannot be used; its text is a German sentence."""


@dataclass(frozen=True, slots=True)
class When:
    """A naive local time and the zone whose clocks show it; of a day alone the time is midnight."""

    naive: datetime
    zone: tzinfo
    is_day: bool = False

    @property
    def is_ours(self) -> bool:
        return self.is_day or self.zone == timezone.get_default_timezone()

    @property
    def moment(self) -> datetime:
        """In UTC; a day alone begins at midnight of the region."""
        if self.is_day:
            return local_midnight(self.naive.date()).astimezone(UTC)
        if self.is_ours:
            return recurrence.localise(self.naive).astimezone(UTC)
        return self.naive.replace(tzinfo=self.zone).astimezone(UTC)

    @property
    def ours(self) -> datetime:
        """On the clocks of the region."""
        if self.is_ours:
            return self.naive
        return self.moment.astimezone(timezone.get_default_timezone()).replace(tzinfo=None, fold=0)

    def at(self, naive: datetime) -> "When":
        return When(naive, self.zone, self.is_day)


def when(found: Property, zones: Zones, hints: list[str]) -> When:
    """The first value of a property. Raises Unreadable."""
    return whens(found, zones, hints)[0]


def whens(found: Property, zones: Zones, hints: list[str], most: int = 100_000) -> list[When]:
    """All values of a list; of a period (3.3.9) its beginning. Raises Unreadable."""
    zone = _zone(found, zones, hints)
    values = found.value.split(",")[:most]
    is_day = found.parameters.get("VALUE", "").upper() == "DATE"
    return [_one(value.partition("/")[0], zone, is_day) for value in values if value.strip()] or [
        _one("", zone, is_day)
    ]


def _zone(found: Property, zones: Zones, hints: list[str]) -> tzinfo:
    name, ours = found.parameters.get("TZID", ""), timezone.get_default_timezone()
    if not name:
        return ours
    zone = zones.named(name)
    if zone is None:
        hint = f"Die Zeitzone „{name[:40]}“ ist unbekannt; gelesen als Zeit vor Ort."
        if hint not in hints:
            hints.append(hint)
    return zone or ours


def _one(value: str, zone: tzinfo, is_day: bool) -> When:
    value = value.strip()
    match = _WRITTEN.fullmatch(value)
    if match is None:
        raise Unreadable(f"„{value[:30]}“ ist kein Datum." if value else "Ein Datum ist leer.")
    year, month, day, hour, minute, second, utc = match.groups()
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise Unreadable(f"Das Jahr {year} liegt außerhalb des Kalenders.")
    try:
        on = date(int(year), int(month), int(day))
        if hour is None or is_day:
            return When(datetime.combine(on, time.min), zone, is_day=True)
        # A leap second is the last one of its minute.
        at = time(int(hour), int(minute), min(int(second or 0), 59))
        if (hour, minute) == ("24", "00"):
            raise ValueError
    except ValueError:
        raise Unreadable(f"„{value[:30]}“ gibt es im Kalender nicht.") from None
    naive = datetime.combine(on, at)
    if utc:
        return in_region(naive)
    return When(naive, zone)


def in_region(naive: datetime) -> When:
    """A moment that is told in UTC."""
    return When(naive, UTC)


def length(value: str) -> timedelta:
    """A DURATION. Raises Unreadable."""
    match = _LENGTH.fullmatch(value.strip())
    if match is None or not any(match.groups()[1:]):
        raise Unreadable(f"„{value[:30]}“ ist keine Dauer.")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    try:
        found = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        raise Unreadable(f"„{value[:30]}“ ist keine Dauer.") from None
    if match[1] == "-" and found:
        raise Unreadable("Das Ende liegt vor dem Beginn.")
    if found > timedelta(days=366):
        raise Unreadable("Ein Termin dauert höchstens ein Jahr.")
    return found
