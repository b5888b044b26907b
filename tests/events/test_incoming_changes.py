"""What changes in a calendar follows; what the office edited stays; what vanishes is looked after."""

import pytest
from django.utils import timezone

from events.actions.dating import write_ahead
from events.models import Event, FeedItem, Registration
from tests.factories.actors import make_actor
from tests.factories.events import berlin, make_event
from tests.factories.feeds import TODAY, calendar, entry, event_of, make_feed, outcomes, take_in


pytestmark = pytest.mark.django_db

WEEKLY = "DTEND:20260310T170000\nRRULE:FREQ=WEEKLY;COUNT=4"


@pytest.fixture(autouse=True)
def _first_of_march(clock):
    clock("2026-03-01 09:00")


def spans(event: Event) -> list[tuple]:
    def local(at):
        return at and timezone.localtime(at).strftime("%d.%m. %H:%M")

    rows = event.occurrences.order_by("starts_at")
    return [(local(row.starts_at), local(row.ends_at), row.is_cancelled) for row in rows]


def test_change_follows_field_by_field_and_keeps_what_the_office_wrote():
    feed = make_feed()
    take_in(feed, calendar(entry(more="LOCATION:Aula\nDESCRIPTION:Erster Text")))
    Event.objects.update(title="Vorlesen für alle")

    plan = take_in(
        feed, calendar(entry(title="Vorlesestunde", more="SEQUENCE:1\nLOCATION:Mensa\nDESCRIPTION:Erster Text"))
    )  # fmt: skip

    event, [line] = event_of(feed), plan.lines
    assert (event.title, event.place_name, event.sequence) == ("Vorlesen für alle", "Mensa", 1)
    assert [one.name for one in line.changes] == ["place"]
    assert [(one.name, one.old, one.new) for one in line.kept] == [
        ("title", "Vorlesen für alle", "Vorlesestunde")
    ]


def test_what_stays_is_told_once_and_follows_again_when_it_agrees():
    feed = make_feed()
    take_in(feed, calendar(entry()))
    Event.objects.update(title="Eigener Titel")
    take_in(feed, calendar(entry(title="Zwei")))

    again = take_in(feed, calendar(entry(title="Zwei")))

    assert (outcomes(again), event_of(feed).title) == ({"eins": "gleich"}, "Eigener Titel")


def test_moved_date_keeps_its_number_and_counts_the_revision():
    feed = make_feed()
    take_in(feed, calendar(entry()))
    number = event_of(feed).occurrences.get().pk

    take_in(feed, calendar(entry(start="20260311T180000", more="SEQUENCE:1")))

    event = event_of(feed)
    assert event.occurrences.get().pk == number
    assert (spans(event), event.sequence) == ([("11.03. 18:00", None, False)], 1)


def test_dates_that_the_office_moved_stay():
    feed = make_feed()
    take_in(feed, calendar(entry(more=WEEKLY)))
    event = event_of(feed)
    event.occurrences.filter(starts_at=berlin("2026-03-17 16:00")).update(
        starts_at=berlin("2026-03-18 16:00"), ends_at=berlin("2026-03-18 17:00"), is_changed=True
    )

    plan = take_in(
        feed, calendar(entry(start="20260310T163000", more=WEEKLY.replace("1700", "1730")))
    )

    assert ("18.03. 16:00", "18.03. 17:00", False) in spans(event)
    assert [one.name for one in plan.lines[0].kept] == ["dates"]


