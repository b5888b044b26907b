"""How long what is shown stays as it is, if nobody edits anything: until a date ends, a door opens, a day begins.

Apps say what changes by itself (``changes``); what depends on the time is kept under the moment of the next
change (docs/adr/0235). All of them are asked with one query.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone

from . import edition


# Gives rows and the column that says when they look different: a moment, or a time of today.
Change = Callable[[datetime], Iterable[tuple[QuerySet, str]]]


class Found(NamedTuple):
    """From when until when nothing changes by itself, and what comes next, by app."""

    since: datetime
    until: datetime
    coming: dict[str, datetime]


_changes: dict[str, Change] = {}
# Under the mark of an edition.
_known: dict[str, Found] = {}


def changes(app: str) -> Callable[[Change], Change]:
    """Decorator of what knows when pages of this app look different; only what is to come is asked for."""

    def keep(change: Change) -> Change:
        _changes[app] = change
        return change

    return keep


def span(request: HttpRequest, *, of_day: bool = False) -> tuple[datetime, datetime] | None:
    """From when until when all looks as it does now, or what depends on the day; None where nothing is kept."""
    mark = edition.of(request)
    if not mark:
        return None
    now = timezone.now()
    if of_day:
        return now, _midnight(now)
    return _found(mark, now)[:2]


def coming(request: HttpRequest | None, app: str) -> datetime | None:
    """When what this app shows looks different next; None where that is never, or nothing is kept."""
    mark = edition.of(request)
    return _found(mark, timezone.now()).coming.get(app) if mark else None


def _found(mark: str, now: datetime) -> Found:
    found = _known.get(mark)
    if found is None or not found.since <= now < found.until:
        nexts = _read(now)
        found = Found(now, min([_midnight(now), *nexts.values()]), nexts)
        _known.clear()
        _known[mark] = found
    return found


def _read(now: datetime) -> dict[str, datetime]:
    parts = [
        rows.order_by().values_list(Value(app, output_field=CharField()), Cast(column, CharField()))
        for app, change in _changes.items()
        for rows, column in change(now)
    ]
    nexts: dict[str, datetime] = {}
    for app, text in parts[0].union(*parts[1:]) if parts else ():
        moment = _moment(text, now)
        if moment > now:
            nexts[app] = min(moment, nexts.get(app, moment))
    return nexts


def _moment(text: str, now: datetime) -> datetime:
    if "-" not in text:
        local = timezone.localtime(now)
        return datetime.combine(local.date(), time.fromisoformat(text), tzinfo=local.tzinfo)
    moment = datetime.fromisoformat(text)
    # SQLite keeps moments in UTC and does not say so.
    return moment.replace(tzinfo=UTC) if timezone.is_naive(moment) else moment


def _midnight(now: datetime) -> datetime:
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, tzinfo=timezone.get_default_timezone())
