"""What the office's start page is made of: every app hands in panels of its own, the page knows none.

A provider is a function ``(request) -> Iterable[Panel]``, registered when the app's admin is loaded;
it gives nothing to people who have nothing to do there.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest


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
    nothing does. ``url`` leads to the whole list. ``content`` is what an own template reads.
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


Provider = Callable[[HttpRequest], Iterable[Panel]]
_providers: list[tuple[int, Provider]] = []


def register(order: int) -> Callable[[Provider], Provider]:
    """Decorator of a provider; lower numbers stand higher on the page."""

    def keep(provider: Provider) -> Provider:
        _providers.append((order, provider))
        return provider

    return keep


def panels(request: HttpRequest) -> list[Panel]:
    """Everything this person finds on the start page, in order."""
    ordered = sorted(_providers, key=lambda entry: entry[0])
    return [panel for _order, provider in ordered for panel in provider(request)]
