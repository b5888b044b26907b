"""The pages above all apps: home, all pages, robots."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.actors import make_actor, make_life_phase, make_offer
from tests.factories.base import make_region
from tests.factories.events import make_event
from tests.factories.everything import make_salt
from tests.factories.funding import make_rule_set
from tests.factories.pages import make_news
from tests.factories.pictures import make_picture
from tests.factories.videos import make_video


pytestmark = pytest.mark.django_db


@pytest.fixture
def content(region):
    make_salt()


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


def test_home_names_every_phase_of_life(client, region):
    for name in ("Kindheit", "Schulalter", "Jugend", "Ausbildung", "Erwachsene", "Ältere"):
        make_life_phase(name)

    html = client.get("/").content.decode()

    assert html.count('href="/lebensphasen/') == 6


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
        with django_assert_num_queries(5):
            client.get("/")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["/", "/bildungsregion/"])
def test_page_drawn_anew_needs_few_queries(django_assert_max_num_queries, address):
    make_region()
    make_salt()
    video = make_video(is_on_home=True, poster=make_picture())
    client = Client()
    client.get(address)
    make_news()

    with django_assert_max_num_queries(8):
        page = client.get(address)

    if address == "/":
        assert page.context["video"].get_absolute_url() == video.get_absolute_url()
        assert page.context["video"].poster.thumbnail == video.poster.thumbnail


def test_home_names_the_fund_only_where_there_is_one(client, region):
    assert 'href="/foerderung/rechner/"' in client.get("/").content.decode()

    region.modules = []
    region.save()

    assert "örder" not in client.get("/").content.decode()


def test_all_pages_are_listed(client, content):
    html = client.get(reverse("sitemap_page")).content.decode()

    for address in ("/akteure/karte/", "/themen/salz-und-bildung/", "/uebergaenge/salz-beruf/", "/foerderung/",
                    "/salziges-impressum/", "/lebensphasen/jugend/"):  # fmt: skip
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
