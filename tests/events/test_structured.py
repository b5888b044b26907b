"""What search engines are told of an event (schema.org)."""

import pytest

from actors.models import Actor
from events.models import Event, Series
from events.structured import event_facts
from tests.factories.actors import make_actor, make_language
from tests.factories.events import berlin, make_all_day, make_event, make_occurrence


pytestmark = pytest.mark.django_db


def facts_of(client, event: Event) -> list[dict]:
    return client.get(event.get_absolute_url()).context["structured"]


def one(event: Event) -> dict:
    return event_facts(event.occurrences.get(), lambda path: f"https://portal.example{path}")


@pytest.fixture
def told(client, region) -> dict:
    """What is told of an event of which everything is known."""
    place = make_actor(
        "Museum", street="Wandrahmstraße 10", postcode="21335", city="Lüneburg", latitude=53.25, longitude=10.41
    )  # fmt: skip
    series = Series.objects.create(title="Herbstakademie", slug="herbst", is_published=True)
    event = make_event(
        title="Salz", summary="Kochen wie 1500.", place_actor=place, place_name="", city="", organiser=place,
        co_organisers=[make_actor("Volkshochschule")], languages=[make_language()], age_from=6, age_to=10,
        is_free=False, price="6,50 €", access=Event.Access.TICKET, access_url="https://karten.example/",
        image="events/x.jpg", image_alt="Topf", image_author="Haus", image_licence="cc0", series=series,
        attendance=Event.Attendance.HYBRID, online_url="https://konferenz.example/raum",
    )  # fmt: skip

    [facts] = facts_of(client, event)
    return facts


def test_place_and_room_are_told(told):
    museum = Actor.objects.get(name="Museum")

    assert told["location"] == [
        {
            "@type": "Place",
            "name": "Museum",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "Wandrahmstraße 10",
                "postalCode": "21335",
                "addressLocality": "Lüneburg",
                "addressCountry": "DE",
            },
            "url": f"http://testserver{museum.get_absolute_url()}",
            "geo": {"@type": "GeoCoordinates", "latitude": 53.25, "longitude": 10.41},
        },
        {"@type": "VirtualLocation", "url": "https://konferenz.example/raum"},
    ]


def test_everything_else_known_is_told(told):
    facts, slug = told, Event.objects.get().slug

    assert facts["image"] == f"http://testserver/veranstaltungen/{slug}/bild/"
    assert facts["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [host["name"] for host in facts["organizer"]] == ["Museum", "Volkshochschule"]
    assert (facts["inLanguage"], facts["typicalAgeRange"]) == (["en"], "6-10")
    assert facts["offers"] == {
        "@type": "Offer",
        "url": "https://karten.example/",
        "availability": "https://schema.org/InStock",
        "price": "6.50",
        "priceCurrency": "EUR",
    }
    assert facts["isAccessibleForFree"] is False
    assert facts["superEvent"]["url"] == "http://testserver/veranstaltungen/reihen/herbst/"


def test_date_that_was_moved_tells_when_it_was(region):
    event = make_event(dates=())
    make_occurrence(
        event, "2026-03-12 10:00", planned_start=berlin("2026-03-10 16:00"), is_changed=True
    )

    facts = one(event)

    assert facts["eventStatus"] == "https://schema.org/EventRescheduled"
    assert facts["startDate"] == "2026-03-12T10:00:00+01:00"
    assert facts["previousStartDate"] == "2026-03-10T16:00:00+01:00"


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (Event.Status.PLANNED, "EventScheduled"),
        (Event.Status.CANCELLED, "EventCancelled"),
        (Event.Status.POSTPONED, "EventRescheduled"),
        (Event.Status.MOVED_ONLINE, "EventMovedOnline"),
        (Event.Status.FULL, "EventScheduled"),
    ],
)
def test_every_status_has_its_word(region, status, word):
    facts = one(make_event(status=status))

    assert facts["eventStatus"] == f"https://schema.org/{word}"


def test_full_event_is_sold_out(region):
    facts = one(make_event(status=Event.Status.FULL, is_free=True))

    assert facts["offers"]["availability"] == "https://schema.org/SoldOut"
    assert facts["offers"]["price"] == "0"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, None),
        ({"age_from": 6}, "6-"),
        ({"age_to": 10}, "0-10"),
        ({"age_from": 6, "age_to": 6}, "6-6"),
    ],
)
def test_ages_are_told_as_a_range(region, fields, told):
    assert one(make_event(**fields)).get("typicalAgeRange") == told


@pytest.mark.parametrize("price", ["6 €, ermäßigt 4 €", "auf Spendenbasis", ""])
def test_price_in_words_is_no_amount(region, price):
    assert "offers" not in one(make_event(price=price))


def test_online_event_without_an_address_points_to_its_page(region):
    event = make_event(attendance=Event.Attendance.ONLINE)

    assert one(event)["location"] == [
        {"@type": "VirtualLocation", "url": f"https://portal.example/veranstaltungen/{event.slug}/"}
    ]


def test_hidden_organiser_is_named_without_its_page(region):
    event = make_event(organiser=make_actor("Verborgen", is_published=False))

    assert one(event)["organizer"] == [{"@type": "Organization", "name": "Verborgen"}]


def test_whole_day_has_no_hour(region):
    facts = one(make_all_day("2026-03-28"))

    assert (facts["startDate"], facts["endDate"]) == ("2026-03-28", "2026-03-28")


def test_text_cannot_end_the_script(client, region):
    event = make_event(title="</script><script>alert(1)</script>")

    page = client.get(event.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "\\u003C/script\\u003E" in page
