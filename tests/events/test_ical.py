import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar, Timezone

from actors.models import Topic
from events import actions, feeds
from events.ical import BERLIN
from events.models import DateRule, Event, Occurrence
from tests.factories.actors import make_actor, make_target_group, make_topic
from tests.factories.events import berlin, make_all_day, make_event, make_occurrence


pytestmark = pytest.mark.django_db


def entries(response) -> list:
    return Calendar.from_ical(response.content).walk("VEVENT")


def read(client, event) -> list:
    return entries(client.get(reverse("events:event_ics", args=[event.slug])))


def test_file_of_an_event_is_read_back_unchanged(client, region):
    event = make_event(title="Lesen; Rechnen, Spaß", summary="Für Eltern.")

    [entry] = read(client, event)

    assert str(entry["summary"]) == "Lesen; Rechnen, Spaß"
    assert entry["dtstart"].dt == berlin("2026-03-03 16:00")
    assert entry["dtend"].dt == berlin("2026-03-03 18:00")
    assert str(entry["uid"]) == event.uid
    assert entry["sequence"] == 0
    assert str(entry["status"]) == "CONFIRMED"
    assert entry["dtstamp"].dt == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert str(entry["location"]) == "Aula, Adendorf"
    assert str(entry["url"]) == f"http://testserver/veranstaltungen/{event.slug}/"


def test_file_names_its_zone_and_describes_it(client, region):
    event = make_event(dates=[("2026-10-20 16:00", None), ("2026-10-27 16:00", None)])

    body = client.get(reverse("events:event_ics", args=[event.slug])).content.decode()

    assert "DTSTART;TZID=Europe/Berlin:20261020T160000\r\n" in body
    assert "DTSTART;TZID=Europe/Berlin:20261027T160000\r\n" in body
    assert body.count("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n") == 1


def test_hour_stays_the_same_when_clocks_change(client, region):
    event = make_event(dates=[("2026-10-20 16:00", None), ("2026-10-27 16:00", None)])

    before, after = (entry["dtstart"].dt for entry in read(client, event))

    assert (before.hour, before.utcoffset()) == (16, timedelta(hours=2))
    assert (after.hour, after.utcoffset()) == (16, timedelta(hours=1))


@pytest.mark.parametrize("year", range(2024, 2031))
def test_zone_changes_its_clocks_when_berlin_does(year):
    zone = Timezone.from_ical(BERLIN).to_tz(lookup_tzid=False)
    berlin_zone = ZoneInfo("Europe/Berlin")
    hours = [datetime(year, month, day, hour, 30)  # noqa: DTZ001 - local on purpose
             for month in (3, 10) for day in range(24, 32) for hour in (0, 1, 3, 4)]  # fmt: skip

    offsets = [hour.replace(tzinfo=zone).utcoffset() for hour in hours]

    assert offsets == [hour.replace(tzinfo=berlin_zone).utcoffset() for hour in hours]


def test_date_of_an_event_has_a_file_of_its_own(client, region):
    event = make_event(slug="chor", dates=[("2026-03-03 16:00", None), ("2026-03-10 16:00", None)])

    response = client.get("/veranstaltungen/chor/termin/2.ics")

    [entry] = entries(response)
    assert entry["dtstart"].dt == berlin("2026-03-10 16:00")
    assert str(entry["uid"]) == f"{event.uid}-2"
    assert response["Content-Disposition"] == 'attachment; filename="chor-2.ics"'


@pytest.mark.parametrize(
    "address", ["chor/termin/3.ics", "chor/termin/0.ics", "verborgen/termin/1.ics"]
)
def test_date_that_is_not_there_has_no_file(client, region, address):
    make_event(slug="chor")
    make_event(slug="verborgen", is_published=False)

    response = client.get(f"/veranstaltungen/{address}")

    assert response.status_code == 404


def test_file_says_whose_calendar_it_is_and_where_from(client, region):
    make_event(slug="chor", title="Chor")

    calendar = Calendar.from_ical(client.get("/veranstaltungen/chor.ics").content)

    assert str(calendar["name"]) == "Chor"
    assert str(calendar["source"]) == "http://testserver/veranstaltungen/chor.ics"
    assert str(calendar["url"]) == "http://testserver/veranstaltungen/chor/"
    assert str(calendar["color"]) == "mediumvioletred"
    assert "method" not in calendar


