"""What belongs to a topic or to a phase of life, „ordered by use“.

Use is never watched: nobody's visits are counted. First stands what the office put first (TopicPin), then
what can be used soonest and most surely (docs/adr/0220).
"""

from dataclasses import dataclass, field

from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from actors.ages import ages_of, meant_for_range
from actors.models import Actor, LifePhase, Offer, TargetGroup, Topic
from actors.municipalities import FieldCount, fields_among
from bildungsregion.base.languages import active
from documents.models import Document
from events.models import Occurrence
from projects.models import Project

from .gathering import Part, gather
from .models import ContactPoint, News, TopicLink, TopicPin, TransitionStep


# How many entries of a kind a page shows before "alle ansehen".
SHOWN = 6
_LONG_TEXTS = ("description", "search_title", "search_text")
_CARD = ("id", "slug", "title", "summary")
_DOCUMENT = (*_CARD, "kind", "issued_on", "issued_precision", "translations")
_PROJECT = (*_CARD, "status", "translations")
_NEWS = (*_CARD, "publish_at", "language", "original", "change_at", "draft")
_TOPIC = ("id", "slug", "kind", "name", "icon", "summary", "translations")
_CONTACT = ("id", "area", "description", "phone", "email", "place", "hours", "translations")


@dataclass(slots=True)
class Shelf:
    """The first entries of a kind, how many there are, and the list of them all."""

    rows: list = field(default_factory=list)
    total: int = 0

    def __bool__(self):
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class TopicContent:
    """Everything on a topic's page that does not depend on the hour."""

    children: list[Topic]
    groups: list[TargetGroup]
    links: list[TopicLink]
    contacts: list[ContactPoint]
    steps: list[TransitionStep]
    actors: Shelf
    offers: Shelf
    projects: Shelf
    documents: Shelf
    news: Shelf

    @property
    def shelves(self) -> list[Shelf]:
        return [self.actors, self.offers, self.projects, self.documents, self.news]


def of_topic(topic: Topic) -> TopicContent:
    """Three queries, four for a transition."""
    of_it = {"topics": topic}
    actors = Actor.objects.published().filter(**of_it)
    offers = Offer.objects.published().filter(**of_it)
    projects = Project.objects.published().filter(**of_it)
    documents = Document.objects.published().filter(**of_it)
    news = News.objects.published().filter(**of_it).in_language(active())
    small = gather(
        [
            Part("children", Topic.objects.published().filter(parent=topic), _TOPIC),
            Part("groups", TargetGroup.objects.filter(topics=topic), ("slug", "name", "translations")),
            Part("links", topic.links.all(), ("label", "text", "url", "translations")),
            Part("contacts", ContactPoint.objects.published().filter(topics=topic), _CONTACT),
            Part("projects", _pinned(projects.running_first(), topic, "project"),
                 _PROJECT, SHOWN),
            Part("documents", _pinned(documents.newest_first(), topic, "document"),
                 _DOCUMENT, SHOWN),
            Part("news", news.newest_first(), _NEWS, 3),
        ],
        {"actors": actors, "offers": offers, "projects": projects, "documents": documents, "news": news},
    )  # fmt: skip
    rows, numbers = small.rows, small.numbers
    for message in rows["news"]:
        message.take_due_change()
    return TopicContent(
        children=rows["children"],
        groups=rows["groups"],
        links=rows["links"][: TopicLink.MOST],
        contacts=rows["contacts"],
        steps=_steps(topic),
        actors=Shelf(list(_used_actors(actors, topic)[:SHOWN]), numbers["actors"]),
        offers=Shelf(list(_used_offers(offers, topic)[:SHOWN]), numbers["offers"]),
        projects=Shelf(rows["projects"], numbers["projects"]),
        documents=Shelf(rows["documents"], numbers["documents"]),
        news=Shelf(rows["news"], numbers["news"]),
    )


def _pinned(rows: QuerySet, topic: Topic, kind: str) -> QuerySet:
    """The office's choice first, in its order; then as the rows were ordered."""
    pins = TopicPin.objects.filter(topic=topic, **{kind: OuterRef("pk")}).order_by("position")
    pinned = rows.annotate(pin=Subquery(pins.values("position")[:1]))
    return pinned.order_by(F("pin").asc(nulls_last=True), *rows.query.order_by)


def _used_actors(actors: QuerySet, topic: Topic) -> QuerySet:
    """Who offers something in the topic now, most first; then whose entry was checked last."""
    offers = Offer.objects.published().filter(actor=OuterRef("pk"), topics=topic).order_by()
    number = offers.values("actor").annotate(n=Count("pk")).values("n")
    ordered = actors.annotate(
        busy=Coalesce(Subquery(number), 0, output_field=IntegerField())
    ).order_by("-busy", F("checked_on").desc(nulls_last=True), "name", "pk")
    return _pinned(ordered, topic, "actor").defer(*_LONG_TEXTS)


