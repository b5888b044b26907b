"""Which addresses of the directory are tried, how politely, and when one counts as dead."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.management import CommandError, call_command

from actors import links
from actors.actions import linking
from actors.models import Actor, DeadLink
from bildungsregion.base.errors import DomainError
from bildungsregion.base.fetching import Fault, Fetched, FetchError, fetch
from tests.base.listening import listening
from tests.factories.actors import make_actor, make_offer
from tests.factories.freshness import make_dead_link


DAY = date(2026, 3, 2)


@pytest.fixture
def server():
    with listening() as server:
        yield server


@pytest.fixture
def check(server):
    """A night's run that reaches the local server under any name, without a pause."""

    def run(today=DAY, most=100):
        return linking.check_links(
            today=today, most=most, fetch=partial(fetch, reach=server.reach), pause=0
        )

    return run


def probe(server, path):
    return links.probe(server.url(path), fetch=partial(fetch, reach=server.reach))


def only_link() -> DeadLink:
    return DeadLink.objects.get()


def test_addresses_in_texts_end_where_people_end_them():
    text = "Siehe https://a.example/x?y=1. Oder (http://b.example/), <https://c.example/ü>; [hier](https://d.example/z)!"

    assert links.addresses(text) == [
        "https://a.example/x?y=1", "http://b.example/", "https://c.example/ü", "https://d.example/z",
    ]  # fmt: skip
    assert links.addresses("https://a.example/" + "x" * 300) == []


@pytest.mark.django_db
def test_addresses_of_all_public_parts_are_known():
    museum = make_actor(
        website="https://museum.example", description="[Preise](https://museum.example/preise)"
    )
    other = make_actor(website="https://museum.example", hours_note="https://zeiten.example.")
    museum.contacts.create(area="Führungen", note="https://buchen.example")
    make_offer(actor=museum, booking="über https://karten.example", description="ohne")
    make_offer(actor=museum, booking="https://verborgen.example", is_published=False)
    make_actor(website="https://auch-verborgen.example", is_published=False)

    assert links.places() == {
        "https://museum.example": {museum.pk, other.pk},
        "https://museum.example/preise": {museum.pk},
        "https://zeiten.example": {other.pk},
        "https://buchen.example": {museum.pk},
        "https://karten.example": {museum.pk},
    }


def test_shares_of_enough_nights_are_all_addresses():
    urls = {f"https://{number}.example" for number in range(1000)}

    nights = [links.tonight(urls, [], DAY + timedelta(days=day), 150) for day in range(7)]

    assert max(len(night) for night in nights) <= 150
    assert len(set().union(*nights)) >= 950
    assert links.tonight(urls, [], DAY, 0) == []
    assert links.tonight(set(), [], DAY, 10) == []


def test_what_failed_yesterday_is_tried_first_and_what_is_dead_once_a_week():
    failing = DeadLink(url="https://x.example", failures=1, tried_on=DAY - timedelta(days=1))
    dead = DeadLink(url="https://tot.example", failures=5, tried_on=DAY - timedelta(days=1))
    urls = {failing.url, dead.url, *(f"https://{number}.example" for number in range(500))}
    week = [DAY + timedelta(days=day) for day in range(7)]

    nights = [links.tonight(urls, [failing, dead], day, 50) for day in week]

    assert all(failing.url in night[:2] for night in nights)
    assert sum(dead.url in night[:2] for night in nights) == 1


@pytest.mark.parametrize("status", [200, 204, 401, 403, 451])
def test_somebody_who_answers_is_alive(server, status):
    server.say("/", status)

    assert probe(server, "/").is_alive is True


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (404, "Die Seite gibt es nicht (404)."),
        (410, "Die Seite gibt es nicht (410)."),
        (500, "Der Server meldet einen Fehler (500)."),
        (418, "Der Server weist ab (418)."),
    ],
)
def test_refusal_to_head_and_get_is_a_failure(server, status, fault):
    server.say("/", status)

    found = probe(server, "/")

    assert (found.is_alive, found.status, found.fault) == (False, status, fault)
    assert server.asked_paths() == ["HEAD /", "GET /"]


@pytest.mark.parametrize("status", [429, 503])
def test_who_asks_to_come_later_is_neither_dead_nor_alive(server, status):
    server.say("/", status, Retry_After="60")

    assert probe(server, "/").is_alive is None


def test_one_request_is_enough_where_head_answers(server):
    server.say("/", body=b"x" * 5000)

    assert probe(server, "/").is_alive is True
    assert server.asked_paths() == ["HEAD /"]


def test_server_that_knows_no_head_is_asked_with_get_for_its_first_bytes(server):
    def answer(request):
        request.send_error(405 if request.command == "HEAD" else 200)

    server.answers["/"] = answer

    assert probe(server, "/").is_alive is True
    assert server.asked[1][2]["Range"] == "bytes=0-1023"


@pytest.mark.parametrize(
    ("path", "target", "told"),
    [
        ("/alt", "/neu", True),
        ("/", "/de/start", False),
        ("/", "http://anderswo.example:{port}/", True),
        ("/alt", "/alt", False),
    ],
)
def test_lasting_move_is_told_where_it_says_something(server, path, target, told):
    server.say(path, 301, Location=target.format(port=server.port))
    for other in ("/neu", "/de/start"):
        server.say(other)
    if target.startswith("http"):
        answers = iter([server.answers[path], lambda request: request.send_error(200)])
        server.answers[path] = lambda request: next(answers)(request)

    found = probe(server, path)

    assert bool(found.moved_to) is told


