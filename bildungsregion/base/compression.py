"""Answers made smaller on their way, where the browser can read them so (RFC 9110, 8.4 and 12.5.3)."""

import gzip
from functools import lru_cache

import brotli
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string


# Codings we speak, the smallest first.
CODINGS = ("br", "gzip")
# A packet holds an answer that short anyway.
LEAST = 1_000
# Enough to be small, quick enough for a page that somebody waits for.
BROTLI, GZIP = 6, 6
# A page of one's own may hold a token: bytes by chance hide how well it compressed (BREACH).
HIDING = 100
TEXTS = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/atom+xml",
    "application/ld+json",
)


@lru_cache(maxsize=200)
def chosen(accepted: str, codings: tuple[str, ...] = CODINGS) -> str:
    """The first of these codings that this Accept-Encoding takes, or "" for none. ``q=0`` refuses."""
    offers = {}
    for offer in accepted.lower().split(","):
        name, _, quality = offer.partition(";")
        offers[name.strip()] = quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((coding for coding in codings if offers.get(coding)), "")


def encoded(content: bytes, coding: str) -> bytes:
    """The content in one of CODINGS; the same bytes each time."""
    if coding == "br":
        return brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI)
    return gzip.compress(content, GZIP, mtime=0)


class CompressionMiddleware:
    """Compresses texts that are drawn for one person; files and streams go as they are."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not _is_text(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if chosen(request.headers.get("Accept-Encoding", ""), ("gzip",)):
            response.content = compress_string(response.content, max_random_bytes=HIDING)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
            etag = response.headers.get("ETag", "")
            if etag.startswith('"'):
                response.headers["ETag"] = f"W/{etag}"
        return response


def _is_text(response: HttpResponseBase) -> bool:
    return (
        not response.streaming
        and response.status_code == 200
        and not response.has_header("Content-Encoding")
        and response.headers.get("Content-Type", "").startswith(TEXTS)
        and len(response.content) >= LEAST
    )
