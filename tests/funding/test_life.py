"""Random lives of cases: whatever people do in whatever order, the sums stay true."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st

from bildungsregion.base.errors import DomainError
from funding import actions, budget
from funding.models import Application, BudgetYear, LedgerEntry, Receipt
from tests.factories.funding import (
    actual_lines,
    confirm,
    let_pass,
    make_budget_year,
    make_officer,
    make_paid,
    make_programme,
    make_proposed,
    make_submitted,
    make_user,
    prove,
)
from tests.factories.granted import fresh, wanted


def lives(number: int) -> int:
    """All of them on SQLite, every third on a server, where each takes three times as long."""
    return number if connection.vendor == "sqlite" else number // 3


class Office:
    """Two people who may do everything, so that four eyes are always at hand."""

    def __init__(self):
        self.one, self.two = make_officer(name="Eine"), make_officer(name="Andere")


def report(case, cents, office):
    """Begin, write and send the report over a bus of so many cents."""
    by = case.submitted_by
    let_pass(case)
    actions.begin_report(application=case, by=by)
    row = case.appointments.first()
    line = actions.ActualLine(row.pk, "bus", cents)
    actions.save_report(application=case, by=by, text="Gut.", lines=[line])
    for line in actual_lines(case):
        prove(line, by=by)
    actions.submit_report(application=case, by=by)


def settle(case, cents, office):
    if Receipt.objects.filter(
        cost_line__appointment__application=case, judged_at__isnull=True
    ).exists():
        judge(case, 500_00, office)
    actions.settle(application=case, by=office.one)


def judge(case, cents, office):
    for receipt in Receipt.objects.filter(cost_line__appointment__application=case):
        accepted = min(cents, receipt.claimed_cents)
        actions.judge_receipt(receipt=receipt, by=office.one, accepted_cents=accepted, reason="x")


def order(case, cents, office):
    confirm(case.payment_orders.live().get(), by=office.one)
    actions.order_payment(application=case, by=office.two)


def change(case, cents, office):
    actions.request_change(
        application=case, by=case.submitted_by, reasons="Anders", plan=wanted(case, cents=cents)
    )


def live_order(case):
    return case.payment_orders.live().get()


TODAY = timezone.localdate
S = Application.Status
STEPS = {
    "sign": lambda case, cents, office: actions.sign(application=case, by=office.two),
    "change": change,
    "propose_change": lambda case, cents, office: actions.propose_change(
        application=case, by=office.one, amount_cents=cents, reasons="x"
    ),
    "amend": lambda case, cents, office: actions.amend(application=case, by=office.two),
    "cancel": lambda case, cents, office: actions.cancel(application=case, by=office.one),
    "report": report,
    "judge": judge,
    "settle": settle,
    "order": order,
    "pay": lambda case, cents, office: actions.record_paid(
        order=live_order(case), by=office.one, paid_on=TODAY()
    ),
    "fail": lambda case, cents, office: actions.record_failed(
        order=live_order(case), by=office.one, reason="x"
    ),
    "again": lambda case, cents, office: actions.prepare_again(application=case, by=office.one),
    "hear": lambda case, cents, office: actions.open_hearing(
        application=case, by=office.one, reasons="x"
    ),
    "answer": lambda case, cents, office: actions.answer_hearing(
        application=case, by=case.submitted_by, statement="x"
    ),
    "drop": lambda case, cents, office: actions.drop_hearing(
        application=case, by=office.one, note="x"
    ),
    "propose_revocation": lambda case, cents, office: actions.propose_revocation(
        application=case, by=office.one, reasons="x", remaining_cents=cents % 3 and cents
    ),
    "revoke": lambda case, cents, office: actions.revoke(application=case, by=office.two),
    "refund": lambda case, cents, office: actions.record_refund(
        claim=case.claim, by=office.one, cents=cents, received_on=TODAY(), reference=f"B-{cents}"
    ),
    "waive": lambda case, cents, office: actions.waive_claim(
        claim=case.claim, by=office.two, reason="x"
    ),
    "close_year": lambda case, cents, office: BudgetYear.objects.filter(
        pk=case.budget_year_id
    ).update(state="closed"),
}
# In which states a step is worth a try; a few more of them are tried where they are refused.
TRIED = {
    S.PROPOSED: ["sign"],
    S.APPROVED: ["report", "report", "change", "hear", "cancel", "settle"],
    S.CHANGE_REQUESTED: ["propose_change", "propose_change", "cancel"],
    S.CHANGE_PROPOSED: ["amend", "propose_change"],
    S.REPORTED: ["judge", "settle", "settle", "cancel"],
    S.SETTLED: ["order", "order", "pay", "cancel"],
    S.ORDERED: ["pay", "pay", "fail", "order"],
    S.ORDER_FAILED: ["again", "pay"],
    S.CLOSED: ["hear", "pay", "refund"],
    S.HEARING: ["answer", "propose_revocation", "propose_revocation", "drop", "refund"],
    S.REVOCATION_PROPOSED: ["revoke", "drop"],
    S.CLAIM_OPEN: ["refund", "refund", "refund", "waive", "hear"],
}
LIVES = st.lists(
    st.tuples(
        st.integers(0, 11),
        st.integers(0, 2),
        st.sampled_from([1, 99_99, 100_00, 180_00, 280_00, 350_00, 500_00]),
    ),
    min_size=8,
    max_size=40,
)


def live(case, number, cents, office):
    """One step of this case that fits its state; what is refused leaves nothing behind."""
    verbs = TRIED.get(case.status, ["cancel"])
    verb = "close_year" if (number, cents) == (11, 1) else verbs[number % len(verbs)]
    with suppress(DomainError, *MISSING), transaction.atomic():
        STEPS[verb](case, cents, office)


def check(cases):
    assert budget.prove() == []
    for year in BudgetYear.objects.all():
        assert 0 <= year.paid_cents <= year.committed_cents <= year.usable_cents
    for case in map(fresh, cases):
        money = budget.balance(case)
        assert 0 <= money["paid"] <= money["committed"] <= (case.decided_cents or 0)
        assert (case.settled_cents or 0) <= (case.decided_cents or 0)
        if case.status == Application.Status.PAID:
            raise AssertionError("nobody rests there")


@pytest.fixture
def cases(db):
    """280 euro are paid, two proposals of 280 euro wait, and 220 euro are left."""
    year = make_budget_year(allocated=500_00)
    more = {"programme": year.programme, "budget_year": year}
    return [make_paid(**more), make_proposed(**more), make_proposed(**more)]


@given(life=LIVES)
@settings(
    max_examples=lives(75),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_life_breaks_the_sums(life, cases):
    office = Office()
    mark = transaction.savepoint()
    for number, which, cents in life:
        live(fresh(cases[which]), number, cents, office)
        check(cases)
    transaction.savepoint_rollback(mark)


# A step tried before its time finds no row to act on.
MISSING = (LedgerEntry.DoesNotExist, Application.claim.RelatedObjectDoesNotExist)
MISSING = (*MISSING, Application.payment_orders.rel.related_model.DoesNotExist)

KINDS = st.sampled_from(list(LedgerEntry.Kind))
HISTORIES = st.lists(st.tuples(KINDS, st.integers(1, 900_00), st.integers(0, 1)), max_size=25)


@given(history=HISTORIES)
@settings(
    max_examples=lives(1000),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@pytest.mark.slow
def test_a_thousand_histories_of_bookings_keep_the_sums(history, two_submitted):
    by, programme = make_user(), two_submitted[0].programme
    mark = transaction.savepoint()
    year = make_budget_year(programme, year=3000)

    for index, (kind, cents, case) in enumerate(history):
        of_case = kind in LedgerEntry.OF_APPLICATION
        more = {"application": two_submitted[case]} if of_case else {"reason": "x"}
        with suppress(DomainError):
            getattr(budget, kind.lower())(year, cents, by=by, key=f"{index}", **more)

    year.refresh_from_db()
    assert 0 <= year.paid_cents <= year.committed_cents <= year.usable_cents
    assert budget.prove([year]) == []
    for case in two_submitted:
        money = budget.balance(case)
        assert 0 <= money["paid"] <= money["committed"]
    transaction.savepoint_rollback(mark)


@pytest.fixture
def two_submitted(db):
    programme = make_programme()
    return [make_submitted(programme=programme) for _ in range(2)]
