"""What waits after the decision: changes, proofs that are late, questions nobody answers."""

from datetime import date

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from bildungsregion.base.money import euro
from funding.models import Application, ChangeRequest, Decision, ProofReminder

from .lines import (
    Reading,
    Waiting,
    case_url,
    last_step,
    step_url,
    waiting,
    waiting_apart,
    without_tie,
)


S = Application.Status
NEXT_STEP = ("1. Erinnerung", "2. Erinnerung", "Verfall ankündigen")


def changes(user: User, today: date) -> Waiting:
    """Wishes to change what was granted: to be declined or proposed."""
    open_wish = ChangeRequest.objects.filter(
        application=OuterRef("pk"), outcome=ChangeRequest.Outcome.OPEN
    )
    rows = (
        without_tie(Application.objects.awaiting_change(), user)
        .annotate(
            wished_at=Subquery(open_wish.values("requested_at")[:1]),
            last_verb=last_step("verb"),
            last_note=last_step("note_internal"),
        )
        .order_by("wished_at", "pk")
    )
    return waiting(
        rows,
        today,
        Reading(
            _why_change,
            lambda case: timezone.localdate(case.wished_at),
            url=lambda case: f"{case_url(case)}#aenderung",
        ),
    )


def later_to_sign(user: User, today: date) -> tuple[Waiting, Waiting]:
    """Amendments and revocations that somebody else has proposed."""
    drafts = Decision.objects.drafts().filter(application=OuterRef("pk"))
    rows = Application.objects.awaiting_second_signature_of(user)
    rows = without_tie(rows, user, signs=True).annotate(
        proposed_cents=Subquery(drafts.values("amount_cents")[:1]),
        proposed_at=Subquery(drafts.values("prepared_at")[:1]),
    )
    since = {"since": lambda case: timezone.localdate(case.proposed_at)}
    readings = {
        S.CHANGE_PROPOSED: Reading(
            lambda case: f"{euro(case.proposed_cents)} statt {euro(case.decided_cents)}.",
            url=lambda case: step_url(case, "amend"),
            **since,
        ),
        S.REVOCATION_PROPOSED: Reading(
            lambda case: f"Bewilligt sind {euro(case.decided_cents)}.",
            url=lambda case: step_url(case, "revoke"),
            **since,
        ),
    }
    changes, revocations = waiting_apart(rows, today, readings, by="status", order="proposed_at")
    return changes, revocations


def proof_overdue(user: User, today: date) -> Waiting:
    """Proofs whose day is over, each with the letter that is due next; oldest day first."""
    rows = without_tie(_unproven(today), user).filter(level__lt=ProofReminder.LAST)
    return waiting(
        rows,
        today,
        Reading(
            lambda case: f"Als Nächstes: {NEXT_STEP[case.level]}.",
            lambda case: case.proof_due_on,
            url=lambda case: step_url(case, "remind" if case.level < 2 else "announce_lapse"),
            until="due_on",
            until_label="Nachweis war bis",
        ),
    )


def lapses_to_sign(user: User, today: date) -> Waiting:
    """Announced by somebody else, and the announced day is over."""
    announced = ProofReminder.objects.filter(
        application=OuterRef("pk"), level=ProofReminder.LAST, sent_by=user
    )
    rows = without_tie(_unproven(today), user, signs=True)
    rows = rows.filter(level=ProofReminder.LAST).exclude(
        pk__in=Subquery(announced.values("application"))
    )
    return waiting(
        rows,
        today,
        Reading(
            lambda case: f"{euro(case.decided_cents)} verfallen.",
            lambda case: case.proof_due_on,
            url=lambda case: step_url(case, "lapse"),
            until="due_on",
            until_label="angekündigt zum",
        ),
    )


def _unproven(today: date) -> QuerySet[Application]:
    """Granted and late: with ``level``, how often was reminded, and ``due_on``, the day that is over.

    What was taken over from before the portal was proven elsewhere.
    """
    reminders = ProofReminder.objects.filter(application=OuterRef("pk")).order_by()
    count = reminders.values("application").annotate(n=Count("pk")).values("n")
    last = reminders.order_by("-level").values("due_on")[:1]
    return (
        Application.objects.awaiting_report()
        .filter(imported_from="", proof_due_on__lt=today)
        .annotate(
            level=Coalesce(Subquery(count, output_field=IntegerField()), Value(0)),
            due_on=Coalesce(Subquery(last), F("proof_due_on")),
        )
        .filter(due_on__lt=today)
        .order_by("due_on", "pk")
    )


def _why_change(case: Application) -> str:
    if case.last_verb == "send_back_change":
        return f"Von der Zeichnung zurück: {case.last_note}"
    return "Ablehnen oder einen neuen Betrag vorschlagen."
