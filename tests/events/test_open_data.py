"""Dates of events as open data: rows, facts, filters, and what the description promises of them."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openapi_schema_validator import OAS31Validator

from events.models import Event, Series
from tests.factories.actors import (
    make_actor,
    make_language,
    make_municipality,
    make_target_group,
    make_topic,
)
from tests.factories.events import make_all_day, make_event, make_occurrence


pytestmark = pytest.mark.django_db
API = reverse("event_api")
FILES = [reverse("event_file", args=[fmt]) for fmt in ("csv", "json", "geojson")]
DOORS = [API, *FILES]


def content(response) -> str:
    return (b"".join(response) if response.streaming else response.content).decode()


def items(client, **parameters) -> list[dict]:
    return client.get(API, parameters).json()["items"]


@pytest.fixture
def festival(region):
    """A festival of a museum in a member municipality."""
    museum = make_actor(
        "Museum", latitude=53.25, longitude=10.41, email="haus@museum.example", street="Am Markt 1", postcode="21335",
        city="Lüneburg", municipality=make_municipality("Vögelsen", slug="voegelsen", ags="03355038"),
    )  # fmt: skip
    series = Series.objects.create(title="Herbst", slug="herbst", is_published=True)
    return make_event(
        title="Fest", summary="Fragen an frau.muster@museum.example, bitte.", organiser=museum,
        place_actor=museum, place_name="", city="", series=series, age_from=6, is_free=True,
        topics=[make_topic("Kunst"), make_topic("Entwurf", is_published=False)],
        languages=[make_language()], target_groups=[make_target_group("Familien", slug="familien")],
    )  # fmt: skip


def test_date_is_told_in_stable_words(client, festival):
    [told] = items(client)

    assert told == {
        "id": festival.uid, "event": festival.uid, "starts_at": "2026-03-03T16:00:00+01:00",
        "ends_at": "2026-03-03T18:00:00+01:00", "all_day": False, "is_cancelled": False, "note": "",
        "title": "Fest", "status": "geplant", "date_precision": "minute", "series": "herbst",
        "organiser_name": "Museum", "organiser": festival.organiser.code, "attendance": "praesenz",
        "place": "Museum", "street": "Am Markt 1", "postcode": "21335", "city": "Lüneburg",
        "municipality": "voegelsen", "municipality_name": "Vögelsen", "municipality_ags": "03355038",
        "latitude": 53.25, "longitude": 10.41, "online_url": "", "access": "offen", "access_url": "",
        "is_free": True, "price": "", "age_from": 6, "age_to": None, "languages": ["en"],
        "wheelchair": "unbekannt", "topics": ["kunst"], "target_groups": ["familien"],
        "summary": "Fragen an (E-Mail-Adresse auf der Seite), bitte.",
        "updated_at": "2026-03-02T10:00:00+01:00",
        "url": f"http://testserver/veranstaltungen/{festival.slug}/",
    }  # fmt: skip


def test_each_date_is_a_row_also_past_and_called_off(client, region):
    event = make_event(dates=[("2025-03-03 16:00", None)])
    make_occurrence(event, "2026-04-01 16:00", is_cancelled=True, note="Krankheit")
    make_event(is_published=False)

    told = [(one["id"], one["ends_at"], one["is_cancelled"], one["note"]) for one in items(client)]

    assert told == [(event.uid, None, False, ""), (f"{event.uid}-2", None, True, "Krankheit")]


@pytest.mark.parametrize("address", DOORS)
def test_no_file_leads_to_a_person(client, festival, address):
    home = make_actor("Tagespflege Geheim", kind="kindertagespflege", street="Privatweg 1")
    make_event(title="Geheimes Spielen", organiser=home)
    make_event(title="Geheimes Fest", place_actor=home)

    text = content(client.get(address))

    assert "Fest" in text
    for secret in ("@", "museum.example", "Geheim", "Privatweg", "Entwurf"):
        assert secret.lower() not in text.lower()


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({}, ["Fest", "Ferien"]),
        ({"municipality": "voegelsen"}, ["Fest"]),
        ({"topic": "kunst"}, ["Fest"]),
        ({"topic": "entwurf"}, []),
        ({"starts_since": "2026-03-04"}, ["Ferien"]),
        ({"starts_since": "2026-03-03T15:00:00Z"}, ["Fest", "Ferien"]),
        ({"updated_since": "2026-03-02T10:00:01+01:00"}, ["Ferien"]),
        ({"limit": "1"}, ["Fest"]),
    ],
)
def test_filters_narrow(client, festival, clock, parameters, found):
    make_all_day("2026-05-01", title="Ferien")
    clock("2026-03-02 11:00")
    Event.objects.get(title="Ferien").save()

    assert [one["title"] for one in items(client, **parameters)] == found


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("kind=x", "Den Parameter „kind“ gibt es nicht; bekannt sind: municipality, topic, starts_since, "
                   "updated_since, limit, after."),
        ("starts_since=bald", "„starts_since“ ist ein Tag wie 2026-03-01 oder ein Zeitpunkt wie "
                              "2026-03-01T08:00:00Z."),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(client, region, query, detail):
    response = client.get(f"{API}?{query}")

    assert (response.status_code, response.json()["detail"]) == (400, detail)


def test_institutions_do_not_begin(client, region):
    assert client.get("/daten/api/v1/actors/?starts_since=2026-03-01").status_code == 400


def test_pages_follow_each_other_without_gap(client, region):
    make_event(dates=[(f"2026-03-{day:02} 16:00", None) for day in (9, 8, 7, 6, 5)])
    address, read = f"{API}?limit=2", []

    while address:
        page = client.get(address).json()
        read.append([one["starts_at"][8:10] for one in page["items"]])
        address = page["next"]

    assert read == [["09", "08"], ["07", "06"], ["05"]]


@pytest.mark.parametrize("address", DOORS)
def test_unchanged_answer_is_not_sent_again(client, festival, address):
    first = client.get(address)
    content(first)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    festival.topics.clear()
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    content(changed)


def test_csv_defuses_what_spreadsheets_would_run(client, region):
    make_event(title="=1+1", dates=[("2026-03-03 16:00", None)])

    text = content(client.get(FILES[0]))

    headers, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    told = dict(zip(headers, row, strict=True))
    assert (told["Titel"], told["Ganztägig"], told["Beginn"]) == (
        "'=1+1", "nein", "2026-03-03T16:00:00+01:00",
    )  # fmt: skip


def test_geojson_has_the_place_and_null_for_a_street_of_its_own(client, festival):
    make_event(place_actor=festival.place_actor, street="Heideweg 2")

    collection = json.loads(content(client.get(FILES[2])))

    assert [one["geometry"] for one in collection["features"]] == [
        {"type": "Point", "coordinates": [10.41, 53.25]},
        None,
    ]


def test_answer_is_what_the_description_says(client, festival):
    make_all_day("2026-05-01")
    make_event(dates=[("2026-05-02 10:00", None)], attendance=Event.Attendance.ONLINE)
    described = client.get(reverse("actors:openapi")).json()
    operation = described["paths"]["/events/"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]

    answer = client.get(API).json()

    OAS31Validator(
        schema | {"components": described["components"]},
        format_checker=OAS31Validator.FORMAT_CHECKER,
    ).validate(answer)
    assert len(answer["items"]) == 3
    names = [one["$ref"].rpartition("/")[2] for one in operation["parameters"]]
    assert names == [
        "municipality", "topic", "starts_since", "updated_since", "limit", "after", "if_none_match",
    ]  # fmt: skip


@pytest.mark.parametrize("address", DOORS)
def test_queries_stay_the_same_with_more_rows(client, region, address):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            content(client.get(address))
        return len(caught)

    topic = make_topic()
    make_event(topics=[topic])
    few = queries()
    for _number in range(3):
        make_event(topics=[topic])

    assert queries() == few == 6
