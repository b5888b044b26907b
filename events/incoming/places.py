"""A place as somebody typed it: an institution of the directory, or name and address."""

import re
from collections import defaultdict
from dataclasses import dataclass

from actors.imports.places import Places
from actors.likeness import plain_name, plain_street
from actors.models import Actor

from . import texts


_TOWN = re.compile(r"^(?:D-)?(\d{5})\s+(.+)$")
_STREET = re.compile(r"^[^\d]{3,}\s\d+\s?[a-zA-Z]?(\s?[-–/]\s?\d+\s?[a-zA-Z]?)?$")
_PARTS = re.compile(r"[,\n;|•]|\s[–-]\s")


@dataclass(frozen=True, slots=True)
class Place:
    """``actor`` is the entry of the directory; name and address only where there is none."""

    actor: int | None = None
    name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    municipality: int | None = None

    @property
    def value(self) -> list:
        return [self.actor, self.name, self.street, self.postcode, self.city]


class Directory:
    """The places of the directory, read once for a whole file."""

    def __init__(self):
        self.places = Places()
        self.municipality: dict[int, int | None] = {}
        self.names: dict[int, str] = {}
        self._by_name: dict[str, set[int]] = defaultdict(set)
        self._by_street: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._towns: dict[int, str] = {}
        rows = Actor.objects.published().values_list(
            "pk", "name", "short_name", "street", "postcode", "city", "municipality_id"
        )
        for pk, name, short, street, postcode, city, municipality in rows:
            self.municipality[pk], self.names[pk] = municipality, name
            self._towns[pk] = plain_name(city)
            for called in {plain_name(name), plain_name(short)} - {""}:
                self._by_name[called].add(pk)
            if street and postcode:
                self._by_street[plain_street(street), postcode].add(pk)

    def find(self, typed: str) -> Place:
        """Raises nothing: what cannot be taken apart is the name of the place."""
        parts = [part for piece in _PARTS.split(typed.strip()) if (part := texts.plain(piece, 200))]
        street = postcode = city = ""
        named: list[str] = []
        for part in parts:
            town = _TOWN.match(part)
            if town:
                postcode, city = town[1], town[2][:100]
            elif not street and _STREET.match(part):
                street = part[:150]
            elif part.lower() not in ("deutschland", "germany"):
                named.append(part)
        actor = self._actor(named, street, postcode, city)
        if actor is not None:
            room = ", ".join(named[1:]) if len(named) > 1 and not city else ""
            return self.of_actor(actor, room)
        if not city and len(named) > 1 and self.places.named(named[-1]) is not None:
            city = named.pop()[:100]
        municipality = self.places.of_address(postcode, city) if postcode or city else None
        return Place(None, ", ".join(named)[:200], street, postcode, city, municipality)

    def of_actor(self, actor: int, room: str = "") -> Place:
        """An institution; ``room`` stays as the name of the place beside it."""
        name = (
            f"{self.names.get(actor, '')}, {room}"[:200]
            if room and not self._is_town(actor, room)
            else ""
        )
        return Place(actor, name, municipality=self.municipality.get(actor))

    def _is_town(self, actor: int, room: str) -> bool:
        return plain_name(room) in (self._towns.get(actor), "")

    def _actor(self, named: list[str], street: str, postcode: str, city: str) -> int | None:
        """The one institution that is called so; where several are, the one of that town or street."""
        for name in named[:1]:
            found = self._by_name.get(plain_name(name), set())
            if len(found) > 1:
                town = plain_name(city or (named[1] if len(named) > 1 else ""))
                found = {pk for pk in found if town and self._towns[pk] == town}
            if len(found) == 1:
                [actor] = found
                town = plain_name(city)
                elsewhere = town and self._towns[actor] and town != self._towns[actor]
                return None if elsewhere else actor
        if street and postcode and not named:
            there = self._by_street.get((plain_street(street), postcode), set())
            return next(iter(there)) if len(there) == 1 else None
        return None
