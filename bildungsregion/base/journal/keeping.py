"""How long the journal is kept, and how a person leaves it (docs/adr/0266)."""

import json
import re
from datetime import date, datetime, time
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connections, transaction
from django.db.models import Field, JSONField, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from bildungsregion.base import nightly, processing
from bildungsregion.base.dates import months_later
from bildungsregion.base.models import Region

from . import recorded, words
from .acting import forgetting
from .models import Change, JournalExport


REMOVED = "(gelöscht)"
PERSONAL = ("name", "email")


def ends_before(today: date, years: int) -> datetime:
    """Midnight of the day that many years ago; what is older is forgotten."""
    return timezone.make_aware(datetime.combine(months_later(today, -12 * years), time()))


def due(today: date):
    """The changes whose term is over; where no region says it, its usual length counts."""
    return Change.objects.filter(at__lt=ends_before(today, _years()))


def _years() -> int:
    here = Region.objects.first()
    return here.history_years if here else Region._meta.get_field("history_years").default


@transaction.atomic
def forget_old(today: date) -> int:
    """Delete what is older than the region's term; how many rows that were."""
    old = due(today).order_by()
    exports = JournalExport.objects.filter(taken_at__lt=ends_before(today, _years()))
    with forgetting(connections[old.db]):
        return old.delete()[0] + exports.delete()[0]


@nightly.register("verlauf", "Verlauf der Einträge", order=32)
def history(today: date) -> str:
    return f"{forget_old(today)} alte Zeilen im Verlauf gelöscht."


def _of_person(email: str, user) -> list[dict]:
    """What the person changed, and what the history of the account says."""
    if user is None:
        return []
    label = get_user_model()._meta.label_lower
    rows = Change.objects.filter(Q(user_id=user.pk) | Q(about=label, about_id=user.pk))
    return list(rows.order_by("pk").values("at", "about", "about_id", "kind"))


processing.register(
    processing.Holding(
        key="history",
        activity="protokoll",
        title="Verlauf der Einträge, Ausgaben der Protokolle",
        models=("base.Change", "base.JournalExport"),
        term="so viele Jahre, wie bei der Region steht; Namen und Adressen bis das Konto gelöscht wird",
        rows=lambda: Change.objects.exclude(user_id=None),
        due=lambda today: due(today).count(),
        task="verlauf",
        find=_of_person,
        stays="Wer was geändert hat, bleibt bis zum Ende der Frist; statt des Namens steht dort eine Funktion.",
    )
)


@transaction.atomic
def forget_person(pk: int, address: str) -> int:
    """Blank name and address in the history of the account, and the address wherever else it was typed.

    Who did something stays as the number of the account, which reads a role from then on.
    """
    label = get_user_model()._meta.label_lower
    rows = Change.objects.annotate(
        old=Cast("before", TextField()), new=Cast("after", TextField())
    ).filter(Q(about=label, about_id=pk) | Q(old__icontains=address) | Q(new__icontains=address))
    written, changed = _as_written(address), 0
    with forgetting(connections[rows.db]):
        for row in list(rows):
            is_own = row.about == label and row.about_id == pk
            before, after = (
                _blanked(row, said, written, is_own) for said in (row.before, row.after)
            )
            if (before, after) != (row.before, row.after):
                Change.objects.filter(pk=row.pk).update(before=before, after=after)
                changed += 1
    return changed


def account_deleted(instance, **_signal) -> None:
    """Receiver: an account that is deleted is forgotten here as well."""
    forget_person(instance.pk, instance.email)


def _as_written(address: str) -> re.Pattern:
    """The address where it stands by itself, never within a longer one ("anna@x.de" in "johanna@x.de")."""
    # "(?!)": no address is found nowhere.
    text = re.escape(address) or "(?!)"
    return re.compile(rf"(?<![\w.+-]){text}(?![\w-]|\.\w)", re.IGNORECASE)


def _blanked(row: Change, said: dict, written: re.Pattern, is_own: bool) -> dict:
    table = recorded.tables().get(row.table)
    return {
        column: REMOVED
        if is_own and column in PERSONAL
        else _without(value, written, table and words.field_of(table, column))
        for column, value in said.items()
    }


def _without(value: Any, written: re.Pattern, known: Field | None = None) -> Any:
    """The value without the address; what SQLite keeps as the text of JSON stays that."""
    if isinstance(value, str) and isinstance(known, JSONField) and value != REMOVED:
        whole = json.loads(value)
        rest = _without(whole, written)
        return value if rest == whole else json.dumps(rest)
    match value:
        case str():
            return written.sub(REMOVED, value)
        case dict():
            return {key: _without(one, written) for key, one in value.items()}
        case list():
            return [_without(one, written) for one in value]
    return value
