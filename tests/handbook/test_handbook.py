"""Both handbooks: every link and picture in them leads somewhere, and every page of the office finds help."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import get_resolver, resolve, reverse

from bildungsregion.handbook import BOOKS, help_for
from tests.factories.office import make_client


LINK = re.compile(r"\]\((/[^)#]*)")
CHAPTERS = [(book, chapter) for book in BOOKS.values() for chapter in book.chapters]
EACH = pytest.mark.parametrize(("book", "chapter"), CHAPTERS, ids=lambda one: one.title)


def _url_names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            own = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _url_names(pattern, own)
        elif pattern.name:
            yield prefix + pattern.name


@EACH
def test_links_of_chapter_lead_to_pages(book, chapter):
    for path in LINK.findall(chapter.text):
        match = resolve(path)
        if match.url_name and match.url_name.endswith("handbook_chapter"):
            assert BOOKS[match.kwargs["key"]].find(match.kwargs["slug"]), path


@EACH
def test_pictures_of_chapter_exist_and_say_what_they_show(book, chapter):
    for block in chapter.blocks:
        if block.picture:
            assert finders.find(block.picture), block.picture
            assert len(block.alt) > 10


@EACH
def test_pages_that_chapter_helps_with_exist(book, chapter):
    names = set(_url_names(get_resolver()))

    for start in chapter.about:
        assert any(name.startswith(start) for name in names), start


@pytest.mark.parametrize(
    ("key", "name", "slug"),
    [
        ("office", "admin:index", "tagesgeschaeft"),
        ("office", "admin:funding_application_changelist", "antraege-pruefen"),
        ("office", "admin:base_textversion_text", "texte"),
        ("office", "admin:actors_offer_change", "verzeichnis"),
        ("institutions", "funding:application_step", "antrag"),
    ],
)
def test_help_for_page_is_the_chapter_about_it(key, name, slug):
    assert help_for(BOOKS[key], name).slug == slug


def test_help_for_page_without_chapter_is_none():
    assert help_for(BOOKS["institutions"], "pages:topic_list") is None


def test_search_finds_words_in_any_spelling():
    found = BOOKS["office"].search("rueckfrage stellen", ["funding"])

    assert [chapter.slug for chapter, _line in found] == ["antraege-pruefen"]
    assert "Rückfrage stellen" in found[0][1]


@pytest.mark.django_db
def test_region_without_fund_has_no_chapters_about_it(region, client):
    region.modules = []
    region.save()

    ours = make_client("redaktion").get(reverse("office_handbook")).content.decode()
    theirs = client.get(reverse("handbook"), {"q": "Antrag"}).content.decode()

    assert "Das Verzeichnis pflegen" in ours
    assert "Anträge prüfen" not in ours
    assert "Den eigenen Eintrag pflegen" in theirs
    assert "Einen Antrag stellen" not in theirs


@pytest.mark.django_db
def test_office_handbook_is_for_the_office_and_linked_from_its_pages(region, client):
    office = make_client("redaktion")

    start = office.get(reverse("admin:index")).content.decode()

    assert reverse("office_handbook_chapter", args=["tagesgeschaeft"]) in start
    assert office.get(reverse("office_handbook"), {"q": "vorschau"}).status_code == 200
    assert office.get(reverse("office_handbook_chapter", args=["seiten"])).status_code == 200
    assert client.get(reverse("office_handbook")).status_code == 302


@pytest.mark.django_db
def test_handbook_of_institutions_is_open_to_all(region, client):
    assert "Das erste Mal anmelden" in client.get(reverse("handbook")).content.decode()
    assert client.get(reverse("handbook_chapter", args=["belege"])).status_code == 200
    assert client.get(reverse("handbook_chapter", args=["nichts"])).status_code == 404
    assert client.get(reverse("handbook"), {"q": "xyzzy"}).status_code == 200
