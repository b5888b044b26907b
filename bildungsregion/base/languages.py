"""The language of a page is said by its address alone: German has no prefix, the others /en/, /uk/, /ar/ … (adr 0225).

Pages for people stand inside ``in_languages(…)`` of their URLconf; files, feeds and other machine addresses
stand beside it, have one address each and are German.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, ResolverMatch, URLResolver, resolve, reverse
from django.utils import translation


P, R = ParamSpec("P"), TypeVar("R")
GERMAN = "de"
EASY = "de-x-leicht"
# What Open Graph calls them; Leichte Sprache is German there.
OPEN_GRAPH = {"de": "de_DE", EASY: "de_DE", "en": "en_GB", "uk": "uk_UA", "ar": "ar_AR"}
_FIRST_STEP = re.compile(r"^/([a-z][a-z-]*)(?=/)")


def active() -> str:
    """The language of the page that is being made."""
    return translation.get_language() or GERMAN


def is_german() -> bool:
    """Whether the page is in German, be it Leichte Sprache: dates and figures are written alike there."""
    return active() in (GERMAN, EASY)


def prefix_of(language: str) -> str:
    """What stands before every address in this language, without the first slash."""
    return "" if language == GERMAN else f"{language}/"


def in_german(function: Callable[P, R]) -> Callable[P, R]:
    """For what is kept or sent to others, whatever language the page is in that caused it."""

    @wraps(function)
    def said_in_german(*args: P.args, **kwargs: P.kwargs) -> R:
        with translation.override(GERMAN):
            return function(*args, **kwargs)

    return said_in_german


class LanguagePrefix:
    """The first step of an address, as Django's LocalePrefixPattern; may stand in an app's own URLconf.

    Django forbids that for its own because the prefix must come first: so it must here, which means that
    the app is included at the root.
    """

    converters: dict = {}

    @property
    def regex(self):
        return re.compile(re.escape(self.language_prefix))

    @property
    def language_prefix(self) -> str:
        return prefix_of(active())

    def match(self, path):
        prefix = self.language_prefix
        return (path.removeprefix(prefix), (), {}) if path.startswith(prefix) else None

    def check(self):
        return []

    def describe(self):
        return f"'{self}'"

    def __str__(self):
        return self.language_prefix


def in_languages(*patterns) -> URLResolver:
    """Routes of pages for people: they exist in each language, below its prefix."""
    return URLResolver(LanguagePrefix(), list(patterns))


def offered(request: HttpRequest) -> list[str]:
    """Codes of the languages that this region offers, in their order; German is always the first."""
    chosen = getattr(getattr(request, "region", None), "languages", None) or []
    return [code for code, _name in settings.LANGUAGES if code == GERMAN or code in chosen]


class LanguageMiddleware:
    """Gives each request the language of its address, and no longer than the request lasts.

    No cookie and no Accept-Language: the same address is the same page for everybody, which caches and
    people who send a link to others rely on.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        first = _FIRST_STEP.match(request.path_info)
        language = first[1] if first and first[1] in dict(settings.LANGUAGES) else GERMAN
        if language != GERMAN and language not in offered(request):
            language = GERMAN
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def address_here(address: str) -> str:
    """A page of the portal in the language that is being read, if it exists in it; else as it stands."""
    return _address_in(active(), address)


@lru_cache(maxsize=5_000)
def _address_in(language: str, address: str) -> str:
    if language == GERMAN or not address.startswith("/") or address.startswith("//"):
        return address
    there = f"/{prefix_of(language)}{address[1:]}"
    try:
        resolve(re.split(r"[?#]", there, maxsplit=1)[0])
    except Resolver404:
        return address
    return there


@dataclass(frozen=True)
class Version:
    """The same page in one of the languages."""

    code: str
    name: str
    path: str
    is_current: bool
    # False where the page is German only (or none, 404), and the path leads to the start instead.
    is_same_page: bool = True

    @property
    def direction(self) -> str:
        return "rtl" if self.code in settings.LANGUAGES_BIDI else "ltr"


def versions(request: HttpRequest, *, is_page: bool = True) -> list[Version]:
    """The page in every language that the region offers; where it has but one, the start page.

    ``is_page`` is False for errors. A view whose page has other addresses in other languages says so:
    ``request.addresses = {code: path}``.
    """
    names, current = dict(settings.LANGUAGES), active()
    own = getattr(request, "addresses", {})
    is_same = is_page and is_in_languages(request.resolver_match)
    below = request.path[len(f"/{prefix_of(current)}") :] if is_same else ""
    return [
        Version(
            code, names[code], own.get(code, f"/{prefix_of(code)}{below}"), code == current, is_same
        )
        for code in offered(request)
    ]


_in_languages: dict[str, bool] = {}


def is_in_languages(match: ResolverMatch | None) -> bool:
    """Whether the page of this route exists below the prefixes; asked once a route."""
    if match is None:
        return False
    name = match.view_name
    if name not in _in_languages:
        with translation.override("en"):
            try:
                path = reverse(name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                path = ""
        _in_languages[name] = path.startswith(f"/{prefix_of('en')}")
    return _in_languages[name]
