"""The pages of institutions and offers."""

import json
import re
from datetime import date

import pytest

from actors.models import Actor, Offer
from actors.structured import schema_type
from tests.factories.actors import (
    make_actor,
    make_language,
    make_life_phase,
    make_municipality,
    make_offer,
    make_target_group,
    make_topic,
    square,
)
from tests.factories.base import make_region
from tests.factories.events import make_event


pytestmark = pytest.mark.django_db


def page(client, entry, query=""):
    return client.get(entry.get_absolute_url() + query).content.decode()


def json_ld(html):
    return json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1]
    )


@pytest.fixture
def museum(region):
    town = make_municipality("Hansestadt Lüneburg", slug="lueneburg", geometry=square(10.3, 53.2))
    return make_actor(
        "Museum Lüneburg", slug="museum", kind="museum", municipality=town, street="Willy-Brandt-Str. 1",
        postcode="21335", city="Lüneburg", latitude=53.25, longitude=10.35, phone="(04131) 720 65-80",
        email="info@museum.example", website="https://www.museum.example/besuch", hours_note="Di–So 11–18 Uhr",
        languages=[make_language("Deutsch", "de", order=1), make_language()], wheelchair="teilweise",
        accessibility_note="Aufzug im Neubau",
        summary="Natur, Archäologie und Stadtgeschichte.", source="oppida.de (Liste)", sponsorship="frei",
        topics=[make_topic("Kulturelle Bildung"), make_topic("Schule–Beruf", slug="beruf", kind="transition")],
        life_phases=[make_life_phase()], target_groups=[make_target_group()],
    )  # fmt: skip


def test_actor_page_answers_in_one_glance(client, museum):
    html = page(client, museum)

    for fact in (
        '<a href="tel:+494131720658' + '0">(04131) 720 65-80</a>',
        '<a href="mailto:info@museum.example">',
        '<a href="https://www.museum.example/besuch" rel="external noopener">museum.example</a>',
        "Willy-Brandt-Str. 1<br>21335 Lüneburg",
        "Di–So 11–18 Uhr",
        "Deutsch, Englisch",
        "teilweise<br>Aufzug im Neubau",
        "Angaben aus: oppida.de; noch nicht geprüft.",
        '<a href="/themen/kulturelle-bildung/">',
        '<a href="/uebergaenge/beruf/">',
        '<a href="/akteure/?lebensphase=jugend">',
        "Lage von Museum Lüneburg im Landkreis",
    ):
        assert fact in html


def test_actor_page_speaks_to_search_engines(client, museum):
    assert json_ld(page(client, museum)) == {
        "@context": "https://schema.org",
        "@type": "Museum",
        "name": "Museum Lüneburg",
        "description": "Natur, Archäologie und Stadtgeschichte.",
        "url": "http://testserver/akteure/museum/",
        "sameAs": "https://www.museum.example/besuch",
        "telephone": "(04131) 720 65-80",
        "email": "info@museum.example",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Willy-Brandt-Str. 1",
            "postalCode": "21335",
            "addressLocality": "Lüneburg",
            "addressCountry": "DE",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 53.25, "longitude": 10.35},
    }


@pytest.mark.parametrize(
    ("kind", "name"),
    [("kita", "Preschool"), ("gymnasium", "School"), ("grundschule", "ElementarySchool"),
     ("bibliothek", "Library"), ("volkshochschule", "EducationalOrganization"), ("beratung", "Organization")],
)  # fmt: skip
def test_kinds_have_a_name_in_schema_org(kind, name):
    assert schema_type(kind) == name


def test_every_kind_belongs_to_a_field():
    for kind in Actor.Kind:
        assert Actor(kind=kind).field


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"checked_on": date(2026, 3, 1), "source": "Liste"}, "Zuletzt geprüft am 1. März 2026."),
        ({"source": "Schulverzeichnis Niedersachsen, Stand 2017 (Datei schulen.csv); Anschrift bekannt"},
         "Angaben aus: Schulverzeichnis Niedersachsen, Stand 2017; noch nicht geprüft."),
        ({}, "Die Angaben sind noch nicht geprüft."),
    ],
)  # fmt: skip
def test_provenance_is_honest(facts, said):
    assert Actor(**facts).provenance == said


