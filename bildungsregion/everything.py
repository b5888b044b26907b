"""The one search over everything: the best hits of each kind of entry, from a single query."""

from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Offer, Topic
from bildungsregion.base import search
from documents.models import Document
from events.models import Event, Occurrence
from pages.models import Page
from projects.models import Project


HITS_SHOWN = 6


@dataclass(frozen=True)
class Source:
    """One kind of entry: what it is called, where its hits lead, where all of them are."""

    name: str
    label: str
    model: type
    title: str
    url: str
    list_url: str = ""
    mark: str = ""


SOURCES = (
    Source("akteure", _("Akteure"), Actor, "name", "actors:actor_detail", "actors:actor_list", "kind"),
    Source("lernorte", _("Lernorte und Angebote"), Offer, "title", "actors:offer_detail",
           "actors:offer_list", "actor__name"),
    Source("veranstaltungen", _("Veranstaltungen"), Event, "title", "events:event_detail"),
    Source("projekte", _("Projekte"), Project, "title", "projects:project_detail",
           "projects:project_list"),
    Source("dokumente", _("Dokumente"), Document, "title", "documents:document_detail",
           "documents:document_list", "kind"),
    Source("themen", _("Themen und Übergänge"), Topic, "name", "pages:topic_detail", "", "kind"),
    Source("seiten", _("Seiten"), Page, "title", "pages:page"),
)  # fmt: skip


@dataclass
class Hit:
    title: str
    summary: str
    url: str
    mark: str
    day: object


@dataclass
class Group:
    source: Source
    total: int
    hits: list[Hit] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.source.label

    @property
    def all_url(self) -> str:
        """The kind's own list, where more hits than shown can be looked through; "" if it has none."""
        shown_all = self.total <= len(self.hits) or not self.source.list_url
        return "" if shown_all else reverse(self.source.list_url)


def found(query: str) -> list[Group]:
    """The hits of each kind that has any, kinds with the best hits first; hidden rows stay hidden."""
    if not search.stem_terms(query):
        return []
    parts = [_hits(source, query) for source in SOURCES]
    groups: dict[str, Group] = {}
    best: dict[str, int] = {}
    for row in sorted(parts[0].union(*parts[1:], all=True), key=lambda row: (-row[6], row[7])):
        name, title, summary, slug, mark, day, rank, _order, total = row
        source = next(source for source in SOURCES if source.name == name)
        group = groups.setdefault(name, Group(source, total))
        group.hits.append(Hit(title, summary, _url(source, slug, mark), _mark(source, mark), day))
        best[name] = max(best.get(name, 0), rank)
    order = [source.name for source in SOURCES]
    return sorted(groups.values(), key=lambda g: (-best[g.source.name], order.index(g.source.name)))


def _hits(source: Source, query: str) -> QuerySet:
    """(kind, title, summary, slug, mark, day, rank, order, total) of the kind's best hits, in any order.

    The best are picked by a limited subquery and only they are read in full: a window over all hits
    would carry thousands of rows to show six.
    """
    matches = search.search(_published(source), query)
    total = (
        matches.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    )
    return (
        matches.order_by()
        .filter(pk__in=matches.values("pk")[:HITS_SHOWN])
        .values_list(
            Value(source.name),
            Cast(source.title, CharField()),
            Cast("summary", CharField()),
            "slug",
            Cast(source.mark, CharField()) if source.mark else Value("", output_field=CharField()),
            _day() if source.model is Event else Cast(Value(None), DateTimeField()),
            "search_rank",
            "search_title",
            Subquery(total),
        )
    )


def _day():
    """When an event is next; when it last was if that is over."""
    of_event = {"event": OuterRef("pk")}
    following = Occurrence.objects.coming().filter(**of_event).values("starts_at")[:1]
    latest = Occurrence.objects.past().filter(**of_event).values("starts_at")[:1]
    return Coalesce(Subquery(following), Subquery(latest))


def _url(source: Source, slug: str, mark: str) -> str:
    if source.model is Topic and mark == Topic.Kind.TRANSITION:
        return reverse("pages:transition_detail", args=[slug])
    return reverse(source.url, args=[slug])


def _mark(source: Source, mark: str) -> str:
    """The small word above a hit: the kind's label, or what the column says itself."""
    if source.mark != "kind":
        return mark
    return str(dict(source.model._meta.get_field("kind").flatchoices).get(mark, ""))


@search.suggests
def suggestion(query: str) -> str | None:
    """„Meinten Sie“ for a query that found nothing: one that does find something, or None."""
    meant = search.did_you_mean(query, _vocabulary(_state()))
    return meant if meant and found(meant) else None


def _state() -> tuple:
    """What changes when any published text does; from one query."""
    parts = [
        _published(source)
        .values_list(Value(source.name))
        .annotate(
            rows=Count("pk"),
            last=Max("updated_at"),
            first_title=Min("search_title"),
            last_title=Max("search_title"),
            letters=Sum(Length("search_title") + Length("search_text")),
        )
        for source in SOURCES
    ]
    return tuple(sorted(parts[0].union(*parts[1:], all=True)))


@lru_cache(maxsize=1)
def _vocabulary(state: tuple) -> search.Vocabulary:
    return search.Vocabulary(_published(source) for source in SOURCES)


def _published(source: Source) -> QuerySet:
    return source.model.objects.published().order_by()
