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
    """Rows of one kind; ``names`` are the first of them, none where somebody may not see such rows."""

    label: str
    count: int
    names: list[str]


def what_goes(rows: Iterable[Model], user) -> list[Part]:
    """Everything that is deleted with these rows, themselves left out; ties between two rows say nothing."""
    rows = list(rows)
    collector = NestedObjects(using=DEFAULT_DB_ALIAS)
    collector.collect(rows)
    parts = []
    for model, found in collector.model_objs.items():
        beside = [row for row in found if row not in rows]
        if beside and not model._meta.auto_created:
            parts.append(_part(model, len(beside), beside, user))
    return sorted(parts, key=lambda part: part.label)


def what_stays(rows: Iterable[Model], user) -> list[Part]:
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
                parts.append(_part(relation.related_model, count, held[:NAMES_SHOWN], user))
    return sorted(parts, key=lambda part: part.label)


def _part(model: type[Model], count: int, rows, user) -> Part:
    opts = model._meta
    label = capfirst(str(opts.verbose_name if count == 1 else opts.verbose_name_plural))
    may_see = user.has_perm(f"{opts.app_label}.view_{opts.model_name}")
    return Part(label, count, [str(row) for row in list(rows)[:NAMES_SHOWN]] if may_see else [])