@pytest.mark.parametrize(
    ("phone", "uri"),
    [("04131 26-0", "tel:+494131260"), ("07141/910-2339", "tel:+4971419102339"), ("+49 (0)4131 26", "tel:+49413126"),
     ("0049 4131 26", "tel:+49413126"), ("04131 1, 04131 2", ""), ("auf Anfrage", ""), ("", ""), ("112", "")],
)  # fmt: skip
def test_phone_numbers_can_be_dialled(phone, uri):
    assert Actor(phone=phone).phone_uri == uri


def test_actor_page_shows_what_belongs_to_it(client, museum):
    make_offer("Salz sieden", actor=museum)
    make_offer("Verborgen", actor=museum, is_published=False)
    make_event(title="Museumsnacht", organiser=museum)
    make_event(title="Lesung im Museum", place_actor=museum)
    make_event(title="Vorbei", organiser=museum, dates=[("2020-01-01 10:00", None)])
    make_event(title="Geheim", organiser=museum, is_published=False)
    make_actor("Museumswerkstatt", kind="kunstschule", part_of=museum)
    make_actor("Archiv", kind="archiv", cooperates_with=[museum])
    make_actor("Theater", kind="theater", municipality=museum.municipality)
    make_actor("Kita nebenan", kind="kita", municipality=museum.municipality)

    context = client.get(museum.get_absolute_url()).context

    assert [offer.title for offer in context["offers"]] == ["Salz sieden"]
    assert sorted(o.event.title for o in context["dates"]) == ["Lesung im Museum", "Museumsnacht"]
    assert [actor.name for actor in context["parts"]] == ["Museumswerkstatt"]
    assert [actor.name for actor in context["partners"]] == ["Archiv"]
    assert [actor.name for actor in context["neighbours"]] == ["Theater"]


def test_neighbours_are_the_nearest(client, museum):
    for number in range(6):
        make_actor(f"Museum {number}", kind="museum", municipality=museum.municipality,
                   latitude=53.25, longitude=10.35 + (6 - number) / 100)  # fmt: skip
    make_actor("Museum irgendwo", kind="museum", municipality=museum.municipality)

    neighbours = client.get(museum.get_absolute_url()).context["neighbours"]

    assert [actor.name for actor in neighbours] == ["Museum 5", "Museum 4", "Museum 3", "Museum 2"]


def test_query_count_of_an_actor_page_does_not_grow(client, museum, django_assert_num_queries):
    for number in (1, 2):
        for _ in range(number):
            make_offer(actor=museum)
            make_event(organiser=museum)
            make_actor(part_of=museum)
            make_actor(kind="museum", municipality=museum.municipality)
        with django_assert_num_queries(8):
            client.get(museum.get_absolute_url())


def test_actor_page_lives_with_very_little(client, region):
    html = page(client, make_actor("Hort", kind="hort"))

    assert "Telefon und Adresse im Netz sind noch nicht erfasst." in html
    assert "noch nicht erfasst" in html
    assert "Lage von" not in html


def test_hostile_texts_are_shown_as_text(client, region):
    actor = make_actor("</script><script>alert(1)</script>", slug="boese", summary="<b>x</b>",
                       description="[a](javascript:alert(1)) <img src=x onerror=alert(1)>")  # fmt: skip

    html = page(client, actor)

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert json_ld(html)["name"] == actor.name


@pytest.fixture
def offer(museum):
    return make_offer(
        "Salz sieden", slug="salz", actor=museum, summary="Wie vor 800 Jahren.", age_from=6, age_to=12,
        group_size_max=25, duration_minutes=90, price_cents=6_00, fee_cents=80_00, booking="info@museum.example",
    )  # fmt: skip


