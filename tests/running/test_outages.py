"""A full disk or a database that is away is 503 with a sentence; a fault of the program stays 500."""

import errno
import sqlite3

import pytest
from django.db import OperationalError, ProgrammingError
from django.test import RequestFactory

from bildungsregion.views import server_error


def caused(error: Exception, name: str) -> Exception:
    """As Django raises what SQLite says."""
    error.__cause__ = sqlite3.OperationalError(name)
    error.__cause__.sqlite_errorcode = getattr(sqlite3, name)
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 503),
        (OSError(errno.EROFS, "Read-only file system"), 503),
        (caused(OperationalError(), "SQLITE_FULL"), 503),
        (caused(OperationalError(), "SQLITE_BUSY"), 503),
        (OperationalError("connection refused"), 503),
        (caused(OperationalError("no such table"), "SQLITE_ERROR"), 500),
        (FileNotFoundError(errno.ENOENT, "No such file"), 500),
        (ProgrammingError("no such column"), 500),
        (LookupError(), 500),
    ],
)
def test_page_says_whether_it_passes(settings, error, status):
    settings.REGION = "lueneburg"

    try:
        raise error
    except type(error):
        answer = server_error(RequestFactory().post("/"))

    assert answer.status_code == status
    assert (answer.headers.get("Retry-After") == "300") is (status == 503)
    assert ("steht dort noch" in answer.text) is (status == 503)


def test_cause_of_an_error_tells_too(settings):
    settings.REGION = "lueneburg"

    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as error:
            raise LookupError from error
    except LookupError:
        answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 503
    assert "steht dort noch" not in answer.text


def test_rest_of_the_body_is_read_so_that_the_answer_is(settings):
    settings.REGION = "lueneburg"
    request = RequestFactory().post("/", b"x" * 200_000, "application/octet-stream")
    request.read(10)

    try:
        raise OSError(errno.ENOSPC, "No space left on device")
    except OSError:
        server_error(request)

    assert request.read() == b""
