"""Hearings to go on with, and money that has to come back."""

from datetime import date

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import User
from bildungsregion.base.money import euro
from funding.models import Application, Hearing

from .lines import Reading, Waiting, case_url, last_step, step_url, waiting, without_tie


S = Application.Status


def hearings(user: User, today: date) -> Waiting:
    """Answered, or the day for the statement is over: revoke or leave it."""
    running = Hearing.objects.filter(application=OuterRef("pk"), ended_at__isnull=True)
    over = Q(heard_until__lt=today) | Q(stated_at__isnull=False)
    rows = (
        without_tie(Application.objects.filter(status=S.HEARING), user)
        .annotate(
            heard_until=Subquery(running.values("due_on")[:1]),
            stated_at=Subquery(running.values("stated_at")[:1]),
            opened_at=Subquery(running.values("opened_at")[:1]),
            last_verb=last_step("verb"),
            last_note=last_step("note_internal"),
        )
        .filter(over)
        .order_by("opened_at", "pk")
    )
    return waiting(
        rows,
        today,
        Reading(
            _why_heard,
            lambda case: timezone.localdate(case.stated_at or case.opened_at),
            url=lambda case: f"{case_url(case)}#anhoerung",
            until="heard_until",
            until_label="Stellungnahme bis",
        ),
    )


def claims(user: User, today: date) -> Waiting:
    """Money that has to come back, what is due first on top."""
    rows = (
        without_tie(Application.objects.filter(status=S.CLAIM_OPEN), user)
        .annotate(
            due_on=F("claim__due_on"),
            open_cents=F("claim__amount_cents") - F("claim__refunded_cents"),
        )
        .order_by("due_on", "pk")
    )
    return waiting(
        rows,
        today,
        Reading(
            lambda case: f"{euro(case.open_cents)} sind noch offen.",
            lambda case: case.closed_on,
            url=lambda case: step_url(case, "record_refund"),
            until="due_on",
            until_label="fällig am",
        ),
    )


def _why_heard(case: Application) -> str:
    if case.last_verb == "send_back_revocation":
        return f"Von der Zeichnung zurück: {case.last_note}"
    if case.stated_at:
        return "Die Einrichtung hat Stellung genommen."
    return "Die Einrichtung hat nicht Stellung genommen."
