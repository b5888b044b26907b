"""A line for each event, with the mark of its request and without personal data."""

import json
import logging

import pytest
from django.core.exceptions import SuspiciousOperation
from django.urls import path

from bildungsregion import urls
from bildungsregion.running.lines import JsonLines, TextLines
from tests.base.desk import asked_at_the_desk


pytestmark = pytest.mark.django_db
NAME, MAIL, TOKEN = "Erika Musterfrau", "erika.musterfrau@schule.example", "q7Zt9-geheim-31"  # noqa: S105


def broken(request, **arguments):
    raise LookupError(f"{NAME} <{MAIL}> {request.GET}")


def suspicious(request):
    raise SuspiciousOperation(f"{NAME} {MAIL}")


urlpatterns = [
    path("kaputt/<str:token>/", broken, name="broken"),
    path("verdacht/", suspicious, name="suspicious"),
    *urls.urlpatterns,
]
for handler in ("handler400", "handler403", "handler404", "handler500"):
    globals()[handler] = getattr(urls, handler)


@pytest.fixture(params=[JsonLines, TextLines])
def log(request):
    """Everything that is logged while the test runs, as it would stand in the log."""
    lines = []
    formatter = request.param()
    taker = logging.Handler()
    taker.emit = lambda record: lines.append(formatter.format(record))
    loggers = [logging.getLogger(name) for name in ("", "django", "bildungsregion.requests")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.INFO)
    for one in loggers[:2]:
        one.addHandler(taker)
    yield lines
    for one, level in zip(loggers, levels, strict=True):
        one.setLevel(level)
        one.removeHandler(taker)


def ask_all(settings) -> list[tuple]:
    settings.ROOT_URLCONF = __name__
    form = "application/x-www-form-urlencoded"
    return [
        asked_at_the_desk(f"/kaputt/{TOKEN}/?name=Erika+Musterfrau"),
        asked_at_the_desk(f"/suche/?q={NAME.replace(' ', '+')}"),
        asked_at_the_desk(f"/gemeldet/{TOKEN}/"),
        asked_at_the_desk(f"/{MAIL}/"),
        asked_at_the_desk("/verdacht/"),
        asked_at_the_desk(f"/?name={NAME}", HTTP_HOST=f"{TOKEN}.example"),
        asked_at_the_desk(
            "/konto/anmelden/code/", "POST", data=f"email={MAIL}&name={NAME}", content_type=form
        ),
    ]


def test_nothing_that_people_send_stands_in_the_log(region, settings, log):
    answers = ask_all(settings)

    text = "\n".join(log)
    assert [status for status, _headers, _body in answers[:6]] == [500, 200, 404, 404, 400, 400]
    assert len(log) >= len(answers)
    assert [secret for secret in (NAME, "Musterfrau", "musterfrau", MAIL, TOKEN) if secret in text] == []  # fmt: skip


@pytest.mark.parametrize("log", [JsonLines], indirect=True)
def test_lines_tell_what_happened_where(region, settings, log):
    asked_at_the_desk("/suche/?q=salz", HTTP_X_REQUEST_ID="proxy-0123456789")

    entry = json.loads(log[-1])
    assert {key: entry[key] for key in ("event", "request", "method", "view", "status")} == {
        "event": "request", "request": "proxy-0123456789", "method": "GET", "view": "search", "status": 200,
    }  # fmt: skip
    assert entry["route"] == "suche/"


@pytest.mark.parametrize("log", [JsonLines], indirect=True)
def test_fault_is_told_by_kind_and_place(region, settings, log):
    ask_all(settings)

    fault = next(entry["fault"] for entry in map(json.loads, log) if "fault" in entry)
    assert fault["kind"] == "LookupError"
    assert fault["frames"][-1].endswith(" broken")
    assert fault["frames"][-1].startswith("tests/running/test_log.py:")


@pytest.mark.parametrize(
    ("said", "arguments", "written"),
    [
        ("Error handling request %s %s", ("GET", f"/suche/?q={TOKEN}"), "Error handling request %s %s"),
        ("Invalid request from ip=203.0.113.9: Invalid header 'x'", (), "Invalid request"),
    ],
)  # fmt: skip
def test_server_says_neither_addresses_nor_words(said, arguments, written):
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 1, said, arguments, None)

    assert json.loads(JsonLines().format(record))["event"] == written


@pytest.mark.parametrize("given", ["kurz", "a" * 65, 'x"}\n{"level"', "mit leer zeichen", ""])
def test_mark_that_is_none_is_made_anew(region, given):
    mark = asked_at_the_desk("/robots.txt", HTTP_X_REQUEST_ID=given)[1]["X-Request-ID"]

    assert mark != given
    assert len(mark) == 16


def test_page_of_a_fault_names_the_mark(region, settings):
    settings.ROOT_URLCONF = __name__

    _status, headers, body = asked_at_the_desk("/kaputt/x/", HTTP_X_REQUEST_ID="proxy-0123456789")

    assert headers["X-Request-ID"] == "proxy-0123456789"
    assert "<code dir=\"ltr\">proxy-0123456789</code>" in body.decode()  # fmt: skip
