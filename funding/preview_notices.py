"""The letters after the first decision as they would be now, marked as drafts and kept nowhere."""

from collections.abc import Mapping
from copy import copy
from datetime import date, timedelta

from django.utils import timezone

from . import budget, change_plan, notices, preview, workflow
from .actions.ending import LAPSE_REASONS
from .actions.recovering import DAYS_TO_PAY
from .models import Application, ChangeRequest, Claim, Decision, Letter, ProofReminder
from .preview import Draft


def waiting(application: Application, user) -> Draft | None:
    """The letter of the signature that this case waits for, signed as it would be by this person.

    None where no signature is due.
    """
    proposal = next((row for row in application.decisions.all() if not row.is_signed), None)
    announced = announcement(application)
    if proposal is None and announced is None:
        return None
    prepared_by = proposal.prepared_by if proposal else announced.sent_by
    signs = workflow.Who.SIGNER.may(user, application) and user != prepared_by
    signer = str(user) if signs else ""
    if proposal is None:
        return lapse(application, signer=signer)
    if proposal.kind == Decision.Kind.AMEND:
        return amendment(application, proposal, signer=signer)
    if proposal.kind == Decision.Kind.REVOKE:
        return revocation(application, proposal, signer=signer)
    return preview.of(application, proposal, signer=signer)


def announcement(application: Application) -> ProofReminder | None:
    """The letter that announced the lapse of what is still granted."""
    if application.status != Application.Status.APPROVED:
        return None
    reminders = application.proof_reminders.all()
    return next((row for row in reminders if row.level == ProofReminder.LAST), None)


def amendment(application: Application, decision: Decision, *, signer: str = "") -> Draft:
    """Reckoned from the wanted plan, whose rows do not exist yet."""
    change = application.change_requests.get(outcome=ChangeRequest.Outcome.OPEN)
    plan = change_plan.from_json(change.plan_json)
    result = change_plan.reckon(application, plan, change.third_party_cents)
    then = copy(application)
    then.proof_due_on = change_plan.proof_due_on(application, plan)
    context = notices.amendment(then, decision, change, application.decided_cents)
    context["reckoning"] |= {
        "appointments": change_plan.labels(plan),
        "lines": result.steps(),
        "cents": result.cents,
        "cost_cents": result.cost_cents,
        "third_party_cents": result.third_party_cents,
    }
    return _draft(Letter.Kind.AMENDMENT_NOTICE, context, signer)


def revocation(
    application: Application, decision: Decision, *, due_on: date | None = None, signer: str = ""
) -> Draft:
    """``due_on`` of what has to be paid back; None gives the usual thirty days."""
    amount = claimed_cents(application, decision)
    due_on = due_on or timezone.localdate() + timedelta(days=DAYS_TO_PAY)
    claim = Claim(amount_cents=amount, due_on=due_on) if amount > 0 else None
    context = notices.revocation(application, decision, claim)
    return _draft(Letter.Kind.REVOCATION_NOTICE, context, signer)


def claimed_cents(application: Application, decision: Decision) -> int:
    """What the institution would have to pay back by this revocation."""
    return max(0, budget.balance(application)["paid"] - decision.amount_cents)


def lapse(application: Application, *, signer: str = "") -> Draft:
    decision = Decision(
        application=application, kind=Decision.Kind.REVOKE, amount_cents=0, reasons=LAPSE_REASONS
    )
    context = notices.revocation(application, decision, claim=None)
    return _draft(Letter.Kind.REVOCATION_NOTICE, context, signer)


def reminder(application: Application, due_on: date) -> Draft:
    level = len(application.proof_reminders.all()) + 1
    return _draft(Letter.Kind.REMINDER, notices.reminder(application, level, due_on))


def lapse_notice(application: Application, due_on: date) -> Draft:
    return _draft(Letter.Kind.HEARING, notices.lapse_notice(application, due_on))


def hearing(application: Application, reasons: str, due_on: date) -> Draft:
    return _draft(Letter.Kind.HEARING, notices.hearing(application, reasons, due_on))


def _draft(kind: str, context: Mapping, signer: str = "") -> Draft:
    return Draft(kind, {**context, "signer": signer, "draft": True})
