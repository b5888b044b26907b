"""What there is in a municipality: its institutions by field and kind, offers, dates, and what is near."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, FloatField, Q, QuerySet
from django.db.models.functions import Coalesce

from .kinds import FIELD_OF, Field, Kind
from .models import Actor, Municipality, Offer


# How many of each its page shows.
OFFERS_SHOWN, DATES_SHOWN = 6, 4
_LONG_TEXTS = ("description", "search_title", "search_text")


@dataclass(frozen=True, slots=True)
class FieldCount:
    """The institutions of a field of education: how many, and of which kinds, most first."""

    field: Field
    number: int
    kinds: list[tuple[Kind, int]]


def here(place: Municipality, path: str = "municipality") -> Q:
    """What belongs to a municipality; a Samtgemeinde has what its members have."""
    return Q(**{path: place}) | Q(**{f"{path}__parent": place})


def fields_of(place: Municipality) -> list[FieldCount]:
    return fields_among(Actor.objects.published().filter(here(place)))


def fields_among(actors: QuerySet) -> list[FieldCount]:
    """These institutions by field, in the order of the directory. One query."""
    kinds = dict(actors.order_by().values_list("kind").annotate(number=Count("pk")))
    numbers: dict[Field, list[tuple[Kind, int]]] = {}
    for kind in Kind:
        if kinds.get(kind):
            numbers.setdefault(FIELD_OF[kind], []).append((kind, kinds[kind]))
    return [
        FieldCount(
            field,
            sum(number for _kind, number in numbers[field]),
            sorted(numbers[field], key=lambda pair: -pair[1]),
        )
        for field in Field
        if field in numbers
    ]


def offers_of(place: Municipality) -> QuerySet:
    return _offers().filter(here(place, "actor__municipality"))


def nearest_offers(places: Iterable[Municipality]) -> QuerySet:
    """The offers nearest to the middle of these places, an offer being where its provider or its town is."""
    points = [(p.latitude, p.longitude) for p in places if p.latitude and p.longitude]
    if not points:
        return _offers().order_by("title", "pk")
    middle = [sum(degrees) / len(points) for degrees in zip(*points, strict=True)]
    at = [
        Coalesce(f"actor__{degrees}", f"actor__municipality__{degrees}")
        for degrees in ("latitude", "longitude")
    ]
    # Squared degrees, a degree of longitude here being 0.6 of one of latitude: enough for an order. Not named
    # „distance“: a card prints that.
    north, east = at[0] - middle[0], (at[1] - middle[1]) * 0.6
    squared = Coalesce(north * north + east * east, 9.0, output_field=FloatField())
    return _offers().annotate(away=squared).order_by("away", "title", "pk")


def _offers() -> QuerySet:
    return (
        Offer.objects.published()
        .with_lowest_price()
        .select_related("actor", "actor__municipality")
        .defer(*_LONG_TEXTS, *(f"actor__{text}" for text in _LONG_TEXTS))
        .defer("actor__municipality__geometry")
    )


def dates_of(place: Municipality) -> QuerySet:
    """The coming dates of events that take place there; the model of events is known by its related name only."""
    event = Municipality._meta.get_field("events").related_model
    occurrence = event._meta.get_field("occurrences").related_model
    return (
        occurrence.objects.published()
        .coming()
        .filter(here(place, "event__municipality"))
        .with_event()
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A municipality in the list of all: its numbers, and its members if it is a Samtgemeinde."""

    place: Municipality
    actors: int
    offers: int
    members: list["Line"]


def all_lines() -> list[Line]:
    """Every unit with its members, by name. Three queries."""
    places = list(Municipality.objects.defer("geometry"))
    actors = _numbers(Actor.objects.published(), "municipality")
    offers = _numbers(Offer.objects.published(), "actor__municipality")
    of_unit: dict[int, list[Line]] = {}
    for place in places:
        if place.parent_id:
            line = Line(place, actors[place.pk], offers[place.pk], [])
            of_unit.setdefault(place.parent_id, []).append(line)
    units = [place for place in places if not place.parent_id]
    return [_unit(unit, actors, offers, of_unit.get(unit.pk, [])) for unit in units]


def _unit(place: Municipality, actors: Counter, offers: Counter, members: list[Line]) -> Line:
    inside = [place.pk, *(member.place.pk for member in members)]
    return Line(place, sum(actors[pk] for pk in inside), sum(offers[pk] for pk in inside), members)


def _numbers(rows: QuerySet, path: str) -> Counter:
    return Counter(dict(rows.order_by().values_list(path).annotate(number=Count("pk"))))
