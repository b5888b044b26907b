"""Who is at work: what the triggers write beside each change (docs/adr/0265).

A request brings its person by itself (ActingMiddleware); what runs without one says where it comes from:

    with acting(origin="Import Volkshochschule"):
        …

PostgreSQL is told before the first write of a transaction on a recorded table, SQLite asks functions of ours.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from . import recorded


PUBLIC = "Öffentliche Seite"


def _nobody() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Acting:
    """``who`` gives the number of the account, or None; asked for each write, as people sign in meanwhile."""

    who: Callable[[], int | None] = _nobody
    origin: str = ""
    reason: str = ""
    act: str = field(default_factory=lambda: str(uuid4()))

    def key(self) -> tuple[str, int | None, str, str]:
        user = self.who()
        origin = "" if user and self.origin == PUBLIC else self.origin
        return self.act, user, origin[:200], self.reason[:500]


# What is done outside of requests and without a word on where it comes from is one act per process.
_PROCESS = Acting()
_acting: ContextVar[Acting] = ContextVar("acting", default=_PROCESS)
_may_forget: ContextVar[bool] = ContextVar("may_forget", default=False)
_is_silent: ContextVar[bool] = ContextVar("is_silent", default=False)
_WRITE = re.compile(
    r'\s{0,20}(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE
)


@contextmanager
def acting(*, origin: str = "", reason: str = "", by=None) -> Iterator[None]:
    """What happens inside is said to come from there; person and act of a request stay."""
    now = _acting.get()
    changed = replace(now if now is not _PROCESS else Acting(), reason=reason or now.reason)
    if origin:
        changed = replace(changed, origin=origin)
    if by is not None:
        changed = replace(changed, who=lambda: by.pk)
    token = _acting.set(changed)
    try:
        yield
    finally:
        _acting.reset(token)


def acting_account() -> int | None:
    """The number of the account that is at work, None for nobody."""
    return _acting.get().who()


class ActingMiddleware:
    """Changes of a request are its person's; without one, of whoever used the public page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        def who() -> int | None:
            return request.user.pk

        token = _acting.set(Acting(who, PUBLIC))
        try:
            return self.get_response(request)
        finally:
            _acting.reset(token)


@contextmanager
def forgetting(connection) -> Iterator[None]:
    """The one door for retention: inside, rows of the logs may be emptied or removed (docs/adr/0266).

    The whole of it is one transaction: through a pooler the next one may be another session's (docs/adr/0336).
    """
    token = _may_forget.set(True)
    try:
        if connection.vendor != "postgresql":
            yield
            return
        with transaction.atomic(using=connection.alias):
            _tell(connection, "bildungsregion.forgetting", "on", is_local=True)
            yield
            # What fails takes the word back with it; where all went well, the transaction may go on.
            if not connection.needs_rollback:
                _tell(connection, "bildungsregion.forgetting", "", is_local=True)
    finally:
        _may_forget.reset(token)


@contextmanager
def emptying(connection) -> Iterator[None]:
    """Only for emptying the whole database: nothing is refused, and nothing is written into the journal.

    Said to the session, as it takes several transactions: never through a pooler.
    """
    settings = ("bildungsregion.forgetting", "bildungsregion.silent")
    is_told = connection.vendor == "postgresql"
    tokens = [(variable, variable.set(True)) for variable in (_may_forget, _is_silent)]
    for name in settings if is_told else ():
        _tell(connection, name, "on", is_local=False)
    try:
        yield
    finally:
        for variable, token in tokens:
            variable.reset(token)
        # In a transaction that failed nothing can be said any more, and nothing needs to be: it is taken back.
        for name in settings if is_told and not connection.needs_rollback else ():
            _tell(connection, name, "", is_local=False)


class _Said:
    """Stands among what waits for the commit, so that it leaves with a savepoint as the setting does."""

    def __init__(self, key: tuple):
        self.key = key

    def __call__(self):
        pass


def watch(execute, sql, params, many, context):
    """Wrapper of each statement: before a write on a recorded table the database learns who is at work."""
    found = _WRITE.match(sql) if isinstance(sql, str) else None
    if not found or found[1] not in recorded.tables():
        return execute(sql, params, many, context)
    connection = context["connection"]
    # Without a transaction word and write are put into one: through a pooler, each may meet another session.
    alone = connection.vendor == "postgresql" and not connection.in_atomic_block
    with transaction.atomic(using=connection.alias) if alone else nullcontext():
        _say(connection)
        return execute(sql, params, many, context)


def _say(connection) -> None:
    key = _acting.get().key()
    if connection.vendor != "postgresql":
        # The functions below ask again; now the person is known, and they need no query.
        return
    waiting = [entry[1] for entry in connection.run_on_commit if isinstance(entry[1], _Said)]
    if waiting and waiting[-1].key == key:
        return
    act, user, origin, reason = key
    note = {"at": timezone.now().isoformat(), "act": act, "user": user, "origin": origin, "reason": reason}  # fmt: skip
    _tell(connection, "bildungsregion.note", json.dumps(note), is_local=True)
    connection.on_commit(_Said(key))


def _tell(connection, name: str, value: str, *, is_local: bool) -> None:
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.execute("SELECT set_config(%s, %s, %s)", [name, value, is_local])


def _note(name: str) -> str | int | None:
    if name == "at":
        return str(timezone.now().astimezone(UTC).replace(tzinfo=None))
    act, user, origin, reason = _acting.get().key()
    return {"act": act, "user": user, "origin": origin, "reason": reason}[name]


def prepare(connection, **_signal) -> None:
    """Each new connection gets the wrapper, and on SQLite the functions that the triggers call."""
    if watch not in connection.execute_wrappers:
        # First of all, as a wrapper put on for a while is taken off from the end.
        connection.execute_wrappers.insert(0, watch)
    if connection.vendor == "sqlite":
        make = connection.connection.create_function
        make("bildungsregion_note", 1, _note)
        make("bildungsregion_forgets", 0, lambda: int(_may_forget.get()))
        make("bildungsregion_silent", 0, lambda: int(_is_silent.get()))
