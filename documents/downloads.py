"""Sending a version's file: whole, in part, or not at all where the asker has it already (RFC 9110)."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe, quote
from django.utils.text import slugify

from .models import Version


# An address with a checksum never gets other content.
FOREVER = "public, max-age=31536000, immutable"
# Addresses that lead to what is valid: midnight may change it.
SHORTLY = "public, max-age=300"
PIECE = 64 * 1024
# One range; several at once are answered with the whole file, as RFC 9110, 14.2 allows.
RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*\Z")
# Nothing in a file may run or fetch, whatever a browser takes it for.
SHUT = "default-src 'none'; sandbox"
# A PDF shown in the browser: its viewer is no part of a sandbox, but the file still fetches nothing.
PDF_SHOWN = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def send(
    request: HttpRequest, version: Version, *, cache_control: str, inline: bool = False
) -> HttpResponseBase:
    """The file under its real name. Raises Http404 where the storage has lost it.

    Only a PDF is ever shown in the browser (``inline``); everything else is taken away.
    """
    etag = f'"{version.sha256}"'
    changed = int((version.file_since or version.created_at).timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=changed)
    if response is None:
        response = _content(request, version, etag, changed)
        inline = inline and version.extension == "pdf"
        response["Content-Disposition"] = disposition(version.file_name, inline=inline)
        response["Content-Security-Policy"] = PDF_SHOWN if inline else SHUT
        response["X-Content-Type-Options"] = "nosniff"
        response["Cross-Origin-Resource-Policy"] = "same-site"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = cache_control
    return response


def disposition(name: str, *, inline: bool = False) -> str:
    """RFC 6266: the real name (RFC 8187), and one in ASCII before it for who cannot read that."""
    way = "inline" if inline else "attachment"
    stem, _dot, ending = name.rpartition(".")
    plain = stem.translate(_UMLAUTS)
    if not plain.isascii() or not plain.isprintable() or set(plain) & set('"\\%'):
        plain = slugify(plain) or "datei"
    header = f'{way}; filename="{plain}.{ending}"'
    if plain == stem:
        return header
    return f"{header}; filename*=UTF-8''{quote(name, safe='')}"


_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "–": "-"}
)


def _content(request: HttpRequest, version: Version, etag: str, changed: int) -> HttpResponseBase:
    size = version.size
    if request.method == "HEAD":
        if not version.file.storage.exists(version.file.name):
            raise Http404("the file of this version is not in the storage")
        return HttpResponse(content_type=version.mime, headers={"Content-Length": size})
    wanted = _range(request, size, etag, changed)
    if wanted == ():
        return HttpResponse(
            status=416, content_type="text/plain", headers={"Content-Range": f"bytes */{size}"}
        )
    try:
        file = version.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404("the file of this version is not in the storage") from missing
    if wanted is None:
        return FileResponse(file, content_type=version.mime)
    first, last = wanted
    response = StreamingHttpResponse(
        _Part(file, first, last), status=206, content_type=version.mime
    )
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = last - first + 1
    return response


def _range(request: HttpRequest, size: int, etag: str, changed: int) -> tuple | None:
    """(first, last) byte asked for; () where there are no such bytes; None for the whole file."""
    asked = RANGE.match(request.headers.get("Range", ""))
    if asked is None or not _is_the_same(request.headers.get("If-Range", ""), etag, changed):
        return None
    begin, end = asked.groups()
    if not begin:
        if not end:
            return None
        # The last so many bytes; none at all cannot be sent.
        return (max(0, size - int(end)), size - 1) if int(end) else ()
    if end and int(end) < int(begin):
        return None
    if int(begin) >= size:
        return ()
    return int(begin), min(int(end), size - 1) if end else size - 1


def _is_the_same(condition: str, etag: str, changed: int) -> bool:
    """RFC 9110, 13.1.5: the part belongs to what the asker has, by strong ETag or by its very date."""
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag
    return parse_http_date_safe(condition) == changed


class _Part:
    """Some bytes of a file, in pieces; closed with the response."""

    def __init__(self, file: BinaryIO, first: int, last: int):
        self.file, self.left = file, last - first + 1
        file.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        while self.left > 0 and (piece := self.file.read(min(PIECE, self.left))):
            self.left -= len(piece)
            yield piece

    def close(self) -> None:
        self.file.close()
