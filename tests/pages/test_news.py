"""„Aktuelles“."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from bildungsregion.base.subscriptions import lists
from tests.factories.actors import make_topic
from tests.factories.pages import make_news


pytestmark = pytest.mark.django_db


def day(year: int, month: int = 6) -> datetime:
    return datetime(year, month, 1, 10, tzinfo=UTC)


def test_list_begins_with_what_is_pinned_then_the_latest(client, region):
    old, new = make_news(publish_at=day(2024)), make_news(publish_at=day(2025))
    pinned = make_news(publish_at=day(2023), is_pinned=True)
    make_news(publish_at=timezone.now() + timedelta(days=1))
    make_news(is_published=False)

    assert list(client.get("/aktuelles/").context["object_list"]) == [pinned, new, old]


@pytest.mark.parametrize("number", [1, 3, 100])
def test_list_needs_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, number
):
    topic = make_topic("Inklusion")
    for _ in range(number):
        make_news(topics=[topic])

    with django_assert_num_queries(4):
        client.get("/aktuelles/")


def test_list_is_narrowed_by_year_and_topic(client, region):
    topic = make_topic("Inklusion")
    mine = make_news(publish_at=day(2024), topics=[topic])
    make_news(publish_at=day(2025), topics=[topic])
    make_news(publish_at=day(2024))

    shown = client.get("/aktuelles/", {"jahr": "2024", "thema": "inklusion"})

    assert list(shown.context["object_list"]) == [mine]
    assert [(o.value, o.count) for o in shown.context["filter"].options["jahr"]] == [
        ("2025", 1), ("2024", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("year", ["abc", "0", "99999999", "²", "-1"])
def test_year_that_is_none_finds_nothing_and_breaks_nothing(client, region, year):
    make_news()

    assert client.get("/aktuelles/", {"jahr": year}).status_code == 200


def test_year_of_a_message_is_the_one_in_berlin(client, region):
    news = make_news(publish_at=datetime(2024, 12, 31, 23, 30, tzinfo=UTC))

    assert list(client.get("/aktuelles/", {"jahr": "2025"}).context["object_list"]) == [news]


def test_message_tells_search_engines_what_it_is(client, region, django_assert_num_queries):
    news = make_news(title="Leitlinien beschlossen", topics=[make_topic("Inklusion")])

    with django_assert_num_queries(3):
        html = client.get(news.get_absolute_url()).content.decode()

    assert '"@type": "NewsArticle"' in html
    assert "/themen/inklusion/" in html


def test_message_that_is_planned_is_not_there(client, region):
    news = make_news(publish_at=timezone.now() + timedelta(minutes=1))

    assert client.get(news.get_absolute_url()).status_code == 404


def test_start_page_and_region_show_the_latest_three(client, region):
    for year in (2021, 2022, 2023, 2024):
        make_news(title=f"Meldung von {year}", publish_at=day(year))

    for address in ("/", "/bildungsregion/"):
        html = client.get(address).content.decode()
        found = [f"Meldung von {year}" in html for year in (2021, 2022, 2023, 2024)]
        assert found == [False, True, True, True]


def test_messages_can_be_followed_by_feed_and_mail(client, region):
    make_news(title="Leitlinien beschlossen", summary="Der Kreisausschuss hat zugestimmt.")

    feed = client.get("/aktuelles/feed/").content.decode()

    assert "Leitlinien beschlossen" in feed
    assert lists.find("aktuelles").look(now=timezone.now()) == 0
    assert client.get("/abo/aktuelles/").status_code == 200


def test_translated_message_stands_once_in_each_language(client, region):
    news = make_news(title="Forum")
    make_news(title="The forum", original=news, language="en")

    html = client.get("/aktuelles/").content.decode()

    assert ("The forum" in html, "Forum" in html) == (False, True)


def test_translation_of_a_hidden_message_is_nowhere(client, region):
    shown, hidden = make_news(), make_news(is_published=False)
    translated = make_news(original=shown, language="en", title="Library open")
    make_news(original=hidden, language="en", title="Library closed")

    listed = client.get("/en/aktuelles/").context["object_list"]
    found = client.get("/en/suche/", {"q": "library"}).content.decode()

    assert list(listed) == [translated]
    assert ("open</a>" in found, "closed" in found) == (True, False)


def test_topic_shows_its_messages_in_the_language_that_is_read(client, region):
    topic = make_topic("Bildungsregion")
    german = make_news(title="Das Portal ist da", slug="portal", topics=[topic])
    make_news(title="The portal is here", slug="x", language="en", original=german, topics=[topic])

    page = client.get(f"/en{topic.get_absolute_url()}").content.decode()

    assert '<a href="/en/aktuelles/portal/">The portal is here</a>' in page
    assert "Das Portal ist da" not in page
