from django.utils.translation import gettext_lazy as _

from bildungsregion.base.facets import FacetFilter, FacetFilterSet

from .models import Document


class DocumentFilter(FacetFilterSet):
    art = FacetFilter(
        "kind", label=_("Art"), empty_label=_("Alle Arten"), choices=Document.Kind.choices
    )
    thema = FacetFilter("topics", label=_("Thema"), empty_label=_("Alle Themen"), published=True)

    class Meta(FacetFilterSet.Meta):
        model = Document
        fields = []
