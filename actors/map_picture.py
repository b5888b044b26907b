"""The map as a page shows it: outlines of the municipalities, marks of institutions, and where each leads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor

from django.db.models import Avg, Count, F, IntegerField, Max, Min, TextField
from django.db.models.functions import MD5, Cast
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from bildungsregion.base import edition

from . import map as geometry
from .map import Box, Frame, Shape, Window
from .map_marks import LOOKS, Look, Mark, Name, marks_of, names_of
from .models import Municipality


# What of the address says where the map is, and what was chosen on it.
WINDOW, PLACE, MUNICIPALITY = "ausschnitt", "stelle", "gemeinde"
# Degrees; the address of a place is rounded to it.
_GRAIN = 0.00001
_CELLS_A_DEGREE = 100


@dataclass(frozen=True, slots=True)
class Drawing:
    """The outlines of the district, drawn once: its units, their members, and the whole in small."""

    frame: Frame
    units: list[Shape]
    members: list[Shape]
    small_frame: Frame
    small_path: str
    # Slug of each place → the places it has a border with; Samtgemeinden among units, members among all.
    neighbours: Mapping[str, tuple[Shape, ...]]

    def shape(self, slug: str) -> Shape | None:
        return next((one for one in (*self.units, *self.members) if one.slug == slug), None)

    def member(self, slug: str) -> Shape | None:
        return next((one for one in self.members if one.slug == slug), None)

    def window_of(self, slug: str) -> Window | None:
        """The window onto a municipality; None for one without an outline."""
        shape = self.shape(slug)
        return shape and Window.onto(self.frame, shape.box)


def drawing(request: HttpRequest | None = None) -> Drawing | None:
    """The drawing of the outlines as they are stored now; None where there are none. One query an edition."""
    return edition.kept(request, "drawing", _drawing)


def _drawing() -> Drawing | None:
    print_of_outline = MD5(Cast("geometry", TextField()))
    known = Municipality.objects.annotate(outline=print_of_outline).order_by("pk")
    return _drawn(tuple(known.values_list("pk", "slug", "name", "parent_id", "outline")))


@lru_cache(maxsize=2)
def _drawn(known: tuple) -> Drawing | None:
    """Reckoned anew only when an outline or a name changes: it costs more than the rest of the page."""
    municipalities = list(Municipality.objects.select_related("parent").defer("parent__geometry"))
    outlines = [place.geometry for place in municipalities]
    frame = geometry.frame_of(outlines)
    small = geometry.frame_of(outlines, geometry.SMALL_WIDTH)
    if frame is None or small is None:
        return None
    units, members = geometry.shapes_of(municipalities, frame)
    path = "".join(geometry.path_of(outline, small, 1) for outline in outlines)
    gathered = {member.unit for member in members}
    places = [*(unit for unit in units if unit.slug not in gathered), *members]
    # Last the units, so that one which is a place itself has the other units as its neighbours.
    beside = geometry.neighbours_of(places) | geometry.neighbours_of(units)
    return Drawing(frame, units, members, small, path, beside)


@dataclass(frozen=True, slots=True)
class Area:
    """A unit on the map with its number, and where it leads."""

    shape: Shape
    count: int
    url: str
    is_chosen: bool
    # Whether a part of it lies in the window: what nobody sees is no stop of the keyboard.
    is_seen: bool

    @property
    def shade(self) -> int:
        return geometry.shade(self.count)


@dataclass(frozen=True, slots=True)
class Pin:
    """A mark with where it leads: to its one institution, to the list of them, or nearer."""

    mark: Mark
    url: str
    is_place: bool
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """Marks and names for one width of the drawing."""

    look: Look
    scale: str
    pins: list[Pin]
    names: list[Name]


@dataclass(frozen=True, slots=True)
class Picture:
    window: Window
    areas: list[Area]
    layers: list[Layer]
    number: int
    # The member of a Samtgemeinde that was chosen: its unit is one area.
    spot: Shape | None = None

    @property
    def earth(self) -> str:
        """The corners of the whole drawing: west, north, east, south."""
        frame = self.window.frame
        corners = *frame.earth(0, 0), *frame.earth(frame.width, frame.height)
        return " ".join(f"{degrees:.6f}" for degrees in corners)


class Ways:
    """Addresses of the map that keep the filters."""

    def __init__(self, query: QueryDict):
        self.path = reverse("actors:actor_map")
        self.query = query.copy()
        self.query.pop("seite", None)

    def to(self, **state: str) -> str:
        """The map with this state; what is not named of window and place is let go."""
        query = self.query.copy()
        for name in (WINDOW, PLACE):
            query.pop(name, None)
        for name, value in state.items():
            query[name] = value
            if not value:
                del query[name]
        text = query.urlencode()
        return f"{self.path}?{text}" if text else self.path


def located(actors, window: Window) -> list[Mapping]:
    """Where the institutions in the window are, by cells much smaller than a mark: a bounded number of rows."""
    if not window.is_whole:
        actors = within(actors, window.box)
    fine = _CELLS_A_DEGREE * 2 ** floor(window.level)
    return list(
        actors.filter(latitude__isnull=False, longitude__isnull=False)
        .order_by()
        .annotate(
            row=Cast(F("latitude") * fine, IntegerField()),
            column=Cast(F("longitude") * fine, IntegerField()),
            place=F("municipality__name"),
        )
        .values("place", "row", "column")
        .annotate(
            number=Count("pk"),
            y=Avg("latitude"),
            x=Avg("longitude"),
            west=Min("longitude"),
            east=Max("longitude"),
            south=Min("latitude"),
            north=Max("latitude"),
            label=Min("name"),
            address=Min("slug"),
        )
    )


def within(actors, box: Box):
    """The institutions in this part of the earth."""
    west, south, east, north = box
    return actors.filter(latitude__range=(south, north), longitude__range=(west, east))


def place_text(box: Box) -> str:
    """A box for the address of the map."""
    west, south, east, north = box
    corners = (south - _GRAIN, west - _GRAIN, north + _GRAIN, east + _GRAIN)
    return "_".join(f"{value:.5f}" for value in corners)


def read_place(text: str) -> Box | None:
    """The box of an address; None if it is none."""
    try:
        south, west, north, east = (float(part) for part in text.split("_"))
    except ValueError:
        return None
    # Not-a-number is in no order with anything.
    return (west, south, east, north) if -90 <= south <= north <= 90 and west <= east else None


def picture(
    drawn: Drawing, window: Window, cells: Sequence[Mapping], counts: Mapping[str, int], query: QueryDict
) -> Picture:  # fmt: skip
    """The map with these cells; counts are by slug of a unit."""
    ways, chosen = Ways(query), query.get(MUNICIPALITY, "")
    areas = [
        Area(
            shape,
            counts.get(shape.slug, 0),
            ways.to(**{MUNICIPALITY: shape.slug}),
            chosen == shape.slug,
            window.meets(shape.box),
        )
        for shape in drawn.units
    ]
    # What is drawn last has its edge above the others.
    areas.sort(key=lambda area: area.is_chosen)
    layers = [_layer(drawn, window, cells, counts, ways, look, query) for look in LOOKS]
    number = sum(cell["number"] for cell in cells)
    return Picture(window, areas, layers, number, drawn.member(chosen))


def overview(drawn: Drawing, counts: Mapping[str, int]) -> Picture:
    """The units with their names, each leading to its page, without marks."""
    window = Window(drawn.frame)
    areas = [
        Area(
            shape,
            counts.get(shape.slug, 0),
            reverse("actors:municipality_detail", args=[shape.slug]),
            is_chosen=False,
            is_seen=True,
        )
        for shape in drawn.units
    ]
    layers = [_layer(drawn, window, [], counts, None, look, QueryDict()) for look in LOOKS]
    return Picture(window, areas, layers, 0)


def _layer(drawn, window, cells, counts, ways, look, query) -> Layer:
    marks = marks_of(cells, window, look)
    shapes = sorted(drawn.units, key=lambda shape: -counts.get(shape.slug, 0))
    if window.level >= look.members_from:
        gathered = {member.unit for member in drawn.members}
        shapes = [*(s for s in shapes if s.slug not in gathered), *drawn.members]
    pins = list(_pins(marks, window, ways, query.get(PLACE, "")))
    return Layer(look, f"{look.unit(window):.4f}", pins, names_of(shapes, marks, window, look))


def _pins(marks: Sequence[Mark], window: Window, ways: Ways, chosen: str) -> Iterator[Pin]:
    for mark in marks:
        if mark.number == 1:
            yield Pin(mark, reverse("actors:actor_detail", args=[mark.address]), False)
        elif mark.is_one_place(window):
            place = place_text(mark.box)
            state = {PLACE: place} | ({} if window.is_whole else {WINDOW: str(window)})
            yield Pin(mark, ways.to(**state), True, place == chosen)
        else:
            yield Pin(mark, ways.to(**{WINDOW: str(mark.nearer(window))}), False)
