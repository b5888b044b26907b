"""What the calendar brings to the office's start page: proposed events, oldest first."""

from collections.abc import Iterator

from django.db.models import Count, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import today
from bildungsregion.base.today import Line, Panel
from events import permissions
from events.models import Submission


SHOWN = 5


@today.register(order=20)
def submissions(request: HttpRequest) -> Iterator[Panel]:
    """Events that somebody sent in."""
    if not permissions.can_moderate(request.user):
        return
    rows = Submission.objects.open().select_related("event__organiser", "submitted_by")
    rows = list(rows.annotate(total=Window(Count("pk")))[:SHOWN])
    yield Panel(
        key="einreichungen",
        title="Eingereichte Veranstaltungen",
        lines=[
            Line(
                title=row.event.title,
                institution=row.event.organiser_label,
                why=str(row.submitted_by) if row.submitted_by else "ohne Konto",
                url=reverse("admin:events_submission_change", args=[row.pk]),
                since=timezone.localdate(row.created_at),
            )
            for row in rows
        ],
        total=rows[0].total if rows else 0,
        empty="Keine Veranstaltung wartet.",
        url=reverse("admin:events_submission_changelist"),
    )
