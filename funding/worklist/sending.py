"""Letters that somebody in the office has to send on their way."""

from collections.abc import Callable
from datetime import date

from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base.today import Line
from funding.models import Delivery

from .lines import SHOWN, Waiting


def to_post(today: date) -> Waiting:
    """Letters that go by post and have not been given to it, oldest first."""
    rows = outgoing().annotate(total=Window(Count("pk")))
    url = reverse("admin:funding_letter_post")
    return _waiting(
        rows, lambda row: f"{url}?brief={row.pk}", lambda row: "Drucken, absenden, vermerken."
    )


def not_fetched(today: date) -> Waiting:
    """Provided in the portal, not fetched in ten days: they have to go another way."""
    rows = with_letters(Delivery.objects.not_fetched(today)).order_by("notified_at", "pk")
    return _waiting(
        rows.annotate(total=Window(Count("pk"))),
        lambda row: reverse("admin:funding_letter_send", args=[row.letter_id]),
        lambda row: f"War bis {row.last_day_to_fetch:%d.%m.%Y} abzurufen: auf anderem Weg senden.",
    )


def outgoing() -> QuerySet[Delivery]:
    """What waits for the post, in the order in which it was written."""
    return with_letters(Delivery.objects.to_post()).order_by("letter__issued_at", "pk")


def with_letters(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_related("letter__application__institution").defer("letter__context_json")


def _waiting(
    rows: QuerySet[Delivery], url: Callable[[Delivery], str], why: Callable[[Delivery], str]
) -> Waiting:
    found = list(rows[:SHOWN])
    return Waiting(
        [
            Line(
                title=row.letter.get_kind_display(),
                url=url(row),
                number=row.letter.number,
                institution=str(row.letter.application.institution),
                why=why(row),
                since=timezone.localdate(row.notified_at or row.letter.issued_at),
            )
            for row in found
        ],
        found[0].total if found else 0,
    )
