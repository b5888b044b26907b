"""What was granted is changed: the wish, a new proposal, a second signature, the difference booked."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from funding import budget, change_plan, delivery, emails, letters, notices
from funding.change_plan import PlannedAppointment
from funding.grant import Grant
from funding.models import Application, BudgetYear, ChangeRequest, Decision, Letter, Snapshot
from funding.workflow import step

from .cases import lock, proof_due_on, save, take_snapshot


@transaction.atomic
def request_change(
    *,
    application: Application,
    by,
    reasons: str,
    plan: Sequence[PlannedAppointment],
    third_party_cents: int | None = None,
    version: int | None = None,
) -> ChangeRequest:
    """The institution wants other days, heads or costs; ``plan`` is the whole wanted plan.

    change_plan.current() is what a form starts with. Nothing changes before the signature.
    """
    return _request("request_change", application, by, reasons, plan, third_party_cents, version)


@transaction.atomic
def open_change(
    *,
    application: Application,
    by,
    reasons: str,
    plan: Sequence[PlannedAppointment],
    third_party_cents: int | None = None,
    version: int | None = None,
) -> ChangeRequest:
    """The same, noted by the case worker: told by telephone, or found by the office itself."""
    return _request("open_change", application, by, reasons, plan, third_party_cents, version)


@transaction.atomic
def retract_change(*, application: Application, by, version: int | None = None) -> Application:
    """The institution takes its wish back; the decision stands as it was."""
    application = lock(application, version)
    step(application, "retract_change", by=by)
    close_change(application, ChangeRequest.Outcome.RETRACTED, by=by)
    save(application)
    return application


@transaction.atomic
def decline_change(
    *, application: Application, by, reasons: str, version: int | None = None
) -> Application:
    """The office does not change the decision; the institution reads why."""
    application = lock(application, version)
    if not reasons.strip():
        raise DomainError("Bitte begründen Sie, warum die Änderung nicht möglich ist.")
    step(application, "decline_change", by=by, note_public=reasons.strip())
    close_change(application, ChangeRequest.Outcome.DECLINED, by=by)
    save(application)
    emails.change_declined(application, reasons.strip())
    return application


@transaction.atomic
def propose_change(
    *,
    application: Application,
    by,
    amount_cents: int,
    reasons: str = "",
    conditions: str | None = None,
    budget_year: BudgetYear | None = None,
    version: int | None = None,
) -> Decision:
    """Propose the new amount for the wanted plan; another than the computed one needs reasons.

    ``conditions`` None keeps those of the last decision, ``budget_year`` None its year: a day moved
    into the next year is paid from the old one unless the office says otherwise.
    """
    application, reasons = lock(application, version), reasons.strip()
    last = application.decision
    # The log keeps the reasons: a proposal that comes back is not written a second time.
    step(application, "propose_change", by=by, note_internal=reasons)
    change = application.change_requests.get(outcome=ChangeRequest.Outcome.OPEN)
    plan = change_plan.from_json(change.plan_json)
    result = change_plan.reckon(application, plan, change.third_party_cents)
    _check_amount(result, amount_cents, reasons)
    save(application)
    return Decision.objects.create(
        application=application,
        budget_year=budget_year or application.budget_year,
        kind=Decision.Kind.AMEND,
        amount_cents=amount_cents,
        computed_cents=result.cents,
        reasons=reasons,
        conditions=last.conditions if conditions is None else conditions.strip(),
        prepared_by=by,
    )


@transaction.atomic
def send_back_change(
    *, application: Application, by, note: str, version: int | None = None
) -> Application:
    """Return the proposed amendment; its draft is dropped, the note stays inside the office."""
    application = lock(application, version)
    if not note.strip():
        raise DomainError("Bitte schreiben Sie, was noch zu tun ist.")
    step(application, "send_back_change", by=by, note_internal=note.strip())
    application.decisions.drafts().delete()
    save(application)
    return application


@transaction.atomic
def amend(*, application: Application, by, version: int | None = None) -> Decision:
    """Make the proposal the new decision: plan replaced, difference booked, letter issued.

    Everything or nothing; raises DomainError for the proposer, and when the money is not there.
    """
    application = lock(application, version)
    step(application, "amend", by=by)
    decision = application.decisions.drafts().get()
    change = application.change_requests.get(outcome=ChangeRequest.Outcome.OPEN)
    before = application.decided_cents
    _book(application, decision, by=by)
    change_plan.apply(application, change_plan.from_json(change.plan_json))
    now = timezone.now()
    decision.signed_at, decision.signed_by = now, by
    decision.save()
    close_change(application, ChangeRequest.Outcome.AMENDED, by=by, decision=decision)
    application.third_party_cents = change.third_party_cents
    application.budget_year = decision.budget_year
    application.computed_cents = decision.computed_cents
    application.decided_cents = decision.amount_cents
    application.decided_at, application.decided_by = now, by
    application.proof_due_on = proof_due_on(application)
    save(application)
    take_snapshot(application, Snapshot.Occasion.CHANGE, by=by)
    letter = letters.issue(
        Letter.Kind.AMENDMENT_NOTICE,
        application=application,
        decision=decision,
        by=by,
        context=notices.amendment(application, decision, change, before),
    )
    delivery.begin(letter, by=by)
    emails.letter_ready(application, letter)
    return decision


def close_change(
    application: Application, outcome: str, *, by, decision: Decision | None = None
) -> None:
    """Close the wish that waits, if any; the caller holds the case's lock."""
    waiting = application.change_requests.filter(outcome=ChangeRequest.Outcome.OPEN)
    waiting.update(outcome=outcome, closed_at=timezone.now(), closed_by=by, decision=decision)


