from django.utils.translation import gettext_lazy as _

from bildungsregion.base.facets import FacetFilter, FacetFilterSet

from .models import Project


class ProjectFilter(FacetFilterSet):
    thema = FacetFilter("topics", label=_("Thema"), empty_label=_("Alle Themen"), published=True)
    stand = FacetFilter(
        "status", label=_("Stand"), empty_label=_("Jeder Stand"), choices=Project.Status.choices
    )
    zielgruppe = FacetFilter(
        "target_groups", label=_("Zielgruppe"), empty_label=_("Alle Zielgruppen")
    )
    gemeinde = FacetFilter("municipalities", label=_("Gemeinde"), empty_label=_("Alle Gemeinden"))

    class Meta(FacetFilterSet.Meta):
        model = Project
        fields = []
