"""Pages that look the same to every stranger: drawn once, until something that they show changes.

A page is kept in the memory of the process under the edition of the public content, its whole address, the
language and, where it speaks of the time, the moment of the next change (docs/adr/0235).
"""

from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from . import edition, moments


class Page(NamedTuple):
    """An answer as the view gave it; what the layers around it add is added each time."""

    content: bytes
    headers: dict[str, str]


class _Shelf:
    """The pages of one edition, the oldest leaving where they become too heavy."""

    def __init__(self):
        self.mark, self.weight, self.pages = "", 0, {}
        self.lock = Lock()

    def get(self, mark: str, place: Hashable) -> Page | None:
        return self.pages.get(place) if mark == self.mark else None

    def put(self, mark: str, place: Hashable, page: Page) -> None:
        room = settings.KEPT_PAGES_MB * 1_000_000
        if len(page.content) > room // 4:
            return
        with self.lock:
            if mark != self.mark:
                self.mark, self.weight, self.pages = mark, 0, {}
            self.take(place)
            while self.weight + len(page.content) > room:
                self.take(next(iter(self.pages)))
            self.pages[place] = page
            self.weight += len(page.content)

    def take(self, place: Hashable) -> None:
        if gone := self.pages.pop(place, None):
            self.weight -= len(gone.content)


_shelf = _Shelf()


def kept(
    request: HttpRequest,
    make: Callable[[], HttpResponseBase],
    *,
    key: Callable[[HttpRequest], Hashable] = lambda _request: timezone.localdate(),
    unkept: frozenset[str] = frozenset(),
) -> HttpResponseBase:
    """The answer of ``make`` or the same one from before; 304 where the visitor has it already.

    ``key`` is what the page depends on beside edition, address and language: the day, or the moment of the
    next change. ``unkept`` names values of the address that nobody keeps.
    """
    mark = edition.of(request) if settings.KEPT_PAGES_MB and _is_stranger(request) else ""
    if not mark or not unkept.isdisjoint(request.GET):
        return make()
    place = (
        request.scheme,
        request.get_host(),
        request.get_full_path(),
        get_language(),
        key(request),
    )
    page = _shelf.get(mark, place)
    if page is None:
        response = make()
        if not _may_be_kept(request, response):
            return response
        page = _page(response)
        _shelf.put(mark, place, page)
        response.headers["ETag"] = page.headers["ETag"]
    else:
        response = HttpResponse(page.content, headers=page.headers)
    if "HTTP_IF_NONE_MATCH" in request.META:
        return get_conditional_response(request, page.headers["ETag"], None, response)
    return response


def _is_stranger(request: HttpRequest) -> bool:
    """Whether nobody is signed in and nothing was left to be said."""
    told = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    if not told.isdisjoint(request.COOKIES):
        return False
    user = getattr(request, "user", None)
    return user is None or not user.is_authenticated


def _may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether it is a whole page without a token of the visitor's, and the view does not mind."""
    if response.status_code != 200 or response.streaming or getattr(response, "is_unkept", False):
        return False
    if callable(getattr(response, "render", None)):
        response.render()
    session = getattr(request, "session", None)
    has_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    return not (has_token or response.cookies or (session is not None and session.modified))


def _page(response: HttpResponse) -> Page:
    headers = dict(response.headers.items())
    headers.setdefault("ETag", f'"{sha256(response.content).hexdigest()[:32]}"')
    return Page(response.content, headers)


class KeptPage:
    """Mixed into views whose pages strangers share; a page that must not be kept sets ``is_unkept`` on its answer."""

    # Whether all tables that its pages show make editions.
    is_shared = True
    # Whether its pages speak of what is coming, open or over, not only of days.
    tells_time = False
    unkept: frozenset[str] = frozenset()

    def dispatch(self, request, *args, **kwargs):
        def make():
            return super(KeptPage, self).dispatch(request, *args, **kwargs)

        if not self.is_shared:
            return make()
        how = {"key": moments.current} if self.tells_time else {}
        return kept(request, make, unkept=self.unkept, **how)
