"""What the library brings to the office's start page: who waits for a copy they can read."""

from collections.abc import Iterator

from django.db.models import Count, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import today
from bildungsregion.base.today import Line, Panel
from documents.models import CopyRequest


SHOWN = 5
URGENT_DAYS = 3


@today.register(order=26)
def copy_requests(request: HttpRequest) -> Iterator[Panel]:
    if not request.user.has_perm("documents.change_copyrequest"):
        return
    rows = CopyRequest.objects.open().select_related("document")
    rows = list(rows.annotate(total=Window(Count("pk"))).order_by("due_on", "pk")[:SHOWN])
    day = timezone.localdate()
    yield Panel(
        key="fassungen",
        title="Barrierefreie Fassungen gesucht",
        lines=[
            Line(
                title=row.document.title,
                why=str(row.get_need_display()),
                url=reverse("admin:documents_copyrequest_change", args=[row.pk]),
                since=timezone.localdate(row.created_at),
                until=row.due_on,
                until_label="Antwort bis",
                urgent=(row.due_on - day).days <= URGENT_DAYS,
            )
            for row in rows
        ],
        total=rows[0].total if rows else 0,
        empty="Niemand wartet auf eine barrierefreie Fassung.",
        url=reverse("admin:documents_copyrequest_changelist") + "?stand=offen",
    )
