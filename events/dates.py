"""Dates of events as people write them: "Di, 3. März 2026, 16–18 Uhr"."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from bildungsregion.base.dates import date_format
from bildungsregion.base.languages import is_german


# Until this hour a night still belongs to the day before.
SMALL_HOURS = time(6)


def clock_time(moment: datetime) -> str:
    """ "16", "9:30": the hour, in German with minutes only where there are any."""
    is_whole = not moment.minute and is_german()
    return str(moment.hour) if is_whole else f"{moment.hour}:{moment.minute:02}"


def o_clock(moment: datetime) -> str:
    """ "16 Uhr", and with its zone in the hour that exists twice when summer time ends."""
    text = _("%(time)s Uhr") % {"time": clock_time(moment)}
    if not exists_twice(moment):
        return text
    return f"{text} MESZ" if moment.dst() else f"{text} MEZ"


def exists_twice(moment: datetime) -> bool:
    return moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset()


def print_occurrence(occurrence, precision: str) -> str:
    """The date of an occurrence in one line; `precision` is the event's (minute, day, month)."""
    start = timezone.localtime(occurrence.starts_at)
    end = timezone.localtime(occurrence.ends_at) if occurrence.ends_at else None
    if precision == "month":
        return _print_months(start.date(), last_day(end) if end else start.date())
    if occurrence.all_day or precision == "day":
        return _print_days(start.date(), last_day(end) if end and end > start else start.date())
    return _print_times(start, end)


def last_day(end: datetime) -> date:
    """The last day of a span that ends at a local moment; midnight belongs to the day before."""
    return (end - timedelta(microseconds=1)).date()


def _print_months(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return date_format(first, "F Y")
    start = date_format(first, "F" if first.year == last.year else "F Y")
    return _("%(start)s bis %(end)s") % {"start": start, "end": date_format(last, "F Y")}


def _print_days(first: date, last: date) -> str:
    if first >= last:
        return date_format(first, "D, j. F Y")
    if first.year != last.year:
        start = date_format(first, "D, j. F Y")
    elif first.month != last.month:
        start = date_format(first, "D, j. F")
    else:
        start = date_format(first, "D, j.")
    return _("%(start)s bis %(end)s") % {"start": start, "end": date_format(last, "D, j. F Y")}


def print_days(first: date, last: date) -> str:
    """A span of days without weekdays: "12.–24. Oktober 2026", "3. Oktober 2026"."""
    if first == last:
        return date_format(first, "j. F Y")
    if first.year != last.year:
        return f"{date_format(first, 'j. F Y')} – {date_format(last, 'j. F Y')}"
    if first.month != last.month:
        return f"{date_format(first, 'j. F')} – {date_format(last, 'j. F Y')}"
    return f"{date_format(first, 'j.')}–{date_format(last, 'j. F Y')}"


def _print_times(start: datetime, end: datetime | None) -> str:
    day = date_format(start, "D, j. F Y")
    if end is None or end <= start or last_day(end) == start.date():
        return _("%(day)s, %(times)s") % {"day": day, "times": _print_hours(start, end)}
    return _("%(start_day)s, %(start)s bis %(end_day)s, %(end)s") % {
        "start_day": day,
        "start": o_clock(start),
        "end_day": date_format(end, "D, j. F Y"),
        "end": o_clock(end),
    }


def _print_hours(start: datetime, end: datetime | None) -> str:
    """The hours of one day: "16–18 Uhr", "19 Uhr" with an open end, "19–24 Uhr"."""
    if end is None or end <= start:
        return o_clock(start)
    if exists_twice(start) or exists_twice(end):
        return _("%(start)s bis %(end)s") % {"start": o_clock(start), "end": o_clock(end)}
    midnight = "24" if is_german() else "24:00"
    until = midnight if end.date() > start.date() else clock_time(end)
    return _("%(start)s–%(end)s Uhr") % {"start": clock_time(start), "end": until}


def days_of(occurrence) -> tuple[date, date]:
    """The days of the region on which it happens. What ends in the small hours belongs to its evening."""
    start = timezone.localtime(occurrence.starts_at)
    if occurrence.ends_at is None or occurrence.ends_at <= occurrence.starts_at:
        return start.date(), start.date()
    end = timezone.localtime(occurrence.ends_at)
    last = last_day(end)
    is_night = end.time() <= SMALL_HOURS and last - start.date() == timedelta(days=1)
    if is_night and not occurrence.all_day:
        last = start.date()
    return start.date(), last


def print_on(occurrence, precision: str, day: date) -> str:
    """What stands beside it under the heading of a day: "16–18 Uhr", "ganztägig", "letzter Tag"."""
    if precision == "month":
        return print_occurrence(occurrence, precision)
    first, last = days_of(occurrence)
    if first != last:
        return _print_part(occurrence, precision, day)
    if occurrence.all_day or precision != "minute":
        return _("ganztägig")
    start = timezone.localtime(occurrence.starts_at)
    end = timezone.localtime(occurrence.ends_at) if occurrence.ends_at else None
    if end is None or end <= start or last_day(end) == start.date():
        return _print_hours(start, end)
    return _("%(start)s bis %(end)s") % {"start": o_clock(start), "end": o_clock(end)}


def _print_part(occurrence, precision: str, day: date) -> str:
    first, last = days_of(occurrence)
    has_times = precision == "minute" and not occurrence.all_day
    if day == last:
        end = timezone.localtime(occurrence.ends_at)
        if has_times and end.date() == last:
            return _("letzter Tag, bis %(end)s") % {"end": o_clock(end)}
        return _("letzter Tag")
    until = {"day": date_format(last, "D, j. F" if last.year == day.year else "D, j. F Y")}
    if has_times and day == first:
        start = o_clock(timezone.localtime(occurrence.starts_at))
        return _("ab %(start)s, bis %(day)s") % (until | {"start": start})
    return _("bis %(day)s") % until
