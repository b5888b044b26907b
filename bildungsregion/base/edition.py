"""The edition of what the public sees: a mark that changes with every change of it, whoever makes it.

The database changes the mark itself, by triggers on the tables that each app names in its AppConfig
(``shown``), in the transaction of the change (docs/adr/0195). What was worked out under a mark is
therefore right as long as the mark is read again, and may be kept in the memory of a process.

The office has a second mark, which changes with all that too and with the tables that only the office
sees (``worked_on``, docs/adr/0354).
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import NamedTuple, TypeVar
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language


T = TypeVar("T")
# How much a process keeps, in bytes as they are guessed; where there is more, the oldest goes.
ROOM = 8_000_000
# What is no text: counts, a few rows.
USUAL = 10_000


# The rows of the table: the mark of what strangers see, and that of what the office sees.
PUBLIC, OFFICE = 1, 2


class _Names(NamedTuple):
    """How AppConfigs call what a mark watches, and the database its triggers and their function."""

    models: str
    triggers: str
    function: str


_NAMES = {
    PUBLIC: _Names("shown", "edition", "base_new_edition"),
    OFFICE: _Names("worked_on", "office", "base_new_office_edition"),
}


class Edition(models.Model):
    """The two rows that the triggers write."""

    mark = models.CharField(max_length=36)

    class Meta:
        verbose_name = "Ausgabe"
        verbose_name_plural = "Ausgaben"

    def __str__(self):
        return self.mark


class _Memory(dict):
    """What was worked out under one mark, the oldest leaving where it becomes too heavy; keys begin with the mark."""

    def __init__(self):
        super().__init__()
        self.weight, self.lock = 0, Lock()

    def put(self, place: tuple, made: object) -> None:
        with self.lock:
            if next(iter(self), place)[0] != place[0]:
                self.clear()
            if not self:
                self.weight = 0
            self.weight += _weighed(made) - (_weighed(self.pop(place)) if place in self else 0)
            while self.weight > ROOM and self:
                self.weight -= _weighed(self.pop(next(iter(self))))
            self[place] = made


_kept, _kept_for_office = _Memory(), _Memory()
_NOTHING = object()
_MARK = "SELECT mark FROM base_edition WHERE id = %d"


def of(request: HttpRequest | None, row: int = PUBLIC) -> str:
    """The mark as it was when this request first asked; "" where nothing may be kept.

    That is: a request that changes something, work inside of a transaction (it may see what nobody else
    will), and development, where templates change.
    """
    if not hasattr(request, "method"):
        # No request at all, or who only stands for one (subscriptions.lists.Asker).
        return ""
    if not hasattr(request, "editions"):
        request.editions = {}
    if row not in request.editions:
        request.editions[row] = now(row) if request.method in ("GET", "HEAD") else ""
    return request.editions[row]


def now(row: int = PUBLIC) -> str:
    """The mark as it is at this moment; "" where nothing may be kept."""
    connection = transaction.get_connection()
    if settings.DEBUG or connection.in_atomic_block:
        return ""
    connection.ensure_connection()
    if connection.vendor == "postgresql" and not connection.force_debug_cursor:
        try:
            return _asked_in_short(connection, row)
        except OperationalError:
            # The server has ended it, and Django's own check of that comes with the first cursor only. Nothing
            # is lost outside of a transaction: asked once more, by a new one.
            connection.close()
    with connection.cursor() as cursor:
        cursor.execute(_MARK % row)
        found = cursor.fetchone()
    return found[0] if found else ""


def _asked_in_short(connection: BaseDatabaseWrapper, row: int) -> str:
    """The one query of most answers, handed to libpq itself: in half the time, and through any pooler.

    Raises django.db.OperationalError.
    """
    # By Django's name for it: on SQLite no psycopg is loaded.
    psycopg = connection.Database
    with connection.wrap_database_errors:
        answer = connection.connection.pgconn.exec_((_MARK % row).encode())
        if answer.status != psycopg.pq.ExecStatus.TUPLES_OK:
            raise psycopg.OperationalError(answer.error_message.decode(errors="replace"))
    return answer.get_value(0, 0).decode() if answer.ntuples else ""


def kept(request: HttpRequest | None, key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gives, worked out once an edition, language and key. Nobody may change it."""
    return kept_under(of(request), key, make)


def kept_under(mark: str, key: Hashable, make: Callable[[], T]) -> T:
    """The same under a mark that was asked for already; "" keeps nothing."""
    if not mark:
        return make()
    place = (mark, get_language(), key)
    made = _kept.get(place, _NOTHING)
    if made is _NOTHING:
        made = make()
        _kept.put(place, made)
    return made


def kept_for_person(
    request: HttpRequest,
    key: Hashable,
    make: Callable[[], T],
    ends: Callable[[T], datetime | None] = lambda made: None,
) -> T:
    """What ``make`` gives for who asks, worked out once an edition of the office, day in Berlin, and set of rights.

    It may depend on these and on who somebody is, not on their session, on files or on tables that are not watched.
    What looks different by itself from a moment on is made anew then: ``ends`` reads that moment from what was made.
    """
    mark, user = of(request, OFFICE), request.user
    # Somebody whose rights rest is told as if they had none.
    if not mark or user.rights_rest:
        return make()
    rights = None if user.is_superuser else frozenset(user.get_all_permissions())
    # What a panel shows of the public's things may have been kept for an older edition than the office's mark tells.
    place = (mark, of(request), get_language(), timezone.localdate(), user.pk, rights, key)
    made, end = _kept_for_office.get(place, (_NOTHING, None))
    if made is _NOTHING or (end is not None and end <= timezone.now()):
        made = make()
        _kept_for_office.put(place, (made, ends(made)))
    return made


