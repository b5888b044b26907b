"""What an import can say of an entry: read from the entry, compared, shown, written.

Every value has one plain form that fits into JSON, so that what a source brought last can be kept:
texts; the number of a municipality; [latitude, longitude]; sorted codes; slots as [weekday, from, to].
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from actors import hours
from actors.distance import kilometres
from actors.kinds import Kind
from actors.likeness import digits, plain_street
from actors.models import AccessFact, Actor, ExternalId, Language, OpeningSlot, TargetGroup, Topic
from bildungsregion.base.search import fold

from .columns import ACCESS, IDENTIFIER
from .places import Places


Value = object
TEXTS = (
    "name", "short_name", "street", "postcode", "city", "phone", "email", "website", "hours_note", "admission",
    "summary", "description", "keywords", "accessibility_note", "source",
)  # fmt: skip
CHOICES = ("kind", "sponsorship", "wheelchair")
MANY = {"languages": Language, "topics": Topic, "target_groups": TargetGroup}
# Set when an entry is made; afterwards it is the office's.
ONLY_NEW = frozenset({"source"})
PREFETCH = (*MANY, "slots", "access_facts", "external_ids")
# Nearer than this two points are one, in kilometres.
SAME_POINT_KM = 0.03


class Names:
    """What people call the rows that an import refers to, read once for a whole file."""

    def __init__(self):
        self.places = Places()
        self.labels = {
            field: dict(model.objects.values_list("slug", "name")) for field, model in MANY.items()
        }
        self.pks = {
            field: dict(model.objects.values_list("slug", "pk")) for field, model in MANY.items()
        }
        self._by_word = {
            field: {fold(word): slug for slug, name in labels.items() for word in (slug, name)}
            for field, labels in self.labels.items()
        }

    def slug(self, field: str, word: str) -> str | None:
        """The code of a topic, language or target group by its name or code; None if there is none."""
        return self._by_word[field].get(" ".join(fold(word).split()))


def label_of(name: str) -> str:
    """How the field is called to people."""
    if name.startswith(ACCESS):
        return str(AccessFact.Feature(name.removeprefix(ACCESS)).label)
    if name.startswith(IDENTIFIER):
        return str(ExternalId.Scheme(name.removeprefix(IDENTIFIER)).label)
    own = {"point": "Koordinaten", "slots": "Öffnungszeiten"}
    return own.get(name) or str(Actor._meta.get_field(name).verbose_name)


def current(actor: Actor, name: str) -> Value:
    """What the entry says now; "" or [] where it says nothing. Wants PREFETCH."""
    if name == "municipality":
        return actor.municipality_id
    if name == "point":
        return (
            []
            if actor.latitude is None or actor.longitude is None
            else [actor.latitude, actor.longitude]
        )
    if name == "slots":
        return sorted(
            [slot.weekday, f"{slot.opens:%H:%M}", f"{slot.closes:%H:%M}"]
            for slot in actor.slots.all()
        )
    if name in MANY:
        return sorted(row.slug for row in getattr(actor, name).all())
    if name.startswith(ACCESS):
        feature = name.removeprefix(ACCESS)
        states = [fact.state for fact in actor.access_facts.all() if fact.feature == feature]
        return next((state for state in states if state != AccessFact.State.UNKNOWN), "")
    if name.startswith(IDENTIFIER):
        scheme = name.removeprefix(IDENTIFIER)
        return next((one.value for one in actor.external_ids.all() if one.scheme == scheme), "")
    if name == "wheelchair" and actor.wheelchair == Actor.Access.UNKNOWN:
        return ""
    return getattr(actor, name)


def same(name: str, one: Value, other: Value, names: Names) -> bool:
    """Whether two values say the same, whatever their spelling."""
    if one == other:
        return True
    if not one or not other:
        return False
    if name == "municipality":
        return names.places.related(one, other)
    if name == "point":
        return kilometres(tuple(one), tuple(other)) < SAME_POINT_KM
    alike: dict[str, Callable] = {
        "phone": digits,
        "street": plain_street,
        "website": _address,
        "email": str.lower,
    }
    if name in TEXTS:
        plain = alike.get(name, _text)
        return plain(one) == plain(other)
    return False


def _address(url: str) -> str:
    return url.lower().partition("://")[2].removeprefix("www.").rstrip("/")


def _text(text: str) -> str:
    return " ".join(text.split())


def say(name: str, value: Value, names: Names) -> str:
    """The value in words, "–" for none."""
    if value in ("", None) or value == []:
        return "–"
    if name == "municipality":
        return names.places.names.get(value, "–")
    if name == "point":
        return f"{value[0]:.5f}, {value[1]:.5f}".replace(".", ",").replace(", ", " / ", 1)
    if name == "slots":
        return "; ".join(
            f"{line.days} {line.hours or 'geschlossen'}"
            for line in hours.week(_slots(value), _MONDAY)
        )
    if name in MANY:
        return ", ".join(names.labels[name].get(slug, slug) for slug in value)
    if name == "kind":
        return str(Kind(value).label)
    if name == "sponsorship":
        return str(Actor.Sponsorship(value).label)
    if name == "wheelchair":
        return str(Actor.Access(value).label)
    return str(value)


def _slots(value: list) -> list[OpeningSlot]:
    return [
        OpeningSlot(weekday=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
        for day, opens, closes in value
    ]


def set_column(actor: Actor, name: str, value: Value) -> bool:
    """Put a value into the entry's own columns; False for one that is kept in other rows."""
    if name == "municipality":
        actor.municipality_id = value
    elif name == "point":
        actor.latitude, actor.longitude = value
    elif name in TEXTS or name in CHOICES:
        setattr(actor, name, value)
    else:
        return False
    return True


def write_rows(actor: Actor, name: str, value: Value, names: Names) -> None:
    """Write a value that is kept in rows of its own; the entry is saved already."""
    if name in MANY:
        getattr(actor, name).set([names.pks[name][slug] for slug in value])
    elif name == "slots":
        actor.slots.all().delete()
        slots = _slots(value)
        for slot in slots:
            slot.actor = actor
        OpeningSlot.objects.bulk_create(slots)
    elif name.startswith(ACCESS):
        AccessFact.objects.update_or_create(
            actor=actor, feature=name.removeprefix(ACCESS), defaults={"state": value}
        )
    elif name.startswith(IDENTIFIER):
        scheme = name.removeprefix(IDENTIFIER)
        ExternalId.objects.filter(actor=actor, scheme=scheme).delete()
        ExternalId.objects.create(actor=actor, scheme=scheme, value=value)


@dataclass(frozen=True, slots=True)
class _AnyMonday:
    """hours.week marks today; here no day is."""

    @staticmethod
    def weekday() -> int:
        return -1


_MONDAY = _AnyMonday()