def test_host_that_has_enough_is_left_alone_for_the_night(server):
    server.say("/1", 429)
    urls = [server.url(f"/{number}") for number in (1, 2, 3)]

    found = links.try_all(urls, fetch=partial(fetch, reach=server.reach), pause=0)

    assert server.asked_paths() == ["HEAD /1"]
    assert list(found) == [server.url("/1")]


def test_each_host_is_asked_one_at_a_time():
    under_way, most = set(), []

    def slow(url, **options):
        host = url.split("/")[2]
        most.append(host in under_way)
        under_way.add(host)
        under_way.discard(host)
        return Fetched(url, 200)

    found = links.try_all([f"https://{n % 3}.example/{n}" for n in range(12)], fetch=slow, pause=0)

    assert len(found) == 12
    assert not any(most)


@pytest.mark.django_db
def test_link_is_dead_after_three_days_and_mended_when_it_answers(server, check):
    museum = make_actor(website=server.url("/weg"))
    server.say("/da")

    for day in (0, 0, 1):
        check(DAY + timedelta(days=day))
    assert (only_link().failures, only_link().is_dead, DeadLink.objects.dead().count()) == (
        2,
        False,
        0,
    )
    check(DAY + timedelta(days=2))

    link = only_link()
    assert (link.actor, link.url, link.status, link.is_dead) == (
        museum,
        server.url("/weg"),
        404,
        True,
    )
    assert (link.found_on, link.tried_on) == (DAY, DAY + timedelta(days=2))
    assert link.state == "Antwortet seit dem 02.03.2026 nicht: Die Seite gibt es nicht (404)."

    server.say("/weg")
    for day in range(3, 10):
        check(DAY + timedelta(days=day))
    link = only_link()
    assert (link.failures, link.is_dead, link.fault) == (0, False, "")
    assert DAY + timedelta(days=3) <= link.mended_on <= DAY + timedelta(days=9)


@pytest.mark.django_db
def test_link_that_was_away_for_a_day_leaves_no_trace(server, check):
    make_actor(website=server.url("/weg"))

    check(DAY)
    server.say("/weg")
    check(DAY + timedelta(days=1))

    assert DeadLink.objects.count() == 0


@pytest.mark.django_db
def test_address_that_left_the_entry_is_forgotten(server, check):
    museum = make_actor(website=server.url("/da"))
    server.say("/da")
    make_dead_link(museum, url="https://museum.example/alt")

    check()

    assert DeadLink.objects.count() == 0


@pytest.mark.django_db
def test_office_takes_over_the_new_address(server, check):
    museum = make_actor(website=server.url("/alt"))
    server.say("/alt", 301, Location="/neu")
    server.say("/neu")

    check()
    link = DeadLink.objects.moved().get()
    linking.take_over(link=link)

    museum.refresh_from_db()
    assert museum.website == server.url("/neu")
    assert DeadLink.objects.count() == 0


@pytest.mark.django_db
def test_new_address_that_is_not_wanted_is_not_offered_again(server, check):
    make_actor(website=server.url("/alt"))
    server.say("/alt", 301, Location="/neu")
    server.say("/neu")
    check()

    linking.keep_address(link=only_link())
    check(DAY + timedelta(days=1))
    assert DeadLink.objects.moved().count() == 0

    server.say("/alt", 301, Location="/ganz-neu")
    server.say("/ganz-neu")
    check(DAY + timedelta(days=2))
    assert DeadLink.objects.moved().get().moved_to == server.url("/ganz-neu")


@pytest.mark.django_db
def test_address_in_a_text_is_changed_by_hand():
    museum = make_actor(description="https://museum.example/alt")
    link = make_dead_link(museum, failures=0, moved_to="https://museum.example/neu")

    with pytest.raises(DomainError, match="nicht als Website"):
        linking.take_over(link=link)
    assert Actor.objects.get().description == "https://museum.example/alt"


@pytest.mark.django_db
def test_night_without_a_way_to_the_web_notes_nothing():
    for number in range(5):
        make_actor(website=f"https://{number}.example")

    def nobody(url, **options):
        raise FetchError(Fault.UNKNOWN_HOST, "Den Namen der Website gibt es nicht.")

    with pytest.raises(DomainError, match="Von 5 Adressen antwortete keine"):
        linking.check_links(today=DAY, most=100, fetch=nobody, pause=0)
    assert DeadLink.objects.count() == 0


@pytest.mark.django_db
def test_private_address_in_an_entry_is_not_reached(server):
    """The rule of the real door: this machine is not the web."""
    make_actor(website=server.url("/"))

    found = linking.check_links(today=DAY, most=10, pause=0)

    assert found[server.url("/")].fault == "Die Adresse liegt nicht im öffentlichen Netz."
    assert server.asked == []


@pytest.mark.django_db
def test_command_tells_what_it_found(server, settings, capsys):
    settings.FETCH_PRIVATE_NETWORKS = ["127.0.0.1/32"]
    server.say("/da")
    server.say("/alt", 301, Location="/da")
    for path in ("/da", "/weg", "/alt"):
        make_actor(website=server.url(path))

    call_command("check_links", pause=0)

    said = capsys.readouterr().out
    assert f"- {server.url('/weg')}: Die Seite gibt es nicht (404)." in said
    assert f"- {server.url('/alt')}: umgezogen nach {server.url('/da')}" in said
    assert "3 Adressen probiert: 1 antworten nicht, 1 sind umgezogen." in said


@pytest.mark.django_db
def test_command_fails_aloud_without_a_way_to_the_web():
    for number in range(5):
        make_actor(website=f"http://10.0.0.{number}/")

    with pytest.raises(CommandError, match="Vermutlich erreicht dieser Rechner das Netz nicht"):
        call_command("check_links")
