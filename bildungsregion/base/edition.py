"""The edition of what the public sees: a mark that changes with every change of it, whoever makes it.

The database changes the mark itself, by triggers on the tables that each app names in its AppConfig
(``shown``), in the transaction of the change (docs/adr/0195). What was worked out under a mark is
therefore right as long as the mark is read again, and may be kept in the memory of a process.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar
from uuid import uuid4

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.utils.translation import get_language
from psycopg.pq import ExecStatus


T = TypeVar("T")
# How much a process keeps, in bytes as they are guessed; where there is more, the oldest goes.
ROOM = 8_000_000
# What is no text: counts, a few rows.
USUAL = 10_000


class Edition(models.Model):
    """The one row that the triggers write."""

    mark = models.CharField(max_length=36)

    class Meta:
        verbose_name = "Ausgabe"
        verbose_name_plural = "Ausgaben"

    def __str__(self):
        return self.mark


_kept: dict[tuple, object] = {}
_weight = 0
_lock = Lock()
_NOTHING = object()
_MARK = "SELECT mark FROM base_edition"


def of(request: HttpRequest | None) -> str:
    """The mark as it was when this request first asked; "" where nothing may be kept.

    That is: a request that changes something, work inside of a transaction (it may see what nobody else
    will), and development, where templates change.
    """
    if not hasattr(request, "method"):
        # No request at all, or who only stands for one (subscriptions.lists.Asker).
        return ""
    if not hasattr(request, "edition"):
        request.edition = now() if request.method in ("GET", "HEAD") else ""
    return request.edition


def now() -> str:
    """The mark as it is at this moment; "" where nothing may be kept."""
    connection = transaction.get_connection()
    if settings.DEBUG or connection.in_atomic_block:
        return ""
    connection.ensure_connection()
    if connection.vendor == "postgresql" and not connection.force_debug_cursor:
        try:
            return _asked_in_short(connection)
        except OperationalError:
            # The server has ended it, and Django's own check of that comes with the first cursor only. Nothing
            # is lost outside of a transaction: asked once more, by a new one.
            connection.close()
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        row = cursor.fetchone()
    return row[0] if row else ""


def _asked_in_short(connection: BaseDatabaseWrapper) -> str:
    """The one query of most answers, handed to libpq itself: in half the time, and through any pooler.

    Raises django.db.OperationalError.
    """
    with connection.wrap_database_errors:
        answer = connection.connection.pgconn.exec_(_MARK.encode())
        if answer.status != ExecStatus.TUPLES_OK:
            raise psycopg.OperationalError(answer.error_message.decode(errors="replace"))
    return answer.get_value(0, 0).decode() if answer.ntuples else ""


def kept(request: HttpRequest | None, key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gives, worked out once an edition, language and key. Nobody may change it."""
    mark = of(request)
    if not mark:
        return make()
    place = (mark, get_language(), key)
    if (found := _kept.get(place, _NOTHING)) is not _NOTHING:
        return found
    made = make()
    _put(place, made)
    return made


def _put(place: tuple, made: object) -> None:
    global _weight  # noqa: PLW0603 - of the memory beside it
    with _lock:
        if next(iter(_kept), place)[0] != place[0]:
            _kept.clear()
        if not _kept:
            _weight = 0
        _weight += _weighed(made) - (_weighed(_kept.pop(place)) if place in _kept else 0)
        while _weight > ROOM and _kept:
            _weight -= _weighed(_kept.pop(next(iter(_kept))))
        _kept[place] = made


def _weighed(made: object) -> int:
    """Letters beyond Latin 1, as a dash, make each letter of a text take two bytes."""
    return 2 * len(made) if isinstance(made, str) else USUAL


def install(using: str, **_signal) -> None:
    """Have the database change the mark; after each migration, as SQLite loses triggers of an altered table."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if Edition._meta.db_table not in there:
            return
        if not Edition.objects.using(using).exists():
            Edition.objects.using(using).create(pk=1, mark=str(uuid4()))
        watched = [table for table in tables() if table in there]
        narrowly = {table: names for table, names in columns().items() if table in there}
        for statement in _statements(connection, watched, narrowly):
            cursor.execute(statement)


def tables() -> list[str]:
    """The tables that are watched: those of the models that the apps name, and their many-to-many ones."""
    found = []
    for app in apps.get_app_configs():
        for name in getattr(app, "shown", ()):
            meta = app.get_model(name)._meta
            found += [meta.db_table, *(field.m2m_db_table() for field in meta.local_many_to_many)]
    return found


def columns() -> dict[str, list[str]]:
    """By table the columns that are watched alone, where rows change often and the public sees little of them."""
    return {
        app.get_model(name)._meta.db_table: [app.get_model(name)._meta.get_field(f).column for f in fields]
        for app in apps.get_app_configs()
        for name, fields in getattr(app, "shown_columns", {}).items()
    }  # fmt: skip


# Once at the end of a transaction, so that nobody waits for a lock while others still work (adr 0195).
_POSTGRES = """
CREATE OR REPLACE FUNCTION base_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('bildungsregion.edition', true) IS DISTINCT FROM txid_current()::text THEN
        UPDATE base_edition SET mark = gen_random_uuid()::text;
        PERFORM set_config('bildungsregion.edition', txid_current()::text, true);
    END IF;
    RETURN NULL;
END $$
"""


def _statements(connection, watched: list[str], narrowly: dict[str, list[str]]) -> list[str]:
    if connection.vendor == "postgresql":
        every = [_postgres_trigger(table, "INSERT OR UPDATE OR DELETE") for table in watched]
        some = [
            _postgres_trigger(table, "UPDATE", _changed(names, "IS DISTINCT FROM"))
            for table, names in narrowly.items()
        ]
        return [_POSTGRES, *every, *some]
    every = [
        _sqlite_trigger(table, event)
        for table in watched
        for event in ("INSERT", "UPDATE", "DELETE")
    ]
    return every + [
        _sqlite_trigger(table, "UPDATE", _changed(names, "IS NOT")) for table, names in narrowly.items()
    ]  # fmt: skip


def _changed(names: list[str], differs: str) -> str:
    return "WHEN (" + " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in names) + ")"


def _sqlite_trigger(table: str, event: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_{event.lower()}_edition AFTER {event} ON {table} {condition} "
        f"BEGIN UPDATE base_edition SET mark = lower(hex(randomblob(16))); END"
    )


def _postgres_trigger(table: str, events: str, condition: str = "") -> str:
    return f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND tgname = '{table}_edition') THEN
        CREATE CONSTRAINT TRIGGER {table}_edition AFTER {events} ON {table}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {condition} EXECUTE FUNCTION base_new_edition();
    END IF;
END $$
"""
