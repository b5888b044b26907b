"""Empties the tables after a test that has committed: on PostgreSQL only those that hold something.

Django truncates all of them there and has everything that follows a migration done anew, half a second a test.
"""

from functools import cache

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

from bildungsregion.base.edition import Edition


# What follows a migration fills these, and they would be filled alike again.
FILLED = {model._meta.db_table for model in (ContentType, Permission, Edition)}
_as_django_does = TransactionTestCase._fixture_teardown


def emptied(test: TransactionTestCase) -> None:
    """What is kept for an edition has to be forgotten with its rows."""
    if connection.vendor != "postgresql":
        _as_django_does(test)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_question())
        full = cursor.fetchall()
        # Logs refuse to be emptied, and rows point at each other: neither counts here.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for (table,) in full:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names
        cursor.execute(f"UPDATE {Edition._meta.db_table} SET mark = gen_random_uuid()::text")  # noqa: S608


@cache
def _question() -> str:
    """Which tables hold something."""
    tables = set(connection.introspection.django_table_names()) - FILLED
    return " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")"  # noqa: S608
        for table in sorted(tables)
    )
