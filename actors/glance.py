"""What hangs on an entry and its page shows, all of it from one query."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from functools import partial

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from bildungsregion.base import parts
from bildungsregion.base.translations import text_here

from .models import (
    AccessFact,
    Actor,
    Contact,
    ExternalId,
    Language,
    LifePhase,
    Offer,
    OpeningSlot,
    TargetGroup,
    Topic,
)


TOPIC, GROUP, LANGUAGE, PHASE = "topic", "group", "language", "phase"
SLOT, ACCESS, CONTACT, IDENTIFIER = "slot", "access", "contact", "identifier"
_FEATURES = list(AccessFact.Feature)
_columns = partial(parts.columns, width=4)


@dataclass(slots=True)
class Label:
    """A topic, target group, language or phase of life that the entry is found by."""

    slug: str
    name: str
    kind: str = ""


@dataclass(slots=True)
class Glance:
    """The parts of an entry in the order in which they are shown. The rows are not to be saved."""

    topics: list[Label] = field(default_factory=list)
    groups: list[Label] = field(default_factory=list)
    languages: list[Label] = field(default_factory=list)
    phases: list[Label] = field(default_factory=list)
    slots: list[OpeningSlot] = field(default_factory=list)
    access: list[AccessFact] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    identifiers: list[ExternalId] = field(default_factory=list)

    @property
    def known_access(self) -> list[AccessFact]:
        """The facts that say yes or no; the page does not list what nobody knows."""
        return [fact for fact in self.access if fact.state != AccessFact.State.UNKNOWN]


def of_actor(actor: Actor) -> Glance:
    return _read([*_labels("actors", actor), *_places(actor)])


def of_offer(offer: Offer) -> Glance:
    """The offer's own labels, and how accessible its learning place is."""
    return _read([*_labels("offers", offer), _facts(offer.actor_id)])


def _labels(owner: str, entry: Actor | Offer) -> Iterator[QuerySet]:
    models = [(TOPIC, Topic), (GROUP, TargetGroup), (LANGUAGE, Language)]
    if owner == "actors":
        models.append((PHASE, LifePhase))
    for part, model in models:
        shown = model.objects.filter(**{owner: entry})
        if part == TOPIC:
            shown = shown.published()
        kind = F("kind") if part == TOPIC else Value("")
        name = text_here(model, "name")
        yield _columns(shown, part, "slug", name, kind, order="order")


def _places(actor: Actor) -> Iterator[QuerySet]:
    opens, closes = (Cast(name, CharField()) for name in ("opens", "closes"))
    slots = OpeningSlot.objects.filter(actor=actor)
    yield _columns(slots, SLOT, opens, closes, "note", order="weekday")
    yield _facts(actor.pk)
    contacts = Contact.objects.filter(actor=actor)
    yield _columns(contacts, CONTACT, "area", "phone", "email", "note", order="position")
    identifiers = ExternalId.objects.filter(actor=actor)
    yield _columns(identifiers, IDENTIFIER, "scheme", "value")


def _facts(actor_id: int) -> QuerySet:
    facts = AccessFact.objects.filter(actor=actor_id)
    return _columns(facts, ACCESS, "feature", "state", "note")


def _read(queries: list[QuerySet]) -> Glance:
    found = Glance()
    for part, number, texts in parts.read(queries):
        _add(found, part, number, texts)
    found.access.sort(key=lambda fact: _FEATURES.index(fact.feature))
    return found


def _add(found: Glance, part: str, number: int, texts: list[str]) -> None:
    first, second, third, fourth = texts
    labels = {
        TOPIC: found.topics,
        GROUP: found.groups,
        LANGUAGE: found.languages,
        PHASE: found.phases,
    }
    if part in labels:
        labels[part].append(Label(first, second, third))
    elif part == SLOT:
        opens, closes = time.fromisoformat(first), time.fromisoformat(second)
        found.slots.append(OpeningSlot(weekday=number, opens=opens, closes=closes, note=third))
    elif part == ACCESS:
        found.access.append(AccessFact(feature=first, state=second, note=third))
    elif part == CONTACT:
        found.contacts.append(Contact(area=first, phone=second, email=third, note=fourth))
    elif part == IDENTIFIER:
        found.identifiers.append(ExternalId(scheme=first, value=second))
