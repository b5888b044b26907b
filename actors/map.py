"""The district as a drawing: municipalities as paths, institutions as pins. Pure geometry, no queries.

Longitude and latitude (WGS 84) are projected to a plane by ``x = lon·cos(lat0), y = -lat``: over one
district that is true enough, and needs no library. Units of the drawing are its own; it is
``WIDTH`` of them wide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians


WIDTH = 1000
SMALL_WIDTH = 320
MARGIN = 12
# Pins nearer than this to each other become one with a number.
PIN_DISTANCE = 34
MOST_PINS = 150
# A letter of a name on the map, on average.
LETTER_WIDTH = 13
# How far a name may move from the middle of its shape to be free of pins.
_LABEL_STEPS = (0, -20, 20, -32, 32, -46, 46, -60, 60)


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

    def holds(self, point: tuple[float, float]) -> bool:
        return 0 <= point[0] <= self.width and 0 <= point[1] <= self.height


@dataclass(slots=True)
class Shape:
    """One administrative unit: its outlines as an SVG path, and where its name fits best."""

    slug: str
    name: str
    path: str
    x: float
    y: float
    label: str
    count: int = 0
    shade: int = 0


@dataclass(slots=True)
class Pin:
    """Institutions at (nearly) the same place, all of one unit; label and address of the first."""

    x: float
    y: float
    unit: str
    number: int = 0
    label: str = ""
    address: str = ""
    place: str = ""


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


def path_of(geometry: dict | None, frame: Frame) -> str:
    """The outlines as an SVG path in whole units, relative steps, so that it stays small."""
    parts = []
    for ring in rings(geometry):
        points = [tuple(round(value) for value in frame.place(*point[:2])) for point in ring]
        x, y = points[0]
        steps = []
        for next_x, next_y in points[1:-1]:
            if (next_x, next_y) != (x, y):
                steps.append(f"{next_x - x} {next_y - y}")
                x, y = next_x, next_y
        if len(steps) > 1:
            parts.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z")
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


def _label(name: str, geometries: Iterable[dict], frame: Frame) -> str:
    """The name as it can stand on the shape: without its title; "" where there is no room for it."""
    short = name
    for title in ("Samtgemeinde ", "Hansestadt ", "Stadt ", "Gemeinde "):
        short = short.removeprefix(title)
    points = [
        frame.place(*p[:2]) for geometry in geometries for ring in rings(geometry) for p in ring
    ]
    room = max(p[0] for p in points) - min(p[0] for p in points)
    return short if room > len(short) * LETTER_WIDTH else ""


def shapes_of(municipalities: Iterable, frame: Frame) -> list[Shape]:
    """One shape per administrative unit: the members of a Samtgemeinde are drawn as one.

    ``municipalities`` have slug, name, geometry and parent (loaded); by name.
    """
    units: dict[str, tuple[str, list]] = {}
    for municipality in municipalities:
        if not municipality.geometry:
            continue
        unit = municipality.parent or municipality
        units.setdefault(unit.slug, (unit.name, []))[1].append(municipality.geometry)
    shapes = []
    for slug, (name, geometries) in units.items():
        path = "".join(path_of(geometry, frame) for geometry in geometries)
        label = _label(name, geometries, frame)
        shapes.append(Shape(slug, name, path, *centre_of(geometries, frame), label))
    return sorted(shapes, key=lambda shape: shape.name)


def clear_labels(shapes: Iterable[Shape], pins: Sequence[Pin]) -> None:
    """Move each name off the pins and the names before it, as far as it can stay on its shape."""
    taken = [(pin.x, pin.y, PIN_DISTANCE / 2, PIN_DISTANCE / 2) for pin in pins]
    for shape in shapes:
        if not shape.label:
            continue
        half = len(shape.label) * LETTER_WIDTH / 2
        steps = [(dx, dy) for dy in _LABEL_STEPS for dx in (0, -half / 2, half / 2)]

        def crossed(step, x=shape.x, y=shape.y, half=half):
            """How much of the name would be covered; then how far it has moved."""
            covered = 0.0
            for other_x, other_y, width, height in taken:
                across = half + width - abs(x + step[0] - other_x)
                down = LETTER_WIDTH + height - abs(y + step[1] - other_y)
                covered += max(0, across) * max(0, down)
            return covered, hypot(*step)

        dx, dy = min(steps, key=crossed)
        shape.x, shape.y = shape.x + dx, shape.y + dy
        taken.append((shape.x, shape.y, half, LETTER_WIDTH))


def shade(shapes: Iterable[Shape], counts: dict[str, int]) -> None:
    """Write the counts onto the shapes, and a shade from 0 (none) to 4 (most) by thirds of a magnitude."""
    for shape in shapes:
        shape.count = counts.get(shape.slug, 0)
        shape.shade = next((s for s, limit in enumerate((0, 3, 8, 20)) if shape.count <= limit), 4)


def pins_of(cells: Sequence, frame: Frame) -> list[Pin]:
    """Pins for cells with x, y, unit, number, label, address, place; close ones of a unit become one.

    What is close depends on how many there are, so that a full district stays readable.
    """
    distance = PIN_DISTANCE
    pins = _gathered(cells, frame, distance)
    while len(pins) > MOST_PINS and distance < frame.width:
        distance *= 2
        pins = _gathered(cells, frame, distance)
    return pins


def _gathered(cells: Iterable, frame: Frame, distance: float) -> list[Pin]:
    """One pin for all of a unit within the distance of the first of them.

    A place is looked at with its eight neighbours on a grid only, so this is linear in the cells.
    """
    pins: list[Pin] = []
    grid: dict[tuple, list[Pin]] = {}
    for cell in cells:
        point = frame.place(cell["x"], cell["y"])
        if not frame.holds(point):
            continue
        column, row = int(point[0] // distance), int(point[1] // distance)
        near = (
            pin
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for pin in grid.get((column + i, row + j), ())
            if pin.unit == cell["unit"] and hypot(pin.x - point[0], pin.y - point[1]) < distance
        )
        pin = next(near, None)
        if pin is None:
            pin = Pin(*point, cell["unit"], 0, cell["label"], cell["address"], cell["place"])
            pins.append(pin)
            grid.setdefault((column, row), []).append(pin)
        pin.number += cell["number"]
    return pins
