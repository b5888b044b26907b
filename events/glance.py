"""What hangs on an event and its page shows, all of it from one query (as actors/glance.py does)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from actors.glance import Label
from actors.models import AccessFact, Actor, Language, TargetGroup, Topic
from bildungsregion.base.translations import text_here
from documents.models import Document

from . import recurrence
from .models import DateRule, Event


TOPIC, GROUP, LANGUAGE, ORGANISER = "topic", "group", "language", "organiser"
DOCUMENT, ACCESS, RULE = "document", "access", "rule"
_FEATURES = list(AccessFact.Feature)


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
    parts = list(_parts(event))
    for part, number, *texts in sorted(parts[0].union(*parts[1:], all=True)):
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
    issued = Coalesce(Cast("issued_on", CharField()), Value(""))
    yield _columns(documents, DOCUMENT, "slug", "title", issued)
    facts = AccessFact.objects.filter(actor=event.place_actor_id)
    facts = facts.exclude(state=AccessFact.State.UNKNOWN)
    yield _columns(facts, ACCESS, "feature", "state", "note")
    starts = Coalesce(Cast("starts_time", CharField()), Value(""))
    yield _columns(
        DateRule.objects.filter(event=event), RULE, Cast("first_on", CharField()), starts, "rrule"
    )


def _columns(rows: QuerySet, part: str, *texts, order=None) -> QuerySet:
    """The rows as (part, number, text, text, text): what a union needs to be alike."""
    padded = [*texts, *[Value("")] * (3 - len(texts))]
    # The same type on both databases, whatever the column is.
    plain = [Cast(text, CharField()) for text in padded]
    number = Cast(order or Value(0), IntegerField())
    return rows.order_by().values_list(Value(part), number, *plain)


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
