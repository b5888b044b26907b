"""Pictures of the library as files; their addresses are the same in every language."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from .pictures import Picture


# A picture that may no longer be shown is gone from browsers a day later.
DAY = 24 * 60 * 60


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The middle size, for whoever reads the address out of a text."""
    found = get_object_or_404(Picture.objects.published(), pk=pk)
    return _answer(request, found, found.middle)


@require_safe
def picture_size(request: HttpRequest, pk: int, width: int) -> HttpResponseBase:
    return _answer(request, get_object_or_404(Picture.objects.published(), pk=pk), width)


def _answer(request: HttpRequest, found: Picture, width: int) -> HttpResponseBase:
    """The size that is this many pixels across, or 304; raises Http404 where there is none."""
    try:
        name = found.name_of(width)
    except ValueError as unknown:
        raise Http404("no such size") from unknown
    etag, changed = quote_etag(name), int(found.created_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=changed)
    if response is None:
        try:
            content = found.file.storage.open(name)
        except FileNotFoundError as missing:
            raise Http404("this picture is not in the storage") from missing
        response = FileResponse(content, content_type="image/webp")
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response