def test_rule_changes_cancels_and_moves_single_dates_and_takes_that_back():
    feed = make_feed()
    moved = entry(
        start="20260318T100000", more="DTEND:20260318T110000\nRECURRENCE-ID:20260317T160000"
    )
    off = entry(
        start="20260324T160000",
        more="DTEND:20260324T170000\nRECURRENCE-ID:20260324T160000\nSTATUS:CANCELLED",
    )
    take_in(feed, calendar(entry(more=WEEKLY), moved, off))
    first = spans(event_of(feed))

    take_in(feed, calendar(entry(more=f"{WEEKLY}\nEXDATE:20260331T160000")))

    assert first == [
        ("10.03. 16:00", "10.03. 17:00", False), ("18.03. 10:00", "18.03. 11:00", False),
        ("24.03. 16:00", "24.03. 17:00", True), ("31.03. 16:00", "31.03. 17:00", False),
    ]  # fmt: skip
    assert spans(event_of(feed)) == [
        ("10.03. 16:00", "10.03. 17:00", False), ("17.03. 16:00", "17.03. 17:00", False),
        ("24.03. 16:00", "24.03. 17:00", False),
    ]  # fmt: skip


def test_cancelled_event_is_called_off_and_comes_back():
    feed = make_feed()
    take_in(feed, calendar(entry()))

    take_in(feed, calendar(entry(title="Abgesagt: Vorlesen", more="STATUS:CANCELLED\nSEQUENCE:1")))
    off = event_of(feed)
    take_in(feed, calendar(entry(more="SEQUENCE:2")))

    assert (off.status, off.title, event_of(feed).status) == ("abgesagt", "Vorlesen", "geplant")


def test_method_cancel_calls_off_what_it_names_and_nothing_else():
    feed = make_feed()
    take_in(feed, calendar(entry(), entry("zwei")))

    plan = take_in(feed, calendar(entry(more="SEQUENCE:1"), entry("drei"), head="METHOD:CANCEL"))

    assert outcomes(plan) == {"eins": "geaendert", "drei": "ausgelassen"}
    assert [event_of(feed, uid).status for uid in ("eins", "zwei")] == ["abgesagt", "geplant"]


def test_older_state_is_left_alone():
    feed = make_feed()
    take_in(feed, calendar(entry(title="Neu", more="SEQUENCE:3\nLAST-MODIFIED:20260201T000000Z")))

    plan = take_in(
        feed, calendar(entry(title="Alt", more="SEQUENCE:2\nLAST-MODIFIED:20260101T000000Z"))
    )

    assert (event_of(feed).title, feed.items.get().revision) == ("Neu", [3, "20260201T000000Z"])
    assert plan.lines[0].sentences == ["Ein älterer Stand als der bekannte; nichts geändert."]


def test_vanished_event_is_taken_from_the_site_and_returns():
    feed = make_feed()
    take_in(feed, calendar(entry(), entry("zwei", "20260401T100000")))

    gone = take_in(feed, calendar(entry("zwei", "20260401T100000")))
    item = feed.items.get(uid="eins")
    hidden = (outcomes(gone)["eins"], item.waits_for, item.event.is_published)
    take_in(feed, calendar(entry(), entry("zwei", "20260401T100000")))

    assert hidden == ("weg", FeedItem.Waits.GONE, False)
    item.refresh_from_db()
    assert (item.waits_for, item.gone_since, event_of(feed).is_published) == ("", None, True)


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ([entry("zwei", "20260302T100000")], ["weg"]),  # the calendar ends before it: it stays
        ([], []),  # an empty calendar deletes nothing
    ],
)
def test_vanished_event_stays_where_the_calendar_says_too_little(rest, said):
    feed = make_feed()
    take_in(feed, calendar(entry(), entry("zwei", "20260302T100000")))

    plan = take_in(feed, calendar(*rest))

    assert [str(line.outcome) for line in plan.lines if line.uid == "eins"] == said
    assert event_of(feed).is_published


def test_vanished_event_with_registrations_stays_and_waits_for_the_office():
    feed = make_feed()
    take_in(feed, calendar(entry(), entry("zwei", "20260401T100000")))
    date = event_of(feed).occurrences.get()
    Registration.objects.create(
        occurrence=date, state="bestaetigt", name="Klasse 3a", email="a@b.example", persons=20,
        told_start=date.starts_at,
    )  # fmt: skip

    take_in(feed, calendar(entry("zwei", "20260401T100000")))

    item = feed.items.get(uid="eins")
    assert (item.waits_for, item.event.is_published) == (FeedItem.Waits.GONE, True)


