from datetime import date, timedelta

import pytest

from events import periods
from events.periods import DAY, MONTH, WEEK, YEAR


@pytest.mark.parametrize(
    ("kind", "key", "first", "last", "label"),
    [
        (DAY, "2026-03-03", "2026-03-03", "2026-03-03", "Di, 3. März 2026"),
        (MONTH, "2028-02", "2028-02-01", "2028-02-29", "Februar 2028"),
        (MONTH, "2026-12", "2026-12-01", "2026-12-31", "Dezember 2026"),
        (YEAR, "2026", "2026-01-01", "2026-12-31", "2026"),
        # The last week of 2026 is number 53 and ends in 2027; the first of 2025 begins in 2024.
        (WEEK, "2026-W53", "2026-12-28", "2027-01-03",
         "Woche 53: 28. Dezember 2026 – 3. Januar 2027"),
        (WEEK, "2025-W01", "2024-12-30", "2025-01-05",
         "Woche 1: 30. Dezember 2024 – 5. Januar 2025"),
    ],
)  # fmt: skip
def test_period_is_read_from_its_address(kind, key, first, last, label):
    period = periods.parse(kind, key)

    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert (period.key, period.label) == (key, label)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (DAY, "2026-02-30"), (DAY, "2026-13-01"), (DAY, "0000-01-01"), (DAY, "9999-12-31"),
        (MONTH, "2026-00"), (MONTH, "2026-13"), (MONTH, "9999-12"), (MONTH, "0001-01"),
        (WEEK, "2025-W53"), (WEEK, "2026-W00"), (WEEK, "2026-W54"), (WEEK, "9999-W52"),
        (YEAR, "0000"), (YEAR, "9999"),
    ],
)  # fmt: skip
def test_what_is_in_no_calendar_is_refused(kind, key):
    with pytest.raises(ValueError):  # noqa: PT011 - any of date's own
        periods.parse(kind, key)


@pytest.mark.parametrize("kind", [DAY, WEEK, MONTH, YEAR])
def test_neighbours_leave_no_day_out(kind):
    period = periods.of(kind, date(2024, 1, 1))

    while period.first.year < 2030:
        after = period.after
        assert after.first == period.last + timedelta(days=1)
        assert after.before == period
        assert periods.parse(kind, period.key) == period
        period = after


@pytest.mark.parametrize(
    ("key", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)]
)
def test_day_is_as_long_as_the_clocks_make_it(key, hours):
    day = periods.parse(DAY, key)

    assert (day.ends_at.timestamp() - day.starts_at.timestamp()) / 3600 == hours


@pytest.mark.parametrize(
    ("key", "reachable"),
    [("2025-01", False), ("2025-02", True), ("2028-02", True), ("2028-03", False)],
)
def test_calendar_reaches_from_one_year_back_to_two_ahead(key, reachable):
    assert periods.is_reachable(periods.parse(MONTH, key), date(2026, 2, 28)) == reachable


def test_leap_day_has_a_calendar_too():
    assert periods.is_reachable(periods.parse(MONTH, "2027-02"), date(2028, 2, 29))


def test_today_and_tomorrow_are_said_in_words():
    today = date(2026, 12, 31)

    titles = [periods.day_title(today + timedelta(days=n), today) for n in range(3)]

    assert titles == [
        "Heute, Do, 31. Dezember 2026", "Morgen, Fr, 1. Januar 2027", "Sa, 2. Januar 2027",
    ]  # fmt: skip
