from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from hypothesis import given, settings, strategies as st

from events import recurrence


BERLIN = ZoneInfo("Europe/Berlin")
# Every change of clocks in Germany from 2024 to 2030: the last Sundays of March and October.
CHANGES = [
    date(2024, 3, 31), date(2024, 10, 27), date(2025, 3, 30), date(2025, 10, 26), date(2026, 3, 29),
    date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26), date(2028, 10, 29),
    date(2029, 3, 25), date(2029, 10, 28), date(2030, 3, 31), date(2030, 10, 27),
]  # fmt: skip


def at(text: str) -> datetime:
    """A naive local time."""
    return datetime.fromisoformat(text)


FIRST = at("2026-03-03 16:00")
WEEKDAYS = list(recurrence.WEEKDAYS)


def dates_of(text: str, first: datetime = FIRST, until: date = date(2027, 3, 3)) -> list[str]:
    moments = recurrence.expand(recurrence.parse(text), first, until)
    return [moment.strftime("%d.%m.%y") for moment in moments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FREQ=DAILY;COUNT=3", ["03.03.26", "04.03.26", "05.03.26"]),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", ["03.03.26", "17.03.26", "31.03.26"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4", ["03.03.26", "05.03.26", "10.03.26", "12.03.26"]),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=3", ["03.03.26", "07.04.26", "05.05.26"]),
        ("FREQ=YEARLY;COUNT=2;INTERVAL=1", ["03.03.26", "03.03.27"]),
        ("RRULE:FREQ=DAILY;UNTIL=20260305", ["03.03.26", "04.03.26", "05.03.26"]),
        # The end in UTC is 16:00 in Berlin in winter: the last date counts.
        ("FREQ=DAILY;UNTIL=20260304T150000Z", ["03.03.26", "04.03.26"]),
        ("FREQ=DAILY;UNTIL=20260304T145959Z", ["03.03.26"]),
    ],
)
def test_expand_gives_the_dates_of_a_rule(text, expected):
    assert dates_of(text) == expected


def test_expand_last_sunday_of_the_month():
    found = dates_of("FREQ=MONTHLY;BYDAY=-1SU;COUNT=4", at("2026-01-25 11:00"))

    assert found == ["25.01.26", "22.02.26", "29.03.26", "26.04.26"]


def test_expand_setpos_of_a_week_looks_at_the_whole_week():
    # The second of Monday, Wednesday, Friday: a Wednesday, also in the week of the first date.
    found = dates_of("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2;COUNT=3", at("2026-03-04 09:00"))

    assert found == ["04.03.26", "11.03.26", "18.03.26"]


def test_expand_leaves_out_and_still_counts():
    rule = recurrence.parse("FREQ=DAILY;COUNT=3")

    found = list(recurrence.expand(rule, FIRST, date(2027, 1, 1), {at("2026-03-04 16:00")}))

    assert found == [at("2026-03-03 16:00"), at("2026-03-05 16:00")]


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
    ],
)
def test_expand_rule_without_any_date_ends_with_its_first(text):
    assert dates_of(text, until=date(2199, 1, 1)) == ["03.03.26"]


def test_expand_endless_rule_ends_at_the_most():
    assert len(dates_of("FREQ=DAILY", until=date(2199, 1, 1))) == 1000


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "„“ ist kein Teil einer Wiederholungsregel."),
        ("jeden Dienstag", "„JEDENDIENSTAG“ ist kein Teil einer Wiederholungsregel."),
        ("FREQ=HOURLY", "Wiederholt wird täglich, wöchentlich, monatlich oder jährlich."),
        ("FREQ=DAILY;FREQ=DAILY", "„FREQ=DAILY“ ist kein Teil einer Wiederholungsregel."),
        ("FREQ=DAILY;BYHOUR=3", "Regeln mit BYHOUR werden nicht unterstützt."),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101",
         "Eine Regel endet nach einer Anzahl oder an einem Tag, nicht beides."),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0 liegt außerhalb von 1 bis 400."),
        ("FREQ=DAILY;COUNT=99999", "COUNT=99999 liegt außerhalb von 1 bis 1000."),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0 liegt außerhalb von -31 bis 31."),
        ("FREQ=MONTHLY;BYDAY=XX", "„XX“ ist kein Wochentag."),
        ("FREQ=MONTHLY;BYDAY=54MO", "„54MO“ ist kein Wochentag."),
        ("FREQ=WEEKLY;BYDAY=1MO", "„Der erste Montag“ gibt es nur monatlich oder jährlich."),
        ("FREQ=WEEKLY;WKST=1", "Die Woche beginnt an einem Wochentag."),
        ("FREQ=DAILY;UNTIL=2026", "„2026“ ist kein Ende."),
        ("FREQ=DAILY;UNTIL=20260230", "„20260230“ ist kein Tag im Kalender."),
        ("FREQ=DAILY;UNTIL=20260203T250000Z", "„20260203T250000Z“ ist kein Tag im Kalender."),
    ],
)  # fmt: skip
def test_parse_refuses_with_a_sentence(text, sentence):
    with pytest.raises(ValidationError) as error:
        recurrence.parse(text)

    assert error.value.messages == [sentence]


