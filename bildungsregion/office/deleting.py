"""What deleting a row takes along and what it leaves, in words for the page that asks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.admin.utils import NestedObjects
from django.db import DEFAULT_DB_ALIAS
from django.db.models import SET_NULL, Model
from django.utils.text import capfirst


NAMES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind; ``names`` are the first of them."""

    label: str
    count: int
    names: list[str]


def what_goes(rows: Iterable[Model]) -> list[Part]:
    """Everything that is deleted with these rows, themselves left out; ties between two rows say nothing."""
    rows = list(rows)
    collector = NestedObjects(using=DEFAULT_DB_ALIAS)
    collector.collect(rows)
    parts = []
    for model, found in collector.model_objs.items():
        beside = [row for row in found if row not in rows]
        if beside and not model._meta.auto_created:
            parts.append(_part(model, len(beside), beside))
    return sorted(parts, key=lambda part: part.label)


def what_stays(rows: Iterable[Model]) -> list[Part]:
    """Rows that only lose what pointed here."""
    rows = list(rows)
    if not rows:
        return []
    parts = []
    for relation in rows[0]._meta.related_objects:
        if relation.on_delete is SET_NULL:
            held = relation.related_model._base_manager.filter(
                **{f"{relation.field.name}__in": rows}
            )
            if count := held.count():
                parts.append(_part(relation.related_model, count, held[:NAMES_SHOWN]))
    return sorted(parts, key=lambda part: part.label)


def _part(model: type[Model], count: int, rows) -> Part:
    label = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
    return Part(capfirst(str(label)), count, [str(row) for row in list(rows)[:NAMES_SHOWN]])
