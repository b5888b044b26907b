"""The office goes through the receipts and settles: what is proven under the rules, at most what was granted."""

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from funding import budget, delivery, emails, letters, notices, permissions, settlement
from funding.models import Application, Letter, PaymentOrder, Receipt, Snapshot
from funding.settlement import Settlement
from funding.workflow import step

from .cases import lock, save, take_snapshot
from .closing import close


@transaction.atomic
def judge_receipt(
    *,
    receipt: Receipt,
    by,
    accepted_cents: int | None = None,
    reason: str = "",
    persons: int | None = None,
) -> Receipt:
    """Accept a receipt (None: all that is claimed), or cut it with a reason.

    ``persons`` says for how many of the line's persons the cost is accepted, so that a cut for
    heads who did not come leaves the price per head as it is. Raises DomainError.
    """
    application = lock(receipt.cost_line.appointment.application)
    receipt = Receipt.objects.select_related("cost_line").get(pk=receipt.pk)
    if application.status != Application.Status.REPORTED:
        raise DomainError("Belege werden geprüft, wenn der Nachweis eingereicht ist.")
    if not permissions.can_review_application(by, application):
        raise DomainError("Sie dürfen diese Belege nicht prüfen.")
    accepted = receipt.claimed_cents if accepted_cents is None else accepted_cents
    if not 0 <= accepted <= receipt.claimed_cents:
        raise DomainError("Anerkannt wird höchstens der Betrag, der angegeben ist.")
    if accepted < receipt.claimed_cents and not reason.strip():
        raise DomainError("Bitte nennen Sie den Grund der Kürzung.")
    if persons is not None and not 0 < persons <= (receipt.cost_line.persons or 0):
        raise DomainError("Anerkannt werden höchstens so viele Personen, wie angegeben sind.")
    receipt.accepted_cents, receipt.cut_reason = accepted, reason.strip()
    receipt.judged_at, receipt.judged_by = timezone.now(), by
    receipt.save()
    receipt.cost_line.accepted_persons = persons
    receipt.cost_line.save(update_fields=["accepted_persons"])
    return receipt


@transaction.atomic
def settle(
    *, application: Application, by, note: str = "", version: int | None = None
) -> Settlement:
    """Settle the case: min(granted, reckoned from the accepted receipts); the rest goes back.

    The payment order is laid out with it; a case that gets nothing is closed. ``note`` is internal.
    Raises DomainError while a receipt waits for its judgement.
    """
    application = lock(application, version)
    step(application, "settle", by=by, note_internal=note)
    receipts = Receipt.objects.filter(cost_line__appointment__application=application)
    if waiting := receipts.filter(judged_at__isnull=True).count():
        word = "Ein Beleg ist" if waiting == 1 else f"{waiting} Belege sind"
        raise DomainError(f"{word} noch nicht geprüft.")
    result = settlement.reckoned(application)
    application.settled_cents = result.payout_cents
    application.settled_at, application.settled_by = timezone.now(), by
    if result.released_cents:
        budget.release(
            application.budget_year,
            result.released_cents,
            application=application,
            by=by,
            key=f"settle:{application.pk}",
            reason="Abrechnung",
        )
    save(application)
    take_snapshot(application, Snapshot.Occasion.SETTLEMENT, by=by, reckoned=result.grant)
    _tell(application, result, by=by)
    if result.payout_cents:
        lay_out_order(application, by=by)
    else:
        close(application)
    return result


def lay_out_order(application: Application, *, by) -> PaymentOrder:
    """An order over the settled amount, to be confirmed; the caller holds the case's lock."""
    count = application.payment_orders.count() + 1
    return PaymentOrder.objects.create(
        application=application,
        number=f"{application.number}-Z{count}",
        amount_cents=application.settled_cents,
        iban=application.iban,
        account_holder=application.account_holder,
        purpose=f"{application.number} {application.title}"[:140],
        prepared_by=by,
    )


def _tell(application: Application, result: Settlement, *, by) -> None:
    letter = letters.issue(
        Letter.Kind.SETTLEMENT_NOTICE,
        application=application,
        by=by,
        context=notices.settlement(application, result),
    )
    delivery.begin(letter, by=by)
    emails.letter_ready(application, letter)
