"""From the proposal to the signed decision: two people, one transaction for money, letter and mail."""

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import budget, delivery, emails, letters
from funding.grant import Grant
from funding.models import Application, BudgetYear, CheckItem, Decision, Snapshot
from funding.workflow import step

from .cases import budget_year_of, demand_checked, lock, proof_due_on, save, take_snapshot
from .waiting import demand_its_turn


@transaction.atomic
def propose(
    *,
    application: Application,
    by,
    amount_cents: int,
    reasons: str = "",
    conditions: str | None = None,
    budget_year: BudgetYear | None = None,
    version: int | None = None,
) -> Decision:
    """Propose an amount for signature; nothing is bound yet.

    Zero euro is always a rejection. An amount other than the computed one, and every rejection,
    needs reasons. ``conditions`` None takes the programme's; ``budget_year`` None the year of the
    first appointment (docs/adr/0011).
    """
    application, reasons = lock(application, version), reasons.strip()
    waited = application.status == Application.Status.WAITLISTED
    # The log keeps the reasons: a proposal that comes back is not written a second time.
    step(application, "propose", by=by, note_internal=reasons)
    demand_checked(application)
    grant = Application.objects.with_costs().get(pk=application.pk).reckon()
    kind = _kind(application, grant, amount_cents, reasons)
    application.computed_cents = grant.cents
    own_year = application.budget_year if waited else budget_year_of(application)
    application.budget_year = budget_year or own_year
    if waited and amount_cents:
        demand_its_turn(application, application.budget_year, amount_cents)
    save(application)
    take_snapshot(application, Snapshot.Occasion.PROPOSAL, by=by)
    return Decision.objects.create(
        application=application,
        budget_year=application.budget_year,
        kind=kind,
        amount_cents=amount_cents,
        computed_cents=grant.cents,
        reasons=reasons,
        conditions=application.programme.conditions if conditions is None else conditions.strip(),
        prepared_by=by,
    )


@transaction.atomic
def send_back(
    *, application: Application, by, note: str, version: int | None = None
) -> Application:
    """Return a proposal to review; its draft is dropped, the note stays in the log."""
    application = lock(application, version)
    if not note.strip():
        raise DomainError("Bitte schreiben Sie, was noch zu tun ist.")
    step(application, "send_back", by=by, note_internal=note.strip())
    application.decisions.drafts().delete()
    save(application)
    return application


@transaction.atomic
def sign(*, application: Application, by, version: int | None = None) -> Decision:
    """Make the proposal the decision (guideline no. 3 d): money bound, letter issued, mail written.

    Everything or nothing: when the budget is gone the proposal waits on. Raises DomainError for the
    proposer, superusers included.
    """
    application = lock(application, version)
    decision = application.decisions.drafts().first()
    rejected = decision is not None and decision.kind == Decision.Kind.REJECT
    step(application, "reject" if rejected else "approve", by=by)
    now = timezone.now()
    if not rejected:
        budget.commit(decision.budget_year, decision.amount_cents, application=application, by=by)
    decision.signed_at, decision.signed_by = now, by
    decision.save()
    application.decided_at, application.decided_by = now, by
    application.decided_cents = decision.amount_cents
    application.proof_due_on = None if rejected else proof_due_on(application)
    save(application)
    letter = letters.issue(
        letters.LETTER_OF[decision.kind], application=application, decision=decision, by=by
    )
    delivery.begin(letter, by=by)
    emails.decided(application, letter)
    return decision


def _kind(application: Application, grant: Grant, amount: int, reasons: str) -> str:
    """The kind of decision that an amount means; raises DomainError where reasons or money are missing."""
    if amount < 0:
        raise DomainError("Der Betrag darf nicht negativ sein.")
    if amount == 0:
        if not reasons:
            raise DomainError(
                "Ein Zuschuss von 0,00 € ist eine Ablehnung. Bitte begründen Sie sie."
            )
        return Decision.Kind.REJECT
    most = max(0, grant.cost_cents - grant.third_party_cents)
    if amount > most:
        raise DomainError(
            f"Mehr als die noch offenen Kosten von {euro(most)} kann der Zuschuss nicht decken."
        )
    if amount != grant.cents and not reasons:
        raise DomainError(
            f"Berechnet sind {euro(grant.cents)}. Bitte begründen Sie den anderen Betrag."
        )
    if not reasons and application.checks.filter(result=CheckItem.Result.NOT_OK).exists():
        raise DomainError(
            "Ein Prüfpunkt ist nicht in Ordnung. Bitte begründen Sie die Bewilligung."
        )
    return Decision.Kind.PARTIAL if amount < grant.cents else Decision.Kind.APPROVE
