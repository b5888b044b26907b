"""The office's search over everything it keeps: one question to the database for all kinds of rows (kinds.py).

Words are found in any spelling, as in the public search (docs/adr/0261).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import (
    Case,
    Count,
    IntegerField,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.urls import reverse

from bildungsregion.base import search

from .spelling import Joined, Plain, plain


# Of each kind on the page of all, and on the page of one kind.
SHOWN, MOST_SHOWN = 5, 100


@dataclass(frozen=True)
class Kind:
    """One kind of rows. ``words`` are the columns that are looked through; none: the row's own search columns.

    ``mark`` is a column with choices that is said beside the title, ``detail`` columns follow it. ``link`` makes
    an address of the ``key`` column; else it is the row's own page in the admin. ``shown`` hides what nobody may read.
    """

    name: str
    label: str
    model: type[Model]
    right: str
    title: str
    words: Sequence[str] = ()
    mark: str = ""
    detail: Sequence[str] = ()
    module: str = ""
    rows: Callable[[], QuerySet] | None = None
    key: str = "pk"
    link: Callable[[str], str] | None = None
    shown: Callable[[str], str] = str

    def is_open_to(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.right) and (
            not self.module or request.region.has(self.module)
        )

    def url(self, key: str) -> str:
        if self.link:
            return self.link(key)
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[key])


@dataclass(frozen=True, slots=True)
class Hit:
    title: str
    url: str
    mark: str = ""
    detail: str = ""


@dataclass(slots=True)
class Group:
    """The first hits of a kind, and how many there are."""

    kind: Kind
    total: int = 0
    hits: list[Hit] = field(default_factory=list)


def find(kinds: Sequence[Kind], query: str, shown: int = SHOWN) -> list[Group]:
    """Kinds that hold every word of the query, each with its best rows; one question to the database."""
    terms = search.stem_terms(query)
    if not terms:
        return []
    statements, values = [], []
    for number, kind in enumerate(kinds):
        try:
            asked = _asked(kind, number, terms)[:shown].query
            sql, params = asked.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        except EmptyResultSet:
            continue
        statements.append(f"SELECT * FROM ({sql}) kind{number}")
        values.extend(params)
    if not statements:
        return []
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), values)
        return _grouped(kinds, cursor.fetchall())


def _asked(kind: Kind, number: int, terms: list[tuple[str, ...]]) -> QuerySet:
    rows = kind.rows() if kind.rows else kind.model._default_manager.all()
    head, whole = "search_title", "search_text"
    if kind.words:
        head, whole = "head", "whole"
        rows = rows.annotate(
            head=Plain(Joined(kind.title, by=" ")), whole=Plain(Joined(*kind.words, by=" "))
        )
        terms = [tuple(plain(stem) for stem in stems) for stems in terms]
    in_title = Q()
    for stems in terms:
        begun = _any(head, stems)
        rows = rows.filter(begun | _any(whole, stems))
        in_title &= begun
    return (
        rows.annotate(
            found_kind=Value(number, output_field=IntegerField()),
            found_title=_text(kind.title),
            found_mark=_text(kind.mark) if kind.mark else _nothing(),
            found_detail=Joined(*kind.detail, by="\n") if kind.detail else _nothing(),
            found_key=Cast(kind.key, TextField()),
            found_total=Window(Count("pk")),
            found_rank=Case(When(in_title, then=Value(1)), default=Value(2)),
        )
        .order_by("found_rank", "-pk")
        .values_list(
            "found_kind", "found_key", "found_title", "found_mark", "found_detail", "found_total", "found_rank"
        )
    )  # fmt: skip


def _grouped(kinds: Sequence[Kind], rows: list[tuple]) -> list[Group]:
    groups: dict[int, Group] = {}
    for number, key, title, mark, detail, total, _rank in rows:
        kind = kinds[number]
        group = groups.setdefault(number, Group(kind, total))
        told = " · ".join(part for part in kind.shown(detail).split("\n") if part)
        hit = Hit(kind.shown(title) or "ohne Titel", kind.url(key), _label(kind, mark), told)
        group.hits.append(hit)
    return [groups[number] for number in sorted(groups)]


def _label(kind: Kind, value: str) -> str:
    """The words for a choice; a mark without choices says itself what it is."""
    if not kind.mark:
        return ""
    choices: Any = kind.model._meta.get_field(kind.mark).flatchoices
    return str(dict(choices).get(value, value))


def _any(column: str, stems: Sequence[str]) -> Q:
    condition = Q()
    for stem in stems:
        condition |= Q(**{f"{column}__contains": stem})
    return condition


def _text(column: str):
    return Coalesce(Cast(column, TextField()), _as_text(""))


def _as_text(text: str):
    return Value(text, output_field=TextField())


def _nothing():
    return Cast(_as_text(""), TextField())
