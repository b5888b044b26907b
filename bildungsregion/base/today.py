"""What the office's start page is made of: every app hands in panels of its own, the page knows none.

A provider is a function ``(request) -> Iterable[Panel]``, registered when the app's admin is loaded;
it gives nothing to people who have nothing to do there. A moment among its panels says when they look
different by themselves, before the day in Berlin ends.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.safestring import SafeString

from . import edition


# What still holds at its last moment looks different so much later.
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits, and the one page where it is done.

    ``since`` and ``until`` are days in Berlin; ``urgent`` says that ``until`` is near or over.
    """

    title: str
    url: str
    number: str = ""
    institution: str = ""
    why: str = ""
    since: date | None = None
    until: date | None = None
    until_label: str = "bis"
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A list of what waits, oldest first, or with a ``template`` of its own something else.

    ``total`` counts all that wait where ``lines`` shows only the first; ``empty`` is said when
    nothing does. ``url`` leads to the whole list. ``content`` is what an own template reads. ``html`` is what the
    page prints; it is drawn here.
    """

    key: str
    title: str
    lines: Sequence[Line] = ()
    total: int = 0
    empty: str = ""
    url: str = ""
    template: str = "admin/_queue.html"
    aside: bool = False
    content: Any = None
    html: SafeString = SafeString("")


Provider = Callable[[HttpRequest], Iterable[Panel | datetime]]


class _Registered(NamedTuple):
    order: int
    provider: Provider
    is_live: bool


_providers: list[_Registered] = []


def register(order: int, *, is_live: bool = False) -> Callable[[Provider], Provider]:
    """Decorator of a provider; lower numbers stand higher on the page.

    What it gives is kept as ``edition.kept_for_person`` says; who reads files or tables that make no edition of the
    office ``is_live``: asked each time.
    """

    def keep(provider: Provider) -> Provider:
        _providers.append(_Registered(order, provider, is_live))
        return provider

    return keep


def panels(request: HttpRequest) -> list[Panel]:
    """Everything this person finds on the start page, in order and drawn."""
    ordered = sorted(_providers, key=lambda entry: entry.order)
    kept = iter(
        edition.kept_for_person(
            request,
            "today",
            lambda: tuple(_drawn(request, entry) for entry in ordered if not entry.is_live),
            _first_end,
        )
    )
    found = [_drawn(request, entry) if entry.is_live else next(kept) for entry in ordered]
    return [one for given in found for one in given if isinstance(one, Panel)]


def _drawn(request: HttpRequest, entry: _Registered) -> tuple[Panel | datetime, ...]:
    """The templates know the panel alone: nothing of the session comes in beside it."""
    return tuple(
        replace(one, html=get_template(one.template).render({"panel": one}))
        if isinstance(one, Panel)
        else one
        for one in entry.provider(request)
    )


def _first_end(drawn: Iterable[Iterable[Panel | datetime]]) -> datetime | None:
    return min((one for given in drawn for one in given if isinstance(one, datetime)), default=None)
