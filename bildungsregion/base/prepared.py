"""Queries that pages ask in the same form each time: their SQL is written once (docs/adr/0356).

To write a query costs Django more than the database takes to answer it: reading a case with its institution and
programme took 14,500 calls of functions, of which its rows are the smaller part. PostgreSQL keeps the plans of these
queries, too (docs/adr/0359): planning that one takes it longer than answering.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.transaction import TransactionManagementError


# What stands for a value while the SQL is written, by number: nothing that a query of ours ever looks for.
_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2**62 + number,
    str: lambda number: f"\ue000{number}\ue001",
    date: lambda number: date(1, 1, 1 + number),
}
# Where a connection has its queries.
_KEPT = "bildungsregion_prepared"


class Prepared:
    """A query whose values come later, each an ``int`` (a key: small columns hold no mark), a ``str`` or a ``date``:

        OF_SCHOOL = Prepared(lambda school: Case.objects.filter(school=school), school=int)
        cases = OF_SCHOOL.rows(school=3)

    ``make`` is asked once a connection, with marks for the values. Its queryset may take ``values_list()``, related
    rows by ``select_related()``, a part of the columns, a lock; it prefetches nothing. None of the values may be
    None or decide about the form of the query: that would be other SQL.
    """

    def __init__(self, make: Callable[..., models.QuerySet], **kinds: type):
        self._make, self._kinds = make, kinds

    def rows(self, **values: int | str | date) -> list:
        """What the queryset gives, asked now. Raises TransactionManagementError for a lock outside of a transaction."""
        connection = transaction.get_connection()
        # They go with the connection: what they hold leads back to it.
        kept = vars(connection).setdefault(_KEPT, {})
        written = kept.get(self)
        if written is None:
            marks = {name: _MARKS[kind](n) for n, (name, kind) in enumerate(self._kinds.items())}
            written = kept[self] = _Written(self._make(**marks), marks, connection)
        return written.rows(values)

    def row(self, **values: int | str | date) -> Any | None:
        """The first of the rows, None where there is none."""
        return next(iter(self.rows(**values)), None)


class _Written:
    """A query in the SQL of one connection. Django reads its rows, by a compiler that has nothing left to write."""

    def __init__(self, queryset: models.QuerySet, marks: dict, connection: BaseDatabaseWrapper):
        compiler = queryset.query.get_compiler(connection=connection)
        self._connection, self._locks = connection, queryset.query.select_for_update
        self._sql, self._params = compiler.as_sql()
        self._places = _places(self._params, marks, connection)
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        converters, is_composite = (
            compiler.get_converters(columns),
            compiler.has_composite_fields(columns),
        )
        compiler.execute_sql = self._found
        compiler.get_converters = lambda _columns: converters
        compiler.has_composite_fields = lambda _columns: is_composite
        queryset.query.get_compiler = lambda using: compiler
        self._queryset, self._compiler = queryset, compiler

    def rows(self, values: dict) -> list:
        if self._locks and self._connection.get_autocommit():
            raise TransactionManagementError("a lock needs a transaction")
        self._values = values
        return list(self._queryset._iterable_class(self._queryset))

    def _found(self, *_how, **_much) -> list[list[tuple]]:
        """The rows as they come from the database, in the form of a compiler's execute_sql()."""
        params = list(self._params)
        for place, name, adapted in self._places:
            params[place] = adapted(self._values[name])
        with _cursor(self._connection) as cursor:
            cursor.execute(self._sql, tuple(params))
            found = cursor.fetchall()
        # By some columns rows are only sorted.
        most = self._compiler.col_count if self._compiler.has_extra_select else None
        return [[row[:most] for row in found] if most else found]


def _cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """A cursor, on PostgreSQL one that keeps plans, unless the operator says that connections are shared."""
    is_shared = connection.settings_dict["OPTIONS"].get("prepare_threshold") is None
    # What was planned before does not tell its words to whoever writes queries down.
    if is_shared or connection.force_debug_cursor:
        return connection.cursor()
    connection.ensure_connection()
    own = connection.connection
    usual, own.cursor_factory = own.cursor_factory, _planning_cursor()
    try:
        return connection.cursor()
    finally:
        own.cursor_factory = usual


@cache
def _planning_cursor() -> type:
    """PostgreSQL plans what it asks once in a connection; after a rollback anew (psycopg sees to that)."""
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415 - SQLite needs no psycopg

    class PlanningCursor(ServerBindingCursor):
        def execute(self, query, params=None):
            return super().execute(query, params, prepare=True)

    return PlanningCursor


def _places(
    params: tuple, marks: dict, connection: BaseDatabaseWrapper
) -> list[tuple[int, str, Callable]]:
    """Where each value belongs among the parameters, and how the database wants it. Raises ValueError."""
    found = []
    for name, mark in marks.items():
        adapt = connection.ops.adapt_datefield_value if isinstance(mark, date) else None
        there = [n for n, param in enumerate(params) if param == (adapt(mark) if adapt else mark)]
        if not there:
            raise ValueError(f"the query does not ask for {name}")
        # PostgreSQL tells numbers of different sizes apart by their class.
        found += [(place, name, adapt or type(params[place])) for place in there]
    return found
