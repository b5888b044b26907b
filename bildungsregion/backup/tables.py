"""The tables of a database, read at one moment: rows in the order of their numbers, as the archive has them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from django.apps import apps
from django.apps.registry import Apps
from django.db import models, transaction
from django.db.migrations.recorder import MigrationRecorder

from . import values


# Who is signed in is not kept: nobody shall be signed in again by a restore.
LEFT_OUT = {"django_session", "usersessions_usersession"}
# What `migrate` and `sync_roles` write: a database that holds nothing else is empty.
FROM_THE_START = {
    "auth_group", "auth_group_permissions", "auth_permission", "base_edition", "django_content_type",
}  # fmt: skip
ROWS_AT_ONCE, BIG_ROWS_AT_ONCE = 2_000, 100


@dataclass(frozen=True)
class Table:
    """``columns`` are pairs of name and kind of field; the first is the number that rows are ordered by."""

    name: str
    columns: tuple[tuple[str, str], ...]
    file_columns: tuple[int, ...]

    @cached_property
    def json_places(self) -> list[int]:
        return [place for place, (_, kind) in enumerate(self.columns) if kind == "JSONField"]

    @cached_property
    def names(self) -> str:
        return ", ".join(f'"{name}"' for name, _ in self.columns)

    def canonical(self, row: list) -> bytes:
        return values.canonical(row, self.json_places)


def all_tables(registry: Apps = apps) -> dict[str, Table]:
    """By name; those of all models, and of their many-to-many relations.

    ``registry``: the models of a former state of the program, where it is not today's.
    """
    found = {
        model._meta.db_table: _table(model)
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return {name: found[name] for name in sorted(found) if name not in LEFT_OUT}


def _table(model: type[models.Model]) -> Table:
    key = model._meta.pk
    fields = [key, *(field for field in model._meta.local_concrete_fields if field is not key)]
    return Table(
        name=model._meta.db_table,
        columns=tuple((field.column, _kind(field)) for field in fields),
        file_columns=tuple(
            place for place, field in enumerate(fields) if isinstance(field, models.FileField)
        ),
    )


def _kind(field: models.Field) -> str:
    """Of what leads to another row, the kind of that row's number."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field.get_internal_type()


@contextmanager
def snapshot(connection) -> Iterator[None]:
    """Everything read inside is of one moment, and nobody who writes has to wait.

    Inside of a transaction that one is it.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not Django's atomic(): that one means to write, and would hold up all who do.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                # The moment is that of the first reading.
                cursor.execute("SELECT name FROM sqlite_master LIMIT 1").fetchone()
                yield
            finally:
                cursor.execute("ROLLBACK")


def rows(connection, table: Table) -> Iterator[list]:
    """All rows as they stand in the archive."""
    out = [values.codec(kind).out for _, kind in table.columns]
    has_bytes = any(kind == "BinaryField" for _, kind in table.columns)
    at_once = BIG_ROWS_AT_ONCE if has_bytes else ROWS_AT_ONCE
    key, after, found = table.columns[0][0], [], None
    with connection.cursor() as cursor:
        while found is None or len(found) == at_once:
            behind = f'WHERE "{key}" > %s' if after else ""
            cursor.execute(
                f'SELECT {table.names} FROM "{table.name}" {behind} ORDER BY "{key}" LIMIT {at_once}',  # noqa: S608
                after,
            )
            found = cursor.fetchall()
            for row in found:
                yield [
                    None if value is None else write(value)
                    for write, value in zip(out, row, strict=True)
                ]
            after = [found[-1][0]] if found else []


def digest(connection, table: Table) -> tuple[int, str]:
    """Number of rows, and the SHA-256 of them all."""
    seen, number = sha256(), 0
    for row in rows(connection, table):
        seen.update(table.canonical(row) + b"\n")
        number += 1
    return number, seen.hexdigest()


def last_number(connection, table: Table) -> int:
    """The highest number a row ever had, as gone ones are never given again; 0 where there was none."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT last_value FROM pg_sequences WHERE format('%%I.%%I', schemaname, sequencename) "
                "= pg_get_serial_sequence(%s, %s)",
                [f'"{table.name}"', table.columns[0][0]],
            )
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
        row = cursor.fetchone()
    return (row[0] or 0) if row else 0


def applied_migrations(connection) -> list[list[str]]:
    return sorted(map(list, MigrationRecorder(connection).applied_migrations()))
