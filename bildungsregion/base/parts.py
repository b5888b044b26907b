"""What hangs on an entry, read from several tables by one query: a part, a number and a few texts a row."""

from collections.abc import Iterable

from django.db.models import CharField, Expression, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce


Row = tuple[str, int, list[str]]


def columns(rows: QuerySet, part: str, *texts, width: int, order=None) -> QuerySet:
    """The rows as (part, number, text × width): what a union needs to be alike. ``order`` gives the number, else 0."""
    padded = [*texts, *[Value("")] * (width - len(texts))]
    # The same type on both databases, whatever the column is.
    plain = [Cast(text, CharField()) for text in padded]
    number = Cast(Value(0) if order is None else order, IntegerField())
    return rows.order_by().values_list(Value(part), number, *plain)


def text(name: str) -> Expression:
    """A column as text; "" for what is not known."""
    return Coalesce(Cast(name, CharField()), Value(""))


def read(queries: Iterable[QuerySet]) -> list[Row]:
    """The rows of all parts, each part in the order of its numbers; equal numbers in that of their texts."""
    first, *others = queries
    return [
        (part, number, texts) for part, number, *texts in sorted(first.union(*others, all=True))
    ]
