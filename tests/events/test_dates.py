import pytest

from events.dates import print_occurrence
from events.models import Occurrence
from tests.factories.events import berlin


def occurrence(start, end=None, *, all_day=False):
    return Occurrence(
        starts_at=berlin(start), ends_at=berlin(end) if end else None, all_day=all_day
    )


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2026-03-03 16:00", "2026-03-03 18:00", "Di, 3. März 2026, 16–18 Uhr"),
        ("2026-03-03 09:30", "2026-03-03 12:00", "Di, 3. März 2026, 9:30–12 Uhr"),
        ("2026-03-03 19:00", None, "Di, 3. März 2026, 19 Uhr"),
        ("2026-03-03 19:00", "2026-03-03 19:00", "Di, 3. März 2026, 19 Uhr"),
        ("2026-03-03 19:00", "2026-03-04 00:00", "Di, 3. März 2026, 19–24 Uhr"),
        (
            "2026-03-03 20:00",
            "2026-03-04 02:00",
            "Di, 3. März 2026, 20 Uhr bis Mi, 4. März 2026, 2 Uhr",
        ),
        # Summer time ends in this night: the hour from two to three exists twice.
        ("2026-10-25 01:00", "2026-10-25 02:30", "So, 25. Oktober 2026, 1 Uhr bis 2:30 Uhr MESZ"),
    ],
)
def test_time_is_printed_as_people_write_it(start, end, text):
    assert print_occurrence(occurrence(start, end), "minute") == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2026-03-03", "2026-03-04", "Di, 3. März 2026"),
        ("2026-03-03", "2026-03-06", "Di, 3. bis Do, 5. März 2026"),
        ("2026-03-31", "2026-04-03", "Di, 31. März bis Do, 2. April 2026"),
        ("2026-12-31", "2027-01-02", "Do, 31. Dezember 2026 bis Fr, 1. Januar 2027"),
        # The day on which clocks change has 23 or 25 hours, and is still one day.
        ("2026-03-29", "2026-03-30", "So, 29. März 2026"),
        ("2026-10-25", "2026-10-26", "So, 25. Oktober 2026"),
    ],
)
def test_whole_days_are_printed_without_a_time(start, end, text):
    assert print_occurrence(occurrence(start, end, all_day=True), "day") == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2026-06-01", "2026-07-01", "Juni 2026"),
        ("2026-06-01", None, "Juni 2026"),
        ("2025-01-15", "2025-03-01", "Januar bis Februar 2025"),
        ("2025-12-01", "2026-02-01", "Dezember 2025 bis Januar 2026"),
    ],
)
def test_month_is_all_that_is_printed_when_only_it_is_known(start, end, text):
    assert print_occurrence(occurrence(start, end, all_day=True), "month") == text
