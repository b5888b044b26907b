"""Where something takes place: the municipalities with their numbers, and marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Avg, Count, F, IntegerField, Max, Min
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.views.generic import TemplateView

from actors.map import Shape, Window, shade
from actors.map_marks import LOOKS, Look, Mark, Name, marks_of, names_of
from actors.map_picture import drawing
from bildungsregion.base import edition
from events.models import Event, Occurrence

from .shell import MAP, CalendarPage


_CELLS_A_DEGREE = 100


@dataclass(frozen=True, slots=True)
class Area:
    shape: Shape
    count: int
    url: str

    @property
    def shade(self) -> int:
        return shade(self.count)


@dataclass(frozen=True, slots=True)
class Pin:
    """A mark with where it leads: to its one date, or to the list of its municipality."""

    mark: Mark
    url: str
    place: str


@dataclass(frozen=True, slots=True)
class Layer:
    """Marks and names for one width of the drawing."""

    look: Look
    scale: str
    pins: list[Pin]
    names: list[Name]


class EventMap(CalendarPage, TemplateView):
    template_name = "events/event_map.html"
    view = MAP

    def get(self, request, *args, **kwargs):
        self.filterset = self.filtered(Occurrence.objects.published().coming())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        key = context["page_key"]
        return context | (
            edition.kept(self.request, ("events map", key), self.told) if key else self.told()
        )

    def told(self) -> dict:
        units = [(unit, self.list_of(unit.value)) for unit in self.filterset.options["gemeinde"]]
        return {"units": units} | self.picture()

    def list_of(self, municipality: str) -> str:
        """The list of a municipality's dates, under the other filters."""
        query = self.request.GET.copy()
        query["gemeinde"] = municipality
        return f"{reverse('events:event_list')}?{query.urlencode()}"

    def picture(self) -> dict:
        """The whole district; {} where nobody has stored its outlines."""
        drawn = drawing()
        if drawn is None:
            return {}
        counts = {unit.value: unit.count for unit in self.filterset.options["gemeinde"]}
        window, cells = Window(drawn.frame), located(self.filterset.qs)
        names = {shape.slug: shape.name for shape in drawn.units}
        shapes = sorted(drawn.units, key=lambda shape: -counts.get(shape.slug, 0))
        layers = []
        for look in LOOKS:
            marks = marks_of(cells, window, look)
            pins = [self.pin(mark, names.get(mark.place, "")) for mark in marks]
            titles = names_of(shapes, marks, window, look)
            layers.append(Layer(look, f"{look.unit(window):.4f}", pins, titles))
        areas = [Area(s, counts.get(s.slug, 0), self.list_of(s.slug)) for s in drawn.units]
        return {"window": window, "areas": areas, "layers": layers}

    def pin(self, mark: Mark, place: str) -> Pin:
        if mark.number == 1:
            return Pin(mark, reverse("events:event_detail", args=[mark.address]), place)
        return Pin(mark, self.list_of(mark.place), place)


def located(dates) -> Sequence[dict]:
    """Where the dates take place, by cells of a hundredth of a degree, as far as the place is in the directory."""
    place = "event__place_actor"
    north, east = f"{place}__latitude", f"{place}__longitude"
    unit = Coalesce(f"{place}__municipality__parent__slug", f"{place}__municipality__slug")
    on_map = {f"{north}__isnull": False, f"{east}__isnull": False, "place__isnull": False}
    return list(
        dates.exclude(event__attendance=Event.Attendance.ONLINE)
        .order_by()
        .annotate(
            place=unit,
            row=Cast(F(north) * _CELLS_A_DEGREE, IntegerField()),
            column=Cast(F(east) * _CELLS_A_DEGREE, IntegerField()),
        )
        .filter(**on_map)
        .values("place", "row", "column")
        .annotate(
            number=Count("pk"),
            y=Avg(north),
            x=Avg(east),
            west=Min(east),
            east=Max(east),
            south=Min(north),
            north=Max(north),
            label=Min("event__title"),
            address=Min("event__slug"),
        )
        .order_by("label")
    )
