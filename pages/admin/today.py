"""What pages bring to the office's start page: texts that somebody wanted to look at again."""

from collections.abc import Iterator

from django.db.models import Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import today
from bildungsregion.base.today import Line, Panel
from pages.models import News, Page


SHOWN = 8
_KINDS = {"page": "Seite", "news": "Meldung"}


@today.register(order=40)
def reviews(request: HttpRequest) -> Iterator[Panel]:
    """Pages and messages whose review day has come; one query."""
    if not request.user.has_perm("pages.change_page"):
        return
    day = timezone.localdate()
    parts = [
        model.objects.due_for_review(day)
        .order_by()
        .annotate(kind=Value(model._meta.model_name))
        .values("kind", "pk", "title", "review_on")
        for model in (Page, News)
    ]
    rows = list(parts[0].union(*parts[1:], all=True).order_by("review_on", "title"))
    yield Panel(
        key="seiten-pruefen",
        title="Seiten zu prüfen",
        lines=[
            Line(
                title=row["title"],
                why=f"{_KINDS[row['kind']]}: Stimmt alles noch?",
                url=reverse(f"admin:pages_{row['kind']}_change", args=[row["pk"]]),
                until=row["review_on"],
                until_label="fällig am",
                urgent=row["review_on"] < day,
            )
            for row in rows[:SHOWN]
        ],
        total=len(rows),
        empty="Keine Seite ist zu prüfen.",
        url=f"{reverse('admin:pages_page_changelist')}?stand=pruefen",
    )
