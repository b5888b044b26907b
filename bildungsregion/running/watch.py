"""The outermost layer of the portal: a mark for each request, a line in the log, health and metrics.

It stands before Django, so that a page from the shelf (base/kept_pages.py) is counted as any other, and so that
the proxy gets an answer about health when no host name, table or region is right.
"""

import logging
import re
import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from bildungsregion.base import arrival

from . import health, metrics
from .lines import current_request


logger = logging.getLogger("bildungsregion.requests")
Environ = dict[str, Any]
# A mark that the proxy made: nothing but such characters, or we make our own.
WELL_FORMED = re.compile(r"[0-9A-Za-z_-]{8,64}")
HEALTH, METRICS = "/gesundheit/", "/metriken/"
MARK, VIEW, ROUTE = "bildungsregion.request", "bildungsregion.view", "bildungsregion.route"
PLAIN = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]


class Watch:
    """WSGI application around the portal's."""

    def __init__(self, application: Callable):
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable):
        began, status = perf_counter(), ""
        given = environ.get("HTTP_X_REQUEST_ID", "")
        mark = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        environ[MARK] = mark
        current_request.set(mark)
        arrival.note(environ)

        def start(line: str, headers: list, *fault):
            nonlocal status
            status = line[:3]
            return start_response(line, [*headers, ("X-Request-ID", mark)], *fault)

        own = _OWN.get(environ.get("PATH_INFO", ""))
        answer = own(environ, start) if own else None
        if answer is not None:
            return answer
        parts = self.application(environ, start)
        _write_down(environ, status, perf_counter() - began)
        return parts


def _write_down(environ: Environ, status: str, seconds: float) -> None:
    """One event for each answer: the view and its pattern, never the address that was asked for."""
    view = environ.get(VIEW) or _nameless(environ)
    if settings.METRICS:
        metrics.count(view, status, seconds, is_kept="bildungsregion.kept" in environ)
    if logger.isEnabledFor(logging.INFO):
        facts = {
            "method": environ["REQUEST_METHOD"][:10],
            "view": view,
            "route": environ.get(ROUTE, ""),
            "status": int(status or 0),
            "ms": round(seconds * 1000, 1),
        }
        logger.info("request", extra={"facts": facts})


def _nameless(environ: Environ) -> str:
    return "static" if environ.get("PATH_INFO", "").startswith(settings.STATIC_URL) else "none"


def _health(environ: Environ, start: Callable) -> list[bytes]:
    """200 or 503 and one word: strangers learn no more."""
    close_old_connections()
    try:
        is_alive = health.is_alive()
    finally:
        close_old_connections()
    start("200 OK" if is_alive else "503 Service Unavailable", PLAIN)
    return [b"ok\n" if is_alive else b"gestoert\n"]


def _metrics(environ: Environ, start: Callable) -> list[bytes] | None:
    """To allowed addresses only; for all others there is no such page, as for any address that is none."""
    if not settings.METRICS or not metrics.may_read(environ):
        return None
    close_old_connections()
    try:
        text = metrics.exposition()
    finally:
        close_old_connections()
    start("200 OK", [("Content-Type", metrics.CONTENT_TYPE), *PLAIN[1:]])
    return [text.encode()]


_OWN = {HEALTH: _health, METRICS: _metrics}


class ViewNameMiddleware:
    """Tells the layer outside which view answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        request.META[VIEW] = match.view_name or "unnamed"
        request.META[ROUTE] = match.route