def _weighed(made: object) -> int:
    """Letters beyond Latin 1, as a dash, make each letter of a text take two bytes."""
    if isinstance(made, tuple):
        return sum(map(_weighed, made))
    return 2 * len(made) if isinstance(made, str) else USUAL


def install(using: str, **_signal) -> None:
    """Have the database change the mark; after each migration, as SQLite loses triggers of an altered table."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if Edition._meta.db_table not in there:
            return
        for row in (PUBLIC, OFFICE):
            Edition.objects.using(using).get_or_create(pk=row, defaults={"mark": str(uuid4())})
        for row in _NAMES:
            for statement in _statements(connection, row, there):
                cursor.execute(statement)


def tables(row: int = PUBLIC) -> list[str]:
    """The tables that are watched: those of the models that the apps name, and their many-to-many ones.

    For the office those that are watched beyond the public's.
    """
    found = []
    for app in apps.get_app_configs():
        for name in getattr(app, _NAMES[row].models, ()):
            meta = app.get_model(name)._meta
            found += [meta.db_table, *(field.m2m_db_table() for field in meta.local_many_to_many)]
    return found


def columns(row: int = PUBLIC) -> dict[str, list[str]]:
    """By table the columns that are watched alone, where rows change often and little of them is seen."""
    return {
        app.get_model(name)._meta.db_table: [app.get_model(name)._meta.get_field(f).column for f in fields]
        for app in apps.get_app_configs()
        for name, fields in getattr(app, f"{_NAMES[row].models}_columns", {}).items()
    }  # fmt: skip


def exceptions(row: int = PUBLIC) -> dict[str, tuple[str, str]]:
    """By table the column and its value by which rows are told that nobody is shown."""
    return {
        app.get_model(name)._meta.db_table: (app.get_model(name)._meta.get_field(field).column, value)
        for app in apps.get_app_configs()
        for name, (field, value) in getattr(app, f"{_NAMES[row].models}_except", {}).items()
    }  # fmt: skip


# Once at the end of a transaction, so that nobody waits for a lock while others still work (adr 0195). Whoever makes
# an edition of the office holds the public row first: so everybody takes both rows in one order (adr 0354).
_POSTGRES = """
CREATE OR REPLACE FUNCTION base_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('bildungsregion.edition', true) IS DISTINCT FROM txid_current()::text THEN
        UPDATE base_edition SET mark = gen_random_uuid()::text WHERE id = 1;
        UPDATE base_edition SET mark = gen_random_uuid()::text WHERE id = 2;
        PERFORM set_config('bildungsregion.edition', txid_current()::text, true);
        PERFORM set_config('bildungsregion.office', txid_current()::text, true);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION base_new_office_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('bildungsregion.office', true) IS DISTINCT FROM txid_current()::text THEN
        PERFORM FROM base_edition WHERE id = 1 FOR NO KEY UPDATE;
        UPDATE base_edition SET mark = gen_random_uuid()::text WHERE id = 2;
        PERFORM set_config('bildungsregion.office', txid_current()::text, true);
    END IF;
    RETURN NULL;
END $$
"""
# An update without WHERE changes both marks.
_SQLITE_ROWS = {PUBLIC: "", OFFICE: f" WHERE id = {OFFICE}"}
# The rows that the triggers of each event know.
_ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _statements(connection, row: int, there: set[str]) -> list[str]:
    """The functions and triggers of a mark, on those of its tables that are there."""
    is_postgres = connection.vendor == "postgresql"
    put_up, differs = _on_sqlite, "IS NOT"
    if is_postgres:
        put_up, differs = _on_postgres, "IS DISTINCT FROM"
    except_for, narrowly, mark = exceptions(row), columns(row), _NAMES[row].triggers
    found = [_POSTGRES] if is_postgres else []
    for table in there.intersection(tables(row)):
        # One trigger of PostgreSQL's is for all events, unless a condition names a row that some of them lack.
        if is_postgres and table not in except_for:
            found.append(put_up(row, f"{table}_{mark}", table, "INSERT OR UPDATE OR DELETE"))
            continue
        for event, rows in _ROWS.items():
            condition = _unless(rows, except_for.get(table))
            found.append(put_up(row, f"{table}_{event.lower()}_{mark}", table, event, condition))
    for table in there.intersection(narrowly):
        name = f"{table}_{mark}" if is_postgres else f"{table}_update_{mark}"
        found.append(put_up(row, name, table, "UPDATE", _changed(narrowly[table], differs)))
    return found


def _unless(rows: tuple[str, ...], exception: tuple[str, str] | None) -> str:
    if exception is None:
        return ""
    column, value = exception
    return "WHEN (" + " OR ".join(f"{row}.{column} <> '{value}'" for row in rows) + ")"


def _changed(names: list[str], differs: str) -> str:
    return "WHEN (" + " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in names) + ")"


def _on_sqlite(row: int, name: str, table: str, event: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {table} {condition} "
        f"BEGIN UPDATE base_edition SET mark = lower(hex(randomblob(16))){_SQLITE_ROWS[row]}; END"
    )


def _on_postgres(row: int, name: str, table: str, events: str, condition: str = "") -> str:
    return f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND tgname = '{name}') THEN
        CREATE CONSTRAINT TRIGGER {name} AFTER {events} ON {table}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {condition} EXECUTE FUNCTION {_NAMES[row].function}();
    END IF;
END $$
"""
