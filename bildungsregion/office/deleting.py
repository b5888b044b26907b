"""What deleting a row takes along and what it leaves, in words for the page that asks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.admin.utils import NestedObjects
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.utils.text import capfirst


NAMES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind; ``names`` are the first of them, none where somebody may not see such rows."""

    label: str
    count: int
    names: list[str]


def consequences(rows: Iterable[Model], user) -> tuple[list[Part], list[Part]]:
    """Everything that is deleted with these rows, themselves left out, and what only loses what pointed there.

    Ties between two rows say nothing.
    """
    rows = set(rows)
    collector = NestedObjects(using=DEFAULT_DB_ALIAS)
    collector.collect(list(rows))
    goes = [
        _part(model, len(beside), beside, user)
        for model, found in collector.model_objs.items()
        if (beside := [row for row in found if row not in rows]) and not model._meta.auto_created
    ]
    loosened = defaultdict(set)
    for (field, value), found in collector.field_updates.items():
        if value is None:
            loosened[field.model].update(*(some.values_list("pk", flat=True) for some in found))
    stays = []
    for model, found in loosened.items():
        if left := sorted(found - {row.pk for row in collector.model_objs[model]}):
            held = model._base_manager.filter(pk__in=left[:NAMES_SHOWN])
            stays.append(_part(model, len(left), held, user))
    return _sorted(goes), _sorted(stays)


def _part(model: type[Model], count: int, rows: Iterable[Model], user) -> Part:
    """``rows``: of all ``count``, at least those whose names are shown."""
    opts = model._meta
    label = capfirst(str(opts.verbose_name if count == 1 else opts.verbose_name_plural))
    may_see = user.has_perm(f"{opts.app_label}.view_{opts.model_name}")
    shown = sorted(rows, key=lambda row: row.pk)[:NAMES_SHOWN] if may_see else []
    return Part(label, count, [str(row) for row in shown])


def _sorted(parts: list[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: part.label)