def _request(verb, application, by, reasons, plan, third_party_cents, version) -> ChangeRequest:
    application = lock(application, version)
    step(application, verb, by=by)
    if not reasons.strip():
        raise DomainError("Bitte schreiben Sie, was sich ändert und warum.")
    change_plan.check(application, plan, timezone.localdate())
    third = application.third_party_cents if third_party_cents is None else third_party_cents
    if third < 0:
        raise DomainError("Der Betrag der anderen Förderung darf nicht negativ sein.")
    if (change_plan.as_json(plan), third) == (
        change_plan.as_json(change_plan.current(application)),
        application.third_party_cents,
    ):
        raise DomainError("Das ist der Plan, der schon bewilligt ist.")
    save(application)
    change = ChangeRequest.objects.create(
        application=application,
        reasons=reasons.strip(),
        plan_json=change_plan.as_json(plan),
        third_party_cents=third,
        requested_by=by,
    )
    if application.assignee != by:
        emails.change_requested(application, change)
    return change


def _check_amount(result: Grant, amount_cents: int, reasons: str) -> None:
    most = max(0, result.cost_cents - result.third_party_cents)
    if not 0 < amount_cents <= most:
        raise DomainError(
            f"Möglich ist ein Betrag über null bis zu den offenen Kosten von {euro(most)}."
        )
    if amount_cents != result.cents and not reasons:
        raise DomainError(
            f"Berechnet sind {euro(result.cents)}. Bitte begründen Sie den anderen Betrag."
        )


def _book(application: Application, decision: Decision, *, by) -> None:
    """The difference in one year, or all of it from one year into another."""
    key, reason = f"amend:{decision.pk}", "Änderung"
    about = {"application": application, "by": by, "reason": reason}
    old, new = application.budget_year, decision.budget_year
    if old != new:
        moved = [
            (budget.release, old, application.decided_cents, f"{key}:out"),
            (budget.commit, new, decision.amount_cents, f"{key}:in"),
        ]
        # Always in the same order of years, so that two cases never wait for each other.
        for book, year, cents, name in sorted(moved, key=lambda row: row[1].pk):
            book(year, cents, key=name, **about)
        return
    difference = decision.amount_cents - application.decided_cents
    if difference > 0:
        budget.commit(new, difference, key=key, **about)
    elif difference < 0:
        budget.release(new, -difference, key=key, **about)
