"""What waits for whom in the office: each function is one list of the start page, oldest first.

Every list is one query, however many cases there are; ``Waiting.total`` counts all, its lines are
only the first. Days are those of Berlin.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from bildungsregion.base.money import euro
from bildungsregion.base.today import Line

from .models import Application, Appointment, CheckItem, Decision, InfoRequest, Step


S = Application.Status
# So many lines stand on the start page; the whole list is one click away.
SHOWN = 8
# A case with so few days to its first appointment is urgent.
NEAR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first lines of a list, and how many there are altogether."""

    lines: Sequence[Line]
    total: int


def first_day() -> Subquery:
    """The day of a case's first appointment, as a column."""
    days = Appointment.objects.filter(application=OuterRef("pk")).order_by("starts_on")
    return Subquery(days.values("starts_on")[:1])


def _last_step(column: str) -> Subquery:
    steps = Step.objects.filter(application=OuterRef("pk")).order_by("-taken_at", "-pk")
    return Subquery(steps.values(column)[:1])


def new(today: date) -> Waiting:
    """Received and not yet taken up by anybody."""
    rows = Application.objects.awaiting_review().order_by("submitted_at", "pk")
    return _waiting(rows, today, _why_new, lambda case: case.received_on)


def answered(user: User, today: date) -> Waiting:
    """In review again because the institution has answered; this person's, or nobody's."""
    answers = InfoRequest.objects.filter(application=OuterRef("pk")).order_by("-answered_at")
    rows = (
        Application.objects.filter(Q(assignee=user) | Q(assignee=None), status=S.IN_REVIEW)
        .annotate(
            last_verb=_last_step("verb"),
            answered_at=Subquery(
                answers.filter(answered_at__isnull=False).values("answered_at")[:1]
            ),
        )
        .filter(last_verb="answer_info")
        .order_by("answered_at", "pk")
    )
    return _waiting(rows, today, lambda _case: "Die Rückfrage ist beantwortet.",
                    lambda case: timezone.localdate(case.answered_at))  # fmt: skip


def overdue(today: date) -> Waiting:
    """Asked back, and the day for the answer is over."""
    rows = (
        Application.objects.awaiting_answer()
        .filter(info_requests__closed_at__isnull=True, info_requests__due_on__lt=today)
        .annotate(due_on=F("info_requests__due_on"))
        .order_by("due_on", "pk")
    )
    return _waiting(rows, today, lambda case: f"Antwort war bis {case.due_on:%d.%m.%Y} erbeten.",
                    lambda case: case.due_on)  # fmt: skip


def in_review(user: User, today: date) -> Waiting:
    """What this person has taken up and can go on with."""
    checks = CheckItem.objects.filter(application=OuterRef("pk"), result=CheckItem.Result.OPEN)
    rows = (
        Application.objects.filter(status=S.IN_REVIEW, assignee=user)
        .annotate(
            last_verb=_last_step("verb"),
            last_note=_last_step("note_internal"),
            last_at=_last_step("taken_at"),
            open_checks=Subquery(
                checks.order_by().values("application").annotate(n=Count("pk")).values("n")
            ),
        )
        .exclude(last_verb="answer_info")
        .order_by("last_at", "pk")
    )
    return _waiting(rows, today, _why_in_review, lambda case: timezone.localdate(case.last_at))


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
    return _waiting(rows, today, _why_to_sign, lambda case: timezone.localdate(case.proposed_at))


def near(today: date) -> Waiting:
    """Not yet decided, and the first appointment is at most two weeks away or already over."""
    rows = Application.objects.open().annotate(starts=first_day())
    rows = rows.filter(starts__lte=today + NEAR).order_by("starts", "pk")
    return _waiting(rows, today, lambda case: f"Stand: {case.get_status_display()}",
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


def case_url(application: Application) -> str:
    return reverse("admin:funding_application_change", args=[application.pk])


def _waiting(
    rows: QuerySet[Application],
    today: date,
    why: Callable[[Application], str],
    since: Callable[[Application], date],
) -> Waiting:
    rows = rows.select_related("institution")
    rows = rows.annotate(starts=first_day(), total=Window(Count("pk")))[:SHOWN]
    cases = list(rows)
    return Waiting(
        [
            Line(
                title=case.title,
                url=case_url(case),
                number=case.number,
                institution=str(case.institution),
                why=why(case),
                since=since(case),
                until=case.starts,
                until_label="Termin",
                urgent=case.starts is not None and case.starts <= today + NEAR,
            )
            for case in cases
        ],
        cases[0].total if cases else 0,
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
