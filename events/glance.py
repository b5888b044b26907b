"""What hangs on an event and its page shows, all of it from one query (as actors/glance.py does)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast

from actors.glance import Label
from actors.models import AccessFact, Actor, Language, TargetGroup, Topic
from bildungsregion.base import parts
from bildungsregion.base.translations import text_here
from documents.models import Document

from . import recurrence
from .models import DateRule, Event


TOPIC, GROUP, LANGUAGE, ORGANISER = "topic", "group", "language", "organiser"
DOCUMENT, ACCESS, RULE = "document", "access", "rule"
_FEATURES = list(AccessFact.Feature)
_columns = partial(parts.columns, width=3)


@dataclass(slots=True)
class Glance:
    """The parts of an event in the order in which they are shown. The rows are not to be saved."""

    topics: list[Label] = field(default_factory=list)
    groups: list[Label] = field(default_factory=list)
    languages: list[Label] = field(default_factory=list)
    co_organisers: list[Actor] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    access: list[AccessFact] = field(default_factory=list)
    # The rules in words: "jeden Dienstag, bis 30. Juni 2027".
    rules: list[str] = field(default_factory=list)


def of_event(event: Event) -> Glance:
    found = Glance()
    for part, number, texts in parts.read(_parts(event)):
        _add(found, part, number, texts)
    found.documents.sort(key=lambda document: document.title)
    found.documents.sort(key=lambda document: document.issued_on or date.min, reverse=True)
    found.access.sort(key=lambda fact: _FEATURES.index(fact.feature))
    return found


def _parts(event: Event) -> Iterator[QuerySet]:
    topics = Topic.objects.published().filter(events=event)
    yield _columns(topics, TOPIC, "slug", text_here(Topic, "name"), "kind", order=F("order"))
    for part, model in ((GROUP, TargetGroup), (LANGUAGE, Language)):
        rows, name = model.objects.filter(events=event), text_here(model, "name")
        yield _columns(rows, part, "slug", name, order=F("order"))
    others = Actor.objects.published().filter(co_organised_events=event)
    yield _columns(others, ORGANISER, "name", "slug")
    documents = Document.objects.published().filter(events=event)
    yield _columns(documents, DOCUMENT, "slug", "title", parts.text("issued_on"))
    facts = AccessFact.objects.filter(actor=event.place_actor_id)
    facts = facts.exclude(state=AccessFact.State.UNKNOWN)
    yield _columns(facts, ACCESS, "feature", "state", "note")
    rules = DateRule.objects.filter(event=event)
    first = Cast("first_on", CharField())
    yield _columns(rules, RULE, first, parts.text("starts_time"), "rrule")


def _add(found: Glance, part: str, number: int, texts: list[str]) -> None:
    first, second, third = texts
    labels = {TOPIC: found.topics, GROUP: found.groups, LANGUAGE: found.languages}
    if part in labels:
        labels[part].append(Label(first, second, third))
    elif part == ORGANISER:
        found.co_organisers.append(Actor(name=first, slug=second, is_published=True))
    elif part == DOCUMENT:
        issued = date.fromisoformat(third) if third else None
        found.documents.append(Document(slug=first, title=second, issued_on=issued))
    elif part == ACCESS:
        found.access.append(AccessFact(feature=first, state=second, note=third))
    elif part == RULE:
        start = time.fromisoformat(second) if second else time.min
        moment = datetime.combine(date.fromisoformat(first), start)
        found.rules.append(recurrence.describe(recurrence.parse(third), moment))
