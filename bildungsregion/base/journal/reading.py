"""The history of an object: acts, newest first, each with what it changed in words. At most five queries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Field, Max, Min, Model, QuerySet

from bildungsregion.base.difference import Line, of_texts

from . import recorded, words
from .models import Change
from .recorded import Recorded


SHOWN = 20
# An act that changed more rows of one object is told as far as this.
MOST_ROWS = 500
# Shorter texts are read as a whole, before and after.
SHORT = 60
SYSTEM = "System"


@dataclass(frozen=True, slots=True)
class Item:
    """One field: short ones as ``before`` and ``after``, long ones as ``lines``, lists as what came and went."""

    label: str
    before: str = ""
    after: str = ""
    lines: tuple[Line, ...] = ()
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """``first`` is the number of its first row: the state before it can be asked for by that."""

    at: datetime
    who: str
    origin: str
    reason: str
    first: int
    last: int
    items: tuple[Item, ...]

    @property
    def is_beginning(self) -> bool:
        """Before it there was no state."""
        return any(item.said == Change.Kind.ADDED.label for item in self.items)


def of(model: type[Model], pk: int) -> QuerySet[Change]:
    return Change.objects.filter(about=model._meta.label_lower, about_id=pk)


def newest(model: type[Model], pk: int) -> int:
    """The number of the last change of the object; 0 where there is none."""
    return of(model, pk).aggregate(last=Max("pk"))["last"] or 0


def acts(model: type[Model], pk: int, *, before: int | None = None) -> tuple[list[Act], int | None]:
    """A page of the history, and the number to go on with (``before``); None at the end."""
    heads = of(model, pk).values("act").annotate(first=Min("pk"), last=Max("pk")).order_by("-last")
    if before is not None:
        heads = heads.filter(last__lt=before)
    heads = list(heads[: SHOWN + 1])
    shown = heads[:SHOWN]
    rows = of(model, pk).filter(act__in=[head["act"] for head in shown]).order_by("-pk")
    found = list(rows[: MOST_ROWS + 1])
    told = list(tell(found))
    is_cut = len(found) > MOST_ROWS
    if is_cut and len(told) > 1:
        # The last one is not whole: it begins the next page.
        told.pop()
    has_more = is_cut or len(heads) > SHOWN
    return told, told[-1].last if has_more else None


def tell(rows: Iterable[Change]) -> Iterator[Act]:
    """Rows of one object, newest first, as acts."""
    by_act: dict[str, list[Change]] = {}
    for row in rows:
        by_act.setdefault(row.act, []).insert(0, row)
    names = words.Names()
    for group in by_act.values():
        for row in group:
            want(names, row)
    names.read()
    people = persons(group[0].user_id for group in by_act.values())
    for group in by_act.values():
        first = group[0]
        yield Act(
            at=first.at,
            who=who(first, people),
            origin=first.origin if first.user_id else "",
            reason=first.reason,
            first=first.pk,
            last=group[-1].pk,
            items=tuple(items(group, names)),
        )


def want(names: words.Names, row: Change) -> None:
    """Ask for what the other rows are called that this one names."""
    table = recorded.tables().get(row.table)
    if table is None:
        return
    for values in (row.before, row.after):
        if table.link:
            names.want(table.link.related_model, values.get(table.other))
        else:
            words.want_names(names, table, values)


def persons(pks: Iterable[int | None]) -> dict[int, str]:
    """Each account as role or institution and name: "Redaktion: Frau Beispiel", "Einrichtung Museum (Name)"."""
    user = get_user_model()
    rows = user.objects.filter(pk__in={pk for pk in pks if pk}).values_list(
        "pk", "name", "email", "is_staff", "groups__name", "memberships__actor__name"
    )
    found: dict[int, dict[str, Any]] = {}
    for pk, name, email, is_staff, role, institution in rows.order_by("pk", "groups__name"):
        person = found.setdefault(
            pk, {"name": name or email, "staff": is_staff, "roles": {}, "institutions": {}}
        )
        if role:
            person["roles"][role.capitalize()] = None
        if institution:
            person["institutions"][institution] = None
    return {pk: _person(**person) for pk, person in found.items()}


def _person(name: str, staff: bool, roles: dict, institutions: dict) -> str:
    if staff:
        return f"{', '.join(roles) or 'Büro'}: {name}"
    return f"Einrichtung {', '.join(institutions)} ({name})" if institutions else name


def who(row: Change, people: dict[int, str]) -> str:
    if row.user_id:
        return people.get(row.user_id, "Gelöschtes Konto")
    return row.origin or SYSTEM


def items(rows: list[Change], names: words.Names) -> Iterator[Item]:
    """What the rows of one act say, fields of the object first, then lists and parts."""
    parts: dict[str, list[Change]] = {}
    for row in rows:
        table = recorded.tables().get(row.table)
        if table is None or not table.is_object:
            parts.setdefault(row.table, []).append(row)
        elif row.kind == Change.Kind.CHANGED:
            yield from _fields(table, row, names)
        else:
            yield Item(label=str(table.model._meta.verbose_name), said=row.get_kind_display())
    for name, group in parts.items():
        table = recorded.tables().get(name)
        if table is None:
            yield Item(label=name, said="eine Tabelle, die es nicht mehr gibt")
        elif table.link:
            yield from _link(table, group, names)
        else:
            yield from _parts(table, group, names)


def _fields(table: Recorded, row: Change, names: words.Names, prefix: str = "") -> Iterator[Item]:
    for column, after in row.after.items():
        before, known = row.before.get(column), words.field_of(table, column)
        if known is None:
            yield _texts(prefix + column, str(before), str(after))
        else:
            yield from items_of(table, known, before, after, names, prefix)


def items_of(
    table: Recorded, known: Field, before: Any, after: Any, names: words.Names, prefix: str = ""
) -> Iterator[Item]:
    """What two values of a column differ in; of translations each text by itself."""
    old, new = words.plain(known, before), words.plain(known, after)
    if known.name == "translations":
        yield from _translations(table, old or {}, new or {})
        return
    label = f"{prefix}{known.verbose_name}"
    if isinstance(old, list) and isinstance(new, list):
        gone, come = words.list_difference(old, new)
        if gone or come:
            yield Item(label, gone=tuple(gone), come=tuple(come))
            return
    yield _texts(label, words.said(known, old, names), words.said(known, new, names))


def _texts(label: str, old: str, new: str) -> Item:
    is_long = max(len(old), len(new)) > SHORT or "\n" in old + new
    if is_long and words.NOTHING not in (old, new):
        return Item(label, lines=tuple(of_texts(old, new)))
    return Item(label, old, new)


def _translations(table: Recorded, before: dict, after: dict) -> Iterator[Item]:
    for language in dict.fromkeys([*before, *after]):
        old, new = before.get(language, {}), after.get(language, {})
        for name in dict.fromkeys([*old, *new]):
            if old.get(name, "") != new.get(name, ""):
                known = next((f for f in table.model._meta.local_fields if f.name == name), None)
                label = f"{known.verbose_name if known else name} ({words.LANGUAGE_NAMES.get(language, language)})"
                yield _texts(label, old.get(name) or words.NOTHING, new.get(name) or words.NOTHING)


def _link(table: Recorded, rows: list[Change], names: words.Names) -> Iterator[Item]:
    """A list whose rows were taken out and put in again did not change."""
    gone = [row.before.get(table.other) for row in rows if row.kind == Change.Kind.REMOVED]
    come = [row.after.get(table.other) for row in rows if row.kind == Change.Kind.ADDED]
    model = table.link.related_model
    gone, come = (
        tuple(names.of(model, pk) for pk in some if pk is not None and pk not in others)
        for some, others in ((gone, come), (come, gone))
    )
    if gone or come:
        yield Item(str(table.link.verbose_name), gone=gone, come=come)


def _parts(table: Recorded, rows: list[Change], names: words.Names) -> Iterator[Item]:
    label = str(table.model._meta.verbose_name)
    gone = [row.before for row in rows if row.kind == Change.Kind.REMOVED]
    come = [row.after for row in rows if row.kind == Change.Kind.ADDED]
    left, came = (
        tuple(
            words.summary(table, values, names) or label for values in some if values not in others
        )
        for some, others in ((gone, come), (come, gone))
    )
    if left or came:
        yield Item(label, gone=left, come=came)
    for row in rows:
        if row.kind == Change.Kind.CHANGED:
            yield from _fields(table, row, names, f"{label}, ")
