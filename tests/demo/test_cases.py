from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from bildungsregion.base.models import OutgoingMail
from bildungsregion.demo import clock as demo_clock, plan
from bildungsregion.demo.shown import SHOWN
from events.models import Event
from funding import duplicates, ledger_proof, waitlist
from funding.models import (
    Application,
    BudgetYear,
    Claim,
    Delivery,
    Letter,
    PaymentOrder,
    PaymentRun,
    ProofReminder,
    Receipt,
    VenueConfirmation,
)


S = Application.Status
CASES = len(SHOWN) + 8


def run(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def lueneburg(db, clock, settings, monkeypatch):
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    clock("2026-11-22 10:00")
    monkeypatch.setattr(plan, "DRAWN", 8)
    run("load_region", "lueneburg")


@pytest.fixture
def few(lueneburg, monkeypatch):
    """Only cases drawn by the dice: quicker, where no special case is asked for."""
    monkeypatch.setattr(plan, "SHOWN", ())


def test_every_state_has_a_case_and_the_ledger_holds(lueneburg):
    answer = run("demo")

    assert answer.splitlines()[-2:] == [
        f"Förderanträge: {CASES} begonnen",
        "Förderfälle, die zum Beispielprojekt gehören: 4",
    ]
    states = Counter(Application.objects.values_list("status", flat=True))
    assert states.total() == CASES
    # A payment closes its case in the same transaction (docs/adr/0081).
    assert set(S) - set(states) == {S.PAID}
    assert ledger_proof.faults() == []
    assert BudgetYear.objects.get(year=2025).state == BudgetYear.State.CLOSED
    _every_task_has_a_case(timezone.localdate())
    _files_are_real()
    _days_are_in_order()


def _every_task_has_a_case(today):
    """What the panels of the office's start page are made of."""
    orders = PaymentOrder.objects
    assert all(
        rows.exists()
        for rows in (
            Delivery.objects.to_post(),
            Delivery.objects.not_fetched(today),
            Delivery.objects.filter(channel="post", notified_at__isnull=False),
            orders.to_confirm(),
            orders.to_order(),
            orders.to_list(),
            orders.awaiting_return(),
            PaymentRun.objects.filter(released_at__isnull=True),
            orders.filter(failed_at__isnull=False, application__status=S.CLOSED),
            Claim.objects.overdue(today),
            Claim.objects.filter(waived_at__isnull=False),
            VenueConfirmation.objects.filter(confirmed_on__isnull=True),
            VenueConfirmation.objects.filter(confirmed_on__isnull=False),
            Receipt.objects.exclude(cut_reason=""),
            Application.objects.filter(on_behalf=True, status=S.APPROVED),
            Application.objects.filter(status=S.APPROVED, proof_due_on__lt=today),
            ProofReminder.objects.filter(level=3, due_on__lt=today, application__status=S.APPROVED),
        )
    )
    assert len(waitlist.calls(today)) == 1
    twice = [case for case in Application.objects.filter(status=S.REPORTED) if duplicates.of(case)]
    assert len(twice) == 1


def _files_are_real():
    for receipt in Receipt.objects.select_related("attachment"):
        with receipt.attachment.file.open("rb") as file:
            begins = file.read(4)
        assert begins == (b"%PDF" if receipt.attachment.pages else b"\xff\xd8\xff\xe0")


def _days_are_in_order():
    for application in Application.objects.filed():
        assert application.submitted_at <= timezone.now()
        assert application.first_day > application.received_on
    for letter in Letter.objects.all():
        assert letter.issued_at <= timezone.now()


def test_cases_are_signed_by_somebody_else_and_come_once(few):
    """One filling of the portal for three looks at it: it takes long."""
    run("demo")

    decided = Application.objects.decided()
    assert decided.exists()
    for application in decided:
        assert application.decision.prepared_by != application.decision.signed_by
    yesterday = timezone.now() - timedelta(days=1)
    assert OutgoingMail.objects.count() > 8
    assert not OutgoingMail.objects.waiting().filter(created_at__lt=yesterday).exists()
    cases, events = Application.objects.count(), Event.objects.count()

    answer = run("demo")

    assert (Application.objects.count(), Event.objects.count()) == (cases, events)
    assert "Förderanträge gibt es schon; es kommen keine hinzu." in answer


def test_a_region_without_the_fund_gets_everything_but_cases(db, settings):
    settings.DEBUG = True
    run("load_region", "ludwigsburg")

    answer = run("demo")

    assert "Beispieltermine: 12 neu" in answer
    assert "Förderanträge" not in answer
    assert not Application.objects.exists()


def test_an_installation_in_production_gets_no_demo(lueneburg, settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="nur mit DEBUG=true"):
        run("demo")


def test_without_a_region_the_demo_says_what_to_do_first(db, settings):
    settings.DEBUG = True

    with pytest.raises(CommandError, match="load_region lueneburg"):
        run("demo")


def test_the_clock_of_the_demo_goes_back_and_returns(clock):
    clock("2026-11-22 10:00")
    moment = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)

    with demo_clock.at(moment):
        inside = timezone.now()

    assert inside == moment
    assert timezone.localdate() == date(2026, 11, 22)
