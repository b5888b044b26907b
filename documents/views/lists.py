from django.utils import timezone

from bildungsregion.base.facets import FacetList
from documents.filters import DocumentFilter
from documents.models import Document


class DocumentList(FacetList):
    filterset_class = DocumentFilter
    is_shared = True

    @property
    def queryset(self):
        return Document.objects.published().newest_first().light().with_versions()

    @property
    def kept_as(self) -> str:
        """What is valid changes at midnight, without anybody editing anything."""
        return f"documents {timezone.localdate()}"
