"""Faults that pass by themselves or by making room: people get 503 with a sentence instead of 500 (docs/faults.md)."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import suppress

from django.http import HttpRequest, UnreadablePostError

from bildungsregion.base.errors import DATABASE_DOWN


# The disk is full, over its quota, away or read-only.
OF_DISKS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
# SQLite calls a missing table an operational error, too: that one does not pass (sqlite.org/rescode.html).
OF_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
}
# What is read of a body that nobody wants any more: a little over the largest upload (deploy/nginx), in pieces.
REST, PIECE = 32 * 1024**2, 64 * 1024


def is_passing(error: BaseException | None) -> bool:
    """Whether the machine, not the program, is at fault: a full disk, a database that is away or busy."""
    return any(_passes(one) for one in _with_causes(error))


def _passes(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in OF_DISKS
    if not isinstance(error, DATABASE_DOWN):
        return False
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    # The lower byte is the primary code.
    return code is None or code & 0xFF in OF_SQLITE


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def take_rest(request: HttpRequest) -> None:
    """Read what is still being sent: whoever is hung up on while sending does not get to see the answer."""
    left = REST
    with suppress(UnreadablePostError):
        while left > 0 and (piece := request.read(PIECE)):
            left -= len(piece)
