from datetime import date

import pytest

from bildungsregion.demo.events import day_of


@pytest.mark.parametrize(
    ("day", "weekday", "expected"),
    [
        (date(2026, 3, 2), "Mo", date(2026, 3, 2)),
        (date(2026, 3, 2), "So", date(2026, 3, 8)),
        (date(2026, 12, 24), "Mi", date(2027, 1, 20)),
        (date(2026, 12, 20), "Mo", date(2027, 1, 11)),
    ],
)
def test_a_played_event_keeps_its_weekday_and_stays_out_of_christmas(day, weekday, expected):
    assert day_of(day, weekday) == expected
