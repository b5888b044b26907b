"""A process killed between any two statements leaves no wrong sum: each write of each verb fails once."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from funding import actions, budget
from funding.models import Application, LedgerEntry, Letter, Step
from tests.factories.funding import (
    confirm,
    judge_all,
    make_decided,
    make_officer,
    make_ordered,
    make_paid,
    make_proposed,
    make_reported,
    make_settled,
    make_submitted,
)
from tests.factories.granted import (
    fresh,
    make_change_proposed,
    make_claim_open,
    make_overdue,
    make_revocation_proposed,
)


class Killed(Exception):
    """The process is gone."""


@contextmanager
def killed_at(number: int):
    """The write with this number (from 0) is the one that never happens."""
    writes = iter(range(10_000))

    def execute(run, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and next(writes) == number:
            raise Killed
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield


def judged():
    case = make_reported()
    judge_all(case, by=make_officer())
    return case


def confirmed():
    case = make_settled()
    confirm(case.payment_order)
    return case


# verb → how to get there, and the act of one person
ACTS = {
    "sign": (make_proposed, lambda case, by: actions.sign(application=case, by=by)),
    "cancel": (make_decided, lambda case, by: actions.cancel(application=case, by=case.submitted_by)),
    "amend": (make_change_proposed, lambda case, by: actions.amend(application=case, by=by)),
    "lapse": (lambda: make_overdue(reminders=3), lambda case, by: actions.lapse(application=case, by=by)),
    "settle": (judged, lambda case, by: actions.settle(application=case, by=by)),
    "order": (confirmed, lambda case, by: actions.order_payment(application=case, by=by)),
    "pay": (
        make_ordered,
        lambda case, by: actions.record_paid(
            order=case.payment_order, by=by, paid_on=timezone.localdate()
        ),
    ),
    "fail": (
        make_ordered,
        lambda case, by: actions.record_failed(order=case.payment_order, by=by, reason="x"),
    ),
    "hear": (make_paid, lambda case, by: actions.open_hearing(application=case, by=by, reasons="x")),
    "revoke": (
        lambda: make_revocation_proposed(paid=True),
        lambda case, by: actions.revoke(application=case, by=by),
    ),
    "refund": (
        make_claim_open,
        lambda case, by: actions.record_refund(
            claim=case.claim, by=by, cents=280_00, received_on=timezone.localdate(), reference="B"
        ),
    ),
    "ask": (
        lambda: actions.start_review(application=make_submitted(), by=make_officer()),
        lambda case, by: actions.request_info(
            application=case, by=by, items=["?"], due_on=timezone.localdate() + timedelta(9)
        ),
    ),
}  # fmt: skip


def picture(case):
    """Everything that must not change by half."""
    row = Application.objects.filter(pk=case.pk).values().get()
    counts = [model.objects.count() for model in (LedgerEntry, Letter, Step)]
    return row, counts, budget.balance(case)


@pytest.mark.parametrize("verb", ACTS)
def test_no_verb_is_done_by_half(db, verb):
    prepare, act = ACTS[verb]
    case = prepare()
    by = make_officer()
    before = picture(case)

    for number in range(200):
        try:
            with transaction.atomic(), killed_at(number):
                act(fresh(case), by)
        except Killed:
            assert picture(case) == before
            assert budget.prove() == []
        else:
            break

    assert 3 <= number < 199
    assert picture(case) != before
    assert budget.prove() == []
