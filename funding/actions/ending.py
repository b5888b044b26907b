"""A granted project does not take place, or is never proven: called off, reminded, lapsed."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from funding import budget, delivery, emails, letters, notices
from funding.models import Application, ChangeRequest, Decision, Letter, ProofReminder
from funding.workflow import step

from .cases import lock, save
from .changing import close_change


DAYS_TO_PROVE = 14
LAPSE_REASONS = (
    "Der Nachweis wurde trotz zweier Erinnerungen und einer Ankündigung nicht vorgelegt."
)


@transaction.atomic
def cancel(
    *, application: Application, by, note: str = "", version: int | None = None
) -> Application:
    """The project is called off before anything was paid: all its money goes back.

    By the institution, or by the case worker who was told. ``note`` is read by both.
    """
    application = lock(application, version)
    step(application, "cancel", by=by, note_public=note.strip())
    close_change(application, ChangeRequest.Outcome.RETRACTED, by=by)
    release_all(application, by=by, key="cancel", reason="Absage")
    application.closed_on = timezone.localdate()
    save(application)
    emails.cancelled(application)
    return application


@transaction.atomic
def remind(
    *, application: Application, by, due_on: date | None = None, version: int | None = None
) -> ProofReminder:
    """Ask for an overdue proof by letter, at most twice; ``due_on`` None gives two weeks."""
    return _remind("remind", Letter.Kind.REMINDER, application, by, due_on, version)


@transaction.atomic
def announce_lapse(
    *, application: Application, by, due_on: date | None = None, version: int | None = None
) -> ProofReminder:
    """Say by letter that the grant lapses unless the proof comes (§ 28 VwVfG: the institution is heard)."""
    return _remind("announce_lapse", Letter.Kind.HEARING, application, by, due_on, version)


@transaction.atomic
def lapse(*, application: Application, by, version: int | None = None) -> Decision:
    """Revoke what was never proven after two reminders and a notice; signed by another person.

    The money goes back, the institution gets a revocation letter. Raises DomainError.
    """
    application = lock(application, version)
    step(application, "lapse", by=by)
    notice = application.proof_reminders.get(level=ProofReminder.LAST)
    decision = Decision.objects.create(
        application=application,
        budget_year=application.budget_year,
        kind=Decision.Kind.REVOKE,
        amount_cents=0,
        computed_cents=application.computed_cents,
        reasons=LAPSE_REASONS,
        prepared_at=notice.sent_at,
        prepared_by=notice.sent_by,
        signed_at=timezone.now(),
        signed_by=by,
    )
    release_all(application, by=by, key="lapse", reason="Verfall")
    application.closed_on = timezone.localdate()
    save(application)
    letter = letters.issue(
        Letter.Kind.REVOCATION_NOTICE,
        application=application,
        decision=decision,
        by=by,
        context=notices.revocation(application, decision, claim=None),
    )
    delivery.begin(letter, by=by)
    emails.letter_ready(application, letter)
    return decision


def release_all(application: Application, *, by, key: str, reason: str) -> None:
    """Give back everything that is committed and not paid; the caller holds the case's lock."""
    case = budget.balance(application)
    rest = case["committed"] - case["paid"]
    if rest:
        budget.release(
            application.budget_year,
            rest,
            application=application,
            by=by,
            key=f"{key}:{application.pk}",
            reason=reason,
        )


def _remind(verb, kind, application, by, due_on, version) -> ProofReminder:
    application = lock(application, version)
    step(application, verb, by=by)
    today = timezone.localdate()
    due_on = due_on or today + timedelta(days=DAYS_TO_PROVE)
    if due_on <= today:
        raise DomainError("Die Frist muss in der Zukunft liegen.")
    level = application.proof_reminders.count() + 1
    context = notices.reminder(application, level, due_on)
    if kind == Letter.Kind.HEARING:
        context = notices.lapse_notice(application, due_on)
    letter = letters.issue(kind, application=application, by=by, context=context)
    reminder = ProofReminder.objects.create(
        application=application, level=level, due_on=due_on, letter=letter, sent_by=by
    )
    save(application)
    delivery.begin(letter, by=by)
    emails.letter_ready(application, letter)
    return reminder
