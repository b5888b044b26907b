from collections import Counter
from datetime import date, timedelta

import pytest

from actors.models import Actor, Offer
from bildungsregion.demo import plan
from bildungsregion.demo.shown import Ending


TODAY = date(2026, 11, 22)
SCHOOL = Actor(pk=1, name="Grundschule", kind="grundschule", municipality_id=1)
KITA = Actor(pk=2, name="Kita", kind="kita", municipality_id=2)
MUSEUM = Actor(pk=3, name="Museum", kind="museum", municipality_id=1)
OFFERS = [
    Offer(pk=1, actor=MUSEUM, field="museal"),
    Offer(pk=2, actor=MUSEUM, field="kulturell", at_school=True),
]


@pytest.fixture(scope="module")
def year():
    return plan.year(TODAY, [SCHOOL, KITA], OFFERS)


def test_the_same_day_gives_the_same_year(year):
    assert plan.year(TODAY, [SCHOOL, KITA], OFFERS) == year


def test_a_year_has_the_real_volume_and_goes_back_twelve_months(year):
    assert 150 <= len(year) <= 200
    assert min(case.filed_on for case in year) >= TODAY - timedelta(days=365)
    assert max(case.filed_on for case in year) <= TODAY
    assert [case.filed_on for case in year] == sorted(case.filed_on for case in year)


def test_nobody_files_or_visits_on_a_weekend_or_before_filing(year):
    for case in year:
        assert case.filed_on.weekday() < 5
        for day in case.visits_on:
            assert day.weekday() < 5
            assert day > case.filed_on


def test_nobody_visits_a_learning_place_in_the_holidays(year):
    days = [(day.month, day.day) for case in year for day in case.visits_on]

    assert [day for day in days if (7, 2) <= day <= (8, 12)] == []
    assert [day for day in days if day >= (12, 19) or day <= (1, 8)] == []


def test_old_cases_are_settled_and_the_newest_are_open(year):
    drawn = [case for case in year if case.ending is None]
    old = {case.fate for case in drawn if (TODAY - case.filed_on).days > plan.DECISION_DAYS + 6}
    fresh = {case.fate for case in year if (TODAY - case.filed_on).days < 8}

    settled = {plan.Fate.GRANTED, plan.Fate.PARTLY, plan.Fate.REJECTED, plan.Fate.WITHDRAWN}
    assert old <= settled
    assert old
    assert fresh <= {plan.Fate.DRAFT, plan.Fate.SUBMITTED, plan.Fate.IN_REVIEW}


def test_a_favourite_applies_more_often_than_the_others():
    applied = Counter(
        case.institution for case in plan.year(TODAY, [SCHOOL, KITA], OFFERS, favourites=[KITA])
    )

    assert applied[KITA] > applied[SCHOOL]


def test_who_comes_to_the_school_causes_no_travel(year):
    assert all(not case.travel for case in year if case.offer.at_school)
    assert any(case.travel for case in year if not case.offer.at_school)


@pytest.mark.parametrize("month", range(1, 13))
def test_what_is_to_be_shown_is_there_on_any_day_of_the_year(month):
    today = date(2027, month, 14)

    cases = plan.year(today, [SCHOOL, KITA], OFFERS, favourites=[KITA])

    shown = Counter(case.ending for case in cases if case.ending)
    assert set(shown) == set(Ending)
    for case in cases:
        assert today - timedelta(days=366) < case.filed_on <= today
        assert min(case.visits_on) > case.filed_on