def test_entry_says_what_the_event_is(client, region):
    place = make_actor("Museum", latitude=53.25, longitude=10.41, street="Wandrahmstraße 10")
    event = make_event(
        place_name="", city="", place_actor=place, organiser_name="Museumspädagogik", is_free=True,
        attendance=Event.Attendance.HYBRID, online_url="https://konferenz.example/raum",
        image="events/bild.png", image_alt="Saal", image_author="Haus", image_licence="CC0",
        topics=[make_topic("Kunst, Kultur"), make_topic("Entwurf", is_published=False)],
        target_groups=[make_target_group("Familien")],
    )  # fmt: skip

    [entry] = read(client, event)

    assert entry["geo"].to_ical() == "53.25;10.41"
    assert entry["categories"].cats == ["Kunst, Kultur", "Familien"]
    assert str(entry["conference"]) == "https://konferenz.example/raum"
    assert str(entry["image"]) == f"http://testserver/veranstaltungen/{event.slug}/bild/"
    assert entry["image"].params["FMTTYPE"] == "image/png"
    assert "vor Ort und online, kostenfrei\nVeranstalter: Museumspädagogik" in str(
        entry["description"]
    )


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("info@museum.example", "mailto:info@museum.example"),
        ("fuehrungen-buchung@museum.example", "mailto:fuehrungen-buchung@museum.example"),
        ("erika.muster@museum.example", None),
        ("", None),
    ],
)
def test_organiser_is_named_by_the_address_of_a_desk_only(client, region, email, said):
    event = make_event(organiser=make_actor("Museum", email=email))

    [entry] = read(client, event)

    assert (str(entry["organizer"]) if "organizer" in entry else None) == said


def test_organiser_that_is_a_person_at_home_is_not_named(client, region):
    home = make_actor("Tagespflege", kind="kindertagespflege", email="info@tagespflege.example")
    event = make_event(organiser=home)

    [entry] = read(client, event)

    assert "organizer" not in entry


@pytest.mark.parametrize(
    "breaking", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x01\n"]
)
def test_no_text_brings_a_line_of_its_own(client, region, breaking):
    evil = f"Chor{breaking}ATTENDEE:mailto:a@b.example{breaking}END:VEVENT"
    host = make_actor(f"Haus{breaking}X-EVIL:1", email="info@haus.example")
    event = make_event(title=evil, summary=evil, place_name=evil, organiser=host, slug="chor",
                       online_url=f"https://a.example/{breaking}X-EVIL:1")  # fmt: skip
    make_occurrence(event, "2026-03-10 16:00", note=evil)

    text = client.get("/veranstaltungen/chor.ics").content.decode()

    names = {re.split("[:;]", line)[0] for line in re.split(r"\r\n(?! )", text)}
    assert not names & {"ATTENDEE", "X-EVIL"}
    assert text.split("\r\n").count("END:VEVENT") == 2
    assert len(re.sub("\r\n", "", text).splitlines()) == 1


def test_all_day_event_ends_exclusively(client, region):
    event = make_all_day("2026-03-28", "2026-03-29")

    [entry] = read(client, event)

    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2026, 3, 28), date(2026, 3, 30))
    assert entry["dtstart"].params["VALUE"] == "DATE"


def test_open_end_has_no_end(client, region):
    event = make_event(dates=[("2026-03-03 19:00", None)])

    [entry] = read(client, event)

    assert "dtend" not in entry


def test_cancelled_event_stays_as_cancelled(client, region):
    event = make_event(status=Event.Status.CANCELLED)

    statuses = [str(entry["status"]) for entry in read(client, event)]

    assert statuses == ["CANCELLED"]


def test_one_cancelled_date_leaves_the_others(client, region):
    event = make_event()
    make_occurrence(event, "2026-03-10 16:00", is_cancelled=True, note="Krankheit")

    statuses = [str(entry["status"]) for entry in read(client, event)]

    assert statuses == ["CONFIRMED", "CANCELLED"]


def test_event_known_to_the_month_is_tentative(client, region):
    event = make_event(dates=(), date_precision=Event.Precision.MONTH)
    make_occurrence(event, "2026-06-01", "2026-07-01", all_day=True)

    [entry] = read(client, event)

    assert str(entry["status"]) == "TENTATIVE"


def test_long_lines_are_folded_at_75_octets(client, region):
    event = make_event(title="Übergänge " * 19)

    body = client.get(reverse("events:event_ics", args=[event.slug])).content

    assert max(len(line) for line in body.split(b"\r\n")) <= 75


def test_unpublished_event_has_no_file(client, region):
    event = make_event(is_published=False)

    response = client.get(reverse("events:event_ics", args=[event.slug]))

    assert response.status_code == 404


def test_file_of_an_event_is_sent_under_its_name(client, region):
    make_event(slug="elternabend")

    response = client.get("/veranstaltungen/elternabend.ics")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="elternabend.ics"'


