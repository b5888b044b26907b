"""Calendars of real programs become events: rules, exceptions, zones, texts, places."""

import pytest
from django.utils import timezone

from actors.models import TargetGroup
from events.models import Event, FeedCategory
from tests.factories.actors import make_actor, make_topic
from tests.factories.feeds import calendar, entry, event_of, make_feed, outcomes, sent, take_in


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_march(clock):
    clock("2026-03-01 09:00")


def dates(event: Event) -> list[str]:
    """As people read them, with what is special."""
    rows = event.occurrences.order_by("starts_at")
    return [f"{row.when}{' – fällt aus' if row.is_cancelled else ''}" for row in rows]


def test_google_calendar_with_rule_exceptions_and_html():
    place = make_actor(name="Bücherei Adendorf", city="Adendorf", postcode="21365")
    feed = make_feed()

    plan = take_in(feed, sent("google"))

    assert outcomes(plan) == {"lesetreff1@google.com": "neu", "flohmarkt@google.com": "neu"}
    event = event_of(feed, "lesetreff1@google.com")
    assert (event.title, event.place_actor, event.is_published) == (
        "Lesetreff für Kinder",
        place,
        True,
    )
    assert event.description == (
        "Wir lesen vor und basteln.\n**Ohne Anmeldung**, [mehr zum Haus](https://lesetreff.example/haus)"
    )
    assert dates(event)[:7] == [
        "Di, 3. März 2026, 16–17:30 Uhr",
        "Di, 10. März 2026, 16–17:30 Uhr",
        "Mi, 18. März 2026, 15–16:30 Uhr",
        "Di, 24. März 2026, 16–17:30 Uhr",
        "Di, 14. April 2026, 16–17:30 Uhr",
        "Di, 21. April 2026, 16–17:30 Uhr – fällt aus",
        "Di, 28. April 2026, 16–17:30 Uhr",
    ]
    assert len(dates(event)) == 16
    assert str(event.date_rules.get()) == "jeden Dienstag, bis 30. Juni 2026"
    assert dates(event_of(feed, "flohmarkt@google.com")) == ["Sa, 9. bis So, 10. Mai 2026"]


def test_outlook_calendar_with_its_rules_and_zones():
    feed = make_feed()

    plan = take_in(feed, sent("outlook"))

    uid = "040000008200E00074C5B7101A82E00800000000"
    assert list(outcomes(plan).values()) == ["neu", "neu", "neu", "neu", "ausgelassen"]
    matinee = event_of(feed, f"{uid}AAAA")
    assert dates(matinee)[:3] == [
        "So, 29. März 2026, 11–12:30 Uhr", "So, 26. April 2026, 11–12:30 Uhr", "So, 31. Mai 2026, 11–12:30 Uhr",
    ]  # fmt: skip
    assert matinee.description == "Schüler:innen spielen **Kammermusik**.\n\n- Eintritt frei"
    assert matinee.place_name == "Großer Saal"
    assert dates(event_of(feed, f"{uid}BBBB")) == [
        "Di, 31. März 2026, 18–19:30 Uhr", "Do, 30. April 2026, 18–19:30 Uhr", "Fr, 29. Mai 2026, 18–19:30 Uhr",
    ]  # fmt: skip
    assert dates(event_of(feed, f"{uid}CCCC")) == ["Sa, 18. April 2026"]
    online = event_of(feed, f"{uid}DDDD")
    assert dates(online) == ["Fr, 27. März 2026, 11–12 Uhr", "Sa, 28. März 2026, 11–12 Uhr"]
    assert (online.attendance, online.place_name) == ("online", "")
    assert not Event.objects.filter(title__contains="Arzt").exists()


