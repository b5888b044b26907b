"""Open data: files to take away and a read API, for everybody and from every website."""

import json
from collections.abc import Iterator
from hashlib import blake2b
from tempfile import SpooledTemporaryFile

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.generic import View

from actors import openapi
from actors.open_data import LICENCE_URL, Dataset
from actors.open_data_query import NotUnderstood, page_of
from bildungsregion.base.tables import CSV_TYPE, csv_lines


JSON_TYPE, GEOJSON_TYPE = "application/json", "application/geo+json"
PROBLEM_TYPE = "application/problem+json"
FORMATS = {"csv": CSV_TYPE, "json": JSON_TYPE, "geojson": GEOJSON_TYPE}
# A file up to this size is made in memory, a larger one on disk.
IN_MEMORY = 1_000_000


class OpenView(View):
    """An answer that other websites' scripts may read (Fetch, CORS), kept as long as its ETag holds."""

    http_method_names = ("get", "head", "options")

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    def options(self, request, *args, **kwargs):
        """What a browser asks before it sends a header of its own."""
        return HttpResponse(
            status=204,
            headers={
                "Allow": "GET, HEAD, OPTIONS",
                "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
                "Access-Control-Allow-Headers": "If-None-Match",
                "Access-Control-Max-Age": "86400",
            },
        )

    def absolute(self, path: str) -> str:
        return self.request.build_absolute_uri(path)

    def unchanged(self, content_hash: str) -> HttpResponseBase | None:
        """304 where the asker has this content already (RFC 9110, 13.1.2), else None."""
        response = get_conditional_response(self.request, etag=f'"{content_hash}"')
        return response and self.stamped(response, content_hash)

    def stamped(self, response: HttpResponseBase, content_hash: str) -> HttpResponseBase:
        response["ETag"] = f'"{content_hash}"'
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        return response

    def as_json(self, facts: dict, content_type: str = JSON_TYPE) -> HttpResponseBase:
        return self.as_text(_dumped(facts), content_type)

    def as_text(self, text: str, content_type: str) -> HttpResponseBase:
        content = text.encode()
        content_hash = _hash(content).hexdigest()
        unchanged = self.unchanged(content_hash)
        return unchanged or self.stamped(HttpResponse(content, content_type), content_hash)


class DatasetPage(OpenView):
    """One page of the read API."""

    dataset: Dataset = None

    def get(self, request):
        try:
            page = page_of(self.dataset, request.GET)
        except NotUnderstood as fault:
            return _problem(str(fault))
        following = None
        if page.after is not None:
            query = request.GET.copy()
            query["after"] = page.after
            following = self.absolute(f"{request.path}?{query.urlencode()}")
        items = [self.dataset.record(row, self.absolute) for row in page.rows]
        return self.as_json(_said_by(request.region) | {"next": following, "items": items})


class DatasetFile(OpenView):
    """All rows as one file. It is whole before it is sent: what fails is an error, not half a file."""

    dataset: Dataset = None

    def get(self, request, fmt):
        if fmt not in self.dataset.formats:
            raise Http404("no such format")
        # Closed by the response, or below where nothing is sent.
        file, content_hash = SpooledTemporaryFile(IN_MEMORY), _hash()  # noqa: SIM115
        for piece in self.pieces(fmt):
            content = piece.encode()
            content_hash.update(content)
            file.write(content)
        file.seek(0)
        unchanged = self.unchanged(content_hash.hexdigest())
        if unchanged:
            file.close()
            return unchanged
        name = f"{self.dataset.file_name}.{fmt}"
        response = FileResponse(
            file, as_attachment=fmt == "csv", filename=name, content_type=FORMATS[fmt]
        )
        return self.stamped(response, content_hash.hexdigest())

    def pieces(self, fmt: str) -> Iterator[str]:
        said_by = _said_by(self.request.region)
        if fmt == "csv":
            return csv_lines(self.dataset.sheet(self.absolute))
        if fmt == "geojson":
            head = {"type": "FeatureCollection"} | said_by
            return _listed(head, "features", self.dataset.features(self.absolute))
        return _listed(said_by, "items", self.dataset.records(self.absolute))


class Description(OpenView):
    """The read API described (OpenAPI 3.1)."""

    def get(self, request):
        return self.as_json(openapi.document(request.region, self.absolute))


def _said_by(region) -> dict[str, str]:
    return {"licence": LICENCE_URL, "attribution": region.name}


def _listed(head: dict, name: str, rows: Iterator[dict]) -> Iterator[str]:
    """A JSON object whose last member is a list, in pieces: no list is ever held as a whole."""
    yield _dumped(head)[:-1] + f',"{name}":['
    for number, row in enumerate(rows):
        yield f"{',' if number else ''}\n{_dumped(row)}"
    yield "\n]}\n"


def _problem(detail: str) -> HttpResponse:
    """A fault in the words of RFC 9457."""
    facts = {
        "type": "about:blank",
        "title": _("Nicht verstanden"),
        "status": 400,
        "detail": detail,
    }
    return HttpResponse(_dumped(facts), PROBLEM_TYPE, status=400)


def _dumped(facts: dict) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def _hash(content: bytes = b""):
    return blake2b(content, digest_size=16)
