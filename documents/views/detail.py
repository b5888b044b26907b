"""A document with what is valid of it now, one version of it, its text to read, and a series."""

from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import DetailView

from bildungsregion.base.kept_pages import KeptPage, ToldPage
from documents.models import Document, Series, Version
from documents.structured import digital_document


class DocumentDetail(ToldPage):
    tells_time = False
    queryset = (
        Document.objects.published()
        .select_related("publisher_actor", "replaces", "series")
        .defer("search_title", "search_text", "publisher_actor__description",
               "publisher_actor__search_title", "publisher_actor__search_text")
        .with_versions()
    )  # fmt: skip

    def tell(self, document: Document) -> dict:
        valid = document.valid_versions()
        chosen = document.valid_version()
        coming = [version for version in document.versions.all() if version.is_coming]
        return {
            "version": chosen,
            "others": [version for version in valid if version != chosen],
            # Soonest first.
            "coming": sorted(coming, key=lambda version: version.valid_from),
            "former": [v for v in document.versions.all() if not v.is_valid and not v.is_coming],
            "topics": list(document.topics.published()),
            "replaced_by": document.replaced_by.published().newest_first().first(),
            "projects": list(document.projects.filter(is_published=True)),
            "structured": digital_document(document, chosen, self.request),
        }


class OfVersion(KeptPage, DetailView):
    """A page of one version; its address never leads to another one."""

    context_object_name = "version"

    def get_object(self, queryset=None):
        for version in self.document.versions.all():
            if version.number == self.kwargs["number"]:
                return version
        raise Http404("no such version")

    @cached_property
    def document(self) -> Document:
        rows = Document.objects.published().light().with_versions()
        return get_object_or_404(rows, slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs):
        version = self.object
        valid = self.document.valid_version(version.language)
        return super().get_context_data(
            document=self.document,
            valid=valid if valid != version else None,
            successor=self.of_document(version.replaced_by_id),
            predecessor=self.predecessor(),
            **kwargs,
        )

    def of_document(self, pk: int | None) -> Version | None:
        return next((v for v in self.document.versions.all() if v.pk == pk), None)

    def predecessor(self) -> Version | None:
        """The last one that this version replaced."""
        rows = (v for v in self.document.versions.all() if v.replaced_by_id == self.object.pk)
        return max(rows, key=lambda version: version.number, default=None)


class VersionDetail(OfVersion):
    template_name = "documents/version_detail.html"


class VersionText(OfVersion):
    """The version as a page: read on a phone, aloud, in large letters, printed."""

    template_name = "documents/version_text.html"

    def get_object(self, queryset=None):
        version = super().get_object(queryset)
        if not version.body:
            raise Http404("this version has no text of its own")
        return version


class SeriesDetail(KeptPage, DetailView):
    queryset = Series.objects.published()
    template_name = "documents/series_detail.html"
    context_object_name = "series"

    def get_context_data(self, **kwargs):
        rows = self.object.documents.published().light().with_versions()
        newest_first = rows.order_by(
            F("school_year").desc(nulls_last=True), F("issued_on").desc(nulls_last=True), "title"
        )
        return super().get_context_data(documents=list(newest_first), **kwargs)
