"""The forecast: exact dates from a pace, and silence where there is none."""

from datetime import date

import pytest

from funding.forecast import Outlook, Spell, Verdict, outlook, spent_spells


MIDSUMMER = date(2026, 6, 29)  # the 180th day


def test_pace_of_the_year_gives_the_day_the_money_is_gone():
    # 18,000 euro in 180 days are 100 a day: 5,000 euro last fifty days.
    found = outlook(2026, MIDSUMMER, available_cents=5_000_00, bound_cents=18_000_00, grants=40)

    assert found == Outlook(
        Verdict.RUNS_OUT, 5_000_00, 18_000_00, 40, 180, runs_out_on=date(2026, 8, 18)
    )
    assert found.monthly_cents == 3_000_00


def test_a_started_day_counts_as_a_day():
    found = outlook(2026, MIDSUMMER, available_cents=5_000_01, bound_cents=18_000_00, grants=40)

    assert found.runs_out_on == date(2026, 8, 19)


@pytest.mark.parametrize(
    ("available", "verdict", "day"),
    [
        (18_500_00, Verdict.RUNS_OUT, date(2026, 12, 31)),
        (18_500_01, Verdict.LASTS, None),
    ],
)
def test_money_that_reaches_the_new_year_lasts(available, verdict, day):
    found = outlook(2026, MIDSUMMER, available_cents=available, bound_cents=18_000_00, grants=40)

    assert (found.verdict, found.runs_out_on) == (verdict, day)


@pytest.mark.parametrize(
    ("today", "grants", "verdict"),
    [
        (date(2026, 2, 24), 40, Verdict.TOO_EARLY),  # 55 days
        (date(2026, 2, 25), 40, Verdict.RUNS_OUT),
        (MIDSUMMER, 9, Verdict.TOO_EARLY),
        (MIDSUMMER, 10, Verdict.RUNS_OUT),
        (date(2025, 12, 1), 40, Verdict.TOO_EARLY),
        (date(2027, 1, 1), 40, Verdict.PAST),
    ],
)
def test_too_little_to_go_by_is_said(today, grants, verdict):
    found = outlook(2026, today, available_cents=5_000_00, bound_cents=18_000_00, grants=grants)

    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("available", "bound", "grants", "verdict"),
    [
        (0, 0, 0, Verdict.SPENT),  # nothing was given at all
        (449_99, 18_000_00, 40, Verdict.SPENT),  # a usual grant is 450 euro
        (450_00, 18_000_00, 40, Verdict.RUNS_OUT),
        (5_000_00, 0, 0, Verdict.TOO_EARLY),
        (5_000_00, -100_00, 12, Verdict.TOO_EARLY),  # more came back than was bound
    ],
)
def test_rest_below_a_usual_grant_is_spent(available, bound, grants, verdict):
    found = outlook(2026, MIDSUMMER, available_cents=available, bound_cents=bound, grants=grants)

    assert found.verdict == verdict


YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31), "usual_cents": 400_00}


def test_spell_begins_when_less_than_a_usual_grant_is_left():
    given = [(date(2026, 1, 1), 1_000_00)]
    bound = [(date(2026, 3, 1), 600_00), (date(2026, 9, 4), 1_00)]

    assert spent_spells(given, bound, **YEAR) == [Spell(date(2026, 9, 4), date(2026, 12, 31))]


def test_money_that_comes_back_ends_a_spell():
    given = [(date(2026, 1, 1), 1_000_00)]
    bound = [(date(2026, 3, 1), 900_00), (date(2026, 10, 1), -500_00), (date(2026, 10, 8), 300_00)]

    # The seven days' relief is real, and so are both spells around it.
    assert spent_spells(given, bound, **YEAR) == [
        Spell(date(2026, 3, 1), date(2026, 9, 30)),
        Spell(date(2026, 10, 8), date(2026, 12, 31)),
    ]


def test_a_few_days_without_money_are_no_spell():
    given = [(date(2026, 1, 1), 1_000_00)]
    bound = [(date(2026, 3, 1), 900_00), (date(2026, 3, 14), -500_00)]

    assert spent_spells(given, bound, **YEAR) == []


def test_first_money_counts_from_the_beginning_and_later_money_from_its_day():
    given = [(date(2026, 4, 1), 1_000_00), (date(2026, 11, 1), 2_000_00)]
    bound = [(date(2025, 11, 20), 300_00), (date(2026, 5, 1), 500_00)]

    assert spent_spells(given, bound, **YEAR) == [Spell(date(2026, 5, 1), date(2026, 10, 31))]


def test_block_booked_before_the_money_counts_from_its_own_day():
    given = [(date(2026, 10, 1), -900_00), (date(2026, 11, 22), 1_000_00)]
    bound = [(date(2026, 3, 1), 100_00)]

    assert spent_spells(given, bound, **YEAR) == [Spell(date(2026, 10, 1), date(2026, 12, 31))]


def test_what_is_booked_after_the_last_day_changes_nothing():
    given = [(date(2026, 1, 1), 1_000_00)]
    bound = [(date(2026, 6, 1), 900_00), (date(2027, 1, 20), -900_00)]

    assert spent_spells(given, bound, **YEAR) == [Spell(date(2026, 6, 1), date(2026, 12, 31))]
    assert spent_spells([], bound, **YEAR) == []