@st.composite
def rules(draw) -> str:
    """Rules of every supported kind that have dates: dateutil seeks those of others up to the year 9999."""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 5))}"]
    some = st.sampled_from(WEEKDAYS)
    nth = freq in ("MONTHLY", "YEARLY") and draw(st.booleans())
    if nth:
        # "Monday" beside "the first Monday" is one set in RFC 5545; dateutil narrows it to one of them.
        some = st.builds("{}{}".format, st.sampled_from([1, 2, 4, -1, -2]), some)
    months = st.integers(1, 12)
    in_month = st.integers(1, 28) | st.integers(-28, -1)
    for name, values in (("BYDAY", some), ("BYMONTHDAY", in_month), ("BYMONTH", months)):
        chosen = draw(st.lists(values, max_size=3, unique=True))
        if chosen and not (nth and name == "BYMONTHDAY"):
            parts.append(f"{name}={','.join(map(str, chosen))}")
    # dateutil takes the first week of a rule from its first date on; ours as a whole (RFC 5545).
    if freq != "WEEKLY" and len(parts) > 2 and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from([1, -1]))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(WEEKDAYS))}")
    return ";".join(parts)


FIRSTS = st.datetimes(at("2023-01-01 00:00"), at("2029-12-31 00:00")).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@settings(max_examples=100, deadline=None)
@given(text=rules(), first=FIRSTS)
def test_expand_agrees_with_dateutil(text, first):
    until = first.date() + timedelta(days=800)
    theirs = list(rrulestr(f"{text};UNTIL={until:%Y%m%d}T235959", dtstart=first))

    ours = list(recurrence.expand(recurrence.parse(text), first, until))

    assert ours == [first, *(moment for moment in theirs if moment > first)]


@settings(max_examples=60, deadline=None)
@given(
    change=st.sampled_from(CHANGES), hour=st.integers(0, 23), minute=st.sampled_from([0, 30, 59]),
    before=st.integers(1, 20),
)  # fmt: skip
def test_weekly_rule_keeps_its_hour_across_every_change_of_clocks(change, hour, minute, before):
    first = datetime.combine(change, time(hour, minute)) - timedelta(days=before)
    rule = recurrence.parse("FREQ=DAILY;COUNT=30")

    moments = [recurrence.localise(day) for day in recurrence.expand(rule, first, date(2031, 1, 1))]

    shown = [moment.astimezone(UTC).astimezone(BERLIN) for moment in moments]
    skipped = [day for day in shown if (day.hour, day.minute) != (hour, minute)]
    assert [day.date() for day in skipped] == ([change] if hour == 2 and change.month == 3 else [])
    assert all((day.hour, day.minute) == (3, minute) for day in skipped)


def test_localise_hour_that_exists_twice_is_the_first():
    moment = recurrence.localise(at("2026-10-25 02:30"))

    assert moment.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("FREQ=DAILY", "täglich"),
        ("FREQ=DAILY;INTERVAL=3", "alle 3 Tage"),
        ("FREQ=WEEKLY", "jeden Dienstag"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "jeden Montag, Mittwoch und Freitag"),
        ("FREQ=WEEKLY;INTERVAL=2", "alle 2 Wochen: Dienstag"),
        ("FREQ=MONTHLY;BYDAY=-1SU", "jeden letzten Sonntag im Monat"),
        ("FREQ=MONTHLY", "monatlich am 3."),
        ("FREQ=YEARLY", "jährlich am 3. März"),
        ("FREQ=WEEKLY;UNTIL=20260630", "jeden Dienstag, bis 30. Juni 2026"),
        ("FREQ=WEEKLY;COUNT=10", "jeden Dienstag, 10-mal"),
        ("FREQ=YEARLY;BYMONTH=3,9;BYDAY=1TU", "wiederholt sich"),
    ],
)
def test_describe_says_it_as_people_do(text, words):
    assert recurrence.describe(recurrence.parse(text), FIRST) == words
