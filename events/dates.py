"""Dates of events as people write them: "Di, 3. März 2026, 16–18 Uhr"."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def clock_time(moment: datetime) -> str:
    """ "16", "9:30": the hour, minutes only where there are any, the zone where it matters."""
    text = f"{moment.hour}:{moment.minute:02}" if moment.minute else str(moment.hour)
    if moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset():
        # The hour that exists twice when summer time ends.
        text += " MESZ" if moment.dst() else " MEZ"
    return text


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
    return f"{first.day}.–{date_format(last, 'j. F Y')}"


def _print_times(start: datetime, end: datetime | None) -> str:
    day = date_format(start, "D, j. F Y")
    if end is None or end <= start:
        return _("%(day)s, %(time)s Uhr") % {"day": day, "time": clock_time(start)}
    if last_day(end) == start.date():
        until = "24" if end.date() > start.date() else clock_time(end)
        return _("%(day)s, %(start)s–%(end)s Uhr") % {
            "day": day,
            "start": clock_time(start),
            "end": until,
        }
    return _("%(start_day)s, %(start)s Uhr bis %(end_day)s, %(end)s Uhr") % {
        "start_day": day,
        "start": clock_time(start),
        "end_day": date_format(end, "D, j. F Y"),
        "end": clock_time(end),
    }
