"""Puts the rows of an archive into a database, in one transaction, past its triggers.

The triggers would write history, search and edition a second time and refuse to empty the logs; what they
once wrote stands in the archive like everything else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, transaction

from . import tables, values
from .archive import Archive
from .errors import BackupError


def load(archive: Archive, connection, known: dict[str, tables.Table]) -> None:
    """Afterwards the database holds the rows of the archive and no other, and that was proven.

    ``known``: the tables of the archive (states.tables_of). Raises BackupError, and then nothing has changed.
    """
    with transaction.atomic(connection.alias):
        with _without_triggers(connection):
            _empty(connection, known)
            for table in known.values():
                _fill(connection, table, archive.rows(table))
            _set_numbers(connection, known, archive)
            _check_references(connection)
        for name, table in known.items():
            said = archive.tables[name]
            if tables.digest(connection, table) != (said["rows"], said["sha256"]):
                raise BackupError(
                    f"Die Tabelle {name} kam anders an, als sie in der Sicherung steht."
                )
    ContentType.objects.clear_cache()


@contextmanager
def _without_triggers(connection) -> Iterator[None]:
    """Those of the database's own that keep references stay."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            _switch_triggers(cursor, "DISABLE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            yield
            # What waits for the commit is looked at now: a table with something waiting cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            _switch_triggers(cursor, "ENABLE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, statement in found:
            cursor.execute(statement)


def _switch_triggers(cursor, how: str) -> None:
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    for (name,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {name} {how} TRIGGER USER")


def _empty(connection, known: dict[str, tables.Table]) -> None:
    with connection.cursor() as cursor:
        left_out = tables.LEFT_OUT & set(connection.introspection.table_names(cursor))
        names = [f'"{name}"' for name in (*known, *sorted(left_out))]
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)}")
            return
        for name in names:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - names of our own tables


def _fill(connection, table: tables.Table, rows: Iterator[list]) -> None:
    back = [values.codec(kind).back for _, kind in table.columns]
    places = ", ".join(["%s"] * len(table.columns))
    statement = f'INSERT INTO "{table.name}" ({table.names}) VALUES ({places})'  # noqa: S608
    ready = (
        [
            None if value is None else read(value, connection.vendor)
            for read, value in zip(back, row, strict=True)
        ]
        for row in rows
    )
    with connection.cursor() as cursor:
        while some := list(islice(ready, tables.ROWS_AT_ONCE)):
            try:
                cursor.executemany(statement, some)
            except (DatabaseError, ValueError, OverflowError) as error:
                raise BackupError(
                    f"Die Datenbank nimmt eine Zeile der Tabelle {table.name} nicht an: {_first_line(error)}"
                ) from error


def _first_line(error: Exception) -> str:
    """PostgreSQL's further lines tell the row, which is nobody's business here."""
    return str(error).partition("\n")[0]


def _set_numbers(connection, known: dict[str, tables.Table], archive: Archive) -> None:
    """The next row gets a number that no row ever had: the history speaks of gone ones by theirs."""
    with connection.cursor() as cursor:
        for name, table in known.items():
            key, kind = table.columns[0]
            if kind not in ("AutoField", "BigAutoField"):
                continue
            cursor.execute(f'SELECT MAX("{key}") FROM "{name}"')  # noqa: S608
            last = max(cursor.fetchone()[0] or 0, archive.tables[name]["last"])
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                    [f'"{name}"', key, max(last, 1), last > 0],
                )
                continue
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            if last:
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last]
                )


def _check_references(connection) -> None:
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        else:
            connection.check_constraints()
    except DatabaseError as error:
        raise BackupError(
            f"In der Sicherung verweist eine Zeile auf eine, die fehlt: {_first_line(error)}"
        ) from error
