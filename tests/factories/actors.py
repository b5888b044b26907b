"""Rows of the directory, as small as they may be."""

from itertools import count

from django.utils.text import slugify

from actors.models import Actor, Language, LifePhase, Municipality, Offer, TargetGroup, Topic


_numbers = count(1)


def make_municipality(name="Adendorf", **fields) -> Municipality:
    """The municipality of that name; made where it is not there yet."""
    defaults = {"slug": slugify(name)} | fields
    municipality, _made = Municipality.objects.get_or_create(name=name, defaults=defaults)
    return municipality


def square(west: float, south: float, size: float = 0.1) -> dict:
    """A GeoJSON polygon: a square of so many degrees."""
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def make_actor(name=None, **fields) -> Actor:
    """A published primary school in Adendorf, unless said otherwise; relations as lists by their name."""
    number = next(_numbers)
    name = name or f"Einrichtung {number}"
    relations = {key: fields.pop(key) for key in list(fields) if key in RELATIONS}
    if "municipality" not in fields:
        fields["municipality"] = make_municipality()
    defaults = {"slug": f"{slugify(name)}-{number}", "kind": Actor.Kind.GRUNDSCHULE}
    actor = Actor.objects.create(name=name, **defaults | fields)
    for key, rows in relations.items():
        getattr(actor, key).set(rows)
    return actor


RELATIONS = ("topics", "life_phases", "target_groups", "cooperates_with", "languages")


def make_offer(title=None, **fields) -> Offer:
    """A published offer of a museum: 6,00 € a head, culture."""
    number = next(_numbers)
    title = title or f"Angebot {number}"
    relations = {key: fields.pop(key) for key in list(fields) if key in RELATIONS}
    if "actor" not in fields:
        fields["actor"] = make_actor(kind=Actor.Kind.MUSEUM)
    defaults = {
        "slug": f"{slugify(title)}-{number}",
        "field": Offer.Field.MUSEUM,
        "price_cents": 6_00,
    }
    offer = Offer.objects.create(title=title, **defaults | fields)
    for key, rows in relations.items():
        getattr(offer, key).set(rows)
    return offer


def make_topic(name="Inklusion", **fields) -> Topic:
    return Topic.objects.create(name=name, **{"slug": slugify(name)} | fields)


def make_life_phase(name="Jugend", **fields) -> LifePhase:
    return LifePhase.objects.create(name=name, **{"slug": slugify(name)} | fields)


def make_language(name="Englisch", slug="en", **fields) -> Language:
    return Language.objects.create(name=name, slug=slug, **fields)


def make_target_group(name="Eltern", **fields) -> TargetGroup:
    return TargetGroup.objects.create(name=name, **{"slug": slugify(name)} | fields)
