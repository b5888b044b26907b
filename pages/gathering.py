"""Rows of several models from one query, each with the few columns that a page prints of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import (
    CharField,
    Count,
    F,
    Field,
    IntegerField,
    Model,
    QuerySet,
    Value,
    Window,
)
from django.db.models.functions import Cast, RowNumber
from django.utils import timezone


_NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Part:
    """The first rows of a queryset (all of them without ``most``), and which of their columns are read."""

    name: str
    rows: QuerySet
    columns: tuple[str, ...]
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the parts gave. The rows are not to be saved: only the columns asked for are theirs."""

    rows: Mapping[str, list[Model]]
    numbers: Mapping[str, int]


def gather(parts: Iterable[Part], counted: Mapping[str, QuerySet]) -> Gathered:
    """The rows of each part in the order of its queryset, and how many each queryset of ``counted`` has.

    One query. Columns are those of the model itself, no relations, and annotated whole numbers.
    """
    parts = list(parts)
    width = max(len(part.columns) for part in parts)
    queries = [_lines(part, width) for part in parts]
    queries += [_count(name, rows, width) for name, rows in counted.items()]
    found = {part.name: [] for part in parts}
    numbers = dict.fromkeys(counted, 0)
    by_name = {part.name: part for part in parts}
    for name, number, *texts in sorted(queries[0].union(*queries[1:], all=True)):
        if name.startswith("#"):
            numbers[name[1:]] = number
        else:
            found[name].append(_row(by_name[name], texts))
    return Gathered(found, numbers)


def _lines(part: Part, width: int) -> QuerySet:
    """(name, place in the order, columns as text); only the first rows are read in full."""
    order = [F("pk") if by == "pk" else by for by in part.rows.query.order_by]
    order = order or list(part.rows.model._meta.ordering)
    place = Window(RowNumber(), order_by=order) if order else Value(0)
    rows = part.rows
    if part.most is not None:
        rows = rows.filter(pk__in=part.rows.values("pk")[: part.most])
    texts = [Cast(column, CharField()) for column in part.columns]
    padding = [Value("", output_field=CharField())] * (width - len(texts))
    return rows.order_by().values_list(
        Value(part.name), Cast(place, IntegerField()), *texts, *padding
    )


def _count(name: str, rows: QuerySet, width: int) -> QuerySet:
    empty = [Value("", output_field=CharField())] * width
    one = rows.order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    return one.annotate(**{_NUMBER: Count("pk", distinct=True)}).values_list(
        Value(f"#{name}"), F(_NUMBER), *empty
    )


def _row(part: Part, texts: list[str]) -> Model:
    model, values, numbers = part.rows.model, {}, {}
    for column, text in zip(part.columns, texts, strict=False):
        if column in part.rows.query.annotations:
            numbers[column] = int(text)
            continue
        field = model._meta.get_field(column)
        values[field.attname] = _value(field, text)
    row = model(**values)
    vars(row).update(numbers)
    return row


def _value(field: Field, text: str | None):
    if text is None:
        return None
    if field.get_internal_type() == "BooleanField":
        return text in ("true", "1")
    if field.get_internal_type() == "JSONField":
        return field.from_db_value(text, None, None)
    value = field.to_python(text)
    if isinstance(value, datetime) and timezone.is_naive(value):
        # SQLite keeps moments in UTC and does not say so.
        return value.replace(tzinfo=UTC)
    return value
