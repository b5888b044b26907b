from datetime import date

import pytest

from documents.models import Document
from tests.factories.actors import make_actor, make_topic
from tests.factories.documents import make_document, make_document_series, make_succession
from tests.factories.projects import make_project


pytestmark = pytest.mark.django_db
LIST = "/dokumente/"


def titles(response) -> list[str]:
    return [document.title for document in response.context["object_list"]]


def full_document(topic, actor) -> Document:
    document = make_document(
        topics=[topic],
        publisher="Landkreis",
        publisher_actor=actor,
        replaces=make_document(is_published=False),
        content=b"%PDF-1.7",
    )
    make_project(documents=[document])
    return document


def test_list_shows_published_documents_newest_first(client, region):
    make_document(title="ohne Datum")
    make_document(title="alt", issued_on=date(2016, 8, 8))
    make_document(title="neu", issued_on=date(2025, 6, 23))
    make_document(title="verborgen", is_published=False)

    assert titles(client.get(LIST)) == ["neu", "alt", "ohne Datum"]


@pytest.mark.parametrize("number", [1, 3])
def test_list_needs_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, number
):
    topic, actor = make_topic(), make_actor()
    for _ in range(number):
        full_document(topic, actor)

    with django_assert_num_queries(5):
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 3])
def test_detail_needs_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, number
):
    topic, actor = make_topic(), make_actor()
    document = full_document(topic, actor)
    document.topics.set([make_topic(name=f"Thema {n}") for n in range(number)])
    for _ in range(number):
        make_project(documents=[document])

    with django_assert_num_queries(6):
        client.get(document.get_absolute_url())


def test_filters_narrow_the_list_and_count_what_they_would_leave(client, region):
    inclusion, culture = make_topic("Inklusion"), make_topic("Kulturelle Bildung")
    make_document(title="Bericht", topics=[inclusion, culture])
    make_document(title="Flyer", kind=Document.Kind.BROCHURE, topics=[inclusion])
    make_document(title="Vertrag", kind=Document.Kind.AGREEMENT)

    response = client.get(LIST, {"thema": "inklusion"})

    options = response.context["filter"].options
    assert titles(response) == ["Bericht", "Flyer"]
    assert [(o.label, o.count) for o in options["art"]] == [("Bericht", 1), ("Broschüre", 1)]
    assert [(o.label, o.count, o.is_chosen) for o in options["thema"]] == [
        ("Inklusion", 2, True),
        ("Kulturelle Bildung", 1, False),
    ]
    assert "Inklusion (2)" in response.content.decode()


def test_topic_that_is_not_published_is_no_filter(client, region):
    make_document(topics=[make_topic(is_published=False)])

    assert client.get(LIST).context["filter"].options["thema"] == []


def test_words_are_searched_in_any_spelling(client, region):
    make_document(title="Übergänge gestalten")
    make_document(title="Bericht")

    assert titles(client.get(LIST, {"q": "uebergang"})) == ["Übergänge gestalten"]


@pytest.mark.parametrize(
    "query",
    [
        {"seite": "abc"},
        {"seite": "9" * 22},
        {"seite": "9" * 5000},
        {"seite": "-1"},
        {"q": "a\x00b"},
        {"q": "x" * 5000},
        {"q": "'; DROP TABLE --"},
        {"thema": "a\x00b"},
        {"thema": "' OR 1=1"},
        {"art": "gibt-es-nicht"},
        {"thema": ["inklusion", "x"]},
        {"unbekannt": "1"},
        {"gueltig": "x"},
        {"jahr": "9" * 99},
        {"jahr": "²"},
    ],
)
def test_list_bears_any_query(client, region, query):
    make_document()

    assert client.get(LIST, query).status_code in {200, 404}


def test_list_that_found_nothing_leads_on(client, region):
    make_document()

    response = client.get(LIST, {"q": "Zirkus"})

    assert titles(response) == []
    assert "Dazu ist kein Dokument verzeichnet" in response.content.decode()


def test_unpublished_document_is_not_there(client, region):
    document = make_document(is_published=False)

    assert client.get(document.get_absolute_url()).status_code == 404


def test_detail_without_a_file_leads_to_the_original(client, region):
    document = make_document(source_url="https://www.landkreis-lueneburg.de/kulturfoerderung")

    page = client.get(document.get_absolute_url()).content.decode()

    assert 'href="https://www.landkreis-lueneburg.de/kulturfoerderung"' in page
    assert "/datei/" not in page


def test_document_of_which_nothing_is_at_hand_says_so(client, region):
    page = client.get(make_document().get_absolute_url()).content.decode()

    assert "Die Datei liegt uns nicht vor." in page


def test_detail_points_to_the_document_that_took_its_place(client, region):
    old = make_document(title="Leitlinien alt")
    new = make_document(title="Leitlinien neu", replaces=old)

    response = client.get(old.get_absolute_url())

    assert response.context["replaced_by"] == new
    assert "Dieses Dokument wurde abgelöst." in response.content.decode()


def test_unpublished_publisher_is_named_but_not_linked(client, region):
    actor = make_actor(is_published=False)
    document = make_document(publisher="Landkreis", publisher_actor=actor)

    page = client.get(document.get_absolute_url()).content.decode()

    assert "<dd>Landkreis</dd>" in page
    assert actor.get_absolute_url() not in page


