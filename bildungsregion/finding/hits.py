"""Asking the search tables: how many of each kind, the best of each, a page of one kind.

Titles come first; texts are read only as far as hits are needed, and counted only up to MOST: a common word
stands in nearly every row, and nobody looks through all of them (docs/adr/0230).
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext as _

from actors.models import Topic
from bildungsregion.base import search
from bildungsregion.base.translations import GERMAN
from events.models import Event, Occurrence

from . import marking
from .models import SearchBody, SearchEntry
from .sources import BY_NAME, SOURCES, Source


MOST = 1_000
SHOWN, A_PAGE = 5, 20
# So much of a long text is looked through for a place to quote.
READ = 1_500
Terms = Sequence[tuple[str, ...]]
# SQL and its values.
Part = tuple[str, tuple]
# Stands where a kind will stand; no kind is called so.
_ANY_KIND = "\x01"


@dataclass(frozen=True)
class Number:
    """A count that ends at MOST."""

    value: int

    @property
    def is_cut(self) -> bool:
        return self.value > MOST

    @property
    def pages(self) -> int:
        return -(-min(self.value, MOST) // A_PAGE)

    def __str__(self):
        if self.is_cut:
            return _("mehr als %s") % number_format(MOST, force_grouping=True)
        return number_format(self.value, force_grouping=True)


@dataclass
class Hit:
    """A row as the search shows it: ``title_marked`` and ``quote`` are HTML with the words marked."""

    title: str
    summary: str
    url: str
    mark: str = ""
    day: datetime | date | None = None
    lang: str = ""
    text: str = ""
    terms: Terms = ()

    @property
    def language(self) -> str:
        """The name of the language that the hit is in, where the page is in another one."""
        return dict(settings.LANGUAGES).get(self.lang, self.lang)

    @cached_property
    def title_marked(self) -> str:
        return marking.marked(self.title, self.terms)

    @cached_property
    def quote(self) -> str:
        return marking.quote(self.summary, self.text, self.terms)


@dataclass
class Group:
    source: Source
    number: Number
    hits: list[Hit] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.source.label

    @property
    def has_more(self) -> bool:
        return self.number.value > len(self.hits)


class Found:
    """What a query finds; each step asks the database once, and only if it is needed."""

    def __init__(self, query: str):
        self.terms = search.stem_terms(query)

    @cached_property
    def numbers(self) -> dict[str, Number]:
        """How many hits each kind has that has any, in the order of the kinds."""
        return {kind: Number(value) for kind, value, rank in self._overview if not rank and value}

    @property
    def total(self) -> Number:
        return Number(sum(number.value for number in self.numbers.values()))

    def groups(self) -> list[Group]:
        """The best few of each kind, kinds with the best hits first."""
        kinds = list(self.numbers)
        heads = [row for row in self._overview if row[2]]
        ids = {kind: [row[1] for row in heads if row[0] == kind] for kind in kinds}
        wanted = [kind for kind in kinds if len(ids[kind]) < min(SHOWN, self.numbers[kind].value)]
        for kind, pk in _fetched(self._bodies(wanted, 0, SHOWN)):
            if len(ids[kind]) < SHOWN:
                ids[kind].append(pk)
        best = {kind: max((row[2] for row in heads if row[0] == kind), default=0) for kind in kinds}
        hits = self._hits(ids)
        found = [Group(BY_NAME[kind], self.numbers[kind], hits[kind]) for kind in kinds]
        return sorted(found, key=lambda group: -best[group.source.name])

    def page(self, kind: str, number: int) -> Group:
        """Page ``number`` (from 1) of one kind; a number too high gives the last one."""
        counted = self.numbers.get(kind, Number(0))
        first = (max(1, min(number, counted.pages)) - 1) * A_PAGE
        last = min(first + A_PAGE, MOST)
        heads = [row[1] for row in _fetched(self._heads([kind], 0, last))]
        ids = heads[first:last]
        if len(heads) < last and counted.value > len(heads):
            before = max(0, first - len(heads))
            texts = self._bodies([kind], before, before + last - first - len(ids))
            ids += [pk for _kind, pk in _fetched(texts)]
        return Group(BY_NAME[kind], counted, self._hits({kind: ids})[kind])

    @cached_property
    def _overview(self) -> list[tuple[str, int, int]]:
        """(kind, how many, 0) of each kind, and the best few heads of each, from one query."""
        if not self.terms:
            return []
        kinds = [source.name for source in SOURCES]
        return _fetched(self._counts(kinds) + self._heads(kinds, 0, SHOWN))

    @cached_property
    def _in_body(self) -> Q:
        return _all(_any("body", stems) for stems in self.terms)

    @cached_property
    def _in_head(self) -> Q:
        condition = Q()
        for stems in self.terms:
            condition |= _any("head", stems)
        return condition

    def _counts(self, kinds: list[str]) -> list[Part]:
        """(kind, how many up to one more than MOST, 0)."""
        rows = SearchBody.objects.filter(self._in_body).order_by().values("pk")
        return [
            (f"SELECT %s, COUNT(*), 0 FROM ({sql}) counted", (kind, *values))
            for kind, sql, values in _of_kinds(rows, kinds, 0, MOST + 1)
        ]

    def _heads(self, kinds: list[str], first: int, last: int) -> list[Part]:
        """(kind, pk, rank) of rows with a word in the title: its beginning counts 8, a place inside a word 4."""
        rank = Value(0, output_field=IntegerField())
        for stems in self.terms:
            rank = rank + Case(
                When(_any("head", stems, " "), then=Value(8)),
                When(_any("head", stems), then=Value(4)),
                default=Value(0),
                output_field=IntegerField(),
            )
        rows = SearchEntry.objects.filter(self._in_head)
        if len(self.terms) > 1:
            rows = rows.filter(Exists(SearchBody.objects.filter(self._in_body, **_SAME_ROW)))
        rows = rows.annotate(rank=rank).order_by("-rank", "head", "object_id")
        rows = rows.values_list("kind", "object_id", "rank")
        return _wrapped(_of_kinds(rows, kinds, first, last))

    def _bodies(self, kinds: list[str], first: int, last: int) -> list[Part]:
        """(kind, pk) of rows with the words in the text alone, the youngest first."""
        titled = Exists(SearchEntry.objects.filter(self._in_head, **_SAME_ROW))
        rows = SearchBody.objects.filter(self._in_body).exclude(titled).order_by("-object_id")
        rows = rows.values_list("kind", "object_id")
        return _wrapped(_of_kinds(rows, kinds, first, last))

    def _hits(self, ids: dict[str, list[int]]) -> dict[str, list[Hit]]:
        """The rows of these ids in their order, read at once; what is no longer public is left out."""
        parts = [_described(BY_NAME[kind], pks) for kind, pks in ids.items() if pks]
        read = {}
        for kind, pk, *columns in parts[0].union(*parts[1:], all=True) if parts else ():
            read[kind, pk] = _hit(BY_NAME[kind], columns, self.terms)
        return {
            kind: [read[kind, pk] for pk in pks if (kind, pk) in read] for kind, pks in ids.items()
        }


_SAME_ROW = {"kind": OuterRef("kind"), "object_id": OuterRef("object_id")}


def _any(column: str, stems: Iterable[str], prefix: str = "") -> Q:
    condition = Q()
    for stem in stems:
        condition |= Q(**{f"{column}__contains": prefix + stem.lstrip() if prefix else stem})
    return condition


def _all(conditions: Iterable[Q]) -> Q:
    joined = Q()
    for condition in conditions:
        joined &= condition
    return joined


def _of_kinds(
    rows: QuerySet, kinds: list[str], first: int, last: int
) -> list[tuple[str, str, tuple]]:
    """(kind, SQL, values) of the same entries for each kind. Django writes the SQL once: that takes longer than asking.

    What has its time on the site is not even counted before and after it.
    """
    sql, values = rows.filter(kind=_ANY_KIND)[first:last].query.sql_with_params()
    parts = []
    for kind in kinds:
        source = BY_NAME[kind]
        if source.in_rows:
            shown = rows.filter(kind=kind, object_id__in=source.published.values("pk"))
            parts.append((kind, *shown[first:last].query.sql_with_params()))
        else:
            own = tuple(kind if value == _ANY_KIND else value for value in values)
            parts.append((kind, sql, own))
    return parts


def _wrapped(parts: list[tuple[str, str, tuple]]) -> list[Part]:
    """SQLite takes no limit inside a compound statement, so each part stands in a subquery."""
    return [(f"SELECT * FROM ({sql}) part", values) for _kind, sql, values in parts]


def _fetched(parts: list[Part]) -> list[tuple]:
    """The rows of all parts from one query."""
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _values in parts),
            [value for _sql, values in parts for value in values],
        )
        return cursor.fetchall()


def _described(source: Source, pks: list[int]) -> QuerySet:
    """What a hit shows of these rows, in the same columns for each kind."""
    no_text = Value("", output_field=TextField())
    return source.published.filter(pk__in=pks).values_list(
        Value(source.name),
        "pk",
        Cast(source.title, TextField()),
        Cast("summary", TextField()),
        source.slug,
        Cast(source.mark, TextField()) if source.mark else no_text,
        _day() if source.model is Event else Cast(Value(None), DateTimeField()),
        Cast("translations", TextField()) if source.is_translatable else no_text,
        Cast(Substr(source.text, 1, READ), TextField()),
        Cast("language", CharField()) if source.in_rows else Value(GERMAN, output_field=CharField()),
    )  # fmt: skip


def _day():
    """When an event is next; when it last was if that is over."""
    of_event = {"event": OuterRef("pk")}
    following = Occurrence.objects.coming().filter(**of_event).values("starts_at")[:1]
    latest = Occurrence.objects.past().filter(**of_event).values("starts_at")[:1]
    return Coalesce(Subquery(following), Subquery(latest))


def _hit(source: Source, columns: list, terms: Terms) -> Hit:
    title, summary, slug, mark, day, translations, text, language = columns
    here = get_language() or GERMAN
    own = _translated(translations, here) if language == GERMAN != here else {}
    if own:
        title = own.get(source.title) or title
        summary = own.get("summary") or summary
        text, language = own.get(source.text, "")[:READ] or text, here
    return Hit(
        title=title,
        summary=summary,
        url=_url(source, slug, mark),
        mark=_mark(source, mark),
        day=_leaf(day),
        lang="" if language == here else language,
        text=text,
        terms=terms,
    )


def _leaf(moment: datetime | None) -> datetime | date | None:
    """The moment; of what lasts all day, and so begins at midnight, only the day."""
    if moment is None:
        return None
    local = timezone.localtime(moment)
    return local.date() if local.time() == time.min else moment


def _translated(stored: str, language: str) -> dict[str, str]:
    return {
        name: text for name, text in json.loads(stored or "{}").get(language, {}).items() if text
    }


def _url(source: Source, slug: str, mark: str) -> str:
    if source.model is Topic and mark == Topic.Kind.TRANSITION:
        return reverse("pages:transition_detail", args=[slug])
    return reverse(source.url, args=[slug])


def _mark(source: Source, mark: str) -> str:
    """The small word above a hit: the kind's label, or what the column says itself."""
    return _labels(source.model, get_language()).get(mark, "") if source.mark == "kind" else mark


@cache
def _labels(model: type, _language: str) -> dict[str, str]:
    return {value: str(label) for value, label in model._meta.get_field("kind").flatchoices}
