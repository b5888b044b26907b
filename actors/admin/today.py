"""What the directory brings to the office's start page: proposals and claims that wait, oldest first."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Min,
    Q,
    QuerySet,
    Window,
)
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from actors import permissions
from actors.models import ChangeProposal, Claim
from bildungsregion.base import today
from bildungsregion.base.today import Line, Panel


SHOWN = 5


@today.register(order=22)
def proposals(request: HttpRequest) -> Iterator[Panel]:
    """What people want changed in the directory and of their events."""
    if not permissions.can_moderate(request.user):
        return
    rows = _first(ChangeProposal.objects.open().select_related("proposed_by"))
    yield Panel(
        key="vorschlaege",
        title="Vorschläge zu Einträgen und Veranstaltungen",
        lines=[
            Line(
                title=row.title,
                why=f"{row.get_kind_display()}, {row.proposed_by or 'ohne Konto'}",
                url=reverse("admin:actors_changeproposal_change", args=[row.pk]),
                since=timezone.localdate(row.created_at),
            )
            for row in rows
        ],
        total=rows[0].total if rows else 0,
        empty="Kein Vorschlag wartet.",
        url=reverse("admin:actors_changeproposal_changelist"),
    )


@today.register(order=21)
def claims(request: HttpRequest) -> Iterator[Panel | datetime]:
    """Who wants to keep an entry and is not answered by the institution itself."""
    if not permissions.can_decide_claims(request.user):
        return
    waits = Q(way=Claim.Way.OFFICE) | Q(key_until__lt=timezone.now())
    rows = list(
        Claim.objects.open()
        .select_related("user", "actor")
        .annotate(
            is_waiting=ExpressionWrapper(waits, BooleanField()),
            total=Window(Count("pk", filter=waits)),
            next_waits=Window(Min("key_until", filter=~waits)),
        )
        .order_by(F("is_waiting").desc(nulls_last=True), "created_at", "pk")[:SHOWN]
    )
    if rows and rows[0].next_waits:
        yield rows[0].next_waits + today.MOMENT
    yield Panel(
        key="ansprueche",
        title="Das ist meine Einrichtung",
        lines=[
            Line(
                title=str(row.user),
                institution=str(row.actor),
                why=f"{row.get_role_display()}, {row.user.email}",
                url=reverse("admin:actors_claim_change", args=[row.pk]),
                since=timezone.localdate(row.created_at),
            )
            for row in rows
            if row.is_waiting
        ],
        total=rows[0].total if rows else 0,
        empty="Niemand wartet auf einen Eintrag.",
        url=reverse("admin:actors_claim_changelist"),
    )


def _first(rows: QuerySet) -> list:
    """The oldest, each with the number of all; from one query."""
    return list(rows.annotate(total=Window(Count("pk"))).order_by("created_at", "pk")[:SHOWN])
