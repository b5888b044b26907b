from datetime import datetime
from mimetypes import guess_type

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag


def cached_file(request: HttpRequest, file: FieldFile, changed_at: datetime) -> HttpResponseBase:
    """A stored picture to be shown, or 304 where the browser has it; raises Http404 if it is gone.

    Stored names are made of chance and never used twice, so the name says which content it is.
    """
    etag, changed = quote_etag(file.name), int(changed_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=changed)
    if response is None:
        try:
            content = file.open("rb")
        except FileNotFoundError as missing:
            raise Http404("this picture is not in the storage") from missing
        kind = guess_type(file.name)[0] or "application/octet-stream"
        response = FileResponse(content, content_type=kind)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = "public, max-age=3600"
    return response