def test_midnight_brings_the_new_version_without_anybody_doing_anything(client, region, clock):
    document, old, new = make_succession()
    shown = {}
    for day in ("2026-01-31", "2026-02-01"):
        clock(day)
        response = client.get(document.get_absolute_url())
        file = client.get(f"/dokumente/{document.slug}/datei/")
        shown[day] = (response.context["version"], b"".join(file.streaming_content))

    assert shown == {
        "2026-01-31": (old, b"%PDF-1.7 old"),
        "2026-02-01": (new, b"%PDF-1.7 new one"),
    }


def test_old_version_keeps_its_page_and_says_what_replaced_it(client, region):
    _document, old, new = make_succession()

    page = client.get(old.get_absolute_url()).content.decode()
    newer = client.get(new.get_absolute_url()).content.decode()

    assert "Diese Fassung galt bis zum 31. Januar 2026." in page
    assert "Abgelöst von: 2. Auflage" in page
    assert f'href="{new.get_absolute_url()}"' in page
    assert "Davor galt:" in newer
    assert "galt bis" not in newer.split("Davor galt:")[0]


def test_document_that_is_over_leads_to_its_former_versions(client, region):
    document = make_document(content=b"%PDF-1.7", valid_until=date(2025, 12, 31))

    page = client.get(document.get_absolute_url()).content.decode()

    assert "Dieses Dokument gilt nicht mehr." in page
    assert document.versions.get().get_absolute_url() in page
    assert "Herunterladen" not in page


def test_visitors_read_that_it_is_accessible_only_when_the_office_says_so(client, region):
    checked = make_document(content=b"%PDF-1.7", is_accessible="yes")
    tagged = make_document(content=b"%PDF-1.7", hints={"tagged": True})

    pages = [client.get(d.get_absolute_url()).content.decode() for d in (checked, tagged)]

    assert ["barrierefrei geprüft" in page for page in pages] == [True, False]
    assert "nicht geprüft" not in pages[1]


def test_text_of_a_version_is_a_page_in_its_language(client, region):
    document = make_document(language="ar", body="## Titel\n\n<script>x</script> نص")
    version = document.versions.get()

    page = client.get(version.text_url).content.decode()

    assert '<div class="br-prose" lang="ar" dir="rtl">' in page
    assert "<script>x" not in page
    assert client.get(make_document().versions.get().text_url).status_code == 404


def test_series_shows_the_newest_school_year_on_top(client, region, django_assert_num_queries):
    series = make_document_series(title="Jahresberichte")
    for year in (2020, 2022, 2021):
        make_document(series=series, school_year=year, is_published=year != 2020)

    with django_assert_num_queries(4):
        response = client.get(series.get_absolute_url())

    assert [d.school_year_label for d in response.context["documents"]] == [
        "2022/2023",
        "2021/2022",
    ]


def test_facets_count_what_is_valid_today(client, region):
    make_document(language="en", is_accessible="yes", issued_on=date(2025, 5, 1))
    make_document(valid_until=date(2026, 3, 1), issued_on=date(2024, 5, 1))
    make_document(valid_from=date(2026, 3, 3))

    response = client.get(LIST)

    counts = {
        name: [(option.value, option.count) for option in options]
        for name, options in response.context["filter"].options.items()
        if name in ("sprache", "gueltig", "barrierefrei", "jahr")
    }
    assert counts == {
        "sprache": [("en", 1)],
        "gueltig": [("gueltig", 1), ("kuenftig", 1), ("frueher", 1)],
        "barrierefrei": [("ja", 1)],
        "jahr": [("2025", 1), ("2024", 1)],
    }
    assert len(titles(client.get(LIST, {"gueltig": "frueher", "jahr": "2024"}))) == 1
    assert titles(client.get(LIST, {"jahr": "x"})) == []


def test_texts_are_read_in_the_language_of_the_page(client, region):
    region.languages = ["en"]
    region.save()
    document = make_document(title="Bericht", translations={"en": {"title": "Report"}})

    page = client.get(f"/en/dokumente/{document.slug}/").content.decode()

    assert "<h1>Report</h1>" in page


def test_detail_tells_search_engines_what_it_is(client, region):
    document = make_document(
        title="Bericht",
        short="bericht",
        publisher="Landkreis",
        issued_on=date(2025, 3, 1),
        issued_precision="month",
        content=b"%PDF-1.7",
    )
    version = document.versions.get()

    structured = client.get(document.get_absolute_url()).context["structured"]

    assert structured == {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "name": "Bericht",
        "url": f"http://testserver/dokumente/{document.slug}/",
        "identifier": "http://testserver/d/bericht/",
        "genre": "Bericht",
        "inLanguage": "de",
        "datePublished": "2025-03",
        "publisher": {"@type": "Organization", "name": "Landkreis"},
        "encoding": {
            "@type": "MediaObject",
            "contentUrl": f"http://testserver{version.file_url}",
            "encodingFormat": "application/pdf",
            "contentSize": "8 B",
            "sha256": version.sha256,
        },
    }
