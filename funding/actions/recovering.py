"""A grant is taken back: the institution is heard, two people decide, money that was paid is claimed."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import budget, delivery, emails, letters, notices
from funding.models import Application, BudgetYear, Claim, Decision, Hearing, LedgerEntry, Letter
from funding.workflow import refusal, step

from .cases import lock, save
from .ending import release_all


DAYS_TO_ANSWER = 14
DAYS_TO_PAY = 30


@transaction.atomic
def open_hearing(
    *,
    application: Application,
    by,
    reasons: str,
    due_on: date | None = None,
    version: int | None = None,
) -> Hearing:
    """Tell the institution why the grant shall be revoked, and ask for its view (§ 28 VwVfG)."""
    application = lock(application, version)
    step(application, "open_hearing", by=by)
    due_on = due_on or timezone.localdate() + timedelta(days=DAYS_TO_ANSWER)
    if not reasons.strip():
        raise DomainError("Bitte schreiben Sie, warum widerrufen werden soll.")
    if due_on <= timezone.localdate():
        raise DomainError("Die Frist muss in der Zukunft liegen.")
    letter = letters.issue(
        Letter.Kind.HEARING,
        application=application,
        by=by,
        context=notices.hearing(application, reasons.strip(), due_on),
    )
    hearing = Hearing.objects.create(
        application=application, reasons=reasons.strip(), due_on=due_on, letter=letter, opened_by=by
    )
    save(application)
    delivery.begin(letter, by=by)
    emails.letter_ready(application, letter)
    return hearing


@transaction.atomic
def answer_hearing(
    *, application: Application, by, statement: str, version: int | None = None
) -> Hearing:
    """What the institution says to it; once, and until the proposal is made."""
    application = lock(application, version)
    step(application, "answer_hearing", by=by)
    hearing = _hearing_of(application)
    if not statement.strip():
        raise DomainError("Bitte schreiben Sie Ihre Stellungnahme.")
    if hearing.stated_at is not None:
        raise DomainError("Ihre Stellungnahme liegt uns schon vor.")
    hearing.statement = statement.strip()
    hearing.stated_at, hearing.stated_by = timezone.now(), by
    hearing.save()
    save(application)
    emails.hearing_answered(application)
    return hearing


@transaction.atomic
def drop_hearing(
    *, application: Application, by, note: str, version: int | None = None
) -> Application:
    """The institution was right: the grant stays, or what was paid. ``note`` is read by it."""
    application = lock(application, version)
    if not note.strip():
        raise DomainError("Bitte schreiben Sie der Einrichtung, warum es dabei bleibt.")
    verb = "drop_hearing" if application.settled_at is None else "end_hearing"
    step(application, verb, by=by, note_public=note.strip())
    _end_hearing(application, by)
    save(application)
    emails.hearing_dropped(application, note.strip())
    return application


@transaction.atomic
def propose_revocation(
    *,
    application: Application,
    by,
    reasons: str,
    remaining_cents: int = 0,
    version: int | None = None,
) -> Decision:
    """Propose to revoke the grant; of money that was paid a part may remain with the institution.

    Raises DomainError while the institution may still answer.
    """
    application, reasons = lock(application, version), reasons.strip()
    step(application, "propose_revocation", by=by, note_internal=reasons)
    if not reasons:
        raise DomainError("Ein Widerruf braucht eine Begründung.")
    paid = budget.balance(application)["paid"]
    if remaining_cents and not 0 < remaining_cents < paid:
        raise DomainError(
            f"Behalten kann die Einrichtung nur einen Teil der ausgezahlten {euro(paid)}."
        )
    save(application)
    return Decision.objects.create(
        application=application,
        budget_year=application.budget_year,
        kind=Decision.Kind.REVOKE,
        amount_cents=remaining_cents,
        computed_cents=application.computed_cents,
        reasons=reasons,
        prepared_by=by,
    )


@transaction.atomic
def send_back_revocation(
    *, application: Application, by, note: str, version: int | None = None
) -> Application:
    """Return the proposed revocation to the hearing; its draft is dropped."""
    application = lock(application, version)
    if not note.strip():
        raise DomainError("Bitte schreiben Sie, was noch zu tun ist.")
    step(application, "send_back_revocation", by=by, note_internal=note.strip())
    application.decisions.drafts().delete()
    save(application)
    return application


@transaction.atomic
def revoke(
    *, application: Application, by, due_on: date | None = None, version: int | None = None
) -> Decision:
    """Sign the revocation: what is unpaid goes back, what was paid is claimed (§§ 49, 49a VwVfG).

    ``due_on`` of the claim: None gives thirty days. Raises DomainError for the proposer.
    """
    application = lock(application, version)
    step(application, "revoke", by=by)
    decision = application.decisions.drafts().get()
    decision.signed_at, decision.signed_by = timezone.now(), by
    decision.save()
    _end_hearing(application, by)
    release_all(application, by=by, key=f"revoke:{decision.pk}", reason="Widerruf")
    application.closed_on = timezone.localdate()
    save(application)
    claim = _claim(application, decision, due_on)
    letter = letters.issue(
        Letter.Kind.REVOCATION_NOTICE,
        application=application,
        decision=decision,
        by=by,
        context=notices.revocation(application, decision, claim),
    )
    delivery.begin(letter, by=by)
    emails.letter_ready(application, letter)
    return decision


@transaction.atomic
def record_refund(
    *,
    claim: Claim,
    by,
    cents: int,
    received_on: date,
    reference: str,
    version: int | None = None,
) -> Claim:
    """Money came back, all or a part; with the whole amount the case is closed.

    ``reference`` is the cashier's own (a document number): the same one again does nothing. While the
    budget year is open the money is free again, later it belongs to the general budget.
    """
    application, claim = _locked(claim)
    key = f"refund:{claim.pk}:{reference.strip()}"[:70]
    if not reference.strip():
        raise DomainError("Bitte nennen Sie die Belegnummer der Kasse.")
    if LedgerEntry.objects.filter(idempotency_key=key).exists():
        return claim
    application = lock(application, version)
    _demand_open(application, claim, "record_refund", by)
    if not 0 < cents <= claim.outstanding_cents:
        raise DomainError(f"Offen sind noch {euro(claim.outstanding_cents)}.")
    if received_on > timezone.localdate():
        raise DomainError("Der Tag der Rückzahlung liegt in der Zukunft.")
    about = {"application": application, "by": by, "reason": f"Rückzahlung {reference}"[:300]}
    year = BudgetYear.objects.select_for_update(no_key=True).get(pk=application.budget_year_id)
    budget.refund(year, cents, key=key, **about)
    if year.state != BudgetYear.State.CLOSED:
        budget.release(year, cents, key=f"{key}:free", **about)
    claim.refunded_cents += cents
    if claim.refunded_cents == claim.amount_cents:
        step(application, "record_refund", by=by)
        claim.settled_on = application.closed_on = received_on
    save(application)
    claim.save()
    return claim


@transaction.atomic
def waive_claim(*, claim: Claim, by, reason: str, version: int | None = None) -> Claim:
    """Let a small rest go (RuleSet.waiver_cents), with its reason; the case is closed."""
    application, claim = _locked(claim, version)
    _demand_open(application, claim, "waive_claim", by)
    most = application.rule_set.waiver_cents
    if claim.outstanding_cents > most:
        raise DomainError(
            f"Verzichtet werden kann bis {euro(most)}; offen sind {euro(claim.outstanding_cents)}."
        )
    if not reason.strip():
        raise DomainError("Bitte nennen Sie den Grund des Verzichts.")
    step(application, "waive_claim", by=by, note_internal=reason.strip())
    claim.waived_at, claim.waived_by = timezone.now(), by
    claim.waived_reason = reason.strip()[:300]
    claim.settled_on = application.closed_on = timezone.localdate()
    claim.save()
    save(application)
    emails.claim_waived(application)
    return claim


def _claim(application: Application, decision: Decision, due_on: date | None) -> Claim | None:
    """What must come back of what was paid; None where nothing was."""
    amount = budget.balance(application)["paid"] - decision.amount_cents
    if amount <= 0:
        return None
    today = timezone.localdate()
    due_on = due_on or today + timedelta(days=DAYS_TO_PAY)
    if due_on <= today:
        raise DomainError("Die Frist muss in der Zukunft liegen.")
    step(application, "claim", by=None)
    save(application)
    return Claim.objects.create(
        application=application, decision=decision, amount_cents=amount, due_on=due_on
    )


def _hearing_of(application: Application) -> Hearing:
    return application.hearings.get(ended_at__isnull=True)


def _end_hearing(application: Application, by) -> None:
    running = application.hearings.filter(ended_at__isnull=True)
    running.update(ended_at=timezone.now(), ended_by=by)


def _locked(claim: Claim, version: int | None = None) -> tuple[Application, Claim]:
    application = lock(claim.application, version)
    return application, Claim.objects.get(pk=claim.pk)


def _demand_open(application: Application, claim: Claim, verb: str, by) -> None:
    if sentence := refusal(application, verb, by):
        raise DomainError(sentence)
