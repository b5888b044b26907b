"""Values of a changed row in German: choices by label, other rows by name, amounts and days as one writes them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import PurePath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import CharField, Model, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.formats import date_format

from bildungsregion.base.money import CentsField, euro

from .models import Change
from .recorded import Recorded


NOTHING = "–"
# The columns that a row is called by, the first that it has.
NAMES = ("name", "title", "label", "question", "concern", "when", "version", "year", "text")
LANGUAGE_NAMES = dict(settings.LANGUAGES)


def name_column(model: type[Model]) -> str:
    """The column that says what a row of the model is called; "" where none does."""
    columns = {column.name for column in model._meta.local_concrete_fields}
    return next((name for name in NAMES if name in columns), "")


@dataclass
class Names:
    """What rows of other tables are called: first all are asked for, then they are read with one query."""

    wanted: dict[type[Model], set[int]] = field(default_factory=lambda: defaultdict(set))
    found: dict[tuple[type[Model], int], str] = field(default_factory=dict)

    def want(self, model: type[Model], pk: Any) -> None:
        if pk is not None:
            self.wanted[model].add(int(pk))

    def read(self) -> None:
        queries = []
        for model, pks in self.wanted.items():
            if column := name_column(model):
                rows = model._base_manager.filter(pk__in=pks).order_by()
                named = Cast(column, CharField())
                label = Value(model._meta.label_lower, CharField())
                queries.append(rows.values_list(label, "pk", named))
        if queries:
            for label, pk, name in queries[0].union(*queries[1:], all=True):
                self.found[apps.get_model(label), pk] = name
        self._read_deleted()

    def _read_deleted(self) -> None:
        """Rows that are gone are called what they were called last; the journal knows."""
        gone = {
            (model._meta.db_table, pk): model
            for model, pks in self.wanted.items()
            for pk in pks
            if (model, pk) not in self.found and name_column(model)
        }
        if not gone:
            return
        rows = Change.objects.filter(
            kind=Change.Kind.REMOVED,
            table__in={table for table, _pk in gone},
            row__in={pk for _table, pk in gone},
        )
        for table, pk, before in rows.order_by("pk").values_list("table", "row", "before"):
            if model := gone.get((table, pk)):
                self.found[model, pk] = f"{before.get(name_column(model)) or pk} (gelöscht)"

    def of(self, model: type[Model], pk: Any) -> str:
        name = self.found.get((model, int(pk)))
        return name or f"{model._meta.verbose_name} Nr. {pk}"


def field_of(recorded: Recorded, column: str) -> models.Field | None:
    """The field of that column; None for one that the model no longer has."""
    fields = recorded.model._meta.local_concrete_fields
    return next((one for one in fields if one.column == column), None)


def want_names(names: Names, recorded: Recorded, values: Mapping[str, Any]) -> None:
    for column, value in values.items():
        known = field_of(recorded, column)
        if known is not None and known.is_relation:
            names.want(known.related_model, value)


def said(known: models.Field | None, value: Any, names: Names) -> str:
    """One value as a person reads it."""
    value = plain(known, value)
    if value is None or value in ("", [], {}):
        return NOTHING
    if known is None:
        return str(value)
    if known.is_relation:
        return names.of(known.related_model, value)
    if known.flatchoices:
        return str(dict(known.flatchoices).get(value, value))
    return _by_type(known, value)


def _by_type(known: models.Field, value: Any) -> str:
    if isinstance(value, bool):
        return "Ja" if value else "Nein"
    if isinstance(known, CentsField):
        return euro(value)
    if isinstance(value, datetime):
        return f"{date_format(timezone.localtime(value), 'j. F Y, H:i')} Uhr"
    if isinstance(value, date):
        return date_format(value, "j. F Y")
    if isinstance(value, time):
        return f"{value:%H:%M} Uhr"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    if isinstance(known, models.FileField):
        return PurePath(value).name
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {one}" for key, one in value.items())
    return str(value)


def plain(known: models.Field | None, value: Any) -> Any:
    """What the two databases write differently (days, yes and no, JSON), as Python has it."""
    if known is None or value is None:
        return value
    if isinstance(known, models.BooleanField):
        return bool(value)
    if isinstance(known, models.JSONField):
        return json.loads(value) if isinstance(value, str) else value
    if isinstance(value, str):
        return _moment(known, value)
    return value


def _moment(known: models.Field, value: str) -> Any:
    if isinstance(known, models.DateTimeField):
        moment = parse_datetime(value)
        return timezone.make_aware(moment, UTC) if moment and timezone.is_naive(moment) else moment
    if isinstance(known, models.DateField):
        return parse_date(value)
    if isinstance(known, models.TimeField):
        return parse_time(value)
    return value


def summary(recorded: Recorded, values: Mapping[str, Any], names: Names) -> str:
    """A part as a whole: "Wochentag: Montag, öffnet: 10:00 Uhr"."""
    parts = []
    for column, value in values.items():
        known = field_of(recorded, column)
        if (
            known is None
            or column == recorded.via
            or plain(known, value) in (None, "", [], {}, False)
        ):
            continue
        parts.append(f"{known.verbose_name}: {said(known, value, names)}")
    return ", ".join(parts)


def list_difference(before: Iterable, after: Iterable) -> tuple[list[str], list[str]]:
    """What a list lost and what it gained, each in its order."""
    old, new = [str(one) for one in before], [str(one) for one in after]
    return [one for one in old if one not in new], [one for one in new if one not in old]
