"""Beginning and end of a date as content lines."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from events.dates import last_day
from events.models import DateRule, Event, Occurrence

from .lines import day, line, moment
from .zone import TZID


def is_of_days(occurrence: Occurrence) -> bool:
    """Whether the calendar shows days and no time: also where the time is not known."""
    return occurrence.all_day or occurrence.event.date_precision != Event.Precision.MINUTE


def span_lines(occurrence: Occurrence) -> str:
    """DTSTART, and DTEND unless the end is open."""
    zone = timezone.get_default_timezone()
    start = occurrence.starts_at.astimezone(zone)
    end = occurrence.ends_at.astimezone(zone) if occurrence.ends_at else None
    if is_of_days(occurrence):
        # RFC 5545 3.6.1: the end of a DATE span is exclusive.
        last = last_day(end) if end and end > start else start.date()
        return days("DTSTART", start) + days("DTEND", last + timedelta(days=1))
    # A local time that the clocks show twice means the first one (3.3.5), but not to all readers.
    write = local if is_plain(on_clock(start)) and is_plain(on_clock(end or start)) else in_utc
    has_end = end is not None and end.astimezone(UTC) > start.astimezone(UTC)
    return write("DTSTART", start) + (write("DTEND", end) if has_end else "")


def ruled_span_lines(rule: DateRule) -> str:
    """The first date of a rule: on the clock, whatever its offset that day."""
    first = rule.first
    if rule.all_day:
        last = first + timedelta(days=rule.days)
        return days("DTSTART", first) + days("DTEND", last)
    start = local("DTSTART", first)
    if rule.minutes is None:
        return start
    end = first + timedelta(minutes=rule.minutes)
    if has_steady_length(first, end):
        return start + local("DTEND", end)
    # With DTEND all dates would get the length of this one, an hour more or less (3.8.5.3).
    return start + line("DURATION", f"PT{rule.minutes}M")


def days(name: str, value: date) -> str:
    return line(name, day(value), VALUE="DATE")


def local(name: str, value: datetime) -> str:
    return line(name, f"{value:%Y%m%dT%H%M%S}", TZID=TZID)


def in_utc(name: str, value: datetime) -> str:
    return line(name, moment(value))


def is_plain(naive: datetime) -> bool:
    """Whether every reader takes this naive local time for the same moment: it exists, and once."""
    zone = timezone.get_default_timezone()
    return naive.replace(tzinfo=zone).utcoffset() == naive.replace(tzinfo=zone, fold=1).utcoffset()


def has_steady_length(start: datetime, end: datetime) -> bool:
    """Whether the span is as long in hours as it is on the clock, to every reader."""
    zone = timezone.get_default_timezone()
    offsets = [naive.replace(tzinfo=zone).utcoffset() for naive in (start, end)]
    return is_plain(start) and is_plain(end) and offsets[0] == offsets[1]


def on_clock(value: datetime) -> datetime:
    """The naive local time of a moment."""
    return value.astimezone(timezone.get_default_timezone()).replace(tzinfo=None, fold=0)