def test_nextcloud_calendar_with_added_dates_categories_and_online_place():
    nature, climate = make_topic("Umwelt, Klima"), make_topic("Bildung für nachhaltige Entwicklung")
    feed = make_feed(topics=[make_topic("Alles")])
    FeedCategory.objects.create(feed=feed, word="natur", topic=climate)

    take_in(feed, sent("nextcloud"))

    event = event_of(feed, "5b1d2a57-0000-4a59-8a11-umwelt")
    assert {topic.name for topic in event.topics.all()} == {"Alles", nature.name, climate.name}
    assert event.description == "Mehr: <https://umwelt.example/voegel>"
    assert dates(event) == [
        "Sa, 25. April 2026, 10:30–12 Uhr", "Sa, 9. Mai 2026, 10:30–12 Uhr", "Sa, 23. Mai 2026, 10:30–12 Uhr",
    ]  # fmt: skip
    night = event_of(feed, "offenes-ende")
    assert (dates(night), night.online_url) == (
        ["Do, 30. April 2026, 20 Uhr"],
        "https://treffen.example/raum",
    )
    off = event_of(feed, "abgesagt-1")
    assert (off.title, off.status) == ("Müll sammeln", "abgesagt")


def test_calendar_of_a_school_with_lines_nobody_folded():
    school = make_actor(name="Oberschule am Wald")
    feed = make_feed(organiser=school, place_actor=school)

    plan = take_in(feed, sent("school"))

    assert list(outcomes(plan).values()) == ["neu", "neu", "neu"]
    parents = event_of(feed, "termin-17")
    assert parents.description == "Bitte bringen Sie mit:\nStift und Papier\n- gute Laune"
    assert (parents.organiser, parents.place_name, parents.place_actor) == (school, "Aula", None)
    day_off = event_of(feed, "termin-18")
    assert (dates(day_off), day_off.place_actor) == (["Fr, 20. März 2026"], school)
    assert plan.lines[2].sentences == [
        "Ohne Kennung (UID): Wird der Termin verschoben, gilt er als neu."
    ]


def test_bad_entries_are_told_and_good_ones_are_taken():
    feed = make_feed()

    plan = take_in(feed, sent("broken"))

    said = {line.uid: (str(line.outcome), " ".join(line.sentences)) for line in plan.lines}
    assert said == {
        "gut": ("neu", ""),
        "rueckwaerts": ("fehler", "Das Ende liegt vor dem Beginn."),
        "fern": ("fehler", "Das Jahr 9999 liegt außerhalb des Kalenders."),
        "kein-tag": ("fehler", "„20260231T100000“ gibt es im Kalender nicht."),
        "stuendlich": ("fehler", "Wiederholt wird täglich, wöchentlich, monatlich oder jährlich."),
        "ohne-titel": ("fehler", "Der Titel fehlt."),
        "ohne-beginn": ("fehler", "Der Beginn fehlt."),
        "zone": ("neu", "Die Zeitzone „Mittelerde“ ist unbekannt; gelesen als Zeit vor Ort."),
        "alt": ("ausgelassen", "Liegt zu lange zurück."),
        "doppelt": ("neu", "Die Kennung steht 2-mal im Kalender; es gilt der neueste Eintrag."),
        "offen": ("neu", ""),
        "letzter": ("neu", ""),
    }
    assert event_of(feed, "doppelt").title == "Neuer Stand"


@pytest.mark.parametrize(
    "name", ["google", "outlook", "nextcloud", "school", "broken"]
)  # fmt: skip
def test_second_reading_changes_nothing(name):
    feed = make_feed()
    first = take_in(feed, sent(name))
    before = list(Event.objects.order_by("pk").values_list("sequence", "updated_at"))

    plan = take_in(feed, sent(name))

    new = {line.uid for line in first.lines if line.outcome == "neu"}
    assert {line.uid for line in plan.lines if line.outcome == "gleich"} == new
    assert list(Event.objects.order_by("pk").values_list("sequence", "updated_at")) == before


def test_target_groups_are_known_by_name():
    group = TargetGroup.objects.create(name="Eltern", slug="eltern")
    feed = make_feed()

    take_in(feed, calendar(entry(more="CATEGORIES:eltern,Unbekanntes")))

    assert list(event_of(feed).target_groups.all()) == [group]
    assert list(feed.categories.values_list("word", "topic")) == [("Unbekanntes", None)]


def test_endless_old_rule_goes_on_from_last_year():
    feed = make_feed()

    take_in(feed, calendar(entry(start="20010102T160000", more="RRULE:FREQ=DAILY")))

    rows = event_of(feed).occurrences
    assert rows.earliest("starts_at").starts_at.date().isoformat() == "2025-01-01"
    assert rows.latest("starts_at").starts_at.date().isoformat() == "2027-09-27"
    assert timezone.localtime(rows.first().starts_at).hour == 16
