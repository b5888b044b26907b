"""What opening hours say: every sentence a visitor may read."""

from dataclasses import dataclass
from datetime import date, datetime, time

import pytest
from django.utils import timezone

from actors import hours


@dataclass
class Slot:
    weekday: int
    opens: time
    closes: time
    note: str = ""


MO, TU, WE, TH, FR, SA, SU = range(7)


def slot(weekday, opens, closes, note=""):
    return Slot(weekday, time.fromisoformat(opens), time.fromisoformat(closes), note)


def at(day, hour):
    """That hour of a day of March 2026, in Berlin."""
    return timezone.make_aware(datetime(2026, 3, day, hour))  # noqa: DTZ001


# Monday morning and afternoon, Thursday until half past seven.
SLOTS = [slot(MO, "09:00", "12:00"), slot(MO, "14:00", "18:00"), slot(TH, "10:30", "19:30")]


@pytest.mark.parametrize(
    ("moment", "is_open", "text"),
    [
        ("2026-03-02 09:00", True, "Jetzt geöffnet, bis 12 Uhr"),
        ("2026-03-02 08:59", False, "Geschlossen, öffnet heute um 9 Uhr"),
        ("2026-03-02 12:00", False, "Geschlossen, öffnet heute um 14 Uhr"),
        ("2026-03-02 18:00", False, "Geschlossen, öffnet am Donnerstag um 10:30 Uhr"),
        ("2026-03-04 23:59", False, "Geschlossen, öffnet morgen um 10:30 Uhr"),
        ("2026-03-05 19:29", True, "Jetzt geöffnet, bis 19:30 Uhr"),
        ("2026-03-08 12:00", False, "Geschlossen, öffnet morgen um 9 Uhr"),
        # The night in which clocks go forward: the local time counts.
        ("2026-03-29 03:00", False, "Geschlossen, öffnet morgen um 9 Uhr"),
    ],
)
def test_status_says_whether_it_is_open(moment, is_open, text):
    assert hours.status(SLOTS, timezone.make_aware(datetime.fromisoformat(moment))) == hours.Status(
        is_open, text
    )


def test_one_opening_a_week_comes_again_in_a_week():
    only = [slot(MO, "09:00", "10:00")]

    found = hours.status(only, at(2, 10))

    assert found.text == "Geschlossen, öffnet am Montag um 9 Uhr"


def test_open_over_midnight_says_the_real_end():
    slots = [slot(FR, "20:00", "00:00"), slot(SA, "00:00", "02:00")]

    assert hours.status(slots, at(6, 23)).text == "Jetzt geöffnet, bis 2 Uhr"
    assert hours.status(slots[:1], at(6, 23)).text == "Jetzt geöffnet, bis 24 Uhr"


def test_open_all_week_has_no_end():
    slots = [slot(weekday, "00:00", "00:00") for weekday in range(7)]

    assert hours.status(slots, at(6, 3)) == hours.Status(True, "Rund um die Uhr geöffnet")


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (2, "Vorübergehend geschlossen bis einschließlich 4. März 2026"),
        (4, "Vorübergehend geschlossen bis einschließlich 4. März 2026"),
        (5, "Jetzt geöffnet, bis 19:30 Uhr"),
    ],
)
def test_closing_for_a_while_ends_by_itself(day, text):
    now = at(day, 11)

    assert hours.status(SLOTS, now, closed_until=date(2026, 3, 4)).text == text


def test_without_hours_nothing_is_claimed():
    now = at(2, 11)

    assert hours.status([], now) == hours.Status(None, "")
    assert hours.status([], now, by_appointment=True) == hours.Status(None, "Nach Vereinbarung")


def test_appointments_are_named_beside_the_hours():
    closed = hours.status(SLOTS, at(8, 11), by_appointment=True)

    assert closed.text == "Geschlossen, öffnet morgen um 9 Uhr; sonst nach Vereinbarung"


def test_week_puts_equal_days_in_one_line():
    slots = [slot(day, "11:00", "18:00") for day in range(TU, SU + 1)]
    slots[0].note = "erster Dienstag im Monat frei"

    assert hours.week(slots, date(2026, 3, 2)) == [
        hours.Line("Montag", "", "", True),
        hours.Line("Dienstag", "11–18", "erster Dienstag im Monat frei", False),
        hours.Line("Mittwoch bis Sonntag", "11–18", "", False),
    ]


def test_week_names_pauses_and_today():
    lines = hours.week(SLOTS, date(2026, 3, 3))

    assert [(line.days, line.hours, line.is_today) for line in lines] == [
        ("Montag", "9–12 und 14–18", False),
        ("Dienstag bis Mittwoch", "", True),
        ("Donnerstag", "10:30–19:30", False),
        ("Freitag bis Sonntag", "", False),
    ]


def test_week_without_hours_has_no_lines():
    assert hours.week([], date(2026, 3, 2)) == []


@pytest.mark.parametrize(
    ("slots", "count"),
    [
        ([slot(MO, "09:00", "12:00"), slot(MO, "12:00", "18:00")], 0),
        ([slot(MO, "09:00", "12:00"), slot(MO, "11:00", "18:00")], 1),
        ([slot(MO, "09:00", "00:00"), slot(MO, "11:00", "18:00")], 1),
        ([slot(MO, "09:00", "12:00"), slot(TU, "11:00", "18:00")], 0),
    ],
)
def test_hours_of_a_day_do_not_overlap(slots, count):
    assert len(hours.overlaps(slots)) == count
