"""Moving dates by whole days on the clock: 16:00 stays 16:00, also across a change of clocks. Pure."""

from datetime import datetime, timedelta

from django.utils import timezone

from .recurrence import localise


Span = tuple[datetime, datetime | None, bool]


def moved(moment: datetime, days: int) -> datetime:
    """The same time of day so many days later (earlier, if negative)."""
    return localise(timezone.localtime(moment).replace(tzinfo=None) + timedelta(days=days))


def moved_span(span: Span, days: int) -> Span:
    """Beginning, end and whether of whole days, moved together; the length on the clock stays."""
    start, end, all_day = span
    return moved(start, days), end and moved(end, days), all_day
