"""Whole stories of the nastiest cases (funding.md D4) that no single step tells: 7, 13, 14, 15."""

from datetime import date

import pytest
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from funding import actions, budget, duplicates, ledger_proof, reports, settlement
from funding.models import BudgetYear, Receipt
from tests.factories.funding import (
    actual_lines,
    confirm,
    judge_all,
    make_budget_year,
    make_decided,
    make_officer,
    make_programme,
    prove,
)
from tests.factories.granted import fresh, wanted


pytestmark = pytest.mark.django_db


def report(case, *, lines=None, heads=None, content: bytes = b"", **receipt):
    """Begin, write, prove and send the report."""
    by = case.submitted_by
    actions.begin_report(application=case, by=by)
    actions.save_report(application=case, by=by, text="Gut.", lines=lines, heads=heads)
    for line in actual_lines(case):
        prove(line, by=by, content=content, **receipt)
    actions.submit_report(application=case, by=by)
    return fresh(case)


def settle_and_pay(case):
    one, two = make_officer(), make_officer(name="Zweite")
    judge_all(case, by=one)
    actions.settle(application=case, by=one)
    case = fresh(case)
    confirm(case.payment_order, by=one)
    actions.order_payment(application=case, by=two)
    actions.record_paid(order=fresh(case).payment_order, by=one, paid_on=timezone.localdate())
    return fresh(case)


def test_trip_in_december_is_paid_in_january_from_the_closed_year(clock):
    """7: the event in December, receipts in January, the year closed in between, the carry-over forgotten."""
    clock("2026-10-19")
    case = make_decided(days_ahead=53)
    assert (case.first_day, case.budget_year.year) == (date(2026, 12, 11), 2026)
    following = make_budget_year(case.programme, year=2027)
    clock("2027-01-08")
    BudgetYear.objects.filter(year=2026).update(state="closed")

    line = actions.ActualLine(case.appointments.get().pk, "bus", 300_00)
    case = settle_and_pay(report(case, lines=[line]))

    old = BudgetYear.objects.get(year=2026)
    following.refresh_from_db()
    assert (case.status, case.settled_cents) == ("closed", 240_00)
    assert (old.committed_cents, old.paid_cents, old.available_cents) == (240_00, 240_00, 0)
    assert (following.committed_cents, following.paid_cents) == (0, 0)
    assert ledger_proof.faults() == []
    totals = {found.year: found.total for found in reports.comparison(case.programme).years}
    assert (totals[2026].paid_cents, totals[2027].cases) == (240_00, 0)
    with pytest.raises(DomainError, match="abgeschlossen"):
        budget.commit(old, 1, application=case, by=make_officer(), key="late")


def test_storm_moves_the_trip_into_the_next_year_and_its_fee_for_cancelling_counts_nothing(clock):
    """13: cancelled by storm after booking; the new day lies in the next year; a cancellation fee is claimed."""
    clock("2026-10-19")
    case = make_decided(days_ahead=53)
    following = make_budget_year(case.programme, year=2027, allocated=1_000_00)
    clock("2026-12-12")
    office, signer = make_officer(), make_officer(name="Zeichnung")
    actions.request_change(
        application=case, by=case.submitted_by, reasons="Sturm, Ersatztermin im Januar",
        plan=wanted(case, cents=350_00, starts_on=date(2027, 1, 22), ends_on=date(2027, 1, 22)),
    )  # fmt: skip
    actions.propose_change(
        application=fresh(case), by=office, amount_cents=280_00, budget_year=following
    )
    actions.amend(application=fresh(case), by=signer)
    clock("2027-01-25")
    visit = fresh(case).appointments.get().pk
    lines = [
        actions.ActualLine(visit, "bus", 350_00),
        actions.ActualLine(visit, "bus", 90_00, label="Storno"),
    ]
    case = report(fresh(case), lines=lines)

    fee = Receipt.objects.get(cost_line__label="Storno")
    actions.judge_receipt(
        receipt=fee, by=office, accepted_cents=0, reason="Storno wird nicht gefördert."
    )
    actions.judge_receipt(receipt=Receipt.objects.exclude(pk=fee.pk).get(), by=office)
    actions.settle(application=case, by=office)

    sums = dict(BudgetYear.objects.values_list("year", "committed_cents"))
    assert sums == {2026: 0, 2027: 280_00}
    assert (fresh(case).settled_cents, fee.attachment.receipts.count()) == (280_00, 1)
    assert ledger_proof.faults() == []


@pytest.mark.parametrize(
    ("unit", "heads", "total", "reckoned", "paid"),
    [
        # A flat group ticket of 100 euro: 21 heads lie below five euro each, 20 heads on it.
        (None, 20, 100_00, 50_00, 0),
        (None, 22, 100_00, 0, 0),
        # Granted for 22 × 5.00; the price fell to 4.90 a head: nothing any more.
        (4_90, 22, 107_80, 0, 0),
        # Fewer children at the same price: less, and the rest is free again.
        (5_00, 18, 90_00, 45_00, 45_00),
    ],
)
def test_fewer_children_push_the_price_over_or_under_five_euro(unit, heads, total, reckoned, paid):
    """14: the rules are reckoned once more with what really was; never more than was granted."""
    flat = unit is None
    granted = {"kind": "entry", "persons": 21, "total_cents": 100_00} if flat else {
        "kind": "entry", "persons": 22, "unit_cents": 5_00, "total_cents": 110_00}  # fmt: skip
    bus = {"kind": "bus", "total_cents": 10_00}
    case = make_decided(costs=(granted, bus))
    assert case.decided_cents == (8_00 if flat else 63_00)
    from_tomorrow(case)
    visit = case.appointments.get().pk
    line = actions.ActualLine(visit, "entry", total, persons=heads, unit_cents=unit)
    case = report(fresh(case), lines=[line], heads={visit: (heads, 0)})
    one = make_officer()
    judge_all(case, by=one)

    found = settlement.reckoned(case)
    actions.settle(application=case, by=one)

    assert found.grant.cents == reckoned
    assert fresh(case).settled_cents == (min(reckoned, 8_00) if flat else paid)
    assert budget.balance(case)["committed"] == fresh(case).settled_cents


def from_tomorrow(case) -> None:
    """As if the visit had been yesterday."""
    for row in case.appointments.all():
        row.starts_on = row.ends_on = date(2026, 3, 1)
        row.save()


def test_same_bus_invoice_of_two_classes_is_seen_and_can_be_cut():
    """15: the same invoice filed by two classes: flagged on both, and one share cut with its reason."""
    programme = make_programme()
    make_budget_year(programme, allocated=50_000_00)
    cases = [make_decided(programme=programme) for _ in range(2)]
    for case in cases:
        from_tomorrow(case)
        report(fresh(case), content=b"Bus fuer beide", number="RE-2026/0042")
    first, second = map(fresh, cases)

    flagged = [len(list(duplicates.of(case))) for case in (first, second)]

    assert flagged == [1, 1]
    office = make_officer()
    [receipt] = Receipt.objects.filter(cost_line__appointment__application=second)
    actions.judge_receipt(
        receipt=receipt, by=office, accepted_cents=175_00, reason="Die Rechnung gilt für beide Klassen."
    )  # fmt: skip
    actions.settle(application=second, by=office)
    assert fresh(second).settled_cents == 140_00
