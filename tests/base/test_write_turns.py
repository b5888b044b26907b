"""Who wants to write on SQLite asks often and briefly (docs/adr/0370)."""

import sqlite3
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from bildungsregion.base import write_turns


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL locks rows"),
]


@pytest.fixture
def held(tmp_path):
    """A file that somebody else writes into, and the connection that lets go of it."""
    other = sqlite3.connect(
        tmp_path / "held.sqlite3", isolation_level=None, check_same_thread=False
    )
    other.execute("CREATE TABLE one (number INTEGER)")
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def begin(own, milliseconds):
    """Begin a transaction on this connection as Django's wrapper does."""
    own.execute(f"PRAGMA busy_timeout = {milliseconds}")

    class Stand:
        connection = own

    def execute(sql, *_rest):
        try:
            return own.execute(sql)
        except sqlite3.OperationalError as error:
            raise OperationalError("database is locked") from error

    return write_turns.take(execute, write_turns.BEGIN, None, False, {"connection": Stand})


def test_whoever_waits_has_their_turn_at_once(held, tmp_path):
    own = sqlite3.connect(tmp_path / "held.sqlite3", isolation_level=None)
    let_go = []

    def leave():
        time.sleep(0.2)
        let_go.append(time.monotonic())
        held.execute("COMMIT")

    thread = threading.Thread(target=leave)
    thread.start()
    begin(own, 5_000)
    waited = time.monotonic() - let_go[0]
    thread.join()

    # SQLite itself sleeps for a tenth of a second by then.
    assert waited < 0.05
    assert own.execute("PRAGMA busy_timeout").fetchone() == (5_000,)
    own.close()


def test_waiting_has_an_end(held, tmp_path):
    own = sqlite3.connect(tmp_path / "held.sqlite3", isolation_level=None)
    began = time.monotonic()

    with pytest.raises(OperationalError, match="locked"):
        begin(own, 100)

    assert 0.1 <= time.monotonic() - began < 5
    assert own.execute("PRAGMA busy_timeout").fetchone() == (100,)
    own.close()


def test_each_connection_waits_so():
    assert write_turns.take in connection.execute_wrappers
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)
