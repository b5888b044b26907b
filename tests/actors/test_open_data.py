"""Open data of the directory: which rows and facts go out, as files and through the read API."""

import csv
import io
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from actors.models import Actor, Contact, Membership, Offer, PriceTier
from tests.factories.actors import (
    make_actor,
    make_language,
    make_municipality,
    make_offer,
    make_topic,
)
from tests.factories.base import make_region
from tests.factories.funding import make_user


pytestmark = pytest.mark.django_db
ACTOR_API, OFFER_API = reverse("actors:actor_api"), reverse("actors:offer_api")
FILES = [
    reverse(f"actors:{name}_file", args=[fmt])
    for name in ("actor", "offer")
    for fmt in ("csv", "json", "geojson")
]
DOORS = [ACTOR_API, OFFER_API, *FILES]


def items(client, address, **parameters):
    return client.get(address, parameters).json()["items"]


def names(client, **parameters):
    return [one["name"] for one in items(client, ACTOR_API, **parameters)]


def content(response) -> str:
    return (b"".join(response) if response.streaming else response.content).decode()


@pytest.fixture
def directory(region):
    """A museum with an offer, a school of a member municipality, and rows that must not go out."""
    samtgemeinde = make_municipality("Samtgemeinde Bardowick", slug="bardowick")
    member = make_municipality("Vögelsen", slug="voegelsen", ags="03355038", parent=samtgemeinde)
    topic, draft = make_topic("Inklusion"), make_topic("Entwurf", is_published=False)
    museum = make_actor(
        "Museum Lüneburg",
        kind="museum",
        topics=[topic, draft],
        languages=[make_language()],
        latitude=53.25,
        longitude=10.41,
        email="haus@museum.example",
        phone="04131 1234",
        summary="Schreiben Sie an frau.muster@museum.example, wir antworten.",
        is_free=False,
    )
    Contact.objects.create(actor=museum, area="Buchung", email="buchung@museum.example")
    head = make_user(name="Leitung Geheim", email="leitung@museum.example")
    Membership.objects.create(
        user=head, actor=museum, role="head", confirmed_at=timezone.now(), confirmed_by=head
    )
    make_offer("Salz", actor=museum, age_from=6, age_to=10, enquiry_email="frage@museum.example",
               topics=[topic], booking="bei kasse@museum.example")  # fmt: skip
    make_offer("Noch geheim", actor=museum, is_published=False)
    make_actor("Grundschule Vögelsen", municipality=member)
    hidden = make_actor("Verborgene Schule", is_published=False)
    make_offer("Offen bei Verborgenen", actor=hidden)
    home = make_actor("Tagespflege Beispiel", kind="kindertagespflege", street="Privatweg 1")
    make_offer("Spielen zu Hause", actor=home)
    return museum


def test_only_published_rows_go_out(client, directory):
    assert names(client) == ["Museum Lüneburg", "Grundschule Vögelsen"]
    assert [one["title"] for one in items(client, OFFER_API)] == ["Salz"]


@pytest.mark.parametrize("address", DOORS)
def test_no_file_names_a_person(client, directory, address):
    text = content(client.get(address))

    assert "Lüneburg" in text
    for secret in ("museum.example", "@", "Geheim", "Buchung", "Privatweg", "Verborgen", "Entwurf"):
        assert secret.lower() not in text.lower()


def test_actor_is_told_in_stable_words(client, directory):
    museum = items(client, ACTOR_API)[0]

    assert museum == {
        "id": directory.code,
        "name": "Museum Lüneburg",
        "short_name": "",
        "kind": "museum",
        "kind_name": "Museum",
        "field": "kultur",
        "sponsorship": "",
        "learning_form": "",
        "street": "",
        "postcode": "",
        "city": "",
        "municipality": "adendorf",
        "municipality_name": "Adendorf",
        "municipality_ags": "",
        "latitude": 53.25,
        "longitude": 10.41,
        "phone": "04131 1234",
        "website": "",
        "summary": "Schreiben Sie an (E-Mail-Adresse auf der Seite), wir antworten.",
        "is_free": False,
        "wheelchair": "unbekannt",
        "languages": ["en"],
        "topics": ["inklusion"],
        "life_phases": [],
        "target_groups": [],
        "checked_on": None,
        "updated_at": "2026-03-02T10:00:00+01:00",
        "url": f"http://testserver{directory.get_absolute_url()}",
    }


def test_offer_tells_its_prices_by_size(client, region):
    offer = make_offer(price_model=Offer.PriceModel.TIERS, price_cents=0)
    PriceTier.objects.create(offer=offer, persons_from=11, price_cents=90_00)
    PriceTier.objects.create(offer=offer, persons_from=1, price_cents=50_00)

    told = items(client, OFFER_API)[0]

    assert told["price_tiers"] == [
        {"persons_from": 1, "price_cents": 5000},
        {"persons_from": 11, "price_cents": 9000},
    ]
    assert told["actor"] == offer.actor.code


