"""The proof of the books finds what no single row can show; a whole life of cases passes it."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding import ledger_proof
from funding.models import Application, Claim, LedgerEntry, PaymentOrder
from tests.factories.funding import make_decided, make_officer, make_paid
from tests.factories.granted import make_cancelled, make_claim_open, make_lapsed, make_waitlisted
from tests.factories.lives import make_full_life


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "make",
    [make_full_life, make_paid, make_cancelled, make_lapsed, make_claim_open, make_waitlisted],
)
def test_every_life_proves_itself(make):
    make()

    assert ledger_proof.faults() == []


def test_command_says_what_it_proved(capsys):
    make_paid()

    call_command("prove_ledger")

    assert capsys.readouterr().out == (
        "1 Haushaltsjahre und 1 Vorgänge geprüft, alle Summen sind durch Buchungen bewiesen.\n"
    )


def forge(case: Application, kind: str, cents: int) -> None:
    """A booking past budget.py, with the year's column to match, so that only the case is wrong."""
    LedgerEntry.objects.create(
        kind=kind, budget_year=case.budget_year, application=case, amount_cents=cents,
        idempotency_key=f"forged-{kind}", booked_by=make_officer(),
    )  # fmt: skip
    column = "paid_cents" if kind in ("PAY", "REFUND") else "committed_cents"
    sign = -1 if kind in ("RELEASE", "REFUND") else 1
    year = case.budget_year
    year.refresh_from_db()
    type(year).objects.filter(pk=year.pk).move(**{column: getattr(year, column) + sign * cents})


def test_case_with_more_bound_than_decided_is_found():
    case = make_decided()
    forge(case, "COMMIT", 1)

    assert [fault.replace("\u00a0", " ") for fault in ledger_proof.faults()] == [
        f"{case.number}: 280,01 € sind gebunden, entschieden sind 280,00 €."
    ]
    with pytest.raises(CommandError, match="280,01"):
        call_command("prove_ledger")


def test_case_with_more_paid_than_bound_is_found():
    case = make_decided()
    other = make_decided(programme=case.programme, budget_year=case.budget_year)
    forge(other, "PAY", 280_01)

    assert ledger_proof.faults()[0].startswith(f"{other.number}: 280,01\u00a0€ sind ausgezahlt")


def test_payment_without_its_order_is_found():
    case = make_paid()
    PaymentOrder.objects.filter(application=case).update(amount_cents=279_99)

    assert ledger_proof.faults() == [
        f"{case.number}: 279,99\u00a0€ sind angeordnet und gezahlt, gebucht sind 280,00\u00a0€."
    ]


def test_claim_that_forgets_a_refund_is_found():
    case = make_claim_open()
    Claim.objects.filter(application=case).update(refunded_cents=80_00)

    assert ledger_proof.faults() == [
        f"{case.number}: 80,00\u00a0€ sind zurückgezahlt, gebucht sind 0,00\u00a0€."
    ]


def queries_of_the_proof() -> int:
    with CaptureQueriesContext(connection) as counted:
        assert ledger_proof.faults() == []
    return len(counted)


def test_queries_do_not_grow_with_the_cases():
    first = make_paid()
    one = queries_of_the_proof()
    for _ in range(2):
        make_paid(programme=first.programme)

    assert queries_of_the_proof() == one
