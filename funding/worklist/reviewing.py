"""What waits before the decision, and who may take a case over."""

from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from bildungsregion.base.money import euro
from funding.models import Application, CheckItem, Decision, InfoRequest

from .lines import NEAR, Waiting, first_day, last_step, waiting


S = Application.Status


def new(today: date) -> Waiting:
    """Received and not yet taken up by anybody."""
    rows = Application.objects.awaiting_review().order_by("submitted_at", "pk")
    return waiting(rows, today, _why_new, lambda case: case.received_on)


def answered(user: User, today: date) -> Waiting:
    """In review again because the institution has answered; this person's, or nobody's."""
    answers = InfoRequest.objects.filter(application=OuterRef("pk")).order_by("-answered_at")
    rows = (
        Application.objects.filter(Q(assignee=user) | Q(assignee=None), status=S.IN_REVIEW)
        .annotate(
            last_verb=last_step("verb"),
            answered_at=Subquery(
                answers.filter(answered_at__isnull=False).values("answered_at")[:1]
            ),
        )
        .filter(last_verb="answer_info")
        .order_by("answered_at", "pk")
    )
    return waiting(rows, today, lambda _case: "Die Rückfrage ist beantwortet.",
                    lambda case: timezone.localdate(case.answered_at))  # fmt: skip


def overdue(today: date) -> Waiting:
    """Asked back, and the day for the answer is over."""
    rows = (
        Application.objects.awaiting_answer()
        .filter(info_requests__closed_at__isnull=True, info_requests__due_on__lt=today)
        .annotate(due_on=F("info_requests__due_on"))
        .order_by("due_on", "pk")
    )
    return waiting(rows, today, lambda case: f"Antwort war bis {case.due_on:%d.%m.%Y} erbeten.",
                    lambda case: case.due_on)  # fmt: skip


def in_review(user: User, today: date) -> Waiting:
    """What this person has taken up and can go on with."""
    checks = CheckItem.objects.filter(application=OuterRef("pk"), result=CheckItem.Result.OPEN)
    rows = (
        Application.objects.filter(status=S.IN_REVIEW, assignee=user)
        .annotate(
            last_verb=last_step("verb"),
            last_note=last_step("note_internal"),
            last_at=last_step("taken_at"),
            open_checks=Subquery(
                checks.order_by().values("application").annotate(n=Count("pk")).values("n")
            ),
        )
        .exclude(last_verb="answer_info")
        .order_by("last_at", "pk")
    )
    return waiting(rows, today, _why_in_review, lambda case: timezone.localdate(case.last_at))


def to_sign(user: User, today: date) -> Waiting:
    """Proposals that this person may sign: not their own, and not of their own institution."""
    drafts = Decision.objects.drafts().filter(application=OuterRef("pk"))
    rows = (
        Application.objects.awaiting_signature_of(user)
        .exclude(institution__memberships__user=user)
        .exclude(Q(created_by=user) | Q(submitted_by=user))
        .annotate(
            proposed_kind=Subquery(drafts.values("kind")[:1]),
            proposed_cents=Subquery(drafts.values("amount_cents")[:1]),
            proposed_at=Subquery(drafts.values("prepared_at")[:1]),
        )
        .order_by("proposed_at", "pk")
    )
    return waiting(rows, today, _why_to_sign, lambda case: timezone.localdate(case.proposed_at))


def near(today: date) -> Waiting:
    """Not yet decided, and the first appointment is at most two weeks away or already over."""
    rows = Application.objects.open().annotate(starts=first_day())
    rows = rows.filter(starts__lte=today + NEAR).order_by("starts", "pk")
    return waiting(rows, today, lambda case: f"Stand: {case.get_status_display()}",
                    lambda case: case.received_on)  # fmt: skip


def case_workers(application: Application) -> QuerySet[User]:
    """Who may take over this case: people of the office with the right, without a tie to it."""
    right = {"codename": "review_application", "content_type__app_label": "funding"}
    may = Q(is_superuser=True)
    for path in ("user_permissions", "groups__permissions"):
        may |= Q(**{f"{path}__{name}": value for name, value in right.items()})
    return (
        User.objects.filter(may, is_active=True, is_staff=True)
        .exclude(memberships__actor=application.institution_id)
        .exclude(pk__in=[application.created_by_id, application.submitted_by_id])
        .distinct()
        .order_by("name", "email")
    )


def _why_new(case: Application) -> str:
    return "Neu, später als erbeten eingegangen." if case.late else "Neu eingegangen."


def _why_in_review(case: Application) -> str:
    if case.last_verb == "send_back":
        return f"Von der Zeichnung zurück: {case.last_note}"
    if case.open_checks:
        points = "Prüfpunkt ist" if case.open_checks == 1 else "Prüfpunkte sind"
        return f"{case.open_checks} {points} noch offen."
    return "Geprüft: bereit für den Vorschlag."


def _why_to_sign(case: Application) -> str:
    kind = Decision.Kind(case.proposed_kind)
    if kind == Decision.Kind.REJECT:
        return "Vorgeschlagen ist eine Ablehnung."
    return f"Vorgeschlagen: {kind.label}, {euro(case.proposed_cents)}."
