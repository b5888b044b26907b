"""Old cases and the money: what is booked when asked, and what is over when it was paid."""

from datetime import date

import pytest
from django.utils import timezone

from funding import actions, budget, imports, ledger_proof
from funding.models import Application, LedgerEntry
from tests.factories.funding import (
    make_budget_year,
    make_officer,
    make_programme,
    make_rule_set,
    make_school,
)
from tests.funding.test_imports import GOOD, HEADERS, REFUSED, sentences, table, take_over


@pytest.fixture
def programme(region):
    programme = make_programme()
    make_rule_set(programme)
    make_school()
    make_budget_year(programme, year=2019, allocated=1_000_00)
    return programme


def test_booking_when_asked_binds_and_pays(programme):
    report = take_over(
        programme,
        GOOD.replace(";240,00;20.02.2019;240,00;", ";240,00;20.02.2019;200,00;"),
        book=True,
    )

    assert report.booked_cents == 240_00
    assert list(LedgerEntry.objects.order_by("pk").values_list("kind", "amount_cents")) == [
        ("ALLOCATE", 1_000_00), ("COMMIT", 240_00), ("PAY", 200_00), ("RELEASE", 40_00),
    ]  # fmt: skip
    assert budget.prove() == []


def test_booking_never_overcommits_a_year(programme):
    report = take_over(programme, GOOD.replace("240,00", "1000,01"), book=True)

    assert sentences(report) == [
        "Zeile 2, „Bewilligt“: Im Haushaltsjahr 2019 sind nur noch 1.000,00\u00a0€ verfügbar. "
        "1.000,01\u00a0€ gehen nicht."
    ]
    assert (Application.objects.count(), report.written) == (0, False)


def test_booking_is_refused_in_a_closed_year(programme):
    programme.budget_years.update(state="closed")

    report = take_over(programme, GOOD, book=True)

    assert sentences(report) == [
        "Zeile 2, „Bewilligt“: Das Haushaltsjahr 2019 ist abgeschlossen. Bewilligung ist nicht mehr möglich."
    ]


def test_cases_taken_over_before_can_be_booked_later(programme):
    take_over(programme, GOOD)

    report = take_over(programme, GOOD, book=True)

    assert (report.known, report.booked_cents) == (["KB-2019-0007"], 240_00)


@pytest.mark.parametrize(
    ("result", "paid", "status", "settled", "entries"),
    [
        ("bewilligt", "240,00", "closed", 240_00, [("COMMIT", 240_00), ("PAY", 240_00)]),
        ("ausgezahlt", "200,00", "closed", 200_00, [("COMMIT", 240_00), ("PAY", 200_00), ("RELEASE", 40_00)]),
        ("abgeschlossen", "", "closed", 0, [("COMMIT", 240_00), ("RELEASE", 240_00)]),
        ("bewilligt", "", "approved", None, [("COMMIT", 240_00)]),
    ],
)  # fmt: skip
def test_old_paid_case_arrives_closed(programme, result, paid, status, settled, entries):
    line = GOOD.replace("bewilligt;240,00;20.02.2019;240,00", f"{result};240,00;20.02.2019;{paid}")

    take_over(programme, line, book=True)

    case = Application.objects.get()
    assert (case.status, case.decided_cents, case.settled_cents) == (status, 240_00, settled)
    assert list(case.entries.order_by("pk").values_list("kind", "amount_cents")) == entries
    assert ledger_proof.faults() == []
    assert take_over(programme, line, book=True).known == ["KB-2019-0007"]
    assert case.entries.count() == len(entries)


def test_sums_of_the_year_are_those_of_the_list(programme):
    lines = [GOOD, GOOD.replace("-0007", "-0008").replace("2019;240,00;", "2019;200,00;"),
             GOOD.replace("-0007", "-0009").replace("2019;240,00;", "2019;;"), REFUSED]  # fmt: skip

    take_over(programme, *lines, book=True)

    year = programme.budget_years.get()
    # 240 and 200 are paid, 40 went back, 240 are still to be paid.
    assert (year.committed_cents, year.paid_cents) == (680_00, 440_00)
    assert ledger_proof.faults() == []


@pytest.mark.parametrize(
    ("paid_on", "closed_on"), [("03.06.2019", date(2019, 6, 3)), ("", date(2019, 5, 12))]
)
def test_day_of_the_payment_is_kept_or_taken_from_the_visit(programme, paid_on, closed_on):
    cases, problems = imports.understand(
        table(f"{GOOD};{paid_on}", headers=f"{HEADERS};Ausgezahlt am")
    )

    actions.import_cases(
        programme=programme, cases=cases, problems=problems, source="Liste", by=make_officer()
    )

    case = Application.objects.get()
    assert (case.closed_on, timezone.localdate(case.settled_at)) == (closed_on, closed_on)


def test_payment_before_the_decision_is_a_fault(programme):
    _cases, problems = imports.understand(
        table(f"{GOOD};01.02.2019", headers=f"{HEADERS};Ausgezahlt am")
    )

    assert [str(problem) for problem in problems] == [
        "Zeile 2, „Ausgezahlt am“: Die Auszahlung liegt vor der Entscheidung."
    ]
