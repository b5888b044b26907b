from django.utils.translation import gettext_lazy as _

from bildungsregion.base.facets import FacetFilter, FacetFilterSet

from .models import Project, TransferNeed, TransferProfile


class ProjectFilter(FacetFilterSet):
    thema = FacetFilter("topics", label=_("Thema"), empty_label=_("Alle Themen"), published=True)
    stand = FacetFilter(
        "status", label=_("Stand"), empty_label=_("Jeder Stand"), choices=Project.Status.choices
    )
    zielgruppe = FacetFilter(
        "target_groups", label=_("Zielgruppe"), empty_label=_("Alle Zielgruppen")
    )
    phase = FacetFilter("life_phases", label=_("Lebensphase"), empty_label=_("Jedes Alter"))
    gemeinde = FacetFilter("municipalities", label=_("Gemeinde"), empty_label=_("Alle Gemeinden"))

    class Meta(FacetFilterSet.Meta):
        model = Project
        fields = []


class PracticeFilter(FacetFilterSet):
    """What can be taken over, by what it takes."""

    thema = FacetFilter("topics", label=_("Thema"), empty_label=_("Alle Themen"), published=True)
    zielgruppe = FacetFilter(
        "target_groups", label=_("Zielgruppe"), empty_label=_("Alle Zielgruppen")
    )
    kosten = FacetFilter(
        "transfer__cost_range",
        label=_("Kosten"),
        empty_label=_("Gleich welche"),
        choices=TransferProfile.CostRange.choices,
    )
    braucht = FacetFilter(
        "needs__kind",
        label=_("Braucht unter anderem"),
        empty_label=_("Gleich was"),
        choices=TransferNeed.Kind.choices,
    )

    class Meta(FacetFilterSet.Meta):
        model = Project
        fields = []