def test_geojson_has_the_place_and_null_without_one(client, directory):
    found = client.get(reverse("actors:actor_file", args=["geojson"]))
    collection = json.loads(content(found))

    assert found["Content-Type"] == "application/geo+json"
    assert collection["type"] == "FeatureCollection"
    assert [one["geometry"] for one in collection["features"]] == [
        {"type": "Point", "coordinates": [10.41, 53.25]},
        None,
    ]
    assert collection["features"][0]["properties"]["name"] == "Museum Lüneburg"


def test_csv_opens_in_german_spreadsheets(client, region):
    make_actor('=HYPERLINK("http://boese.example")', is_free=True, latitude=53.25, longitude=10.0)

    text = content(client.get(reverse("actors:actor_file", args=["csv"])))

    assert text.startswith("\ufeffKennung")
    headers, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    told = dict(zip(headers, row, strict=True))
    assert told["Name"] == '\'=HYPERLINK("http://boese.example")'
    assert (told["Breite (WGS 84)"], told["kostenfrei"]) == ("53,25", "ja")


def test_json_file_says_the_same_as_the_api(client, directory):
    file = json.loads(content(client.get(reverse("actors:offer_file", args=["json"]))))

    assert file["items"] == items(client, OFFER_API)
    assert (file["licence"], file["attribution"]) == (
        "https://www.govdata.de/dl-de/by-2-0",
        "Bildungsregion Lüneburg",
    )


def test_pages_follow_each_other_without_gap(client, region):
    for number in range(5):
        make_actor(f"Schule {number}")
    address, read = f"{ACTOR_API}?limit=2&kind=grundschule", []

    while address:
        page = client.get(address).json()
        read.append([one["name"] for one in page["items"]])
        address = page["next"]

    assert read == [["Schule 0", "Schule 1"], ["Schule 2", "Schule 3"], ["Schule 4"]]


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"municipality": "voegelsen"}, ["Grundschule Vögelsen"]),
        ({"municipality": "bardowick"}, ["Grundschule Vögelsen"]),
        ({"municipality": "nirgendwo"}, []),
        ({"kind": "museum"}, ["Museum Lüneburg"]),
        ({"topic": "inklusion"}, ["Museum Lüneburg"]),
        ({"topic": "entwurf"}, []),
        ({"updated_since": "2026-03-02"}, ["Museum Lüneburg", "Grundschule Vögelsen"]),
        ({"updated_since": "2026-03-02T10:00:01+01:00"}, []),
        ({"updated_since": "2026-03-02T09:00:00Z"}, ["Museum Lüneburg", "Grundschule Vögelsen"]),
        ({"kind": ""}, ["Museum Lüneburg", "Grundschule Vögelsen"]),
    ],
)
def test_filters_narrow(client, directory, parameters, found):
    assert names(client, **parameters) == found


def test_offers_are_filtered_by_their_place(client, directory):
    assert [one["title"] for one in items(client, OFFER_API, municipality="adendorf")] == ["Salz"]
    assert items(client, OFFER_API, municipality="voegelsen") == []


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("kinds=museum", "Den Parameter „kinds“ gibt es nicht; bekannt sind: municipality, kind, topic, "
                         "updated_since, limit, after."),
        ("kind=museum&kind=kita", "Der Parameter „kind“ darf nur einmal vorkommen."),
        ("limit=0", "„limit“ ist eine ganze Zahl von 1 bis 500."),
        ("limit=501", "„limit“ ist eine ganze Zahl von 1 bis 500."),
        ("limit=²", "„limit“ ist eine ganze Zahl von 1 bis 500."),
        ("after=9999999999999999999", "„after“ ist eine ganze Zahl von 0 bis 9223372036854775807."),
        ("topic=a%00b", "„topic“ ist ein Kürzel aus Buchstaben, Ziffern und Bindestrichen."),
        ("updated_since=gestern", "„updated_since“ ist ein Tag wie 2026-03-01 oder ein Zeitpunkt wie "
                                  "2026-03-01T08:00:00Z."),
        ("updated_since=2026-02-30", "„updated_since“ ist ein Tag wie 2026-03-01 oder ein Zeitpunkt wie "
                                     "2026-03-01T08:00:00Z."),
        ("updated_since=0001-01-01T00:00:00%2B12:00", "„updated_since“ ist ein Tag wie 2026-03-01 oder ein "
                                                      "Zeitpunkt wie 2026-03-01T08:00:00Z."),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(client, region, query, detail):
    response = client.get(f"{ACTOR_API}?{query}")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json()["detail"] == detail


