"""Private files on their way out: as a download, never shown, never kept by a browser or a proxy."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header, quote


PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}


def privately(file: FieldFile, name: str, mime: str) -> HttpResponseBase:
    """The file as ``name``; the caller has asked who may have it.

    Behind nginx (X_ACCEL_PREFIX) the answer is empty and names the file, and nginx sends it from its internal location;
    from a bucket it fetches it with what the portal signs for it.
    Raises Http404 where the storage has lost it, NotCleanError where it may not be opened.
    """
    try:
        content = file.open("rb")
    except FileNotFoundError as error:
        raise Http404("the file is missing in the storage") from error
    if settings.X_ACCEL_PREFIX:
        content.close()
        response = HttpResponse(content_type=mime)
        response["X-Accel-Redirect"] = settings.X_ACCEL_PREFIX + _inside(file)
        response["Content-Disposition"] = content_disposition_header(True, name)
        del response["Content-Length"]
    else:
        response = FileResponse(content, as_attachment=True, filename=name, content_type=mime)
    for header, value in PRIVATE.items():
        response[header] = value
    return response


def _inside(file: FieldFile) -> str:
    """The file's address below the internal location."""
    if isinstance(file.storage, FileSystemStorage):
        return quote(file.name)
    return f"{quote(file.name)}?{file.storage.signed_query(file.name)}"
