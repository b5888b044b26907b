"""The pages above all apps: home, the search over everything, all pages, robots."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bildungsregion import everything
from bildungsregion.base import synonyms
from tests.factories.actors import make_actor, make_life_phase, make_offer, make_topic
from tests.factories.base import make_region
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.funding import make_rule_set
from tests.factories.pages import make_page
from tests.factories.projects import make_project


pytestmark = pytest.mark.django_db
SEARCH = reverse("search")


@pytest.fixture
def content(region):
    school = make_actor(
        "Grundschule Vögelsen", slug="gs", city="Vögelsen", life_phases=[make_life_phase()]
    )
    museum = make_actor("Salzmuseum", slug="salzmuseum", kind="museum")
    make_actor("Geheimes Salzmuseum", slug="geheim", is_published=False)
    make_offer("Salz sieden", slug="sieden", actor=museum)
    make_offer("Salz im Verborgenen", slug="verborgen", actor=museum, is_published=False)
    make_event(title="Salzmarkt", slug="salzmarkt", organiser=school)
    make_project(title="Salz der Erde", status="laufend")
    make_document(title="Salzbericht")
    make_topic("Salz und Bildung")
    make_topic("Vom Salz zum Beruf", slug="salz-beruf", kind="transition")
    make_page(title="Salziges Impressum", slug="salziges-impressum")


def groups(client, query):
    context = client.get(SEARCH, {"q": query}).context
    return {group.source.name: [hit.title for hit in group.hits] for group in context["groups"]}


def test_search_finds_every_kind_of_entry(client, content):
    assert groups(client, "salz") == {
        "akteure": ["Salzmuseum"],
        "lernorte": ["Salz sieden"],
        "veranstaltungen": ["Salzmarkt"],
        "projekte": ["Salz der Erde"],
        "dokumente": ["Salzbericht"],
        "themen": ["Salz und Bildung", "Vom Salz zum Beruf"],
        "seiten": ["Salziges Impressum"],
    }


def test_hits_lead_to_their_pages(client, content):
    html = client.get(SEARCH, {"q": "salz"}).content.decode()

    for address in ("/akteure/salzmuseum/", "/lernorte/sieden/", "/veranstaltungen/salzmarkt/",
                    "/themen/salz-und-bildung/", "/uebergaenge/salz-beruf/"):  # fmt: skip
        assert f'href="{address}"' in html
    assert "/akteure/geheim/" not in html
    assert "/lernorte/verborgen/" not in html


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("Zuschuss", ["Förderung", "Zuschuss ausrechnen", "Antrag stellen"]),
        ("Rechner", ["Zuschuss ausrechnen"]),
        ("ansprechpartnerin", ["Wir helfen Ihnen weiter"]),
        ("Antrag Formular", ["Antrag stellen"]),
        ("a", []),
        ("Geldbeutel", []),
    ],
)
def test_pages_without_a_row_are_found_by_the_words_people_use(client, region, query, titles):
    found = groups(client, query)

    assert found == ({"direkt": titles} if titles else {})


def test_pages_of_a_fund_that_is_off_are_not_found(client):
    make_region(modules=[])

    assert groups(client, "Zuschuss") == {}


def test_an_event_says_when_it_is_next(client, region):
    make_event(title="Salzmarkt", dates=[("2025-01-01 10:00", None), ("2026-06-01 10:00", None),
                                         ("2026-07-01 10:00", None)])  # fmt: skip
    make_event(title="Salzfest", dates=[("2024-05-01 10:00", None), ("2025-05-01 10:00", None)])

    hits = client.get(SEARCH, {"q": "salz"}).context["groups"][0].hits

    assert [(hit.title, hit.day.date().isoformat()) for hit in hits] == [
        ("Salzfest", "2025-05-01"),
        ("Salzmarkt", "2026-06-01"),
    ]


def test_kinds_with_the_better_hits_come_first(client, region):
    make_actor("Beratung", summary="auch zum Theater")
    make_project(title="Theater macht Schule")

    assert list(groups(client, "theater")) == ["projekte", "akteure"]


def test_many_hits_lead_to_the_list(client, region):
    for number in range(9):
        make_actor(f"Salzmuseum {number}")

    response = client.get(SEARCH, {"q": "salz museum"})

    assert [(group.total, len(group.hits)) for group in response.context["groups"]] == [(9, 6)]
    assert 'href="/akteure/?q=salz%20museum"' in response.content.decode()


@pytest.mark.parametrize("query", ["Voegelsen", "Vogelsen", "Grundschulen Vögelsen"])
def test_umlauts_are_found_in_any_spelling(client, content, query):
    assert groups(client, query) == {"akteure": ["Grundschule Vögelsen"]}


def test_a_mistyped_word_is_answered_with_a_question(client, content):
    everything._vocabulary.cache_clear()

    response = client.get(SEARCH, {"q": "Grundschulen Vögelsn"})

    assert response.context["meant"] == "Grundschulen Vögelsen"
    assert 'href="/suche/?q=Grundschulen%20V%C3%B6gelsen"' in response.content.decode()


def test_a_question_is_only_asked_if_it_has_an_answer(client, content):
    everything._vocabulary.cache_clear()

    assert client.get(SEARCH, {"q": "Vögelsn Salzbericht"}).context["meant"] is None


def test_a_new_word_is_known_at_once(client, content):
    everything._vocabulary.cache_clear()
    assert client.get(SEARCH, {"q": "Klangwerkstat"}).context["meant"] is None

    make_actor("Klangwerkstatt")

    assert groups(client, "Klangwerkstat") == {"akteure": ["Klangwerkstatt"]}
    assert client.get(SEARCH, {"q": "Klangwerksatt"}).context["meant"] == "Klangwerkstatt"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Was Sie hier finden"),
        ("…", "enthält kein Wort, nach dem wir suchen können"),
        ("%_%", "enthält kein Wort, nach dem wir suchen können"),
        ("\x00", "Was Sie hier finden"),
        ("salz\x00museum", "haben wir nichts gefunden"),
        ("xqzvw", "haben wir nichts gefunden"),
        ("<script>alert(1)</script>", "haben wir nichts gefunden"),
        ("a" * 6000, "Die Eingabe war zu lang."),
        ("wort " * 1200, "Die Eingabe war zu lang."),
    ],
)
def test_hostile_searches_get_a_sentence(client, region, query, sentence):
    response = client.get(SEARCH, {"q": query})

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize(("query", "queries"), [("salz", 2), ("", 1)])
def test_query_count_of_the_search_does_not_grow(
    client, content, django_assert_num_queries, query, queries
):
    synonyms.current()
    for number in (1, 2):
        for _ in range(number):
            make_actor("Salzhaus")
            make_event(title="Salztag")
        everything._vocabulary.cache_clear()
        with django_assert_num_queries(queries):
            client.get(SEARCH, {"q": query})


def test_query_count_of_a_search_in_vain_does_not_grow(client, content):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_actor("Salzhaus")
        everything._vocabulary.cache_clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(SEARCH, {"q": "xqzvw"})
        counts.append(len(queries))

    # With the note for the office, and in the first one the table of synonyms.
    assert counts[1] == counts[0] - 1 <= 8


def test_home_opens_with_what_there_is(client, content):
    context = client.get("/").context

    assert [phase.name for phase in context["phases"]] == ["Jugend"]
    assert [date.event.title for date in context["dates"]] == ["Salzmarkt"]
    assert [offer.title for offer in context["offers"]] == ["Salz sieden"]
    assert [project.title for project in context["projects"]] == ["Salz der Erde"]
    assert [topic.name for topic in context["topics"]] == ["Salz und Bildung"]
    assert context["totals"] == {"actor": 2, "offer": 1, "project": 1, "document": 1}


def test_home_shows_the_last_dates_while_none_is_ahead(client, region):
    make_event(title="Vorbei", dates=[("2025-05-01 10:00", None)])

    response = client.get("/")

    assert [date.event.title for date in response.context["dates"]] == ["Vorbei"]
    assert "Zurzeit ist kein Termin angekündigt" in response.content.decode()


def test_home_of_an_empty_region_works(client, region):
    html = client.get("/").content.decode()

    assert region.claim in html
    assert "Alle Akteure" in html


def test_query_count_of_home_does_not_grow(client, content, django_assert_num_queries):
    phase = make_life_phase("Kindheit")
    for number in (1, 2):
        for _ in range(number):
            make_event(organiser=make_actor(life_phases=[phase]))
            make_offer()
        with django_assert_num_queries(7):
            client.get("/")


def test_home_names_the_fund_only_where_there_is_one(client, region):
    assert 'href="/foerderung/rechner/"' in client.get("/").content.decode()

    region.modules = []
    region.save()

    assert "örder" not in client.get("/").content.decode()


def test_all_pages_are_listed(client, content):
    html = client.get(reverse("sitemap_page")).content.decode()

    for address in ("/akteure/karte/", "/themen/salz-und-bildung/", "/uebergaenge/salz-beruf/", "/foerderung/",
                    "/salziges-impressum/", "/akteure/?lebensphase=jugend"):  # fmt: skip
        assert f'href="{address}"' in html


def test_sitemap_names_every_public_page_once(client, content):
    addresses = re.findall(
        "<loc>http://testserver(.*?)</loc>", client.get("/sitemap.xml").content.decode()
    )

    assert len(addresses) == len(set(addresses))
    for address in ("/", "/akteure/", "/akteure/karte/", "/akteure/salzmuseum/", "/lernorte/sieden/",
                    "/veranstaltungen/salzmarkt/", "/foerderung/rechner/", "/salziges-impressum/"):  # fmt: skip
        assert address in addresses
    assert "/akteure/geheim/" not in addresses


def test_every_address_of_the_sitemap_opens(client, content):
    make_rule_set()
    addresses = re.findall(
        "<loc>http://testserver(.*?)</loc>", client.get("/sitemap.xml").content.decode()
    )

    opened = {address: client.get(address).status_code for address in addresses}

    assert {address: status for address, status in opened.items() if status != 200} == {}


def test_sitemap_of_a_region_without_a_fund(client, db):
    make_region(slug="ludwigsburg", modules=[])

    assert b"foerderung" not in client.get("/sitemap.xml").content
    assert b"foerderung" not in client.get(reverse("sitemap_page")).content


def test_robots_keeps_machines_out_of_the_private_parts(client, region):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines[0] == "User-agent: *"
    assert "Disallow: /verwaltung/" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