def test_offer_page_says_what_a_class_pays(client, offer):
    context = client.get(offer.get_absolute_url()).context

    assert context["cost_rows"] == [
        ("Eintritt (6,00\u00a0€ je Person)", "156,00\u00a0€"),
        ("Honorar", "80,00\u00a0€"),
    ]
    assert context["cost_sum"] == ["Zusammen", "236,00\u00a0€"]


def test_offer_page_reckons_for_another_group(client, offer):
    response = client.get(offer.get_absolute_url() + "?kinder=10&erwachsene=0")

    assert response.context["cost_sum"] == ["Zusammen", "140,00\u00a0€"]
    assert "Für 10 Kinder und 0 Erwachsene" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["kinder=viele", "kinder=0", "kinder=-3", "kinder=99999", "kinder=", "erwachsene=x"]
)
def test_offer_page_says_what_it_cannot_reckon(client, offer, query):
    response = client.get(f"{offer.get_absolute_url()}?{query}")

    assert response.status_code == 200
    assert response.context["group"].errors
    assert response.context["cost_sum"] == ["Zusammen", "236,00\u00a0€"]


def test_offer_page_speaks_to_search_engines(client, offer):
    facts = json_ld(page(client, offer))

    assert (facts["@type"], facts["typicalAgeRange"], facts["isAccessibleForFree"]) == (
        "Course",
        "6-12",
        False,
    )
    assert facts["provider"]["@type"] == "Museum"


def test_offer_of_a_hidden_actor_is_not_there(client, offer):
    offer.actor.is_published = False
    offer.actor.save()

    assert client.get(offer.get_absolute_url()).status_code == 404


def test_query_count_of_an_offer_page_does_not_grow(client, offer, django_assert_max_num_queries):
    for number in (1, 2):
        for _ in range(number):
            make_offer(actor=offer.actor)
        with django_assert_max_num_queries(7):
            client.get(offer.get_absolute_url())


def test_offer_page_of_a_region_without_a_fund(client, db):
    make_region(slug="ludwigsburg", modules=[])

    html = page(client, make_offer("Salz sieden"))

    assert "örder" not in html
    assert "Antrag" not in html


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"price_cents": 6_00}, "6,00\u00a0€ je Person"),
        ({"price_cents": 150_00, "price_model": "flat"}, "150,00\u00a0€ je Gruppe"),
        ({"price_model": "free"}, "kostenfrei"),
        ({"fee_cents": 80_00, "material_cents": 20_00}, "100,00\u00a0€ für Honorar und Material"),
        ({"price_cents": 6_00, "fee_cents": 80_00}, "6,00\u00a0€ je Person und 80,00\u00a0€ für Honorar und Material"),
    ],
)  # fmt: skip
def test_price_is_said_in_one_line(facts, label):
    assert Offer(**facts).price_label == label


@pytest.mark.parametrize(
    ("minutes", "label"),
    [
        (None, ""),
        (45, "45 Minuten"),
        (60, "1 Stunde"),
        (90, "1,5 Stunden"),
        (120, "2 Stunden"),
        (75, "75 Minuten"),
    ],
)
def test_duration_is_said_as_people_say_it(minutes, label):
    assert Offer(duration_minutes=minutes).duration == label


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"age_from": 6, "age_to": 12, "group_size_max": 25}, "6 bis 12 Jahre, bis 25 Personen"),
        ({"age_from": 10}, "ab 10 Jahren"),
        ({"age_to": 6, "group_size_min": 5}, "bis 6 Jahre, ab 5 Personen"),
        ({"grades": "Klasse 3–6", "group_size_min": 8, "group_size_max": 28}, "Klasse 3–6, 8 bis 28 Personen"),
        ({}, ""),
    ],
)  # fmt: skip
def test_audience_is_said_in_one_line(facts, label):
    assert Offer(**facts).audience == label