def test_feed_holds_published_dates_of_sixty_days_back_and_all_ahead(client, region):
    make_event(title="lange her", dates=[("2025-12-01 10:00", None)])
    make_event(title="neulich", dates=[("2026-02-01 10:00", None)])
    make_event(title="bald", dates=[("2026-04-01 10:00", None), ("2027-04-01 10:00", None)])
    make_event(title="verborgen", is_published=False)
    vague = make_event(title="irgendwann", dates=(), date_precision=Event.Precision.MONTH)
    make_occurrence(vague, "2026-06-01", "2026-07-01", all_day=True)

    response = client.get(reverse("events:event_feed"))

    assert [str(entry["summary"]) for entry in entries(response)] == ["neulich", "bald", "bald"]
    assert str(Calendar.from_ical(response.content)["name"]) == "Bildungsregion Lüneburg"


def test_feed_says_how_often_to_look(client, region):
    body = client.get(reverse("events:event_feed")).content.decode()

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in body
    assert "X-PUBLISHED-TTL:PT6H\r\n" in body


def test_feed_takes_the_filters_of_the_list(client, region):
    make_event(title="offen")
    make_event(title="geladen", access=Event.Access.INVITATION)

    response = client.get(reverse("events:event_feed"), {"zugang": "einladung"})

    assert [str(entry["summary"]) for entry in entries(response)] == ["geladen"]


def test_feed_says_what_it_is_filtered_for(client, region):
    make_event(topics=[make_topic("Sprache")])

    calendar = Calendar.from_ical(client.get("/veranstaltungen/kalender.ics?thema=sprache").content)

    assert str(calendar["name"]) == "Bildungsregion Lüneburg: Sprache"
    assert str(calendar["url"]) == "http://testserver/veranstaltungen/?thema=sprache"
    assert str(calendar["source"]).endswith("/veranstaltungen/kalender.ics?thema=sprache")


def test_feed_is_not_sent_again_until_something_changes(client, region, clock):
    event = make_event()
    address = reverse("events:event_feed")
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    clock("2026-03-02 10:05")
    event.status = Event.Status.CANCELLED
    event.save()

    changed = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


def test_feed_is_not_kept_when_a_date_goes(client, region):
    event = make_event(dates=[("2026-03-03 16:00", None), ("2026-03-10 16:00", None)])
    address = reverse("events:event_feed")
    first = client.get(address)
    event.occurrences.first().delete()

    response = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert response.status_code == 200


def make_ruled_event(**fields) -> DateRule:
    event = make_event(dates=(), **fields)
    rule = DateRule.objects.create(
        event=event, first_on=date(2026, 3, 3), starts_time=time(16), rrule="FREQ=WEEKLY;COUNT=4"
    )
    actions.write_dates(rule=rule)
    return rule


def test_feed_is_not_kept_when_a_rule_leaves_a_date_out(client, region, clock):
    rule = make_ruled_event()
    address = reverse("events:event_feed")
    first = client.get(address)
    clock("2026-03-02 10:05")
    actions.leave_out(occurrence=rule.occurrences.get(number=3))

    response = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert b"EXDATE;TZID=Europe/Berlin:20260317T160000\r\n" in response.content


def test_feed_of_chosen_days_tells_a_rule_date_by_date(client, region):
    make_ruled_event()
    everything = Occurrence.objects.published()
    chosen = everything.filter(starts_at__lt=berlin("2026-03-11"))

    single, ruled = feeds.of_selection(chosen, everything, is_narrowed=True)

    assert ruled == []
    assert [date.starts_at for date in single] == [
        berlin("2026-03-03 16:00"), berlin("2026-03-10 16:00"),
    ]  # fmt: skip


def test_feed_needs_as_many_queries_for_three_events_as_for_one(client, region):
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            client.get(reverse("events:event_feed"))
        return len(context)

    make_event()
    make_ruled_event()
    few = queries()
    for _number in range(2):
        make_event(topics=[Topic.objects.first() or make_topic()])
        make_ruled_event()

    assert (few, queries()) == (9, 9)


def test_picture_of_an_event_is_shown_once_it_is_published(client, region):
    fields = {"image_alt": "Saal", "image_author": "Haus", "image_licence": "CC0"}
    event = make_event(image=ContentFile(b"\x89PNG", "bild.png"), **fields)
    make_event(slug="verborgen", is_published=False, image="events/x.png", **fields)
    make_event(slug="ohne-bild")

    response = client.get(event.get_image_url())

    assert (response["Content-Type"], b"".join(response)) == ("image/png", b"\x89PNG")
    for slug in ("verborgen", "ohne-bild"):
        assert client.get(f"/veranstaltungen/{slug}/bild/").status_code == 404
