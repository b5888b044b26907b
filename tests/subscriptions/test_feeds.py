"""Lists as Atom: read by a parser that is not ours, and held against the rules of RFC 4287."""

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest

from actors.models import Actor
from bildungsregion.base.subscriptions import actions
from events.models import Event
from tests.factories.actors import make_actor, make_municipality, make_offer, make_topic
from tests.factories.events import berlin, make_event


pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
# RFC 4151, 2.1: tag:authority,date:specific
TAG = re.compile(r"tag:[\w.@-]+,\d{4}(-\d\d(-\d\d)?)?:[\w\-._~%!$&'()*+,;=:@/?]*")


def fault_of(feed: ElementTree.Element) -> list[str]:
    """What RFC 4287 asks of a feed (4.1.1) and its entries (4.1.2) and is not there."""
    faults = []
    for element, needs_author in (
        (feed, True),
        *((entry, False) for entry in feed.iter(ATOM + "entry")),
    ):
        for name in ("id", "title", "updated"):
            if len(element.findall(ATOM + name)) != 1:
                faults.append(f"{element.tag}: {name}")
        if not TAG.fullmatch(element.findtext(ATOM + "id")):
            faults.append(element.findtext(ATOM + "id"))
        if datetime.fromisoformat(element.findtext(ATOM + "updated")).tzinfo is None:
            faults.append(f"{element.tag}: updated without a zone")
        if len(links(element, "alternate")) != 1 or not links(element, "alternate")[0].startswith(
            "http"
        ):
            faults.append(f"{element.tag}: alternate")
        if needs_author and not element.findtext(f"{ATOM}author/{ATOM}name"):
            faults.append("author")
    ids = [entry.findtext(ATOM + "id") for entry in feed.iter(ATOM + "entry")]
    return faults + (["ids twice"] if len(ids) != len(set(ids)) else [])


def links(element, rel: str) -> list[str]:
    found = element.findall(ATOM + "link")
    return [link.get("href") for link in found if link.get("rel", "alternate") == rel]


def updated(element) -> datetime:
    return datetime.fromisoformat(element.findtext(ATOM + "updated"))


@pytest.fixture
def read(client):
    def fetch(address: str) -> ElementTree.Element:
        response = client.get(address)
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        feed = ElementTree.fromstring(response.content)
        assert fault_of(feed) == []
        return feed

    return fetch


def titles(feed) -> list[str]:
    return [entry.findtext(ATOM + "title") for entry in feed.iter(ATOM + "entry")]


def test_feed_tells_the_newest_entries_first(region, read, clock, settings):
    settings.PORTAL_URL = "https://bildung.example"
    make_actor("Alte Schule", slug="alt", summary="Seit 1900 & länger <da>.")
    clock("2026-03-03 09:00")
    new = make_actor("Neue Kita", kind="kita")

    feed = read("/akteure/feed/")

    assert titles(feed) == ["Neue Kita", "Alte Schule"]
    assert feed.findtext(ATOM + "title") == "Akteure – Bildungsregion Lüneburg"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Bildungs- und Integrationsbüro"
    assert feed.findtext(ATOM + "id") == "tag:bildung.example,2026:akteure"
    assert updated(feed) == berlin("2026-03-03 09:00")
    assert links(feed, "self") == ["http://testserver/akteure/feed/"]
    assert links(feed, "alternate") == ["http://testserver/akteure/"]
    first, second = feed.iter(ATOM + "entry")
    assert first.findtext(ATOM + "id") == f"tag:bildung.example,2026:akteure/{new.pk}"
    assert second.findtext(ATOM + "summary") == (
        "<p>Grundschule, Adendorf</p><p>Seit 1900 &amp; länger &lt;da&gt;.</p>"
    )


def test_feed_has_the_filters_of_the_list(region, read):
    topic = make_topic("Inklusion")
    make_actor("Gemeint", kind="kita", topics=[topic])
    make_actor("Andere Art", topics=[topic])
    make_actor("Verborgen", kind="kita", topics=[topic], is_published=False)

    feed = read("/akteure/feed/?thema=inklusion&seite=7&art=kita&sortierung=name&q=")

    assert titles(feed) == ["Gemeint"]
    assert feed.findtext(ATOM + "title").startswith(
        "Akteure (Art: Kindertagesstätte, Thema: Inklusion) – "
    )
    assert links(feed, "self") == ["http://testserver/akteure/feed/?art=kita&thema=inklusion"]
    assert links(feed, "alternate") == ["http://testserver/akteure/?art=kita&thema=inklusion"]
    other_order = read("/akteure/feed/?art=kita&thema=inklusion")
    assert feed.findtext(ATOM + "id") == other_order.findtext(ATOM + "id")


def test_offers_have_their_feed(region, read):
    museum = make_actor("Museum", kind="museum", municipality=make_municipality("Bleckede"))
    make_offer("Salz sieden", actor=museum, summary="Wie früher.")
    make_offer("Woanders")

    feed = read("/lernorte/feed/?gemeinde=bleckede")

    assert titles(feed) == ["Salz sieden"]
    [entry] = feed.iter(ATOM + "entry")
    assert entry.findtext(ATOM + "summary") == (
        "<p>Museum, Bleckede, 6,00 € je Person</p><p>Wie früher.</p>"
    )