def test_unknown_kind_is_answered_with_the_known_ones(client, region):
    detail = client.get(f"{OFFER_API}?kind=museum").json()["detail"]

    assert detail == "Diese Art gibt es nicht; bekannt sind: lernort, kurs, workshop."


@pytest.mark.parametrize("address", DOORS)
def test_unchanged_answer_is_not_sent_again(client, directory, address):
    first = client.get(address)
    content(first)
    etag = first["ETag"]

    again = client.get(address, headers={"If-None-Match": etag})
    Actor.objects.filter(pk=directory.pk).update(name="Museum Neu")
    Offer.objects.update(title="Neu")
    changed = client.get(address, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Access-Control-Allow-Origin"] == "*"
    assert changed.status_code == 200
    assert "Neu" in content(changed)


@pytest.mark.parametrize("address", [*DOORS, reverse("actors:openapi")])
def test_other_websites_may_read(client, directory, address):
    asked, read = client.options(address), client.get(address)

    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert asked["Access-Control-Allow-Headers"] == "If-None-Match"
    assert read["Access-Control-Allow-Origin"] == "*"
    assert read["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert content(read)
    assert client.post(address).status_code == 405


def test_unknown_format_is_not_found(client, region):
    assert client.get("/daten/akteure.xml").status_code == 404


@pytest.mark.parametrize("address", DOORS)
def test_queries_stay_the_same_with_more_rows(client, region, address):
    topic = make_topic()
    for _number in range(2):
        make_offer(actor=make_actor(topics=[topic]), topics=[topic])
    few = len(_queries(client, address))
    for _number in range(5):
        make_offer(actor=make_actor(topics=[topic]), topics=[topic])

    assert len(_queries(client, address)) == few <= 6


def _queries(client, address):
    with CaptureQueriesContext(connection) as caught:
        content(client.get(address))
    return caught.captured_queries


@pytest.mark.parametrize("slug", ["lueneburg", "ludwigsburg"])
def test_description_is_valid_openapi(client, slug):
    make_region(slug=slug, modules=[])

    described = client.get(reverse("actors:openapi")).json()

    validate(described)
    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": "http://testserver/daten/api/v1"}]
    assert list(described["paths"]) == [
        "/actors/",
        "/offers/",
        "/events/",
        "/projects/",
        "/documents/",
    ]


@pytest.mark.parametrize("name", ["actors", "offers"])
def test_answers_are_what_the_description_says(client, directory, name):
    make_offer(price_model="tiers", price_cents=0, actor=make_actor(checked_on=date(2026, 2, 1)))
    PriceTier.objects.create(offer=Offer.objects.last(), persons_from=1, price_cents=50_00)
    described = client.get(reverse("actors:openapi")).json()
    base, path = described["servers"][0]["url"], f"/{name}/"
    operation = described["paths"][path]["get"]

    answers = {
        200: client.get(f"{base}{path}?limit=1"),
        400: client.get(f"{base}{path}?limit=0"),
    }

    answers[304] = client.get(
        f"{base}{path}?limit=1", headers={"If-None-Match": answers[200]["ETag"]}
    )
    assert {str(status) for status in answers} == set(operation["responses"])
    for status, answer in answers.items():
        assert answer.status_code == status
        told = _resolved(operation["responses"][str(status)], described)
        for kind, media in told.get("content", {}).items():
            assert answer["Content-Type"] == kind
            schema = {**media["schema"], "components": described["components"]}
            OAS31Validator(schema, format_checker=OAS31Validator.FORMAT_CHECKER).validate(
                answer.json()
            )
    assert (
        client.get(f"{base}{path}?limit=1")
        .json()["next"]
        .startswith(f"{base}{path}?limit=1&after=")
    )


@pytest.mark.parametrize("name", ["actors", "offers"])
def test_api_takes_exactly_the_parameters_described(client, directory, name):
    described = client.get(reverse("actors:openapi")).json()
    operation = described["paths"][f"/{name}/"]["get"]
    parameters = [_resolved(one, described) for one in operation["parameters"]]
    samples = {"municipality": "adendorf", "topic": "inklusion", "updated_since": "2026-03-01",
               "limit": "5", "after": "0"}  # fmt: skip

    asked = [one for one in parameters if one["in"] == "query"]

    assert {one["name"] for one in asked} == {*samples, "kind"}
    for one in asked:
        value = samples.get(one["name"]) or one["schema"]["enum"][0]
        assert client.get(f"/daten/api/v1/{name}/", {one["name"]: value}).status_code == 200


def _resolved(part, document):
    while "$ref" in part:
        found = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part
