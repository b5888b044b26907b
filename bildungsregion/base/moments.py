"""How long what is shown stays as it is, if nobody edits anything: until a date ends, a door opens, a day begins.

Apps say what changes by itself (``changes``); what depends on the time is kept under the moment of the next
change (docs/adr/0235).
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.http import HttpRequest
from django.utils import timezone

from . import edition


# What gives the next moment after the one it is given, or None.
Change = Callable[[datetime], datetime | None]

_changes: list[Change] = []
# Under the mark of an edition, from when and until when nothing changes by itself.
_known: dict[str, tuple[datetime, datetime]] = {}


def changes(change: Change) -> Change:
    """Decorator of what knows when pages of its app look different."""
    _changes.append(change)
    return change


def span(request: HttpRequest, *, of_day: bool = False) -> tuple[datetime, datetime] | None:
    """From when until when all looks as it does now, or what depends on the day; None where nothing is kept."""
    mark = edition.of(request)
    if not mark:
        return None
    now = timezone.now()
    if of_day:
        return now, _midnight(now)
    found = _known.get(mark)
    if found is None or not found[0] <= now < found[1]:
        ends = [_midnight(now), *filter(None, (change(now) for change in _changes))]
        found = now, min(ends)
        _known.clear()
        _known[mark] = found
    return found


def _midnight(now: datetime) -> datetime:
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, tzinfo=timezone.get_default_timezone())
