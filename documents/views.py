from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from bildungsregion.base.facets import FacetList

from .filters import DocumentFilter
from .models import Document
from .structured import digital_document


class DocumentList(FacetList):
    queryset = (
        Document.objects.published()
        .newest_first()
        .defer("description", "search_title", "search_text")
    )
    filterset_class = DocumentFilter


class DocumentDetail(DetailView):
    queryset = Document.objects.published().select_related("publisher_actor", "replaces")

    def get_context_data(self, **kwargs):
        document = self.object
        return super().get_context_data(
            topics=document.topics.published(),
            replaced_by=document.replaced_by.published().newest_first().first(),
            projects=document.projects.filter(is_published=True),
            structured=digital_document(document, self.request),
            **kwargs,
        )


@require_safe
def document_download(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The file under its real name, or 304 when the browser already has this very content."""
    document = get_object_or_404(Document.objects.published().exclude(file=""), slug=slug)
    etag = quote_etag(document.sha256) if document.sha256 else None
    changed = int(document.updated_at.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=changed)
    if response is None:
        try:
            content = document.file.open("rb")
        except FileNotFoundError as missing:
            raise Http404("the file of this document is not in the storage") from missing
        response = FileResponse(
            content,
            as_attachment=True,
            filename=document.file_name or None,
            content_type=document.mime or "application/octet-stream",
        )
    if etag:
        response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = "public, max-age=300"
    return response