def test_events_tell_what_is_coming(region, read):
    make_event(title="Vorbei", dates=[("2026-02-01 10:00", None)])
    make_event(title="Später", dates=[("2026-04-01 10:00", None)])
    off = make_event(
        title="Bald",
        status=Event.Status.CANCELLED,
        dates=[("2026-03-05 10:00", "2026-03-05 12:00")],
    )

    feed = read("/veranstaltungen/feed/")

    assert titles(feed) == ["Bald (abgesagt)", "Später"]
    entry = next(feed.iter(ATOM + "entry"))
    assert entry.findtext(ATOM + "id").endswith(f":termin/{off.uid}")
    assert "Do, 5. März 2026, 10–12 Uhr" in entry.findtext(ATOM + "summary")


def test_empty_feed_is_valid_and_always_the_same(region, read, client, clock):
    read("/akteure/feed/?art=kita")
    etag = client.get("/akteure/feed/?art=kita")["ETag"]
    clock("2026-03-09")

    assert client.get("/akteure/feed/?art=kita")["ETag"] == etag


def test_what_cannot_stand_in_xml_is_left_out(region, read):
    make_actor("Schule\x0b\x01am\nMarkt")

    assert titles(read("/akteure/feed/")) == ["Schule am Markt"]


def test_unchanged_feed_is_not_sent_again(region, client, clock):
    actor = make_actor("Schule")
    first = client.get("/akteure/feed/")
    changed = parsedate_to_datetime(first["Last-Modified"])

    same = client.get("/akteure/feed/", headers={"If-None-Match": first["ETag"]})
    unmodified = client.get("/akteure/feed/", headers={"If-Modified-Since": first["Last-Modified"]})

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert first["Access-Control-Allow-Origin"] == "*"
    assert unmodified.status_code == 304
    assert changed == clock.moment
    clock("2026-03-03")
    actor.save()
    assert client.get("/akteure/feed/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_change_in_another_row_is_told_once_the_list_was_looked_at(region, read, clock):
    offer = make_offer("Salz sieden", price_model="tiers", price_cents=0)
    make_offer("Anderes")
    actions.look_at_lists(now=clock.moment)
    clock("2026-03-05 04:00")
    offer.tiers.create(persons_from=1, price_cents=60_00)

    actions.look_at_lists(now=clock.moment)

    feed = read("/lernorte/feed/")
    assert titles(feed) == ["Salz sieden", "Anderes"]
    assert updated(feed) == berlin("2026-03-05 04:00")


def test_feed_is_bounded(region, read):
    Actor.objects.bulk_create(
        Actor(name=f"Schule {n}", slug=f"s-{n}", code=f"c{n}", kind="grundschule", municipality=make_municipality())
        for n in range(60)
    )  # fmt: skip

    assert len(titles(read("/akteure/feed/"))) == 50


@pytest.mark.parametrize("address", ["/akteure/feed/", "/lernorte/feed/", "/veranstaltungen/feed/"])
@pytest.mark.parametrize("number", [1, 3])
def test_feed_asks_the_database_a_few_times_only(
    region, client, address, number, django_assert_num_queries
):
    for _ in range(number):
        make_offer()
        make_event(dates=[("2026-03-05 10:00", None)])

    with django_assert_num_queries(2):
        client.get(address)


def test_feed_is_only_read(region, client):
    assert client.post("/akteure/feed/").status_code == 405
    assert client.head("/akteure/feed/").status_code == 200


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/akteure/?art=kita&seite=1", "/akteure/feed/?art=kita"),
        ("/lernorte/?bereich=museal", "/lernorte/feed/?bereich=museal"),
        ("/veranstaltungen/?zugang=offen", "/veranstaltungen/feed/?zugang=offen"),
        ("/akteure/", "/akteure/feed/"),
    ],
)
def test_list_tells_programs_where_its_feed_is(region, client, page, feed):
    html = client.get(page).content.decode()

    head, _, body = html.partition("</head>")
    assert re.findall(r'rel="alternate" type="application/atom\+xml" href="([^"]+)"', head) == [
        feed
    ]
    assert f'href="{feed.replace("feed/", "", 1).replace("/", "/abo/", 1)}"' in body


def test_entry_that_only_was_saved_has_not_changed(region, read, clock):
    actor = make_actor("Schule", slug="schule")
    actions.look_at_lists(now=clock.moment)
    clock(clock.moment + timedelta(days=1))

    actor.checked_on = "2026-03-03"
    actor.save()
    actions.look_at_lists(now=clock.moment)

    assert updated(read("/akteure/feed/")) == berlin("2026-03-02 10:00")


@pytest.mark.parametrize("address", ["/akteure/feed/", "/lernorte/feed/", "/veranstaltungen/feed/"])
@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=" + "x" * 5000,
        "art=%00&thema=..%2F",
        "kostenfrei=vielleicht",
        "gemeinde=%FF",
        "seite=-1",
        "q=%F0%9F%92%A9",
    ],
)
def test_nonsense_in_the_address_is_no_fault(region, read, address, query):
    make_actor()

    read(f"{address}?{query}")
