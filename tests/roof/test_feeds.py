"""The feeds of projects, documents and topics: valid Atom, stable, asked again for nothing."""

from xml.etree import ElementTree

import pytest

from tests.factories.actors import make_actor, make_offer, make_topic
from tests.factories.documents import make_document
from tests.factories.pages import make_news
from tests.factories.projects import make_project


pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(response) -> ElementTree.Element:
    """The feed, once it is found to be what RFC 4287 asks for (4.1.1 and 4.1.2)."""
    feed = ElementTree.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    rels = [link.get("rel") for link in feed.findall(f"{ATOM}link")]
    assert sorted(rels) == ["alternate", "self"]
    ids = [entry.find(f"{ATOM}id").text for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return feed


def titles(feed) -> list[str]:
    return [entry.find(f"{ATOM}title").text for entry in feed.findall(f"{ATOM}entry")]


@pytest.mark.parametrize(
    ("path", "make"), [("/projekte/feed/", make_project), ("/dokumente/feed/", make_document)]
)
def test_a_list_is_a_feed_under_its_filters(client, region, path, make):
    forest = make_topic("Wald & <Wiese>", slug="wald")
    make(title="Waldwoche & <mehr>").topics.add(forest)
    make(title="Seewoche")
    make(title="Geheim", is_published=False)

    assert sorted(titles(parsed(client.get(path)))) == ["Seewoche", "Waldwoche & <mehr>"]
    feed = parsed(client.get(path, {"thema": "wald"}))
    assert titles(feed) == ["Waldwoche & <mehr>"]
    assert "Wald & <Wiese>" in feed.find(f"{ATOM}title").text


def test_nothing_new_is_told_by_304(client, region):
    make_project(title="Waldwoche")
    first = client.get("/projekte/feed/")

    again = client.get("/projekte/feed/", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/projekte/feed/").content == first.content
    assert client.post("/projekte/feed/").status_code == 405


def test_a_topic_tells_of_everything_that_belongs_to_it(client, region):
    forest, lake = make_topic("Wald", slug="wald"), make_topic("See", slug="see")
    make_project(title="Waldwoche").topics.add(forest)
    make_document(title="Waldbericht").topics.add(forest)
    make_news(title="Waldtag", topics=[forest])
    make_actor("Waldhaus", topics=[forest])
    make_offer("Waldgang", actor=make_actor("Träger")).topics.add(forest)
    make_project(title="Seewoche").topics.add(lake)

    feed = parsed(client.get("/themen/wald/feed/"))

    assert sorted(titles(feed)) == ["Waldbericht", "Waldgang", "Waldhaus", "Waldtag", "Waldwoche"]
    assert feed.find(f"{ATOM}title").text == f"Wald – {region.name}"
    assert client.get("/themen/gibt-es-nicht/feed/").status_code == 404


@pytest.mark.parametrize(
    "query", ["thema=%00", "thema=" + "x" * 6000, "q=%25_'\"", "seite=9999999"]
)
def test_hostile_filters_give_a_feed_all_the_same(client, region, query):
    make_project(title="Waldwoche")

    parsed(client.get(f"/projekte/feed/?{query}"))


def test_one_page_lists_all_feeds(client, region):
    make_topic("Wald", slug="wald")

    html = client.get("/feeds/").content.decode()

    for path in ("/akteure/feed/", "/lernorte/feed/", "/veranstaltungen/feed/", "/projekte/feed/",
                 "/dokumente/feed/", "/aktuelles/feed/", "/themen/wald/feed/"):  # fmt: skip
        assert f'href="{path}"' in html
