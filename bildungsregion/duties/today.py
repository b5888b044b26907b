"""What the law brings to the office's start page: cases with a term, and what pages still lack."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import CharField, F, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import moments, today
from bildungsregion.base.today import Line, Panel

from .checklist import missing
from .models import DataRequest, Report


SHOWN = 6
URGENT_DAYS = 5
_WHY = {
    "barriere": "Barriere gemeldet", "eintrag": "Eintrag gemeldet", "auskunft": "Auskunft verlangt",
    "loeschung": "Löschung verlangt", "beides": "Auskunft und Löschung verlangt",
}  # fmt: skip


@today.register(order=18)
def cases(request: HttpRequest) -> Iterator[Panel]:
    """Reports and requests about one's own data that wait, the nearest term first; one query."""
    user, parts = request.user, []
    columns = ("model", "pk", "number", "what", "subject", "created_at", "due_on")
    if user.has_perm("bildungsregion.change_report"):
        parts.append(_rows(Report, "kind", F("title"), columns))
    if user.has_perm("bildungsregion.change_datarequest"):
        parts.append(_rows(DataRequest, "wish", Value("", output_field=CharField()), columns))
    if not parts:
        return
    rows = list(parts[0].union(*parts[1:], all=True).order_by("due_on", "number"))
    day = timezone.localdate()
    yield Panel(
        key="meldungen",
        title="Meldungen und Anliegen mit Frist",
        lines=[
            Line(
                title=row["subject"] or _WHY[row["what"]],
                number=row["number"],
                why=_WHY[row["what"]],
                url=reverse(f"admin:bildungsregion_{row['model']}_change", args=[row["pk"]]),
                since=timezone.localdate(row["created_at"]),
                until=row["due_on"],
                until_label="Antwort bis",
                urgent=(row["due_on"] - day).days <= URGENT_DAYS,
            )
            for row in rows[:SHOWN]
        ],
        total=len(rows),
        empty="Keine Meldung wartet auf eine Antwort.",
        url=reverse(f"admin:bildungsregion_{rows[0]['model'] if rows else 'report'}_changelist")
        + "?stand=offen",
    )


def _rows(model, what: str, subject, columns):
    rows = model.objects.open().order_by()
    name = Value(model._meta.model_name, output_field=CharField())
    return rows.annotate(model=name, what=F(what), subject=subject).values(*columns)


@today.register(order=45)
def law(request: HttpRequest) -> Iterator[Panel | datetime]:
    """Imprint, privacy and accessibility: only while something is missing; one query."""
    if not request.user.has_perm("bildungsregion.change_legalfacts"):
        return
    # What is missing of pages depends on when they appear and vanish.
    if turn := moments.coming(request, "pages"):
        yield turn
    found = missing(request.region)
    if found:
        yield Panel(
            key="recht",
            title="Auf den Rechtsseiten fehlt noch etwas",
            lines=[
                Line(
                    title=one.what,
                    why=" · ".join(filter(None, (one.where, one.basis))),
                    url=one.url,
                )
                for one in found[:SHOWN]
            ],
            total=len(found),
            url=reverse("admin:bildungsregion_legalfacts_changelist"),
        )
