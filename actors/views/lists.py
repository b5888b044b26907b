"""The lists of institutions and offers, and the map."""

from django.db.models import Avg, Count, F, IntegerField, Min
from django.db.models.functions import Cast, Coalesce
from django.views.generic import TemplateView

from actors import map as district_map
from actors.filters import ActorFilter, OfferFilter
from actors.models import Actor, Municipality, Offer
from bildungsregion.base.facets import FacetList

from .marks import marks_of


class ActorList(FacetList):
    queryset = (
        Actor.objects.published()
        .select_related("municipality")
        .defer("description", "search_title", "search_text", "municipality__geometry")
    )
    filterset_class = ActorFilter

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            field_query=rest_of(self.request.GET, "bereich", "art"), **kwargs
        )
        for actor in context["object_list"]:
            actor.marks = marks_of(actor, self.request.region)
        return context


def rest_of(query, *names: str) -> str:
    """The query string without these filters, and on its first page."""
    rest = query.copy()
    for name in (*names, "seite"):
        rest.pop(name, None)
    return rest.urlencode()


class ActorMap(TemplateView):
    """The municipalities with their numbers under the filters, and pins; the list beside says the same."""

    template_name = "actors/actor_map.html"

    def get_context_data(self, **kwargs):
        query = self.request.GET
        actors = ActorFilter(
            query or None, queryset=Actor.objects.published(), request=self.request
        )
        counts = {option.value: option.count for option in actors.options["gemeinde"]}
        municipalities = list(
            Municipality.objects.select_related("parent").defer("parent__geometry")
        )
        frame = district_map.frame_of(place.geometry for place in municipalities)
        shapes, pins = [], []
        if frame:
            shapes = district_map.shapes_of(municipalities, frame)
            district_map.shade(shapes, counts)
            pins = district_map.pins_of(located(actors.qs), frame)
            district_map.clear_labels(shapes, pins)
        return super().get_context_data(
            filter=actors,
            field_query=rest_of(query, "bereich", "art"),
            frame=frame,
            width=district_map.WIDTH,
            shapes=shapes,
            pins=pins,
            units=actors.options["gemeinde"],
            total=sum(counts.values()),
            rest=rest_of(query, "gemeinde"),
            **kwargs,
        )


def located(actors):
    """Where the institutions are, by cells of a hundredth of a degree: how many, and the first of them.

    A cell is smaller than a pin, and a district has far fewer cells than it may have institutions.
    """
    return list(
        actors.filter(latitude__isnull=False, longitude__isnull=False)
        .order_by()
        .annotate(
            unit=Coalesce("municipality__parent__slug", "municipality__slug"),
            row=Cast(F("latitude") * 100, IntegerField()),
            column=Cast(F("longitude") * 100, IntegerField()),
        )
        .values("unit", "row", "column")
        .annotate(
            number=Count("pk"),
            y=Avg("latitude"),
            x=Avg("longitude"),
            label=Min("name"),
            address=Min("slug"),
            place=Min("municipality__name"),
        )
        .order_by("label")
    )


class OfferList(FacetList):
    queryset = (
        Offer.objects.published()
        .with_lowest_price()
        .select_related("actor", "actor__municipality")
        .defer("description", "search_text", "actor__description", "actor__municipality__geometry")
    )
    filterset_class = OfferFilter

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for offer in context["object_list"]:
            offer.marks = [offer.get_field_display(), offer.get_kind_display()]
        return context
