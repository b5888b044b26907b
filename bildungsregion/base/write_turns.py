"""Who wants to write on SQLite asks often and briefly until it is their turn (docs/adr/0370).

SQLite lets whoever finds the file locked sleep, longer each time, up to a tenth of a second, while those who come later
find it free: of two workers one stood half of the time. A transaction of ours takes a thousandth of a second or a few.
"""

import sqlite3
import time

from django.db import OperationalError


BEGIN = "BEGIN IMMEDIATE"
# Shorter than a transaction, long enough to cost nothing; longer behind somebody who writes for long.
PAUSE_SECONDS, LONGER_SECONDS = 0.0005, 0.004
SHORT_SECONDS = 0.1


def take(execute, sql, params, many, context):
    """Wrapper of each statement on SQLite: at the beginning of a transaction the waiting is ours.

    It ends when the connection's own time to wait is over: raises django.db.OperationalError then, as SQLite would.
    """
    if sql != BEGIN:
        return execute(sql, params, many, context)
    own = context["connection"].connection
    (milliseconds,) = own.execute("PRAGMA busy_timeout").fetchone()
    began = time.monotonic()
    deadline = began + milliseconds / 1000
    own.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                return execute(sql, params, many, context)
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() >= deadline:
                    raise
            is_short = time.monotonic() - began < SHORT_SECONDS
            time.sleep(PAUSE_SECONDS if is_short else LONGER_SECONDS)
    finally:
        own.execute(f"PRAGMA busy_timeout = {milliseconds}")


def _is_busy(error: OperationalError) -> bool:
    code = getattr(error.__cause__, "sqlite_errorcode", 0)
    # The lower byte is the primary code.
    return code & 0xFF == sqlite3.SQLITE_BUSY


def prepare(connection, **_signal) -> None:
    """Each new connection to SQLite gets the wrapper."""
    if connection.vendor == "sqlite" and take not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, take)