def test_moved_rule_keeps_dates_with_registrations_and_calls_them_off():
    feed = make_feed()
    take_in(feed, calendar(entry(more=WEEKLY)))
    date = event_of(feed).occurrences.get(starts_at=berlin("2026-03-17 16:00"))
    Registration.objects.create(
        occurrence=date, state="bestaetigt", name="Klasse 3a", email="a@b.example", persons=20,
        told_start=date.starts_at,
    )  # fmt: skip

    take_in(feed, calendar(entry(start="20260312T160000", more=WEEKLY.replace("0310", "0312"))))

    date.refresh_from_db()
    assert (date.is_cancelled, date.registrations.count()) == (True, 1)
    assert len(spans(event_of(feed))) == 5


def test_many_that_vanish_at_once_all_stay():
    feed = make_feed()
    take_in(feed, calendar(*[entry(f"e{n}", f"202604{n:02}T100000") for n in range(1, 11)]))

    plan = take_in(feed, calendar(entry("e10", "20260410T100000")))

    assert Event.objects.published().count() == 10
    assert plan.hints == [
        "Auf einmal fehlen 9 künftige Veranstaltungen; deshalb bleiben alle auf der Seite."
    ]


def test_file_that_breaks_off_deletes_nothing_and_leaves_out_its_last_entry():
    feed = make_feed()
    whole = calendar(entry(), entry("zwei", "20260401T100000"), entry("drei", "20260402T100000"))
    take_in(feed, whole)

    plan = take_in(feed, whole[: whole.index(b"UID:drei") + 40])

    assert outcomes(plan) == {"eins": "gleich", "zwei": "gleich", "drei": "fehler"}
    assert Event.objects.published().count() == 3


def test_deleted_event_does_not_come_back():
    feed = make_feed()
    take_in(feed, calendar(entry()))
    event_of(feed).delete()

    plan = take_in(feed, calendar(entry()))

    assert (outcomes(plan), Event.objects.count()) == ({"eins": "ausgelassen"}, 0)


def test_new_events_wait_where_the_office_looks_first():
    feed = make_feed(moderation="pruefen")

    take_in(feed, calendar(entry()))

    assert (event_of(feed).is_published, feed.items.get().waits_for) == (False, FeedItem.Waits.NEW)


def test_event_that_is_there_by_hand_is_met_and_only_completed():
    school = make_actor(name="Oberschule")
    there = make_event(
        title="VORLESEN", dates=[("2026-03-10 16:00", "2026-03-10 18:00")], organiser=school, place_name="", city="",
    )  # fmt: skip
    feed = make_feed(organiser=school)

    plan = take_in(feed, calendar(entry(more="LOCATION:Aula\nDESCRIPTION:Für alle")))

    assert event_of(feed) == there
    there.refresh_from_db()
    assert (there.title, there.place_name, there.description) == ("VORLESEN", "Aula", "Für alle")
    assert [one.name for one in plan.lines[0].kept] == ["title", "dates"]


def test_one_that_cannot_be_written_does_not_stop_the_rest():
    feed = make_feed()

    nothing = "RRULE:FREQ=WEEKLY;UNTIL=20260310T160000\nEXDATE:20260310T160000"
    plan = take_in(feed, calendar(entry(more=nothing), entry("zwei")))

    assert outcomes(plan) == {"eins": "fehler", "zwei": "neu"}


def test_dates_written_ahead_are_no_change_by_the_office():
    feed = make_feed()
    take_in(feed, calendar(entry(more="RRULE:FREQ=WEEKLY")))
    write_ahead(today=TODAY.replace(year=2027))

    plan = take_in(feed, calendar(entry(more="RRULE:FREQ=WEEKLY;BYDAY=TU")))

    assert [one.name for one in plan.lines[0].changes] == ["dates"]
