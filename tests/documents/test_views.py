from datetime import date

import pytest
from django.urls import reverse

from documents.models import Document
from tests.factories.actors import make_actor, make_topic
from tests.factories.documents import make_document
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

    with django_assert_num_queries(4):
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

    with django_assert_num_queries(5):
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
    assert reverse("documents:document_download", args=[document.slug]) not in page


def test_detail_points_to_the_newer_version(client, region):
    old = make_document(title="Leitlinien alt")
    new = make_document(title="Leitlinien neu", replaces=old)

    response = client.get(old.get_absolute_url())

    assert response.context["replaced_by"] == new
    assert "Es gibt eine neuere Fassung." in response.content.decode()


def test_unpublished_publisher_is_named_but_not_linked(client, region):
    actor = make_actor(is_published=False)
    document = make_document(publisher="Landkreis", publisher_actor=actor)

    page = client.get(document.get_absolute_url()).content.decode()

    assert "<dd>Landkreis</dd>" in page
    assert actor.get_absolute_url() not in page


def test_detail_tells_search_engines_what_it_is(client, region):
    document = make_document(
        title="Bericht", publisher="Landkreis", issued_on=date(2025, 3, 1), issued_precision="month"
    )

    structured = client.get(document.get_absolute_url()).context["structured"]

    assert structured == {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "name": "Bericht",
        "url": f"http://testserver/dokumente/{document.slug}/",
        "genre": "Bericht",
        "inLanguage": "de",
        "datePublished": "2025-03",
        "publisher": {"@type": "Organization", "name": "Landkreis"},
    }
