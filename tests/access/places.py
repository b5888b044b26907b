"""Every address of the portal as the resolver knows it, whatever app it is of."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

from bildungsregion.base.languages import LanguagePrefix


_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


class NoSuchArgument(LookupError):
    """An address has an argument that tests/access/world.py has no value for."""


@dataclass(frozen=True)
class Place:
    """A pattern: its name with the namespaces before it, its route without converters' types, its view."""

    name: str
    route: str
    view: Callable

    @property
    def arguments(self) -> list[str]:
        return re.findall(r"<(\w+)>", self.route)

    @property
    def names(self) -> list[str]:
        """Under which a table may know it: with its last argument, where two have one name; else by name."""
        return [*(f"{self.name}:{last}" for last in self.arguments[-1:]), self.name]

    @property
    def is_of_the_office(self) -> bool:
        return self.route.startswith("verwaltung/")

    def address(self, values: Mapping[str, object]) -> str:
        """The address with these values of its arguments. Raises NoSuchArgument."""
        if lacking := [name for name in self.arguments if name not in values]:
            raise NoSuchArgument(f"{self.name} ({self.route}): {', '.join(lacking)}")
        return "/" + re.sub(r"<(\w+)>", lambda found: str(values[found[1]]), self.route)


def places(patterns=None, before: str = "", names: tuple[str, ...] = ()) -> Iterator[Place]:
    """All patterns below these, or of the whole portal."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = before + _route_of(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Place(":".join([*names, entry.name or route]), route, entry.callback)
        else:
            inside = (*names, entry.namespace) if entry.namespace else names
            yield from places(entry.url_patterns, route, inside)


def _route_of(pattern) -> str:
    """ "akteure/<slug>/". Of the languages the German addresses, which have no prefix."""
    if isinstance(pattern, LanguagePrefix):
        return ""
    if isinstance(pattern, RoutePattern):
        return _CONVERTER.sub(r"<\1>", str(pattern))
    assert isinstance(pattern, RegexPattern)
    named = re.sub(r"\(\?P<(\w+)>[^()]*\)", r"<\1>", str(pattern))
    return named.removeprefix("^").removesuffix("$")
