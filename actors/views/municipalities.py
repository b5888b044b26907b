"""The list of the municipalities, and the page of each."""

from django.http import QueryDict
from django.views.generic import TemplateView

from actors import map_picture, municipalities
from actors.map_picture import MUNICIPALITY
from actors.models import Actor, Municipality
from actors.municipalities import DATES_SHOWN, OFFERS_SHOWN
from actors.structured import administrative_area
from bildungsregion.base.kept_pages import KeptPage, ToldPage


class MunicipalityList(KeptPage, TemplateView):
    template_name = "actors/municipality_list.html"

    def get_context_data(self, **kwargs):
        lines = municipalities.all_lines()
        drawn = map_picture.drawing(self.request)
        counts = {line.place.slug: line.actors for line in lines}
        return super().get_context_data(
            lines=lines,
            picture=drawn and map_picture.overview(drawn, counts),
            total=sum(line.actors for line in lines),
            **kwargs,
        )


class MunicipalityDetail(ToldPage):
    queryset = Municipality.objects.select_related("parent").defer("geometry", "parent__geometry")
    context_object_name = "place"

    def tell(self, place: Municipality) -> dict:
        fields = municipalities.fields_of(place)
        offers = list(municipalities.offers_of(place)[: OFFERS_SHOWN + 1])
        dates = list(municipalities.dates_of(place)[: DATES_SHOWN + 1])
        members = Municipality.objects.filter(parent=place.parent_id or place.pk)
        members = list(members.defer("geometry"))
        middle = [place] if place.latitude else members
        total = sum(count.number for count in fields)
        return {
            "fields": fields,
            "total": total,
            "offers": offers[:OFFERS_SHOWN],
            "has_more_offers": len(offers) > OFFERS_SHOWN,
            "near": [] if offers else list(municipalities.nearest_offers(middle)[:OFFERS_SHOWN]),
            "dates": dates[:DATES_SHOWN],
            "has_more_dates": len(dates) > DATES_SHOWN,
            "members": members,
            "structured": administrative_area(place, self.request),
            **self.on_map(place, total),
        }

    def on_map(self, place: Municipality, total: int) -> dict:
        """The map around the place with its institutions, and the places beside it."""
        drawn = map_picture.drawing(self.request)
        window = drawn and drawn.window_of(place.slug)
        if not window:
            return {"picture": None, "neighbours": []}
        query = QueryDict(mutable=True)
        query[MUNICIPALITY] = place.slug
        actors = Actor.objects.published().filter(municipalities.here(place))
        cells = map_picture.located(actors, window)
        unit = place.parent.slug if place.parent else place.slug
        picture = map_picture.picture(drawn, window, cells, {unit: total}, query)
        return {"picture": picture, "neighbours": drawn.neighbours.get(place.slug, ())}
