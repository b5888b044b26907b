"""What waits before the decision, and who may take a case over."""

from datetime import date

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from accounts.deputies import standing_in
from accounts.models import User
from bildungsregion.base.money import euro
from funding.models import Application, CheckItem, Decision, InfoRequest

from .lines import (
    NEAR,
    Reading,
    Waiting,
    first_day,
    last_step,
    step_url,
    waiting,
    waiting_apart,
    without_tie,
)


S = Application.Status


def new(today: date) -> Waiting:
    """Received and not yet taken up by anybody."""
    rows = Application.objects.awaiting_review().order_by("submitted_at", "pk")
    return waiting(rows, today, Reading(_why_new, lambda case: case.received_on))


def in_review(user: User, today: date) -> tuple[Waiting, Waiting]:
    """Whose institution has answered (this person's, or nobody's), and what else this person has taken up."""
    answers = InfoRequest.objects.filter(application=OuterRef("pk"), answered_at__isnull=False)
    checks = CheckItem.objects.filter(application=OuterRef("pk"), result=CheckItem.Result.OPEN)
    rows = (
        Application.objects.filter(Q(assignee=user) | Q(assignee=None), status=S.IN_REVIEW)
        .annotate(
            last_verb=last_step("verb"),
            last_note=last_step("note_internal"),
            last_at=last_step("taken_at"),
            answered_at=Subquery(answers.order_by("-answered_at").values("answered_at")[:1]),
            open_checks=Subquery(
                checks.order_by().values("application").annotate(n=Count("pk")).values("n")
            ),
        )
        .annotate(
            kind=Case(
                When(last_verb="answer_info", then=Value("answered")), default=Value("taken")
            ),
            waits_since=Case(When(last_verb="answer_info", then="answered_at"), default="last_at"),
        )
        .filter(Q(kind="answered") | Q(assignee=user))
    )
    since = {"since": lambda case: timezone.localdate(case.waits_since)}
    readings = {
        "answered": Reading(lambda _case: "Die Rückfrage ist beantwortet.", **since),
        "taken": Reading(_why_in_review, **since),
    }
    answered, taken = waiting_apart(rows, today, readings, by="kind", order="waits_since")
    return answered, taken


def unanswered(user: User, today: date) -> tuple[Waiting, Waiting]:
    """Asked back, and the day for the answer is over: about the application, and about its proof."""
    asked = Q(info_requests__closed_at__isnull=True, info_requests__due_on__lt=today)
    own = without_tie(Application.objects.filter(status=S.REPORT_QUERY), user).values("pk")
    rows = Application.objects.filter(Q(status=S.INFO_REQUESTED) | Q(pk__in=own)).filter(asked)
    readings = {
        S.INFO_REQUESTED: Reading(
            lambda case: f"Antwort war bis {case.due_on:%d.%m.%Y} erbeten.",
            lambda case: case.due_on,
        ),
        S.REPORT_QUERY: Reading(
            lambda case: "Nachfragen oder ohne Antwort weiterprüfen.",
            lambda case: case.due_on,
            url=lambda case: step_url(case, "resume_report"),
            until="due_on",
            until_label="Antwort war bis",
        ),
    }
    rows = rows.annotate(due_on=F("info_requests__due_on"))
    before, proof = waiting_apart(rows, today, readings, by="status", order="due_on")
    return before, proof


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
    return waiting(
        rows, today, Reading(_why_to_sign, lambda case: timezone.localdate(case.proposed_at))
    )


def near(today: date) -> Waiting:
    """Not yet decided, and the first appointment is at most two weeks away or already over."""
    rows = Application.objects.open().annotate(starts=first_day())
    rows = rows.filter(starts__lte=today + NEAR).order_by("starts", "pk")
    return waiting(
        rows,
        today,
        Reading(lambda case: f"Stand: {case.get_status_display()}", lambda case: case.received_on),
    )


def case_workers(application: Application) -> QuerySet[User]:
    """Who may take over this case: people of the office with the right, without a tie to it."""
    right = {"codename": "review_application", "content_type__app_label": "funding"}
    may = Q(is_superuser=True)
    for path in ("user_permissions", "groups__permissions"):
        may |= Q(**{f"{path}__{name}": value for name, value in right.items()})
    may |= standing_in("funding", ("review_application",))
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
