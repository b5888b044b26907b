"""The lists of institutions and offers."""

from django.utils.translation import gettext as _

from actors.filters import ActorFilter, OfferFilter
from actors.models import Actor, Offer
from bildungsregion.base.facets import FacetList

from .marks import marks_of


class ActorList(FacetList):
    queryset = (
        Actor.objects.published()
        .select_related("municipality")
        # What a card shows, and what its marks and its distance ask.
        .only(
            "name",
            "slug",
            "kind",
            "summary",
            "translations",
            "city",
            "municipality__name",
            "verified_at",
            "funding_eligible_override",
            "is_free",
            "seeks_cooperation",
            "latitude",
            "longitude",
        )
    )
    filterset_class = ActorFilter
    kept_as = "actors"
    is_shared = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            field_query=rest_of(self.request.GET, "bereich", "art"), **kwargs
        )

    def tell(self, actor):
        actor.marks = marks_of(actor, self.request.region)
        if "kostenfrei" in self.filterset.chosen and not actor.is_free:
            actor.marks.append(_("kostenfreies Angebot"))
        self.filterset.tell_distance(actor, actor)


def rest_of(query, *names: str) -> str:
    """The query string without these filters, and on its first page."""
    rest = query.copy()
    for name in (*names, "seite"):
        rest.pop(name, None)
    return rest.urlencode()


class OfferList(FacetList):
    queryset = (
        Offer.objects.published()
        .with_lowest_price()
        .select_related("actor", "actor__municipality")
        .defer("description", "search_text", "actor__description", "actor__municipality__geometry")
    )
    filterset_class = OfferFilter
    kept_as = "offers"
    is_shared = True

    def tell(self, offer):
        offer.marks = [offer.get_field_display(), offer.get_kind_display()]
        self.filterset.tell_distance(offer, offer.actor)
