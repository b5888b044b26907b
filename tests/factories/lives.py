"""A case that has seen nearly everything, so that every table has rows of it."""

from django.utils import timezone

from funding import actions
from funding.models import Application, PaymentOrder, Receipt, VenueConfirmation
from tests.factories.funding import confirm, let_pass, make_officer, prove
from tests.factories.granted import fresh, make_change_proposed


def refund(case: Application, cents: int = 280_00) -> None:
    actions.record_refund(
        claim=case.claim, by=make_officer(), cents=cents, received_on=timezone.localdate(), reference="B-1"
    )  # fmt: skip


def make_full_life() -> Application:
    """Changed, another account named, confirmed by the venue, one receipt cut, the first payment failed,
    the second paid by a list, looked at, heard, and a part claimed back: every table has rows of it."""
    office, second = make_officer(), make_officer(name="Zeichnung")
    case = make_change_proposed(contact_name="Frau Beispiel", description="Mit Frau Beispiel")
    actions.amend(application=case, by=second)
    case = let_pass(fresh(case))
    by = case.submitted_by
    visit = case.appointments.get()
    actions.ask_venue(appointment=visit, email="beispiel@museum.example", by=by)
    waiting = VenueConfirmation.objects.get()
    VenueConfirmation.objects.filter(pk=waiting.pk).update(
        confirmed_on=timezone.localdate(), confirmer="Frau Beispiel", note="Gern wieder, Beispiel"
    )
    make_report_of(case)
    case = fresh(case)
    [receipt] = Receipt.objects.all()
    actions.judge_receipt(
        receipt=receipt, by=office, accepted_cents=450_00, reason="Beispiel fuhr mit"
    )
    actions.settle(application=case, by=office)
    pay_by_list(fresh(case), office, second)
    return fresh(case)


def make_report_of(case: Application) -> None:
    by = case.submitted_by
    actions.begin_report(application=case, by=by)
    for line in case.appointments.get().cost_lines.filter(phase="actual"):
        prove(line, by=by, issuer="Bus Beispiel", number="RE-Beispiel")
    actions.save_report(application=case, by=by, text="Frau Beispiel hat alles gezeigt.")
    actions.submit_report(application=case, by=by)


def pay_by_list(case: Application, office, second) -> None:
    confirm(case.payment_order, by=office)
    actions.order_payment(application=case, by=second)
    order = PaymentOrder.objects.get()
    actions.record_failed(order=order, by=office, reason="Beispiel unbekannt")
    actions.change_bank_details(
        application=fresh(case), by=case.submitted_by, iban="DE02120300000000202051",
        account_holder="Förderverein Beispiel",
    )  # fmt: skip
    actions.prepare_again(application=fresh(case), by=office)
    confirm(fresh(case).payment_order, by=office)
    actions.order_payment(application=fresh(case), by=second)
    run = actions.open_run(orders=[fresh(case).payment_order], by=office)
    actions.release_run(run=run, by=second)
    actions.export_run(run=run, by=office)
    actions.reveal_iban(application=fresh(case), by=office, purpose="Anruf von Frau Beispiel")
    actions.record_paid(order=fresh(case).payment_order, by=office, paid_on=timezone.localdate())
    claim_back(fresh(case), office, second)


def claim_back(case: Application, office, second) -> None:
    actions.open_hearing(application=case, by=office, reasons="Frau Beispiel war nicht dabei.")
    actions.answer_hearing(
        application=fresh(case), by=case.submitted_by, statement="Frau Beispiel war dabei."
    )
    actions.propose_revocation(
        application=fresh(case), by=office, reasons="Beispiel", remaining_cents=100_00
    )
    actions.revoke(application=fresh(case), by=second)
    refund(fresh(case), 260_00)
