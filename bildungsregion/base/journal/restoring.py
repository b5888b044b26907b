"""A former state of content comes back: as a change of its own, looked at first, never over a newer one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import Model

from bildungsregion.base.errors import DomainError

from . import reading, recorded, words
from .acting import acting
from .keeping import REMOVED
from .models import Change
from .reading import Item


class Newer(DomainError):
    """Somebody changed the object after it was looked at."""


@dataclass(frozen=True, slots=True)
class Former:
    """A field that was another; ``value`` is what it gets back: a column's value, or the keys of a list."""

    name: str
    label: str
    value: Any
    items: tuple[Item, ...]

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, frozenset)


@dataclass(frozen=True, slots=True)
class Plan:
    """``seen`` is the newest change that was looked at; ``left_out`` names what cannot come back from here."""

    first: Change
    seen: int
    fields: tuple[Former, ...]
    left_out: tuple[str, ...]


def plan(row: Model, first: Change) -> Plan:
    """What would change if ``row`` became what it was before that change."""
    later = list(reading.of(type(row), row.pk).filter(pk__gte=first.pk).order_by("-pk"))
    columns: dict[str, Any] = {}
    links: dict[str, set[int]] = {}
    left_out: dict[str, None] = {}
    for change in later:
        table = recorded.tables().get(change.table)
        if table is None:
            continue
        if table.link:
            name = table.link.name
            if name not in links:
                links[name] = set(getattr(row, name).values_list("pk", flat=True))
            if change.kind == Change.Kind.ADDED:
                links[name].discard(change.after.get(table.other))
            else:
                links[name].add(change.before.get(table.other))
        elif not table.is_object:
            left_out[str(table.model._meta.verbose_name_plural)] = None
        elif change.kind == Change.Kind.CHANGED:
            columns |= change.before
    fields = [*_columns(row, columns, left_out), *_lists(row, links)]
    return Plan(first, later[0].pk if later else 0, tuple(fields), tuple(left_out))


def _columns(row: Model, columns: dict[str, Any], left_out: dict[str, None]) -> Iterable[Former]:
    table = recorded.tables()[row._meta.db_table]
    changed = []
    for column, former in columns.items():
        known = words.field_of(table, column)
        if known is None or isinstance(known, models.FileField) or former == REMOVED:
            # The file itself may be gone since, as is the address of somebody who was forgotten.
            left_out[str(known.verbose_name) if known else column] = None
            continue
        now, value = known.value_from_object(row), words.plain(known, former)
        if now != value:
            changed.append((known, now, value))
    names = words.Names()
    for known, now, value in changed:
        words.want_names(names, table, {known.column: now})
        words.want_names(names, table, {known.column: value})
    names.read()
    for known, now, value in changed:
        items = tuple(reading.items_of(table, known, now, value, names))
        yield Former(known.name, str(known.verbose_name), value, items)


def _lists(row: Model, links: dict[str, set[int]]) -> Iterable[Former]:
    for name, former in links.items():
        relation = row._meta.get_field(name)
        rows = {one.pk: one for one in relation.related_model._base_manager.filter(pk__in=former)}
        now = {one.pk: one for one in getattr(row, name).all()}
        if set(rows) != set(now):
            item = Item(
                str(relation.verbose_name),
                gone=tuple(str(one) for pk, one in now.items() if pk not in rows),
                come=tuple(str(one) for pk, one in rows.items() if pk not in now),
            )
            yield Former(name, str(relation.verbose_name), frozenset(rows), (item,))


@transaction.atomic
def restore(row: Model, first: Change, names: set[str], *, seen: int, reason: str) -> list[str]:
    """Give the named fields back; the labels of those that changed.

    Raises Newer where the object was changed after ``seen``, DomainError where nothing is left to do,
    ValidationError where the former values are not allowed (any more).
    """
    row = type(row)._base_manager.select_for_update(no_key=True).get(pk=row.pk)
    planned = plan(row, first)
    if planned.seen != seen:
        raise Newer("Inzwischen hat sich der Eintrag geändert. Bitte sehen Sie noch einmal nach.")
    chosen = [former for former in planned.fields if former.name in names]
    if not chosen:
        raise DomainError("Bitte wählen Sie mindestens ein Feld.")
    with acting(reason=f"Wiederhergestellt: {reason}"):
        columns = [former for former in chosen if not former.is_list]
        for former in columns:
            attname = row._meta.get_field(former.name).attname
            setattr(row, attname, former.value)
        _check(row, {former.name for former in columns})
        row.save()
        for former in chosen:
            if former.is_list:
                getattr(row, former.name).set(former.value)
    return [former.label for former in chosen]


def _check(row: Model, written: set[str]) -> None:
    """Only what is written is looked at by itself; an old fault elsewhere is no reason to refuse it."""
    others = {one.name for one in row._meta.fields if one.name not in written}
    try:
        row.clean_fields(exclude=others)
        row.clean()
        row.validate_unique(exclude=others)
        row.validate_constraints()
    except ValidationError as error:
        raise ValidationError(_sentences(row, error)) from error


def _sentences(row: Model, error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    found = []
    for name, sentences in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{row._meta.get_field(name).verbose_name}: "
        found += [f"{label}{sentence}" for sentence in sentences]
    return found
