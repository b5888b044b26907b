"""Calendars are fetched over the wire: conditions, limits, failures, rest."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.fetching import PUBLIC
from events.incoming import fetching
from events.models import MOST_FAILURES, Event, Feed, FeedRun
from tests.base.listening import listening
from tests.factories.feeds import TODAY, calendar, entry, make_feed
from tests.factories.office import make_person


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_march(clock):
    clock("2026-03-01 09:00")


@pytest.fixture
def server():
    with listening() as server:
        yield server


def test_calendar_is_fetched_and_asked_for_news_only(server, clock):
    server.say(
        "/t.ics", body=calendar(entry()), ETag='"a1"', Last_Modified="Sun, 01 Mar 2026 07:00:00 GMT"
    )
    feed = make_feed(address=server.url("/t.ics"))
    first = fetching.fetch_feed(feed=feed, reach=server.reach, today=TODAY)
    server.say("/t.ics", status=304)
    clock("2026-03-02 09:00")

    second = fetching.fetch_feed(feed=feed, reach=server.reach)

    assert [(run.state, run.sentence) for run in (first, second)] == [
        ("fertig", ""),
        ("gleich", "Nichts Neues."),
    ]
    sent = server.asked[1][2]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == (
        '"a1"',
        "Sun, 01 Mar 2026 07:00:00 GMT",
    )
    feed.refresh_from_db()
    assert (Event.objects.count(), feed.next_due - timezone.now()) == (1, timedelta(days=1))


def test_everything_is_read_again_after_a_week_or_a_new_setting(server, clock):
    server.say("/t.ics", body=calendar(entry()), ETag='"a1"')
    feed = make_feed(address=server.url("/t.ics"))
    fetching.fetch_feed(feed=feed, reach=server.reach)
    clock("2026-03-02 09:00")
    feed.days_back = 10
    feed.save()
    fetching.fetch_feed(feed=feed, reach=server.reach)
    clock("2026-03-10 09:00")

    fetching.fetch_feed(feed=feed, reach=server.reach)

    assert ["If-None-Match" in headers for _method, _path, headers in server.asked] == [False] * 3


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"status": 404}, "Der Server kennt diesen Kalender nicht (404)."),
        ({"status": 500}, "Der Server antwortet mit einem Fehler (500)."),
        ({"status": 304}, "Der Server antwortet mit einem Fehler (304)."),
        ({"body": b"<!DOCTYPE html><p>Hallo"}, "Unter der Adresse steht eine Webseite, kein Kalender im Format ICS."),
        ({"body": b"\x00\xff\x13"}, "Das ist kein Kalender im Format ICS."),
        ({"body": b""}, "Das ist kein Kalender im Format ICS."),
        ({"body": b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_000}, "Die Antwort ist zu groß."),
        ({"status": 302, "Location": "/t.ics"}, "Die Adresse leitet zu oft weiter oder im Kreis."),
    ],
)  # fmt: skip
def test_what_is_no_calendar_is_told(server, answer, sentence):
    server.say("/t.ics", **answer)
    feed = make_feed(address=server.url("/t.ics"))

    run = fetching.fetch_feed(feed=feed, reach=server.reach)

    feed.refresh_from_db()
    assert (run.state, run.sentence, feed.problem, feed.failures) == (
        "fehler",
        sentence,
        sentence,
        1,
    )


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000/t.ics", "http://[::1]/t.ics", "http://192.168.1.1/t.ics"]
)
def test_private_addresses_are_not_reached(address):
    run = fetching.fetch_feed(feed=make_feed(address=address), reach=PUBLIC)

    assert (run.state, run.sentence) == ("fehler", "Die Adresse liegt nicht im öffentlichen Netz.")


def test_one_that_fails_does_not_stop_the_others(server, monkeypatch):
    server.say("/gut.ics", body=calendar(entry()))
    server.say("/wirr.ics", body=calendar(entry()))
    strange = make_feed(address=server.url("/wirr.ics"), name="A")
    make_feed(address=server.url("/nichts.ics"), name="B")
    good = make_feed(address=server.url("/gut.ics"), name="C")
    make_feed(address=server.url("/gut.ics"), name="D", is_active=False)
    make_feed(kind="tabelle", address="", name="E")
    items_of = fetching.items_of

    def failing(file, feed, *rest):
        if feed == strange:
            raise RuntimeError("planted")
        return items_of(file, feed, *rest)

    monkeypatch.setattr(fetching, "items_of", failing)

    runs = fetching.fetch_due(reach=server.reach)

    assert [(run.feed.name, run.state) for run in runs] == [
        ("A", "fehler"),
        ("B", "fehler"),
        ("C", "fertig"),
    ]
    assert good.items.count() == 1
    assert fetching.fetch_due(reach=server.reach) == []


def test_calendar_rests_after_failures_until_the_office_asks(server, clock):
    feed = make_feed(address=server.url("/t.ics"))
    for _try in range(MOST_FAILURES):
        feed.refresh_from_db()
        if feed.next_due:
            clock(feed.next_due)
        [run] = fetching.fetch_due(reach=server.reach)
    clock(timezone.now() + timedelta(days=60))
    server.say("/t.ics", body=calendar(entry(start="20260610T100000")))

    resting = fetching.fetch_due(reach=server.reach)
    now = fetching.fetch_now(feed=feed, by=make_person("redaktion"), reach=server.reach)

    feed.refresh_from_db()
    assert (run.feed.rests, resting, now.state, feed.rests) == (True, [], "fertig", False)


def test_nobody_fetches_twice_at_once(server):
    feed, person = make_feed(address=server.url("/t.ics")), make_person("redaktion")
    fetching.fetch_now(feed=feed, by=person, reach=server.reach)

    with pytest.raises(DomainError, match="gerade abgerufen"):
        fetching.fetch_now(feed=feed, by=person, reach=server.reach)


def test_moved_address_is_told(server):
    server.say("/alt.ics", status=301, Location="/neu.ics")
    server.say("/neu.ics", body=calendar(entry()))

    run = fetching.fetch_feed(feed=make_feed(address=server.url("/alt.ics")), reach=server.reach)

    assert run.sentence == f"Der Kalender ist umgezogen nach {server.url('/neu.ics')}."


def test_reports_are_kept_for_a_while_only(server):
    feed = make_feed(address=server.url("/t.ics"))
    for _day in range(35):
        fetching.fetch_feed(feed=feed, reach=server.reach)

    assert FeedRun.objects.count() == 30


def test_command_fetches_what_is_due(capsys):
    make_feed(address="http://127.0.0.1/t.ics", name="Haus")

    call_command("fetch_feeds")

    assert capsys.readouterr().out == (
        "Haus: fehlgeschlagen. Die Adresse liegt nicht im öffentlichen Netz.\n"
    )
    assert Feed.objects.get().failures == 1
