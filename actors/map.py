"""The district as a drawing: municipalities as paths. Pure geometry, no queries.

Longitude and latitude (WGS 84) are projected to a plane by ``x = lon·cos(lat0), y = -lat``: over one
district that is true enough, and needs no library. Units of the drawing are its own; it is
``WIDTH`` of them wide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, isfinite, log2, radians


WIDTH = 1000
SMALL_WIDTH = 320
MARGIN = 12
# How often the window may halve: at the last level it is about a kilometre wide.
MOST_LEVEL = 6
# How much of the window a place fills when it is looked at: its neighbours stay in sight.
FILLED = 0.72

Box = tuple[float, float, float, float]  # west, south, east, north; or left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the drawing lies on the earth."""

    west: float
    north: float
    stretch: float
    scale: float
    width: int
    height: int

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = (longitude - self.west) * self.stretch * self.scale + MARGIN
        y = (self.north - latitude) * self.scale + MARGIN
        return round(x, 1), round(y, 1)

    def earth(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a point of the drawing."""
        longitude = (x - MARGIN) / (self.stretch * self.scale) + self.west
        return longitude, self.north - (y - MARGIN) / self.scale

    def holds(self, point: tuple[float, float]) -> bool:
        return 0 <= point[0] <= self.width and 0 <= point[1] <= self.height


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the drawing that is seen: as wide to high as the whole, ``2 ** level`` times nearer."""

    frame: Frame
    x: float = 0.0
    y: float = 0.0
    level: float = 0.0

    @classmethod
    def around(cls, frame: Frame, x: float, y: float, level: float) -> "Window":
        """The window with this middle, moved so that it stays on the drawing."""
        level = min(max(round(level, 1), 0.0), MOST_LEVEL)
        width, height = frame.width / 2**level, frame.height / 2**level
        left = min(max(x - width / 2, 0), frame.width - width)
        top = min(max(y - height / 2, 0), frame.height - height)
        return cls(frame, round(left, 1), round(top, 1), level)

    @classmethod
    def onto(cls, frame: Frame, box: Box, least: float = 0.0) -> "Window":
        """The window that shows this part of the drawing with some room around it."""
        left, top, right, bottom = box
        nearer = min(frame.width / (right - left or 1), frame.height / (bottom - top or 1))
        level = max(log2(max(nearer * FILLED, 1)), least)
        return cls.around(frame, (left + right) / 2, (top + bottom) / 2, level)

    @classmethod
    def read(cls, frame: Frame, text: str) -> "Window | None":
        """From „53.2405_10.4117_2“: latitude and longitude of the middle, and the level; None if it is none."""
        try:
            latitude, longitude, level = (float(part) for part in text.split("_"))
        except ValueError:
            return None
        if not all(map(isfinite, (latitude, longitude, level))):
            return None
        return cls.around(frame, *frame.place(longitude, latitude), level)

    def __str__(self):
        longitude, latitude = self.frame.earth(*self.middle)
        return f"{latitude:.4f}_{longitude:.4f}_{self.level:g}"

    @property
    def width(self) -> float:
        return self.frame.width / 2**self.level

    @property
    def height(self) -> float:
        return self.frame.height / 2**self.level

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def view_box(self) -> str:
        return f"{self.x:g} {self.y:g} {self.width:.1f} {self.height:.1f}"

    @property
    def is_whole(self) -> bool:
        return self.level == 0

    @property
    def box(self) -> Box:
        """West, south, east, north in degrees."""
        west, north = self.frame.earth(self.x, self.y)
        east, south = self.frame.earth(self.x + self.width, self.y + self.height)
        return west, south, east, north

    def meets(self, box: Box) -> bool:
        """Whether a part of this box of the drawing is seen."""
        left, top, right, bottom = box
        across = left < self.x + self.width and right > self.x
        return across and top < self.y + self.height and bottom > self.y

    def moved(self, across: float, down: float, levels: float) -> "Window":
        """By so many of its widths and heights, and so many levels nearer."""
        x, y = self.middle
        return Window.around(
            self.frame, x + across * self.width, y + down * self.height, self.level + levels
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """One municipality or Samtgemeinde: its outlines as an SVG path, its middle, and what it reaches over."""

    slug: str
    name: str
    path: str
    x: float
    y: float
    box: Box
    outlines: tuple[tuple[tuple[float, float], ...], ...]
    unit: str = ""

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies on the shape (by the even-odd rule)."""
        inside = False
        for outline in self.outlines:
            for (ax, ay), (bx, by) in pairwise(outline):
                if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                    inside = not inside
        return inside

    @property
    def label(self) -> str:
        """The name as it can stand on the shape: without its title."""
        short = self.name
        for title in ("Samtgemeinde ", "Hansestadt ", "Stadt ", "Gemeinde "):
            short = short.removeprefix(title)
        return short


def rings(geometry: dict | None) -> list[list[list[float]]]:
    """All outer and inner rings of a GeoJSON Polygon or MultiPolygon; none for anything else."""
    if not geometry:
        return []
    if geometry.get("type") == "Polygon":
        return geometry["coordinates"]
    if geometry.get("type") == "MultiPolygon":
        return [ring for polygon in geometry["coordinates"] for ring in polygon]
    return []


def frame_of(geometries: Iterable[dict | None], width: int = WIDTH) -> Frame | None:
    """The frame that holds all outlines; None if there are none."""
    points = [point for geometry in geometries for ring in rings(geometry) for point in ring]
    if not points:
        return None
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    stretch = cos(radians((north + south) / 2))
    scale = (width - 2 * MARGIN) / ((east - west) * stretch or 1)
    return Frame(west, north, stretch, scale, width, round((north - south) * scale) + 2 * MARGIN)


def path_of(geometry: dict | None, frame: Frame, parts_of_unit: int = 10) -> str:
    """The outlines as an SVG path in tenths of a unit, relative steps, so that it stays small."""
    parts = []
    for ring in rings(geometry):
        # Whole numbers of tenths, so that the steps do not drift apart.
        points = [
            tuple(round(value * parts_of_unit) for value in frame.place(*point[:2]))
            for point in ring
        ]
        x, y = points[0]
        steps = [f"M{x / parts_of_unit:g} {y / parts_of_unit:g}l"]
        for next_x, next_y in points[1:-1]:
            if (next_x, next_y) != (x, y):
                steps.append(f"{(next_x - x) / parts_of_unit:g} {(next_y - y) / parts_of_unit:g}")
                x, y = next_x, next_y
        if len(steps) > 2:
            parts.append(steps[0] + " ".join(steps[1:]) + "z")
    return "".join(parts)


def _area_and_centre(ring: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Area and centroid of a ring (shoelace formula)."""
    twice = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = ax * by - bx * ay
        twice += cross
        x += (ax + bx) * cross
        y += (ay + by) * cross
    if not twice:
        return 0.0, *ring[0]
    return abs(twice) / 2, x / (3 * twice), y / (3 * twice)


def centre_of(geometries: Iterable[dict | None], frame: Frame) -> tuple[float, float]:
    """The centre of the outlines, weighed by area."""
    weighed = [
        _area_and_centre([frame.place(*point[:2]) for point in ring])
        for geometry in geometries
        for ring in rings(geometry)
    ]
    total = sum(area for area, _x, _y in weighed) or 1.0
    return (
        round(sum(area * x for area, x, _y in weighed) / total, 1),
        round(sum(area * y for area, _x, y in weighed) / total, 1),
    )


def shape_of(slug: str, name: str, geometries: Sequence[dict], frame: Frame, unit="") -> Shape:
    outlines = tuple(
        tuple(frame.place(*point[:2]) for point in ring)
        for geometry in geometries
        for ring in rings(geometry)
    )
    across, down = zip(*(point for outline in outlines for point in outline), strict=True)
    box = min(across), min(down), max(across), max(down)
    path = "".join(path_of(geometry, frame) for geometry in geometries)
    return Shape(slug, name, path, *centre_of(geometries, frame), box, outlines, unit or slug)


def shapes_of(municipalities: Iterable, frame: Frame) -> tuple[list[Shape], list[Shape]]:
    """One shape per administrative unit, the members of a Samtgemeinde as one; and one per member.

    ``municipalities`` have slug, name, geometry and parent (loaded); both lists are by name.
    """
    units: dict[str, tuple[str, list]] = {}
    members = []
    for place in municipalities:
        if not rings(place.geometry):
            continue
        unit = place.parent or place
        units.setdefault(unit.slug, (unit.name, []))[1].append(place.geometry)
        if place.parent:
            members.append(shape_of(place.slug, place.name, [place.geometry], frame, unit.slug))
    shapes = [shape_of(slug, *unit, frame) for slug, unit in units.items()]
    return sorted(shapes, key=lambda s: s.name), sorted(members, key=lambda s: s.name)


def neighbours_of(shapes: Sequence[Shape]) -> dict[str, tuple[Shape, ...]]:
    """For each shape those that share a point of their outlines with it, by name."""
    at: dict[tuple[float, float], set[int]] = {}
    for number, shape in enumerate(shapes):
        for outline in shape.outlines:
            for point in outline:
                at.setdefault(point, set()).add(number)
    found: dict[int, set[int]] = {number: set() for number in range(len(shapes))}
    for together in at.values():
        for number in together:
            found[number] |= together - {number}
    return {
        shape.slug: tuple(shapes[other] for other in sorted(found[number]))
        for number, shape in enumerate(shapes)
    }


def shade(count: int) -> int:
    """From 0 (none) to 4 (most), by thirds of a magnitude."""
    return next((step for step, limit in enumerate((0, 3, 8, 20)) if count <= limit), 4)
