import pytest

from events.models import Event, Series
from tests.factories.actors import make_actor, make_municipality, make_target_group, make_topic
from tests.factories.documents import make_document
from tests.factories.events import make_all_day, make_event, make_occurrence


pytestmark = pytest.mark.django_db
LIST, ARCHIVE = "/veranstaltungen/", "/veranstaltungen/archiv/"


def titles(response) -> list[str]:
    return [date.event.title for date in response.context["occurrences"]]


@pytest.fixture
def full_event():
    """Makes an event with `number` dates and rows in each of its relations."""

    def make(number: int) -> Event:
        actor = make_actor(latitude=53.2, longitude=10.4)
        return make_event(
            dates=[(f"2026-03-{day:02} 16:00", None) for day in range(10, 10 + number)],
            organiser=actor,
            place_actor=actor,
            topics=topics[:number],
            target_groups=groups[:number],
            co_organisers=[make_actor() for _ in range(number)],
            documents=[make_document() for _ in range(number)],
        )

    topics = [make_topic(f"Thema {n}") for n in range(3)]
    groups = [make_target_group(f"Gruppe {n}") for n in range(3)]
    return make


def test_list_shows_dates_ahead_under_their_days(client, region):
    make_event(title="April", dates=[("2026-04-02 10:00", None)])
    make_event(title="Nacht", dates=[("2026-03-02 23:30", "2026-03-03 02:00")])
    make_event(title="früh", dates=[("2026-03-03 00:30", None)])
    make_event(title="vorbei", dates=[("2026-03-01 10:00", None)])
    make_event(title="verborgen", is_published=False)

    groups = client.get(LIST).context["groups"]

    assert [(group.title, [e.date.event.title for e in group.entries]) for group in groups] == [
        ("Heute, Mo, 2. März 2026", ["Nacht"]),
        ("Morgen, Di, 3. März 2026", ["früh"]),
        ("Do, 2. April 2026", ["April"]),
    ]


def test_what_has_begun_before_today_comes_first_and_says_until_when(client, region):
    make_all_day("2026-02-27", "2026-03-05", title="Woche")
    make_event(title="heute", dates=[("2026-03-02 16:00", None)])

    groups = client.get(LIST).context["groups"]

    assert [(g.title, g.entries[0].when) for g in groups] == [
        ("Läuft schon", "bis Do, 5. März"),
        ("Heute, Mo, 2. März 2026", "16 Uhr"),
    ]


def test_archive_shows_what_is_over_latest_first(client, region):
    make_event(title="neulich", dates=[("2026-02-01 10:00", None)])
    make_event(title="früher", dates=[("2018-09-08 17:00", "2018-09-08 23:00")])
    make_event(title="kommt", dates=[("2026-03-03 10:00", None)])

    assert titles(client.get(ARCHIVE)) == ["neulich", "früher"]


def test_event_ending_at_midnight_is_not_shown_the_day_after(client, region, clock):
    make_all_day("2026-03-02")
    clock("2026-03-03 00:00")

    assert titles(client.get(LIST)) == []


@pytest.mark.parametrize(("address", "queries"), [(LIST, 6), (ARCHIVE, 7)])
@pytest.mark.parametrize("number", [1, 3])
def test_list_needs_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, full_event, clock, address, queries, number
):
    clock("2026-03-02" if address == LIST else "2026-06-02")
    for _ in range(number):
        full_event(number)

    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("number", [1, 3])
def test_detail_needs_the_same_queries_for_any_number(
    client, region, django_assert_num_queries, full_event, number
):
    event = full_event(number)
    other = full_event(number)
    client.get(other.get_absolute_url())  # the outlines of the map are drawn once

    with django_assert_num_queries(6):
        client.get(event.get_absolute_url())


def test_filters_narrow_the_list_and_count_dates(client, region):
    culture, town = make_topic("Kultur"), make_municipality("Bleckede")
    twice = [("2026-03-10 16:00", None), ("2026-03-17 16:00", None)]
    make_event(title="A", topics=[culture], municipality=town, dates=twice)
    make_event(title="B", topics=[culture], access="anmeldung")
    make_event(title="C")

    response = client.get(LIST, {"thema": "kultur"})

    options = response.context["filter"].options
    assert titles(response) == ["B", "A", "A"]
    assert [(o.label, o.count) for o in options["gemeinde"]] == [("Bleckede", 2)]
    assert [(o.label, o.count) for o in options["zugang"]] == [
        ("offen für alle", 2),
        ("mit Anmeldung", 1),
    ]


def test_free_events_can_be_asked_for(client, region):
    make_event(title="frei", is_free=True)
    make_event(title="unbekannt", is_free=None)

    assert titles(client.get(LIST, {"kostenfrei": "ja"})) == ["frei"]


def test_words_are_searched_in_the_events(client, region):
    make_event(title="Elternabend", summary="Wechsel auf die weiterführende Schule")
    make_event(title="Museumsnacht")

    assert titles(client.get(LIST, {"q": "weiterfuehrend"})) == ["Elternabend"]