def _used_offers(offers: QuerySet, topic: Topic) -> QuerySet:
    """Of whom the entry was checked last, so that it is most likely to hold."""
    ordered = offers.order_by(F("actor__checked_on").desc(nulls_last=True), "title", "pk")
    return for_cards(_pinned(ordered, topic, "offer"))


def for_cards(offers: QuerySet) -> QuerySet:
    return (
        offers.with_lowest_price()
        .select_related("actor__municipality")
        .defer(*_LONG_TEXTS, *(f"actor__{text}" for text in _LONG_TEXTS))
        .defer("actor__municipality__geometry")
    )


def _steps(topic: Topic) -> list[TransitionStep]:
    if topic.kind != Topic.Kind.TRANSITION:
        return []
    return list(topic.steps.select_related("actor", "document"))


def dates_of_topic(topic: Topic) -> Shelf:
    """Each event with its next date: the office's choice first, then the soonest. One query."""
    coming = Occurrence.objects.published().coming().filter(event__topics=topic)
    pins = TopicPin.objects.filter(topic=topic, event=OuterRef("event")).order_by("position")
    pinned = coming.annotate(pin=Subquery(pins.values("position")[:1]))
    return _next_dates(pinned, F("pin").asc(nulls_last=True))


def _next_dates(coming: QuerySet, *first) -> Shelf:
    """Each event's next date; the total counts all its dates, as the calendar's list does. One query."""
    of_event = coming.filter(event=OuterRef("event")).order_by("starts_at", "pk")
    every = coming.order_by().annotate(every=Value(1)).values("every")
    rows = (
        coming.filter(pk=Subquery(of_event.values("pk")[:1]))
        .annotate(total=Subquery(every.annotate(n=Count("pk")).values("n")))
        .with_event()
        .order_by(*first, "starts_at", "pk")
    )
    dates = list(rows[:SHOWN])
    return Shelf(dates, dates[0].total if dates else 0)


@dataclass(frozen=True, slots=True)
class PhaseContent:
    """Everything on the page of a phase of life that does not depend on the hour."""

    fields: list[FieldCount]
    topics: list[Topic]
    transitions: list[Topic]
    documents: Shelf
    projects: list[Project]
    offers: Shelf

    @property
    def actors(self) -> int:
        return sum(count.number for count in self.fields)


def of_phase(phase: LifePhase) -> PhaseContent:
    """Three queries. Documents are those of the phase's topics; they know no phase themselves."""
    topics = Topic.objects.published().filter(life_phases=phase)
    of_topics = Document.topics.through.objects.filter(topic__in=topics.order_by().values("pk"))
    documents = Document.objects.published().filter(pk__in=of_topics.values("document"))
    projects = Project.objects.published().filter(life_phases=phase)
    offers = Offer.objects.published()
    offers = offers.filter(meant_for_range(phase.ages)) if phase.ages else offers.none()
    small = gather(
        [
            Part("topics", topics, _TOPIC),
            Part("documents", documents.newest_first(), _DOCUMENT, SHOWN),
            Part("projects", projects.running_first(), _PROJECT, SHOWN),
        ],
        {"documents": documents} | ({"offers": offers} if phase.ages else {}),
    )
    by_kind = {kind: [t for t in small.rows["topics"] if t.kind == kind] for kind in Topic.Kind}
    return PhaseContent(
        fields=fields_among(Actor.objects.published().filter(life_phases=phase)),
        topics=by_kind[Topic.Kind.TOPIC],
        transitions=by_kind[Topic.Kind.TRANSITION],
        documents=Shelf(small.rows["documents"], small.numbers["documents"]),
        projects=small.rows["projects"],
        offers=Shelf(_offers_by_age(offers, phase), small.numbers.get("offers", 0)),
    )


def _offers_by_age(offers: QuerySet, phase: LifePhase) -> list[Offer]:
    """Offers that begin at these ages go before those that began earlier and those that name no age."""
    if not phase.ages:
        return []
    youngest, _oldest = ages_of(phase.ages)
    begins = Case(
        When(age_from__gte=youngest, then=0),
        When(age_from__isnull=False, then=1),
        default=2,
        output_field=IntegerField(),
    )
    checked = F("actor__checked_on").desc(nulls_last=True)
    return list(for_cards(offers.order_by(begins, checked, "title", "pk"))[:SHOWN])


def dates_of_phase(phase: LifePhase) -> list[Occurrence]:
    """The next dates of events that name these ages; most name none, and are no more for one than another."""
    if not phase.ages:
        return []
    youngest, oldest = ages_of(phase.ages)
    coming = Occurrence.objects.published().coming()
    coming = coming.filter(event__age_from__lte=oldest, event__age_to__gte=youngest)
    return _next_dates(coming).rows
