"""The search over everything as visitors meet it: all kinds, any spelling, marked words, pages of a kind."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from actors.models import Offer
from bildungsregion.base import synonyms
from bildungsregion.finding import hits, marking, words
from bildungsregion.models import BestBet
from tests.factories.actors import make_actor
from tests.factories.base import make_region
from tests.factories.events import berlin, make_event
from tests.factories.everything import make_salt
from tests.factories.pages import make_news
from tests.factories.projects import make_project


pytestmark = pytest.mark.django_db
SEARCH = reverse("search")


@pytest.fixture
def content(region):
    make_salt()


def groups(client, query):
    context = client.get(SEARCH, {"q": query}).context
    ways = {"direkt": [hit.title for hit in context["ways"]]} if context["ways"] else {}
    return ways | {
        group.source.name: [hit.title for hit in group.hits] for group in context["groups"]
    }


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


def test_an_event_of_a_whole_day_is_told_without_an_hour(client, region):
    event = make_event(title="Salztag", dates=[("2026-06-01 00:00", None)])
    event.occurrences.update(all_day=True)

    html = client.get(SEARCH, {"q": "salztag"}).content.decode()

    assert "Mo, 1. Juni 2026</span>" in html


def test_kinds_with_the_better_hits_come_first(client, region):
    make_actor("Beratung", summary="auch zum Theater")
    make_project(title="Theater macht Schule")

    assert list(groups(client, "theater")) == ["projekte", "akteure"]


def test_many_hits_lead_to_a_page_of_their_kind(client, region):
    for number in range(9):
        make_actor(f"Salzmuseum {number}")

    response = client.get(SEARCH, {"q": "salz museum"})

    assert [(group.number.value, len(group.hits)) for group in response.context["groups"]] == [
        (9, 5)
    ]
    assert 'href="/suche/?q=salz+museum&amp;art=akteure"' in response.content.decode()


@pytest.mark.parametrize("query", ["Voegelsen", "Vogelsen", "Grundschulen Vögelsen"])
def test_umlauts_are_found_in_any_spelling(client, content, query):
    assert groups(client, query) == {"akteure": ["Grundschule Vögelsen"]}


def test_a_mistyped_word_is_answered_with_a_question(client, content):
    words.rebuild()

    response = client.get(SEARCH, {"q": "Grundschulen Vögelsn"})

    assert response.context["meant"] == "Grundschulen Vögelsen"
    assert 'href="/suche/?q=Grundschulen%20V%C3%B6gelsen"' in response.content.decode()


def test_a_question_is_only_asked_if_it_has_an_answer(client, content):
    words.rebuild()

    assert client.get(SEARCH, {"q": "Vögelsn Salzbericht"}).context["meant"] is None


def test_a_new_word_is_known_as_soon_as_its_row_is_committed(
    client, region, django_capture_on_commit_callbacks
):
    assert client.get(SEARCH, {"q": "Klangwerkstat"}).context["meant"] is None

    with django_capture_on_commit_callbacks(execute=True):
        make_actor("Klangwerkstatt")
        make_actor("Klanghaus")

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


@pytest.mark.parametrize(("query", "queries"), [("salz", 4), ("", 1)])
def test_query_count_of_the_search_does_not_grow(
    client, content, django_assert_num_queries, query, queries
):
    synonyms.current()
    for number in (1, 2):
        for _ in range(number):
            make_actor("Salzhaus")
            make_event(title="Salztag")
        with django_assert_num_queries(queries):
            client.get(SEARCH, {"q": query})


def test_query_count_of_a_search_in_vain_does_not_grow(client, content):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_actor("Salzhaus")
        with CaptureQueriesContext(connection) as queries:
            client.get(SEARCH, {"q": "xqzvw"})
        counts.append(len(queries))

    # With the note for the office, and in the first one the table of synonyms.
    assert counts[1] == counts[0] - 1 <= 8


def test_rows_made_in_bulk_are_found(client, region):
    actor = make_actor("Museum")
    Offer.objects.bulk_create([Offer(title="Töpfern für alle", slug="toepfern", actor=actor)])

    assert groups(client, "toepfern") == {"lernorte": ["Töpfern für alle"]}


def test_one_kind_is_shown_page_by_page_titles_first(client, region):
    for number in range(23):
        make_actor(f"Wald {number:02}")
    make_actor("Haus am See", summary="Im Wald gelegen")
    make_project(title="Wald macht Schule")

    pages = [client.get(SEARCH, {"q": "wald", "art": "akteure", "seite": n}) for n in (1, 2, 99)]

    titles = [[hit.title for hit in page.context["group"].hits] for page in pages]
    assert [len(part) for part in titles] == [20, 4, 4]
    assert titles[0][0] == "Wald 00"
    assert titles[1] == titles[2] == ["Wald 20", "Wald 21", "Wald 22", "Haus am See"]
    assert [(tab.label, str(tab.number), tab.is_current) for tab in pages[0].context["tabs"]] == [
        ("Alles", "25", False),
        ("Akteure", "24", True),
        ("Projekte", "1", False),
    ]


def test_a_kind_without_hits_shows_all_and_says_so(client, region):
    make_actor("Waldschule")

    response = client.get(SEARCH, {"q": "wald", "art": "dokumente"})

    assert "Unter „Dokumente“ ist keiner dabei." in response.content.decode()
    assert [group.source.name for group in response.context["groups"]] == ["akteure"]


def test_counts_end_where_nobody_reads_on(client, region, monkeypatch):
    monkeypatch.setattr(hits, "MOST", 2)
    for number in range(4):
        make_actor(f"Waldschule {number}")

    html = client.get(SEARCH, {"q": "wald"}).content.decode()

    assert "<strong>mehr als 2</strong> Treffer" in html


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("Voegelsen", "Schule in Vögelsen", "Schule in <mark>Vögelsen</mark>"),
        ("Bildungszentren", "Das Umweltbildungszentrum", "Das <mark>Umweltbildungszentrum</mark>"),
        ("strasse", "<b>Straße</b> & Weg", "&lt;b&gt;<mark>Straße</mark>&lt;/b&gt; &amp; Weg"),
        ("gs", "GS in Ludwigsburg, Burgsaal", "<mark>GS</mark> in Ludwigsburg, Burgsaal"),
        ("школи", "Нова школа тут", "Нова <mark>школа</mark> тут"),
        ("مدرسة", "هذه المَدْرَسَة كبيرة", "هذه <mark>المَدْرَسَة</mark> كبيرة"),
        ("halb", "½ und halbe", "½ und <mark>halbe</mark>"),
    ],
)
def test_words_are_marked_as_they_were_written(query, text, shown):
    assert marking.marked(text, hits.Found(query).terms) == shown


def test_a_text_is_quoted_around_the_word(client, region):
    text = "Anfang " * 60 + "**Die [Töpferei](https://x.example/)** lädt ein. " + "Ende " * 60
    make_actor("Haus", summary="Ein Haus für alle.", description=text)

    hit = client.get(SEARCH, {"q": "toepferei"}).context["groups"][0].hits[0]

    assert "Die <mark>Töpferei</mark> lädt ein." in hit.quote
    assert hit.quote.startswith("… ")
    assert hit.quote.endswith(" …")
    assert len(hit.quote) < 300


def test_a_quote_has_no_gap_where_signs_stood_and_tells_headings_apart(client, region):
    make_actor(
        "Haus",
        description="## Stand\n\nDas Haus ist **zugänglich**.\n\n### Und die Töpferei?\n\n* offen",
    )

    hit = client.get(SEARCH, {"q": "toepferei"}).context["groups"][0].hits[0]

    assert hit.quote == "Stand: Das Haus ist zugänglich. Und die <mark>Töpferei</mark>? offen"


def bet(**values):
    row = BestBet(
        **{"words": "Zeugnis", "title": "Zeugnis verloren", "address": "/akteure/"} | values
    )
    row.full_clean()
    row.save()
    return row


def recommended(client, query):
    return [row.title for row in client.get(SEARCH, {"q": query}).context["bets"]]


def test_the_office_recommends_for_words_and_for_a_time(client, region, clock):
    bet(words="Zeugnis verloren, Abschrift", title="Abschrift eines Zeugnisses", position=5)
    bet(words="zeugnisse", title="Zeugnisse", sentence="Was gilt.", valid_until="2026-03-31")
    assert recommended(client, "verlorenes Zeugnis") == ["Abschrift eines Zeugnisses", "Zeugnisse"]
    assert recommended(client, "Zeugnis") == ["Zeugnisse"]
    assert recommended(client, "Abschriften") == ["Abschrift eines Zeugnisses"]
    assert recommended(client, "Zeugnishilfe") == []

    clock("2026-04-01")
    assert recommended(client, "Zeugnis") == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "//fremd.example/",
        "/gibt/es/nicht/",
        "akteure",
        "https://",
        "/akteure/ x",
        "http://[",
    ],
)
def test_a_recommendation_leads_somewhere(region, address):
    with pytest.raises(ValidationError) as fault:
        bet(address=address)

    assert set(fault.value.message_dict) == {"address"}


def test_a_hit_that_exists_in_german_only_says_so(client, region):
    row = make_actor("Waldschule", summary="Lernen im Wald")
    with translation.override("en"):
        (only_german,) = hits.Found("Wald").groups()[0].hits
        assert (only_german.lang, only_german.title) == ("de", "Waldschule")

        row.translations = {"en": {"name": "Forest School", "summary": "Lessons among trees"}}
        row.save()
        (own,) = hits.Found("forests").groups()[0].hits

    assert (own.lang, own.title_marked) == ("", "<mark>Forest</mark> School")
    assert groups(client, "Forest")["akteure"] == ["Waldschule"]


def test_news_are_found_in_their_time_and_language_only(client, region):
    coming = make_news(title="Sommerfest", slug="sommerfest", publish_at=berlin("2026-04-01"))
    assert groups(client, "Sommerfest") == {}
    assert client.get(SEARCH, {"q": "Sommerfest"}).context["tabs"] == []

    coming.publish_at = None
    coming.save()
    make_news(title="Summer party", language="en", original=coming)
    assert groups(client, "Sommerfest") == {"aktuelles": ["Sommerfest"]}
    assert groups(client, "party") == {}
    with translation.override("en"):
        (hit,) = hits.Found("parties").groups()[0].hits
    assert (hit.title, hit.url, hit.lang) == ("Summer party", "/en/aktuelles/sommerfest/", "")
