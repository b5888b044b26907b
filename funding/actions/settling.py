"""The office goes through the receipts and settles: what is proven under the rules, at most what was granted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from funding import budget, delivery, emails, letters, notices, permissions, settlement
from funding.models import Application, CostLine, Letter, PaymentOrder, Receipt, Snapshot
from funding.settlement import Settlement
from funding.workflow import step

from .cases import lock, save, take_snapshot
from .closing import close


NOT_OF_THIS_CASE = "Dieser Beleg gehört nicht mehr zu diesem Antrag. Bitte laden Sie die Seite neu."


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the office says of one receipt (its pk); ``accepted_cents`` None: all that is claimed."""

    receipt: int
    accepted_cents: int | None = None
    reason: str = ""


def judge_receipt(
    *,
    receipt: Receipt,
    by,
    accepted_cents: int | None = None,
    reason: str = "",
    persons: int | None = None,
) -> Receipt:
    """Accept one receipt, or cut it with a reason; see judge_receipts(). Raises DomainError."""
    line = receipt.cost_line
    judge_receipts(
        application=line.appointment.application,
        by=by,
        judgements=[Judgement(receipt.pk, accepted_cents, reason)],
        persons={line.pk: persons},
    )
    return Receipt.objects.select_related("cost_line").get(pk=receipt.pk)


@transaction.atomic
def judge_receipts(
    *,
    application: Application,
    by,
    judgements: Sequence[Judgement],
    persons: Mapping[int, int | None] | None = None,
    version: int | None = None,
) -> Application:
    """Accept receipts, or cut them with a reason: all of these or none.

    ``persons`` maps cost line pk → for how many of its persons the cost is accepted (None: for all), so
    that a cut for heads who did not come leaves the price per head as it is. Raises DomainError.
    """
    application = lock(application, version)
    if application.status != Application.Status.REPORTED:
        raise DomainError("Belege werden geprüft, wenn der Nachweis eingereicht ist.")
    if not permissions.can_review_application(by, application):
        raise DomainError("Sie dürfen diese Belege nicht prüfen.")
    receipts = Receipt.objects.filter(cost_line__appointment__application=application).in_bulk()
    lines = CostLine.objects.filter(
        appointment__application=application, phase=CostLine.Phase.ACTUAL
    ).in_bulk()
    for judgement in judgements:
        _judge(_own(receipts, judgement.receipt), judgement, by)
    for pk, count in (persons or {}).items():
        _accept_persons(_own(lines, pk), count)
    save(application)
    return application


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


def _own(rows: Mapping, pk: int):
    if pk not in rows:
        raise DomainError(NOT_OF_THIS_CASE)
    return rows[pk]


def _judge(receipt: Receipt, judgement: Judgement, by) -> None:
    wanted = judgement.accepted_cents
    accepted, reason = receipt.claimed_cents if wanted is None else wanted, judgement.reason.strip()
    if not 0 <= accepted <= receipt.claimed_cents:
        raise DomainError("Anerkannt wird höchstens der Betrag, der angegeben ist.")
    if accepted < receipt.claimed_cents and not reason:
        raise DomainError("Bitte nennen Sie den Grund der Kürzung.")
    receipt.accepted_cents = accepted
    receipt.cut_reason = reason if accepted < receipt.claimed_cents else ""
    receipt.judged_at, receipt.judged_by = timezone.now(), by
    receipt.save()


def _accept_persons(line: CostLine, persons: int | None) -> None:
    if persons is not None and not 0 < persons <= (line.persons or 0):
        raise DomainError("Anerkannt werden höchstens so viele Personen, wie angegeben sind.")
    line.accepted_persons = persons
    line.save(update_fields=["accepted_persons"])


def _tell(application: Application, result: Settlement, *, by) -> None:
    letter = letters.issue(
        Letter.Kind.SETTLEMENT_NOTICE,
        application=application,
        by=by,
        context=notices.settlement(application, result),
    )
    delivery.begin(letter, by=by)
    emails.letter_ready(application, letter)
