"""What strangers get without Django being asked: the page on the shelf, in their coding, or that they have it."""

import gzip

import brotli
import pytest
from django.conf import settings as project
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse

from actors.models import Actor
from bildungsregion.base import kept_pages
from tests.factories.actors import make_actor
from tests.factories.base import make_region

from .desk import asked_at_the_desk, shown


# Nothing is kept inside a transaction, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)
LIST = reverse("actors:actor_list")


@pytest.fixture
def content():
    make_region()
    for number in range(12):
        make_actor(f"Museum {number}")


def test_a_database_that_is_gone_is_left_to_the_whole_portal(content, monkeypatch):
    page = shown(LIST)

    def gone(*_row):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(kept_pages.edition, "now", gone)
    status = asked_at_the_desk(LIST)[0]
    monkeypatch.undo()

    assert status == 503
    assert shown(LIST) == page


@pytest.mark.postgres
@pytest.mark.parametrize("address", [LIST, f"{LIST}?q=Museum"], ids=["kept", "drawn"])
def test_a_connection_that_the_server_has_ended_is_made_anew(content, address):
    shown(LIST)
    page = shown(address) if address == LIST else ""
    ended = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])
    other.close()

    status, _headers, body = asked_at_the_desk(address)

    assert status == 200
    assert body.decode() == page or not page
    assert connection.connection.info.backend_pid != ended


def test_whoever_has_the_page_is_told_so(content):
    etag = asked_at_the_desk(LIST)[1]["ETag"]
    tags = (etag, '"other"', f'"other", {etag}', etag.removeprefix("W/"), "*")

    answers = [asked_at_the_desk(LIST, HTTP_IF_NONE_MATCH=tag) for tag in tags]
    Actor.objects.update(name="Anderes Museum")
    changed = asked_at_the_desk(LIST, HTTP_IF_NONE_MATCH=etag)

    assert [answer[0] for answer in (*answers, changed)] == [304, 200, 304, 304, 304, 200]
    assert answers[0][2] == b""
    assert {"ETag", "Vary", "Content-Security-Policy"} <= answers[0][1].keys()
    assert "Content-Length" not in answers[0][1]


@pytest.mark.parametrize(
    ("accepted", "coding", "read"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip;q=1.0, br;q=0", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_a_page_comes_in_the_coding_that_is_read(content, accepted, coding, read):
    plain = shown(LIST)

    answers = [asked_at_the_desk(LIST, HTTP_ACCEPT_ENCODING=accepted) for _ in range(2)]

    for _, headers, body in answers:
        assert headers.get("Content-Encoding") == coding
        assert headers["Content-Length"] == str(len(body))
        assert "Accept-Encoding" in headers["Vary"]
        assert read(body).decode() == plain


def test_head_says_what_get_would_and_nothing_more(content):
    shown(LIST)

    head, get = (asked_at_the_desk(LIST, method) for method in ("HEAD", "GET"))

    assert head[:2] == get[:2]
    assert head[2] == b""


def test_each_host_and_scheme_has_its_page(content):
    shown(LIST)
    elsewhere = asked_at_the_desk(LIST, HTTP_HOST="fremd.example")

    assert elsewhere[0] == 400
    assert asked_at_the_desk(LIST, **{"wsgi.url_scheme": "https"})[1]["ETag"]
    assert {address[:2] for address in kept_pages._shelf.pages} == {
        (False, "testserver"), (True, "testserver")
    }  # fmt: skip


@pytest.fixture
def asked(rf, content):
    """What a view answers whose page changes each time, asked twice."""

    def ask(give, path="/a/"):
        numbers = iter("12")

        def view(request):
            return kept_pages.offered(request, lambda: give(request, next(numbers)))

        middleware = kept_pages.KeptPagesMiddleware(view)

        def django(environ, start_response):
            response = middleware(WSGIRequest(environ))
            start_response(f"{response.status_code} ", list(response.headers.items()))
            return [response.content]

        desk = kept_pages.FrontDesk(django)
        return [b"".join(desk(rf.get(path).environ, lambda *_: None)) for _ in range(2)]

    return ask


def test_what_is_not_the_same_for_all_is_not_kept(asked):
    def with_token(request, number):
        return HttpResponse(f"{number}{get_token(request)}"[:1])

    def with_cookie(request, number):
        response = HttpResponse(number)
        response.set_cookie("wahl", number)
        return response

    def missing(request, number):
        return HttpResponse(number, status=404)

    assert [asked(give) for give in (with_token, with_cookie, missing)] == [[b"1", b"2"]] * 3


def test_each_address_has_its_page(asked):
    def plain(request, number):
        return HttpResponse(f"{request.get_full_path()}{number}")

    pages = [asked(plain, path) for path in ("/a/", "/a/?b=1", "/en/a/", "/a/")]

    assert pages == [[b"/a/1"] * 2, [b"/a/?b=11"] * 2, [b"/en/a/1"] * 2, [b"/a/1"] * 2]


def test_memory_has_an_end(asked, settings):
    settings.KEPT_PAGES_MB = 1

    def heavy(request, number):
        return HttpResponse(number * 200_000)

    for number in range(9):
        asked(heavy, f"/{number}/")
    asked(lambda request, number: HttpResponse(number * 300_000), "/zu-schwer/")

    assert (
        kept_pages._shelf.weight
        == 1_000_000
        == sum(len(page.content) for page in kept_pages._shelf.pages.values())
    )
    assert project.KEPT_PAGES_MB == 1
