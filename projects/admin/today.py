"""What projects bring to the office's start page: what waits for a decision, oldest first, from one query."""

from collections.abc import Iterator

from django.db.models import CharField, Count, F, QuerySet, Value, Window
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import today
from bildungsregion.base.today import Line, Panel
from projects import permissions
from projects.models import Adoption, Decided, ProjectProposal


SHOWN = 5
WHY = {"proposal": "neues Projekt", "adoption": "„Wir machen das auch“"}
PAGES = {"proposal": "projectproposal", "adoption": "adoption"}


@today.register(order=24)
def waiting(request: HttpRequest) -> Iterator[Panel]:
    if not permissions.can_edit(request.user):
        return
    rows = _open(ProjectProposal, "proposal").union(_open(Adoption, "adoption"), all=True)
    rows = list(rows.order_by("since", "pk"))
    yield Panel(
        key="projekte",
        title="Projekte",
        lines=[
            Line(
                title=row["title"],
                institution=row["who"] or row["named"] or "",
                why=WHY[row["kind"]],
                url=reverse(f"admin:projects_{PAGES[row['kind']]}_change", args=[row["pk"]]),
                since=timezone.localdate(row["since"]),
            )
            for row in rows[:SHOWN]
        ],
        total=sum({row["kind"]: row["total"] for row in rows}.values()),
        empty="Kein Projekt wartet.",
        url=reverse("admin:projects_projectproposal_changelist"),
    )


def _open(model: type[Decided], kind: str) -> QuerySet:
    """The oldest that wait, each with the number of all."""
    named = F("name") if model is Adoption else Value("", CharField())
    rows = model.objects.filter(state=Decided.State.OPEN).annotate(
        kind=Value(kind, CharField()),
        since=F("created_at"),
        title=F("project__title"),
        who=F("actor__name"),
        named=Cast(named, CharField()),
        total=Window(Count("pk")),
    )
    return rows.order_by().values("pk", "kind", "since", "title", "who", "named", "total")
