"""Pages that look the same to every stranger: drawn once, until something that they show changes.

A page is kept in the memory of the process under the edition of the public content and its whole address, and no
longer than until the moment at which it would look different by itself (docs/adr/0235).
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response

from . import edition, moments


# Scheme, host and path with query: the language of a page is said by its path.
Address = tuple[str, str, str]


class Page(NamedTuple):
    """An answer as it leaves the house, and from when until when it is right."""

    content: bytes
    # As Django's response has them: the name in small letters to the name and its value.
    headers: dict[str, tuple[str, str]]
    since: datetime
    until: datetime


class KeptResponse(HttpResponse):
    """The same answer once more; its headers are taken over whole instead of being judged one by one."""

    def __init__(self, page: Page):
        super().__init__(page.content)
        self.headers._store = dict(page.headers)


class _Shelf:
    """The pages of one edition, the oldest leaving where they become too heavy."""

    def __init__(self):
        self.mark, self.weight, self.pages = "", 0, {}
        self.lock = Lock()

    def get(self, request: HttpRequest, address: Address) -> Page | None:
        page = self.pages.get(address)
        if page is None or edition.of(request) != self.mark:
            return None
        return page if page.since <= timezone.now() < page.until else None

    def put(self, mark: str, address: Address, page: Page) -> None:
        room = settings.KEPT_PAGES_MB * 1_000_000
        if len(page.content) > room // 4:
            return
        with self.lock:
            if mark != self.mark:
                self.mark, self.weight, self.pages = mark, 0, {}
            self.take(address)
            while self.weight + len(page.content) > room:
                self.take(next(iter(self.pages)))
            self.pages[address] = page
            self.weight += len(page.content)

    def take(self, address: Address) -> None:
        if gone := self.pages.pop(address, None):
            self.weight -= len(gone.content)


_shelf = _Shelf()


class KeptPagesMiddleware:
    """Answers from the shelf, and puts there what views have offered (``offered``); 304 to whoever has it already."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not settings.KEPT_PAGES_MB or not _is_strangers(request):
            return self.get_response(request)
        address = request.scheme, request.get_host(), request.get_full_path()
        page = _shelf.get(request, address)
        if page is None:
            response = self.get_response(request)
            span = getattr(response, "is_right", None)
            if span is None or not _is_for_all(request, response):
                return response
            response.headers.setdefault("ETag", f'"{sha256(response.content).hexdigest()[:32]}"')
            page = Page(response.content, dict(response.headers._store), *span)
            _shelf.put(edition.of(request), address, page)
        else:
            response = KeptResponse(page)
        if "HTTP_IF_NONE_MATCH" in request.META:
            return get_conditional_response(request, page.headers["etag"][1], None, response)
        return response


def _is_strangers(request: HttpRequest) -> bool:
    """Whether somebody reads who is not signed in, and to whom nothing is left to be said."""
    told = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    return request.method in ("GET", "HEAD") and told.isdisjoint(request.COOKIES)


def _is_for_all(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether it is a whole page without a token of the visitor's."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    has_token = "CSRF_COOKIE_NEEDS_UPDATE" in request.META
    user = getattr(request, "user", None)
    return not has_token and (user is None or not user.is_authenticated)


def offered(
    request: HttpRequest, make: Callable[[], HttpResponseBase], *, tells_time: bool = False
) -> HttpResponseBase:
    """The answer of ``make``, which all who are not signed in may share as long as nothing changes.

    ``tells_time``: whether it speaks of what is coming, open or over, not only of days.
    """
    span = moments.span(request, of_day=not tells_time)
    response = make()
    if span and not getattr(response, "is_unkept", False):
        response.is_right = span
    return response


class KeptPage:
    """Mixed into views whose pages strangers share; a page that must not be kept sets ``is_unkept`` on its answer."""

    # Whether all tables that its pages show make editions.
    is_shared = True
    tells_time = False
    # Values of the address that nobody keeps.
    unkept: frozenset[str] = frozenset()

    def dispatch(self, request, *args, **kwargs):
        def make():
            return super(KeptPage, self).dispatch(request, *args, **kwargs)

        if not self.is_shared or not self.unkept.isdisjoint(request.GET):
            return make()
        return offered(request, make, tells_time=self.tells_time)
