"""Which municipality of the region an address is in, and whether a point lies in or near it."""

import re
from collections import defaultdict
from collections.abc import Iterator

from actors.models import Municipality
from bildungsregion.base.models import Region
from bildungsregion.base.search import fold


# Degrees around the region's own box: some ten kilometres.
MARGIN = 0.12
_TITLES = re.compile(
    r"^(hansestadt|universitatsstadt|grosse kreisstadt|kreisstadt|stadt|gemeinde|samtgemeinde|flecken|amt)\s+|,.*$"
)


class Places:
    """The municipalities, read once for a whole file."""

    def __init__(self):
        self.names: dict[int, str] = {}
        self.parents: dict[int, int | None] = {}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._by_postcode: dict[str, list[int]] = defaultdict(list)
        self._by_ags: dict[str, int] = {}
        box: list[tuple[float, float]] = []
        for one in Municipality.objects.all():
            self.names[one.pk], self.parents[one.pk] = one.name, one.parent_id
            for name in dict.fromkeys((fold(one.name), plain(one.name))):
                self._by_name[name].append(one.pk)
            for postcode in one.postcodes:
                self._by_postcode[postcode].append(one.pk)
            if one.ags:
                self._by_ags[one.ags] = one.pk
            box += _corners(one)
        self.district = Region.objects.values_list("ags", flat=True).first() or ""
        self.box = _around(box)

    def named(self, text: str) -> int | None:
        """By its name in any usual form or its key (AGS, also with leading zero lost); None if unknown."""
        number = re.sub(r"[\s.]", "", text.removesuffix(".0"))
        if number.isdigit():
            return self._by_ags.get(number) or self._by_ags.get(number.zfill(8))
        for name in (fold(text).strip(), plain(text)):
            found = self._by_name.get(name, [])
            if len(found) == 1:
                return found[0]
            exact = [pk for pk in found if fold(self.names[pk]) == name]
            if len(exact) == 1:
                return exact[0]
        return None

    def of_address(self, postcode: str, city: str) -> int | None:
        """By postcode, where that is one municipality's alone; else by the city among those."""
        among = self._by_postcode.get(postcode, []) if postcode else list(self.names)
        if len(among) == 1:
            return among[0]
        town = plain(city)
        fitting = [pk for pk in among if town and plain(self.names[pk]) == town]
        if not fitting and town:
            # „Lüneburg-Ochtmissen“, „Adendorf OT Erbstorf“, „Amelinghausen/Sottorf“
            fitting = [
                pk for pk in among if re.match(rf"{re.escape(plain(self.names[pk]))}\b", town)
            ]
        if len(fitting) > 1:
            # A Samtgemeinde and its member of the same name: the address is in the member.
            fitting = [pk for pk in fitting if pk not in self.parents.values()] or fitting
        return fitting[0] if len(fitting) == 1 else None

    def knows_postcode(self, postcode: str) -> bool:
        return postcode in self._by_postcode

    def is_elsewhere(self, municipality: str) -> bool:
        """Whether this key belongs to another district."""
        number = re.sub(r"[\s.]", "", municipality.removesuffix(".0"))
        if not (number.isdigit() and self.district and len(number) in (7, 8)):
            return False
        return not number.zfill(8).startswith(self.district)

    def related(self, one: int, other: int) -> bool:
        """The same, or a Samtgemeinde and its member: registers say either."""
        return one == other or self.parents.get(one) == other or self.parents.get(other) == one

    def is_near(self, latitude: float, longitude: float) -> bool:
        south, west, north, east = self.box
        return south <= latitude <= north and west <= longitude <= east


def plain(name: str) -> str:
    """ "Hansestadt Lüneburg" as "luneburg"."""
    return _TITLES.sub("", " ".join(fold(name).split())).strip()


def _corners(municipality: Municipality) -> Iterator[tuple[float, float]]:
    if municipality.latitude is not None and municipality.longitude is not None:
        yield municipality.latitude, municipality.longitude
    if municipality.geometry:
        yield from _points(municipality.geometry.get("coordinates", []))


def _points(coordinates) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[1], coordinates[0]
        return
    for part in coordinates:
        yield from _points(part)


def _around(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """South, west, north, east; Germany's box where the region has no outline."""
    if not points:
        return 47.2, 5.8, 55.1, 15.1
    latitudes, longitudes = zip(*points, strict=True)
    return (
        min(latitudes) - MARGIN, min(longitudes) - MARGIN, max(latitudes) + MARGIN, max(longitudes) + MARGIN,
    )  # fmt: skip
