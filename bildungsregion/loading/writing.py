"""Records into rows: new ones are made, unedited ones brought up to date, edited ones left alone.

A row carries the digest of what was loaded last. Its present values still have that digest: nobody
touched it, so it may follow the file. They have not: the office edited it, so it stays. Keys that
were loaded once and are gone were deleted by the office and stay away (LoadedRow).
"""

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model, Q

from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import LoadedRow
from events.models import Event

from .records import Book, LoadingFailed, Record, Ref, in_words
from .report import Tally


class Missing(Exception):
    """A record needs a row that is not there (the office deleted it)."""


class Writer:
    def __init__(self, book: Book):
        self.book = book
        self.keys: dict[type[Model], dict[str, int]] = {}  # import key → pk, per model

    def write(self, model: type[Model]) -> Tally:
        records = list(self.book.records.get(model, {}).values())
        tally = Tally(str(model._meta.verbose_name_plural))
        many = list(records[0].many) if records else []
        existing = self._existing(model, [record.key for record in records], many)
        before = {key: digest_of(row, self._record(model, key)) for key, row in existing.items()}
        self.keys[model] = {key: row.pk for key, row in existing.items()}
        made = self._make_new(model, records, existing, tally)
        for record in records:
            if record.key in made:
                self._finish(made[record.key], record)
                tally.new += 1
            elif record.key in existing:
                self._update(existing[record.key], record, before[record.key], tally)
        self._remember(model, made)
        return tally

    def _record(self, model: type[Model], key: str) -> Record:
        return self.book.records[model][key]

    def _existing(self, model: type[Model], keys: list[str], many: list[str]) -> dict[str, Model]:
        """Rows by their key in the files: loaded ones, and such as the office made at that address.

        The address of a synonym is its folded word.
        """
        wanted = Q(import_key__in=keys)
        address = next((name for name in ("slug", "folded") if _has_field(model, name)), None)
        if address:
            wanted |= Q(**{f"{address}__in": keys}, import_key="")
        prefetch = [*many, "occurrences"] if model is Event else many
        rows = model._default_manager.filter(wanted).prefetch_related(*prefetch)
        return {row.import_key or getattr(row, address): row for row in rows}

    def _make_new(
        self, model: type[Model], records: list[Record], existing: dict, tally: Tally
    ) -> dict[str, Model]:
        deleted = set(
            LoadedRow.objects.filter(subject=model._meta.label_lower).values_list("key", flat=True)
        )
        made: dict[str, Model] = {}
        for record in parents_first(records):
            if record.key in existing:
                continue
            if record.key in deleted:
                tally.left_out.append(f"{record.key}: vom Büro gelöscht")
                continue
            try:
                row = model(import_key=record.key, **self._resolved(record))
                validate(row, record)
            except Missing as reason:
                tally.left_out.append(f"{record.key}: {reason}")
                continue
            row.save()
            made[record.key] = row
            self.keys[model][record.key] = row.pk
        return made

    def _update(self, row: Model, record: Record, before: str, tally: Tally) -> None:
        target = copy.copy(row)
        try:
            for name, value in self._resolved(record).items():
                setattr(target, name, value)
            wanted = digest_of(target, record, self._many_keys(record), record.dates)
            if wanted == before:
                tally.unchanged += 1
                if row.import_digest != wanted:
                    self._stamp(target, record, wanted)
            elif not row.import_digest or before != row.import_digest:
                tally.kept.append(str(row))
            elif getattr(row, "locked", False):
                tally.left_out.append(f"{row}: schon von Anträgen verwendet")
            else:
                validate(target, record)
                target.save()
                self._finish(target, record)
                tally.changed += 1
        except (Missing, DomainError) as reason:
            tally.left_out.append(f"{row}: {reason}")

    def _finish(self, row: Model, record: Record) -> None:
        """Everything that hangs on the row, and the digest that says what was loaded."""
        many = self._many_keys(record)
        for name, keys in many.items():
            getattr(row, name).set(keys)
        if record.dates:
            _write_dates(row, record.dates)
        self._stamp(row, record, digest_of(row, record, many, record.dates))

    def _stamp(self, row: Model, record: Record, digest: str) -> None:
        type(row)._base_manager.filter(pk=row.pk).update(
            import_key=record.key, import_digest=digest
        )

    def _resolved(self, record: Record) -> dict[str, Any]:
        """Values with foreign keys as ids (field_id); raises Missing for one that cannot be empty."""
        values = {}
        for name, value in record.values.items():
            field = record.model._meta.get_field(name)
            if not field.is_relation:
                values[name] = value
                continue
            key = self.keys[value.model].get(value.key) if isinstance(value, Ref) else None
            if key is None and not field.null:
                raise Missing(f"{field.verbose_name} „{value.key}“ fehlt")
            values[field.attname] = key
        return values

    def _many_keys(self, record: Record) -> dict[str, list[int]]:
        found = {
            name: [self.keys[ref.model].get(ref.key) for ref in refs]
            for name, refs in record.many.items()
        }
        return {name: [key for key in keys if key is not None] for name, keys in found.items()}

    def _remember(self, model: type[Model], made: Iterable[str]) -> None:
        subject = model._meta.label_lower
        LoadedRow.objects.bulk_create([LoadedRow(subject=subject, key=key) for key in made])


