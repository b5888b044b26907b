"""Yes, maybe or no, with the reason."""

from datetime import date

import pytest

from funding.selfcheck import Terms, check, latest_receipt


TODAY = date(2026, 1, 27)
TERMS = Terms(allow_own_premises=False, references={"place": "Nr. 1 der Richtlinie"})
GOOD = {
    "institution": "schule",
    "in_district": True,
    "own_premises": False,
    "starts_on": date(2026, 3, 10),
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("differing", "verdict"),
    [
        ({}, "yes"),
        ({"institution": "kita"}, "yes"),
        ({"institution": "hort"}, "maybe"),
        ({"institution": "berufsbildend"}, "no"),
        ({"institution": "andere"}, "no"),
        ({"in_district": None}, "maybe"),
        ({"in_district": False}, "no"),
        ({"own_premises": True}, "no"),
        ({"starts_on": None}, "maybe"),
        ({"starts_on": date(2026, 3, 9)}, "maybe"),
        ({"starts_on": TODAY}, "no"),
        ({"in_district": None, "institution": "andere"}, "no"),
    ],
)
def test_weakest_reason_decides(differing, verdict):
    answer = check(TERMS, **GOOD | differing)

    assert answer.verdict == verdict
    assert len(answer.reasons) == 4


def test_own_premises_since_2025():
    assert check(Terms(allow_own_premises=True), **GOOD | {"own_premises": True}).verdict == "yes"


def test_hard_lead_time_says_no():
    terms = Terms(allow_own_premises=False, lead_is_soft=False)

    assert check(terms, **GOOD | {"starts_on": date(2026, 3, 9)}).verdict == "no"


def test_reason_names_its_paragraph():
    reasons = check(TERMS, **GOOD).reasons

    assert [reason.rule for reason in reasons] == ["", "Nr. 1 der Richtlinie", "", ""]
    assert (
        reasons[3].text
        == "Rechtzeitig, wenn der Antrag bis 27.01.2026 bei uns ist (6 Wochen vorher)."
    )


def test_latest_receipt_counts_days_across_the_change_of_clocks():
    assert latest_receipt(date(2026, 4, 20), 42) == date(2026, 3, 9)