def test_subscription_takes_the_filters_along(client, region):
    make_event(topics=[make_topic("Kultur")])

    response = client.get(LIST, {"thema": "kultur", "seite": "1"})

    assert 'href="/veranstaltungen/kalender/?thema=kultur"' in response.content.decode()


@pytest.mark.parametrize("address", [LIST, ARCHIVE, "/veranstaltungen/kalender.ics"])
@pytest.mark.parametrize(
    "query",
    [
        {"seite": "abc"},
        {"seite": "9" * 22},
        {"q": "a\x00b"},
        {"thema": "a\x00b"},
        {"zugang": "x"},
        {"kostenfrei": "vielleicht"},
        {"gemeinde": "'"},
    ],
)
def test_list_bears_any_query(client, region, address, query):
    make_event()

    assert client.get(address, query).status_code in {200, 404}


def test_list_without_any_date_leads_to_the_archive(client, region):
    page = client.get(LIST).content.decode()

    assert "Zurzeit ist kein Termin angekündigt" in page


def test_unpublished_event_is_not_there(client, region):
    assert client.get(make_event(is_published=False).get_absolute_url()).status_code == 404


def test_detail_separates_what_comes_from_what_was(client, region):
    event = make_event(
        dates=[
            ("2026-02-03 16:00", None),
            ("2026-02-10 16:00", None),
            ("2026-03-03 16:00", "2026-03-03 18:00"),
        ]
    )

    context = client.get(event.get_absolute_url()).context

    assert [date.when for date in context["coming"]] == ["Di, 3. März 2026, 16–18 Uhr"]
    assert [date.number for date in context["past"]] == [2, 1]


def test_detail_says_what_is_cancelled(client, region):
    event = make_event(status=Event.Status.CANCELLED, access_url="https://anmelden.example/")

    page = client.get(event.get_absolute_url()).content.decode()

    assert "Diese Veranstaltung ist abgesagt." in page
    assert "https://anmelden.example/" not in page


def test_place_of_an_unpublished_actor_is_named_but_not_linked(client, region):
    actor = make_actor("Alte Mühle", is_published=False, city="Bardowick")
    event = make_event(place_actor=actor, place_name="", city="")

    page = client.get(event.get_absolute_url()).content.decode()

    assert "<strong>Alte Mühle</strong><br>Bardowick</address>" in page
    assert actor.get_absolute_url() not in page


def test_detail_tells_search_engines_what_it_is(client, region):
    event = make_event(
        title="Elternabend",
        organiser_name="Grundschule",
        is_free=True,
        attendance="hybrid",
        online_url="https://konferenz.example/raum",
        dates=[("2026-03-28 23:00", "2026-03-29 03:30")],
    )

    structured = client.get(event.get_absolute_url()).context["structured"]

    address = {"@type": "PostalAddress", "addressLocality": "Adendorf", "addressCountry": "DE"}
    assert structured == [
        {
            "@context": "https://schema.org",
            "@type": "EducationEvent",
            "name": "Elternabend",
            "url": f"http://testserver/veranstaltungen/{event.slug}/",
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
            "location": [
                {"@type": "Place", "name": "Aula", "address": address},
                {"@type": "VirtualLocation", "url": "https://konferenz.example/raum"},
            ],
            "startDate": "2026-03-28T23:00:00+01:00",
            "endDate": "2026-03-29T03:30:00+02:00",
            "organizer": [{"@type": "Organization", "name": "Grundschule"}],
            "isAccessibleForFree": True,
            "offers": {
                "@type": "Offer",
                "url": f"http://testserver/veranstaltungen/{event.slug}/",
                "availability": "https://schema.org/InStock",
                "price": "0",
                "priceCurrency": "EUR",
            },
        }
    ]


def test_all_day_event_tells_search_engines_its_last_day(client, region):
    event = make_all_day("2026-03-28", "2026-03-29")

    [structured] = client.get(event.get_absolute_url()).context["structured"]

    assert (structured["startDate"], structured["endDate"]) == ("2026-03-28", "2026-03-29")


def test_event_known_to_the_month_shows_no_day(client, region):
    event = make_event(title="Einweihung", dates=(), date_precision=Event.Precision.MONTH)
    make_occurrence(event, "2026-06-01", "2026-07-01", all_day=True)

    response = client.get(LIST)

    [date] = response.context["occurrences"]
    assert (date.when, date.leaf) == ("Juni 2026", None)


def test_series_collects_the_dates_of_its_published_events(client, region, clock):
    clock("2026-03-02")
    series = Series.objects.create(title="Forum Bildung", slug="forum-bildung")
    make_event(title="Auftakt", series=series, dates=[("2026-02-02 16:00", None)])
    make_event(title="Inklusion", series=series, dates=[("2026-03-05 16:00", None)])
    make_event(title="Entwurf", series=series, is_published=False)
    make_event(title="Anderes")

    page = client.get(series.get_absolute_url())

    assert [date.event.title for date in page.context["coming"]] == ["Inklusion"]
    assert [date.event.title for date in page.context["past"]] == ["Auftakt"]


def test_unpublished_series_is_not_there(client, region):
    series = Series.objects.create(title="Forum", slug="forum", is_published=False)

    assert client.get(series.get_absolute_url()).status_code == 404
