"""The pages of institutions and offers."""

from datetime import date

import pytest

from actors.models import (
    AccessFact,
    Actor,
    Contact,
    ExternalId,
    OpeningSlot,
    PriceTier,
)
from actors.structured import schema_type
from tests.actors.reading import json_ld, page
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
from tests.factories.events import make_event


pytestmark = pytest.mark.django_db
FEATURES = list(AccessFact.Feature)


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
        "knowsLanguage": ["de", "en"],
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
    client.get(museum.get_absolute_url())  # the outlines of the map are kept from now on
    for number in (1, 2):
        for _ in range(number):
            make_offer(actor=museum)
            make_event(organiser=museum)
            make_actor(part_of=museum, municipality=museum.municipality)
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


def test_actor_page_says_when_it_is_open(client, museum, clock):
    clock("2026-03-03 12:00")
    OpeningSlot.objects.create(actor=museum, weekday=1, opens="11:00", closes="18:00")

    html = page(client, museum)

    assert '<p class="br-open br-open--yes">Jetzt geöffnet, bis 18 Uhr</p>' in html
    assert '<li aria-current="date"><span>Dienstag</span> <span>11–18 Uhr</span></li>' in html


def test_actor_page_says_that_it_is_closed_for_a_while(client, museum, clock):
    museum.closed_until, museum.closed_reason = date(2026, 3, 31), "Wir bauen um."
    museum.save()

    html = page(client, museum)

    assert "Vorübergehend geschlossen bis einschließlich 31. März 2026" in html
    assert "<p>Wir bauen um.</p>" in html


def test_actor_page_tells_machines_the_same(client, museum):
    for weekday in (1, 2):
        OpeningSlot.objects.create(actor=museum, weekday=weekday, opens="11:00", closes="18:00")
    OpeningSlot.objects.create(actor=museum, weekday=4, opens="20:00", closes="00:00")
    AccessFact.objects.create(actor=museum, feature="wc", state="ja")
    AccessFact.objects.create(actor=museum, feature="aufzug", state="nein")
    AccessFact.objects.create(actor=museum, feature="braille", state="unbekannt")
    ExternalId.objects.create(actor=museum, scheme="wikidata", value="Q42")
    Contact.objects.create(actor=museum, area="Buchung", phone="04131 1")
    museum.is_free = True
    museum.save()

    facts = json_ld(page(client, museum))

    assert [
        (hours["dayOfWeek"], hours["opens"], hours["closes"])
        for hours in facts["openingHoursSpecification"]
    ] == [(["Tuesday", "Wednesday"], "11:00", "18:00"), (["Friday"], "20:00", "23:59")]
    assert [(known["name"], known["value"]) for known in facts["amenityFeature"]] == [
        ("Aufzug", False),
        ("Rollstuhlgerechtes WC", True),
    ]
    assert facts["isAccessibleForFree"] is True
    assert facts["sameAs"] == [museum.website, "https://www.wikidata.org/wiki/Q42"]
    assert facts["contactPoint"] == [
        {"@type": "ContactPoint", "contactType": "Buchung", "telephone": "04131 1"}
    ]


def test_hours_of_an_office_belong_to_its_place(client, region):
    office = make_actor("Bildungsbüro", kind="behoerde", street="Hof 1", city="Adendorf")
    OpeningSlot.objects.create(actor=office, weekday=0, opens="09:00", closes="12:00")

    facts = json_ld(page(client, office))

    assert "openingHoursSpecification" not in facts
    assert facts["location"]["@type"] == "Place"
    assert facts["location"]["address"]["streetAddress"] == "Hof 1"
    assert facts["location"]["openingHoursSpecification"][0]["dayOfWeek"] == ["Monday"]


def test_actor_page_lists_facts_contacts_and_wishes(client, museum):
    AccessFact.objects.create(actor=museum, feature="wc", state="ja", note="im Erdgeschoss")
    AccessFact.objects.create(actor=museum, feature="braille", state="unbekannt")
    Contact.objects.create(actor=museum, area="Buchung", phone="04131 720-1", note="vormittags")
    museum.seeks_cooperation, museum.cooperation_wish = True, "Kita-Gruppen für den Garten"
    museum.directions, museum.admission = "Linie 5011 bis Museum", "Erwachsene 8 €"
    museum.save()

    html = page(client, museum)

    for fact in (
        'Rollstuhlgerechtes WC: ja <span class="br-muted">(im Erdgeschoss)</span>',
        '<dt>Buchung</dt><dd><a href="tel:+4941317201">04131 720-1</a><br>vormittags</dd>',
        "<dt>Sucht Kooperation</dt><dd>Kita-Gruppen für den Garten</dd>",
        "<p>Linie 5011 bis Museum</p>",
        "<dt>Was es kostet</dt><dd>Erwachsene 8 €</dd>",
    ):
        assert fact in html
    assert "Brailleschrift" not in html


def test_query_count_of_a_full_actor_page_does_not_grow(client, museum, django_assert_num_queries):
    client.get(museum.get_absolute_url())  # the outlines of the map are kept from now on
    for number in range(1, 4):
        OpeningSlot.objects.create(actor=museum, weekday=number, opens="11:00", closes="18:00")
        AccessFact.objects.create(actor=museum, feature=FEATURES[number], state="ja")
        Contact.objects.create(actor=museum, area=f"Feld {number}", phone="04131 1")
        ExternalId.objects.create(actor=museum, scheme="wikidata", value=f"Q{number}")
        offer = make_offer(actor=museum, price_model="tiers", price_cents=0)
        PriceTier.objects.create(offer=offer, persons_from=1, price_cents=50_00)

        with django_assert_num_queries(8):
            client.get(museum.get_absolute_url())