def parents_first(records: list[Record]) -> list[Record]:
    """Records that refer to others of their model come after those."""
    ordered: dict[str, Record] = {}
    by_key = {record.key: record for record in records}

    def place(record: Record, above: tuple[str, ...]) -> None:
        if record.key in ordered or record.key in above:
            return
        for value in record.values.values():
            if isinstance(value, Ref) and value.model is record.model and value.key in by_key:
                place(by_key[value.key], (*above, record.key))
        ordered[record.key] = record

    for record in records:
        place(record, ())
    return list(ordered.values())


def validate(row: Model, record: Record) -> None:
    """Everything the model demands of the loaded values; raises LoadingFailed with file and line."""
    unread = {field.name for field in row._meta.fields} - record.values.keys()
    try:
        row.full_clean(exclude=unread)
    except ValidationError as error:
        raise LoadingFailed(
            f"{record.where}: {line}" for line in in_words(type(row), error)
        ) from error


def digest_of(
    row: Model,
    record: Record,
    many: Mapping[str, list[int]] | None = None,
    dates: tuple[Mapping[str, Any], ...] | None = None,
) -> str:
    """SHA-256 over the values that the files speak of; many-to-many and dates as given or as stored.

    What is empty or the default is left out, so that a column which the files get later does not
    make a row look edited.
    """
    fields = {name: row._meta.get_field(name) for name in record.values}
    content = {
        name: _plain(getattr(row, field.attname))
        for name, field in fields.items()
        if not _says_nothing(field, getattr(row, field.attname))
    }
    for name in record.many:
        keys = [other.pk for other in getattr(row, name).all()] if many is None else many[name]
        content |= {name: sorted(set(keys))} if keys else {}
    if isinstance(row, Event):
        content["dates"] = sorted(_stored_dates(row) if dates is None else map(_date_values, dates))
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _says_nothing(field: Field, value) -> bool:
    return value in (None, "", []) or value == field.get_default()


def _plain(value):
    """The same for what was read and for what an untouched form of the office saves again."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _date_values(values: Mapping[str, Any]) -> list:
    ends_at = values["ends_at"]
    return [_plain(values["starts_at"]), ends_at and _plain(ends_at), values["all_day"], False]


def _stored_dates(event: Event) -> list[list]:
    return [
        [
            _plain(date.starts_at),
            date.ends_at and _plain(date.ends_at),
            date.all_day,
            date.is_cancelled,
        ]
        for date in event.occurrences.all()
    ]


def _write_dates(event: Event, dates: tuple[Mapping[str, Any], ...]) -> None:
    """Replace an event's dates; calendars that have it must notice (RFC 5545 3.8.7.4)."""
    if event.occurrences.exists():
        event.occurrences.all().delete()
        event.sequence += 1
        event.save(update_fields=["sequence"])
    for values in dates:
        event.occurrences.create(**values)


def _has_field(model: type[Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
