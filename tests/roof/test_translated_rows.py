"""Texts of institutions, offers and events in the language of the page, and a word where only German exists."""

import pytest

from tests.factories.actors import make_actor, make_offer, make_topic
from tests.factories.events import make_event


pytestmark = pytest.mark.django_db
ONLY_GERMAN = '<p class="br-german-only">'


@pytest.fixture(autouse=True)
def _region(region):
    """Pages stand in a region."""


def test_detail_pages_show_the_translation(client):
    english = {"en": {"title": "Story hour", "summary": "For small ones"}}
    offer = make_offer(
        slug="salz", title="Erzählstunde", summary="Für Kleine", translations=english
    )
    event = make_event(
        slug="lesung", title="Erzählstunde", summary="Für Kleine", translations=english
    )

    for row in (offer, event):
        page = client.get(f"/en{row.get_absolute_url()}").content.decode()
        assert "<h1>Story hour</h1>" in page
        assert '<p class="br-lead">For small ones</p>' in page
        assert ONLY_GERMAN not in page


def test_text_without_translation_is_marked_as_german(client):
    make_actor(slug="museum", summary="Alte Dinge")

    page = client.get("/uk/akteure/museum/").content.decode()
    assert '<p class="br-lead" lang="de">Alte Dinge</p>' in page
    assert ONLY_GERMAN in page
    assert ONLY_GERMAN not in client.get("/akteure/museum/").content.decode()


def test_text_left_in_german_beside_a_translated_one_is_marked_by_itself(client):
    make_actor(
        slug="museum", summary="Alt", description="Lang", translations={"ar": {"summary": "قديم"}}
    )

    page = client.get("/ar/akteure/museum/").content.decode()

    assert '<p class="br-lead">قديم</p>' in page
    assert '<div class="br-prose" lang="de"><p>Lang</p>' in page


def test_lists_show_the_translation_without_further_queries(client, django_assert_max_num_queries):
    for number in range(3):
        make_actor(f"Museum {number}", summary="Alt", translations={"ar": {"summary": "قديم"}})

    with django_assert_max_num_queries(6):
        page = client.get("/ar/akteure/").content.decode()

    assert page.count("<p>قديم</p>") == 3


def test_filters_and_facts_name_labels_in_the_language_of_the_page(client):
    own = {"de-x-leicht": {"name": "Kunst"}, "en": {"name": ""}}
    topic = make_topic("Kulturelle Bildung", translations=own)
    museum = make_actor(slug="museum")
    museum.topics.add(topic)

    easy = client.get("/de-x-leicht/akteure/").content.decode()
    english = client.get("/en/akteure/").content.decode()

    assert ">Kunst (1)</option>" in easy
    assert ">Kulturelle Bildung (1)</option>" in english
    assert ">Kunst</a>" in client.get("/de-x-leicht/akteure/museum/").content.decode()


def test_calendar_names_its_filters_in_the_language_of_the_page(client):
    topic = make_topic("Kulturelle Bildung", translations={"en": {"name": "Arts and culture"}})
    make_event(slug="lesung").topics.add(topic)

    english = client.get("/en/veranstaltungen/").content.decode()
    german = client.get("/veranstaltungen/").content.decode()

    assert ">Arts and culture (1)</option>" in english
    assert ">Kulturelle Bildung (1)</option>" in german
