"""Where „near me“ is: a municipality, a postcode or a position, and how far entries are from it.

Distances are reckoned twice, alike to a few metres: in SQL by plain arithmetic, so that both databases narrow,
count and sort by it, and by distance.kilometres for the centres of municipalities (docs/adr/0142).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from math import cos, degrees, radians, sin

from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Least
from django.db.models.lookups import LessThanOrEqual

from bildungsregion.base import folding

from .distance import EARTH_RADIUS_KM, Point, kilometres
from .models import Municipality


KM_A_DEGREE = radians(1) * EARTH_RADIUS_KM
# So many decimals of a degree are about a hundred metres: near enough to find, too coarse to find somebody.
POSITION_DECIMALS = 3
# An entry of which only the municipality is known comes behind what is surely nearer than so much.
VAGUE_KM = 2.0
# Germany, generously: who is elsewhere has nothing near.
_LATITUDES, _LONGITUDES = (47.0, 55.2), (5.5, 15.2)
_POSITION = re.compile(r"(\d{1,2}(?:\.\d{1,9})?),(\d{1,2}(?:\.\d{1,9})?)")
_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_TITLES = ("samtgemeinde", "hansestadt", "stadt", "gemeinde", "flecken", "amt")


@dataclass(frozen=True)
class Place:
    """One or several points that count as „here“; ``centres`` are all municipalities' own, by their key."""

    name: str
    points: tuple[Point, ...]
    centres: dict[int, Point] = field(default_factory=dict)

    def distance(self, there: Point) -> float:
        """Kilometres to the nearest of the points."""
        return min(kilometres(here, there) for here in self.points)

    def within(self, radius: float, path: str = "") -> Q:
        """Entries not farther than ``radius`` kilometres; those without a point of their own count where the
        centre of their municipality lies. ``path`` leads to the institution."""
        near = [key for key, centre in self.centres.items() if self.distance(centre) <= radius]
        inside = Q(**{f"{path}latitude": None, f"{path}municipality__in": near})
        for here in self.points:
            inside |= _box(here, radius, path) & Q(
                LessThanOrEqual(_square(here, path), Value(radius * radius))
            )
        return inside

    def square_km(self, path: str = "") -> Case:
        """The square of the distance, to sort by; NULL where neither entry nor municipality has a point.

        Where only the municipality is known, the square of VAGUE_KM is added.
        """
        squares = [_square(here, path) for here in self.points]
        by_centre = [
            When(
                **{f"{path}municipality": key}, then=Value(self.distance(centre) ** 2 + VAGUE_KM**2)
            )
            for key, centre in self.centres.items()
        ]
        return Case(
            When(
                **{f"{path}latitude__isnull": False, f"{path}longitude__isnull": False},
                then=Least(*squares) if len(squares) > 1 else squares[0],
            ),
            *by_centre,
            output_field=FloatField(),
        )


def _box(here: Point, radius: float, path: str) -> Q:
    """What can be inside at all; an index may serve it."""
    up = radius / KM_A_DEGREE
    across = up / max(0.01, cos(radians(here[0]) + radians(up)))
    return Q(
        **{
            f"{path}latitude__range": (here[0] - up, here[0] + up),
            f"{path}longitude__range": (here[1] - across, here[1] + across),
        }
    )


def _square(here: Point, path: str) -> Combinable:
    """Square kilometres to a row's own point: Pythagoras on a plane that narrows to the north.

    The cosine of the mean latitude is taken by its tangent, which is true to a metre over a district.
    """
    latitude, longitude = here
    narrowing = degrees(1) * 2
    north = F(f"{path}latitude") - Value(latitude)
    up = (F(f"{path}latitude") - Value(latitude)) * Value(KM_A_DEGREE)
    east = (F(f"{path}longitude") - Value(longitude)) * Value(KM_A_DEGREE)
    across = east * (
        Value(cos(radians(latitude))) - north * Value(sin(radians(latitude)) / narrowing)
    )
    return up * up + across * across


def position(text: str) -> Point | None:
    """ "53.2481,10.4112" as a point in Germany, rounded to about a hundred metres; None for anything else."""
    found = _POSITION.fullmatch(text.replace(" ", ""))
    if not found:
        return None
    latitude, longitude = (round(float(number), POSITION_DECIMALS) for number in found.groups())
    inside = (
        _LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]
    )
    return (latitude, longitude) if inside else None


class Gazetteer:
    """The municipalities of the district, to be asked for a place; read with one query."""

    def __init__(self):
        rows = list(Municipality.objects.only(
            "name", "kind", "postcodes", "latitude", "longitude", "parent_id"
        ))  # fmt: skip
        self.names = {row.pk: row.name for row in rows}
        self._spoken = {row.pk: _without_title(row.name) for row in rows}
        self._postcodes = {row.pk: set(row.postcodes) for row in rows}
        self.centres = _centres(rows)

    def find(self, text: str) -> Place | None:
        """The place meant by a postcode, a name or both; None where the district has no such place."""
        postcode = _POSTCODE.search(text)
        # „D-21335“ names no place of one letter.
        name = [word for word in folding.words(_POSTCODE.sub(" ", text)) if len(word) > 1]
        found = [key for key in self.names if not postcode or postcode[0] in self._postcodes[key]]
        if name:
            found = self._named(name, found)
        found = [key for key in found if key in self.centres]
        if not found or not (postcode or name):
            return None
        label = self.names[found[0]]
        if postcode and len(found) > 1:
            label = f"{postcode[0]} ({', '.join(self.names[key] for key in found)})"
        points = tuple(dict.fromkeys(self.centres[key] for key in found))
        return Place(label, points, self.centres)

    def at(self, text: str, name: str) -> Place | None:
        """The position a browser told, under this name."""
        here = position(text)
        return Place(name, (here,), self.centres) if here else None

    def nearest_name(self, text: str) -> str:
        """What somebody may have meant who mistyped a name; "" where nothing is near."""
        spoken = {" ".join(words): self.names[key] for key, words in self._spoken.items()}
        return folding.nearest(" ".join(folding.words(text)), spoken) or ""

    def _named(self, name: list[str], among: Iterable[int]) -> list[int]:
        """The whole name if there is one, else those that begin with it; titles may be said or left out."""
        spoken = [word for word in name if word not in _TITLES] or name
        among = list(among)
        whole = [key for key in among if self._spoken[key] == spoken]
        # „Bardowick“ is the Samtgemeinde and its member; either name means the place in its middle.
        return whole or [key for key in among if self._spoken[key][: len(spoken)] == spoken]


def _without_title(name: str) -> list[str]:
    words = folding.words(name)
    return [word for word in words if word not in _TITLES] or words


def _centres(rows: list[Municipality]) -> dict[int, Point]:
    """Each municipality's centre; that of a Samtgemeinde lies in the middle of its members'."""
    centres = {
        row.pk: (row.latitude, row.longitude)
        for row in rows
        if row.latitude is not None and row.longitude is not None
    }
    for row in rows:
        members = [
            centres[member.pk]
            for member in rows
            if member.parent_id == row.pk and member.pk in centres
        ]
        if row.pk not in centres and members:
            centres[row.pk] = _middle(members)
    return centres


def _middle(points: list[Point]) -> Point:
    latitude, longitude = reduce(lambda a, b: (a[0] + b[0], a[1] + b[1]), points)
    return latitude / len(points), longitude / len(points)
