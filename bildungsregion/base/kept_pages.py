"""Pages that look the same to every stranger: drawn once, until something that they show changes.

A page is kept in the memory of the process under the edition of the public content and its whole address, and no
longer than until the moment at which it would look different by itself (docs/adr/0235). It is handed out before
Django's own handler is asked (``FrontDesk``), compressed as the browser likes it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.functional import cached_property
from django.views.generic import DetailView

from . import compression, edition, moments


# Whether by HTTPS, host, path, query: the language of a page is said by its path.
Address = tuple[bool, str, str, str]
Environ = dict[str, Any]
# What 304 repeats of the answer that it stands for (RFC 9110, 15.4.5), and what guards each answer.
NOT_SAID_AGAIN = frozenset({"content-length", "content-type", "content-language"})


@dataclass(slots=True)
class Page:
    """An answer as it leaves the house, from when until when it is right, and its body in each coding asked for."""

    content: bytes
    headers: list[tuple[str, str]]
    etag: str
    # The view that drew it, for the log.
    view: str
    since: datetime
    until: datetime
    coded: dict[str, bytes] = field(default_factory=dict)


class _Shelf:
    """The pages of one edition, the oldest leaving where they become too heavy."""

    def __init__(self):
        self.mark, self.weight, self.pages = "", 0, {}
        self.lock = Lock()

    def get(self, mark: str, address: Address) -> Page | None:
        page = self.pages.get(address)
        if page is None or not mark or mark != self.mark:
            return None
        return page if page.since <= timezone.now() < page.until else None

    def put(self, mark: str, address: Address, page: Page) -> None:
        if not mark or len(page.content) > settings.KEPT_PAGES_MB * 1_000_000 // 4:
            return
        with self.lock:
            if mark != self.mark:
                self.mark, self.weight, self.pages = mark, 0, {}
            self.take(address)
            self.make_room(len(page.content))
            self.pages[address] = page
            self.weight += len(page.content)

    def make_room(self, weight: int) -> None:
        while self.pages and self.weight + weight > settings.KEPT_PAGES_MB * 1_000_000:
            self.take(next(iter(self.pages)))

    def take(self, address: Address) -> None:
        if gone := self.pages.pop(address, None):
            self.weight -= len(gone.content) + sum(map(len, gone.coded.values()))

    def coded(self, address: Address, page: Page, coding: str) -> bytes:
        """The body in this coding, compressed when it is first asked for."""
        if not coding:
            return page.content
        body = page.coded.get(coding)
        if body is None:
            body = compression.encoded(page.content, coding)
            with self.lock:
                self.make_room(len(body))
                if self.pages.get(address) is page and coding not in page.coded:
                    page.coded[coding] = body
                    self.weight += len(body)
        return body


_shelf = _Shelf()


class FrontDesk:
    """WSGI application around Django's: answers strangers from the shelf, and asks Django for all else."""

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable):
        if _is_strangers(environ) and (page := self._found(address := address_of(environ))):
            environ["bildungsregion.view"], environ["bildungsregion.kept"] = page.view, True
            return self._hand_out(page, address, environ, start_response)
        return self.application(environ, start_response)

    def _found(self, address: Address) -> Page | None:
        if address not in _shelf.pages:
            return None
        try:
            mark = edition.now()
        except DatabaseError:
            # A new connection did not do either: Django meets the same fault and says what is wrong.
            return None
        return _shelf.get(mark, address)

    def _hand_out(self, page: Page, address: Address, environ: Environ, start_response: Callable):
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        if known and (page.etag in known or known.strip() == "*"):
            said = [header for header in page.headers if header[0].lower() not in NOT_SAID_AGAIN]
            start_response("304 Not Modified", said)
            return []
        coding = compression.chosen(environ.get("HTTP_ACCEPT_ENCODING", ""))
        body = _shelf.coded(address, page, coding)
        headers = [*page.headers, ("Content-Length", str(len(body)))]
        if coding:
            headers.append(("Content-Encoding", coding))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


class KeptPagesMiddleware:
    """Puts on the shelf what views have offered (``offered``); 304 to whoever has it already."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        span = getattr(response, "is_right", None)
        if span is None or not _is_strangers(request.META) or not _is_for_all(request, response):
            return response
        # Weak: the page has the same tag in every coding.
        own = response.headers.get("ETag") or f'"{sha256(response.content).hexdigest()[:32]}"'
        etag = own.removeprefix("W/")
        response.headers["ETag"] = f"W/{etag}"
        patch_vary_headers(response, ["Accept-Encoding"])
        headers = [item for item in response.headers.items() if item[0] != "Content-Length"]
        view = request.META.get("bildungsregion.view", "")
        page = Page(response.content, headers, etag, view, *span)
        _shelf.put(edition.of(request), address_of(request.META), page)
        if "HTTP_IF_NONE_MATCH" in request.META:
            return get_conditional_response(request, response.headers["ETag"], None, response)
        return response


def address_of(environ: Environ) -> Address:
    """What tells pages apart. Hosts that are none of ours never get a page, so there is none to find."""
    header, secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    is_secure = environ.get("wsgi.url_scheme") == "https" or environ.get(header) == secure != ""
    host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return is_secure, host, path, environ.get("QUERY_STRING", "")


def _is_strangers(environ: Environ) -> bool:
    """Whether somebody reads who is not signed in, and to whom nothing is left to be said."""
    if not settings.KEPT_PAGES_MB or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    cookies = environ.get("HTTP_COOKIE", "")
    return not cookies or (
        settings.SESSION_COOKIE_NAME not in cookies and CookieStorage.cookie_name not in cookies
    )


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


class ToldPage(KeptPage, DetailView):
    """The page of one row: what an edition and the moment say of it is worked out once, for everybody.

    The view's ``tell(row)`` gives that context, rows read and nothing of a person's in it. Parts of the page are
    drawn once, too: ``{% kept "…" by key %}``. Where the page answers what one person asked
    (``is_told_to_all``), there is no key, and all is worked out for that one.
    """

    tells_time = True

    def is_told_to_all(self) -> bool:
        return True

    def get_object(self, queryset=None):
        return self.told["object"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{**self.told, "key": self.key, **kwargs})

    @cached_property
    def key(self) -> tuple | None:
        if not self.is_told_to_all():
            return None
        # As long as no date is over and no door opens.
        here, span = self.request.build_absolute_uri("/"), moments.span(self.request)
        return type(self).__qualname__, *self.kwargs.values(), here, span

    @cached_property
    def told(self) -> dict:
        """All of the page that ``key`` decides; raises Http404."""
        return edition.kept(self.request, self.key, self._told) if self.key else self._told()

    def _told(self) -> dict:
        row = super().get_object()
        return {"object": row, **self.tell(row)}
