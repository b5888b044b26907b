"""What pages bring to the office's start page: texts to look at again, and those that go online by themselves."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import today
from bildungsregion.base.today import Line, Panel
from pages.models import News, Page, Status
from pages.models.writing import moment_words


SHOWN = 8
_REVIEW, _BEGINS, _CHANGES = "review", "begins", "changes"
_KINDS = {"page": "Seite", "news": "Meldung"}


@today.register(order=40)
def written(request: HttpRequest) -> Iterator[Panel | datetime]:
    """Pages and messages whose review day has come, and what goes online by itself; one query."""
    if not request.user.has_perm("pages.change_page"):
        return
    now, day = timezone.now(), timezone.localdate()
    parts = []
    for model in (Page, News):
        parts += [
            _lines(model.objects.due_for_review(day), _REVIEW, "review_on"),
            _lines(model.objects.with_status(Status.SCHEDULED, now), _BEGINS, "publish_at"),
            _lines(model.objects.filter(change_at__gt=now), _CHANGES, "change_at"),
        ]
    rows = list(parts[0].union(*parts[1:], all=True).order_by("sorted_by", "title"))
    reviews = [row for row in rows if row["what"] == _REVIEW]
    planned = [row for row in rows if row["what"] != _REVIEW]
    pages = reverse("admin:pages_page_changelist")
    yield from map(_moment, planned)
    yield Panel(
        key="seiten-pruefen",
        title="Seiten zu prüfen",
        lines=[_to_review(row, day) for row in reviews[:SHOWN]],
        total=len(reviews),
        empty="Keine Seite ist zu prüfen.",
        url=f"{pages}?stand=pruefen",
    )
    if planned:
        yield Panel(
            key="seiten-geplant",
            title="Geht von selbst online",
            lines=[_planned(row) for row in planned[:SHOWN]],
            total=len(planned),
            url=f"{pages}?stand=vorgesehen",
        )


def _lines(rows: QuerySet, what: str, moment: str) -> QuerySet:
    """Columns of the same kind from all parts; days and moments sort as texts."""
    return (
        rows.order_by()
        .annotate(
            what=Value(what),
            kind=Value(rows.model._meta.model_name),
            sorted_by=Cast(moment, CharField()),
        )
        .values("what", "kind", "pk", "title", "review_on", "publish_at", "change_at", "sorted_by")
    )


def _to_review(row: dict, day: date) -> Line:
    return Line(
        title=row["title"],
        why=f"{_KINDS[row['kind']]}: Stimmt alles noch?",
        url=_address(row),
        until=row["review_on"],
        until_label="fällig am",
        urgent=row["review_on"] < day,
    )


def _planned(row: dict) -> Line:
    moment = _moment(row)
    what = "geänderte Fassung" if row["what"] == _CHANGES else "erscheint"
    return Line(
        title=row["title"],
        why=f"{_KINDS[row['kind']]}: {what} ab {moment_words(moment)}",
        url=_address(row),
        until=timezone.localdate(moment),
        until_label="am",
    )


def _moment(row: dict) -> datetime:
    return row["change_at"] if row["what"] == _CHANGES else row["publish_at"]


def _address(row: dict) -> str:
    return reverse(f"admin:pages_{row['kind']}_change", args=[row["pk"]])
