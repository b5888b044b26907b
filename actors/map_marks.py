"""Marks and names on the map, so that none covers another. Pure geometry, no queries.

All sizes are CSS pixels. A drawing does not know how wide it will be shown, so each is made for two
widths (``LOOKS``), and the style sheet shows the one that fits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import hypot

from .map import MOST_LEVEL, Box, Shape, Window


# Marks nearer than this to each other become one with a number.
DISTANCE = 38
# More than so many would be a heavy page that nobody reads; then a mark gathers from farther away.
MOST_MARKS = 160
POINT, GROUP, MANY = 8, 15, 18
# From here on a number has three digits.
HUNDRED = 100
# How far a name may move from the middle of its shape to be free of marks.
_DOWN = (0, -22, 22, -34, 34, -48, 48)


@dataclass(frozen=True, slots=True)
class Look:
    """For a drawing that is shown so wide: how large names are, and how far they may reach over their shape."""

    name: str
    width: int
    letter: float
    line: int
    overhang: float
    # From this level on the members of a Samtgemeinde are named.
    members_from: float

    def unit(self, window: Window) -> float:
        """Units of the drawing in one pixel."""
        return window.width / self.width


WIDE = Look("wide", 860, letter=8.4, line=18, overhang=1.3, members_from=1.0)
NARROW = Look("narrow", 345, letter=7.3, line=16, overhang=2.4, members_from=1.6)
LOOKS = (WIDE, NARROW)


@dataclass(slots=True)
class Mark:
    """Institutions that are one mark: where, how many, the first of them, and what they reach over (degrees)."""

    x: float
    y: float
    label: str
    address: str
    box: Box
    number: int = 0
    places: dict[str, int] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The municipality most of them are in."""
        return max(self.places, key=lambda name: (self.places[name], name))

    @property
    def radius(self) -> int:
        if self.number == 1:
            return POINT
        return GROUP if self.number < HUNDRED else MANY

    def add(self, cell: Mapping) -> None:
        west, south, east, north = self.box
        self.box = (
            min(west, cell["west"]), min(south, cell["south"]), max(east, cell["east"]), max(north, cell["north"]),
        )  # fmt: skip
        self.number += cell["number"]
        self.places[cell["place"]] = self.places.get(cell["place"], 0) + cell["number"]

    def is_one_place(self, window: Window) -> bool:
        """Whether no nearer window of the map would tell its institutions apart."""
        if window.level >= MOST_LEVEL:
            return True
        (left, bottom), (right, top) = (
            window.frame.place(*corner) for corner in (self.box[:2], self.box[2:])
        )
        nearest = window.frame.width / 2**MOST_LEVEL / WIDE.width
        return hypot(right - left, bottom - top) < DISTANCE * nearest

    def nearer(self, window: Window) -> Window:
        """The window in which its institutions come apart."""
        (left, bottom), (right, top) = (
            window.frame.place(*corner) for corner in (self.box[:2], self.box[2:])
        )
        return Window.onto(window.frame, (left, top, right, bottom), least=window.level + 1)


@dataclass(frozen=True, slots=True)
class Name:
    """A name on the map, by the middle of its line."""

    text: str
    x: float
    y: float


def marks_of(cells: Sequence[Mapping], window: Window, look: Look) -> list[Mark]:
    """The marks of these cells (x, y, west, south, east, north, number, label, address, place), largest first.

    A mark gathers all within ``DISTANCE`` of its largest cell.
    """
    unit = look.unit(window)
    ordered = sorted(cells, key=lambda cell: (-cell["number"], cell["label"]))
    distance = DISTANCE * unit
    marks = _gathered(ordered, window, distance, unit)
    while len(marks) > MOST_MARKS:
        distance *= 1.4
        marks = _gathered(ordered, window, distance, unit)
    return sorted(marks, key=lambda mark: -mark.number)


def _gathered(cells: Sequence[Mapping], window: Window, distance: float, unit: float) -> list[Mark]:
    """One mark for all within the distance of the first of them.

    A cell is looked at with its eight neighbours on a grid only, so this is linear in the cells.
    """
    edge = (GROUP + 1) * unit
    marks: list[Mark] = []
    grid: dict[tuple[int, int], list[Mark]] = {}
    for cell in cells:
        x, y = window.frame.place(cell["x"], cell["y"])
        if not window.frame.holds((x, y)):
            continue
        x, y = _off_the_edge(x, y, window, edge)
        column, row = int(x // distance), int(y // distance)
        near = [
            mark
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for mark in grid.get((column + i, row + j), ())
            if hypot(mark.x - x, mark.y - y) < distance
        ]
        if near:
            mark = min(near, key=lambda mark: hypot(mark.x - x, mark.y - y))
        else:
            box = cell["west"], cell["south"], cell["east"], cell["north"]
            mark = Mark(x, y, cell["label"], cell["address"], box)
            marks.append(mark)
            grid.setdefault((column, row), []).append(mark)
        mark.add(cell)
    return marks


def _off_the_edge(x: float, y: float, window: Window, edge: float) -> tuple[float, float]:
    """The point so far inside of the window that its mark is not cut."""
    right, bottom = window.x + window.width, window.y + window.height
    if window.x <= x <= right:
        x = min(max(x, window.x + edge), right - edge)
    if window.y <= y <= bottom:
        y = min(max(y, window.y + edge), bottom - edge)
    return round(x, 1), round(y, 1)


def names_of(
    shapes: Iterable[Shape], marks: Iterable[Mark], window: Window, look: Look
) -> list[Name]:
    """The names that find room, those first in ``shapes`` before others; a name without room is left out."""
    unit = look.unit(window)
    taken = [(mark.x, mark.y, mark.radius * unit, mark.radius * unit) for mark in marks]
    right, bottom = window.x + window.width, window.y + window.height
    names = []
    for shape in shapes:
        half, high = len(shape.label) * look.letter * unit / 2, look.line * unit / 2
        if half * 2 > (shape.box[2] - shape.box[0]) * look.overhang:
            continue
        for x, y in _tries(shape, window, unit, half):
            inside = window.x + half < x < right - half and window.y + high < y < bottom - high
            if inside and all(
                abs(x - ox) >= half + wide or abs(y - oy) >= high + tall
                for ox, oy, wide, tall in taken
            ):
                taken.append((x, y, half, high))
                names.append(Name(shape.label, round(x, 1), round(y, 1)))
                break
    return names


def _tries(shape: Shape, window: Window, unit: float, half: float) -> list[tuple[float, float]]:
    """Where the name of a shape may stand: on its middle or a little off it, else where its part of the window is."""
    steps = [(across * half, down * unit) for down in _DOWN for across in (0, -0.6, 0.6)]
    tries = [(shape.x + across, shape.y + down) for across, down in steps]
    if not window.is_whole:
        tries += [
            (window.x + across * window.width, window.y + down * window.height)
            for down in (0.5, 0.2, 0.8)
            for across in (0.5, 0.25, 0.75)
        ]
    on_shape = [point for point in tries if shape.holds(*point)]
    return sorted(on_shape, key=lambda point: hypot(point[0] - shape.x, point[1] - shape.y))
