"""The same invoice filed by two cases: by its file, or by number, amount and day (nasty case 15)."""

from datetime import timedelta

import pytest

from funding import actions, duplicates
from tests.factories.funding import actual_lines, let_pass, make_decided, prove


@pytest.fixture
def two(db):
    """Two cases with a begun report, of two schools."""
    cases = [let_pass(make_decided()) for _ in range(2)]
    for case in cases:
        actions.begin_report(application=case, by=case.submitted_by)
    return cases


def file_receipt(case, **fields):
    return prove(actual_lines(case).first(), by=case.submitted_by, **fields)


def test_same_file_in_two_cases_is_flagged_both_ways(two):
    first = file_receipt(two[0], content=b"Busrechnung", number="1")
    second = file_receipt(two[1], content=b"Busrechnung", number="2")

    [match] = duplicates.of(two[1])
    assert (match.receipt, match.other, match.same_file) == (second, first, True)
    assert match.text == (
        f"{second}: dieselbe Datei wie in {two[0].number} ({two[0].institution})."
    )
    assert [match.other for match in duplicates.of(two[0])] == [second]


@pytest.mark.parametrize(
    ("fields", "flagged"),
    [
        ({}, True),
        ({"amount_cents": 351_00, "claimed_cents": 350_00}, True),
        ({"amount_cents": 351_01, "claimed_cents": 350_00}, False),
        ({"days": -3}, True),
        ({"days": -4}, False),
        ({"number": "re 2026 / 42"}, True),
        ({"number": "RE-2026/43"}, False),
    ],
)
def test_same_number_with_nearly_the_same_amount_and_day(two, today, fields, flagged):
    day = today - timedelta(days=5)
    file_receipt(two[0], number="RE-2026/0042", issued_on=day)
    moved = day + timedelta(days=fields.pop("days", 0))

    file_receipt(two[1], **{"number": "RE-2026/0042", "issued_on": moved} | fields)

    assert (duplicates.of(two[1]) != []) is flagged


def test_receipts_without_a_number_are_compared_by_their_file_only(two):
    for case, content in zip(two, (b"eins", b"zwei"), strict=True):
        file_receipt(case, number="–", content=content)

    assert duplicates.of(two[1]) == []


def test_two_lines_of_one_case_are_no_duplicate(two):
    file_receipt(two[0], number="1", claimed_cents=1_00, content=b"x")
    file_receipt(two[0], number="1", claimed_cents=2_00, content=b"x")

    assert duplicates.of(two[0]) == []


def test_queries_stay_the_same_however_many_receipts(two, django_assert_num_queries):
    for case in two:
        for number in range(3):
            file_receipt(case, number=f"R{number}", claimed_cents=1_00, content=b"%d" % number)

    with django_assert_num_queries(2):
        assert len(duplicates.of(two[0])) == 3


def test_invoice_counts_for_no_more_than_it_says(two):
    """An invoice of 350 euro proves 200 and 150 euro, not 200 and 150.01."""
    first = file_receipt(two[0], number="R1", claimed_cents=200_00, content=b"a")
    second = file_receipt(two[0], number="r-1", claimed_cents=150_00, content=b"b")
    assert duplicates.overdrawn([first, second]) == {}

    third = file_receipt(two[0], number="R 01", claimed_cents=1, content=b"c")

    over = duplicates.overdrawn([first, second, third])
    assert over == {first.pk: 1, second.pk: 1, third.pk: 1}
