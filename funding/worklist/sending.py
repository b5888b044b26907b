"""Letters that somebody in the office has to send on their way."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base.today import Line
from funding.models import Delivery

from .lines import SHOWN, Waiting


def on_their_way(today: date) -> tuple[Waiting, Waiting]:
    """Letters to be given to the post, and those in the portal that nobody fetched in ten days; oldest first.

    What was not fetched has to go another way.
    """
    rows = Delivery.objects.to_post() | Delivery.objects.not_fetched(today)
    place = {"partition_by": F("channel")}
    rows = with_letters(rows).annotate(
        waits_since=Coalesce("notified_at", "letter__issued_at"),
        total=Window(Count("pk"), **place),
        rank=Window(RowNumber(), order_by=("waits_since", "pk"), **place),
    )
    found = list(rows.filter(rank__lte=SHOWN).order_by("rank"))
    url = reverse("admin:funding_letter_post")
    return (
        _waiting(
            [row for row in found if row.channel == Delivery.Channel.POST],
            lambda row: f"{url}?brief={row.pk}",
            lambda row: "Drucken, absenden, vermerken.",
        ),
        _waiting(
            [row for row in found if row.channel == Delivery.Channel.PORTAL],
            lambda row: reverse("admin:funding_letter_send", args=[row.letter_id]),
            lambda row: (
                f"War bis {row.last_day_to_fetch:%d.%m.%Y} abzurufen: auf anderem Weg senden."
            ),
        ),
    )


def outgoing() -> QuerySet[Delivery]:
    """What waits for the post, in the order in which it was written."""
    return with_letters(Delivery.objects.to_post()).order_by("letter__issued_at", "pk")


def with_letters(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    return rows.select_related("letter__application__institution").defer("letter__context_json")


def _waiting(
    found: Sequence[Delivery], url: Callable[[Delivery], str], why: Callable[[Delivery], str]
) -> Waiting:
    return Waiting(
        [
            Line(
                title=row.letter.get_kind_display(),
                url=url(row),
                number=row.letter.number,
                institution=str(row.letter.application.institution),
                why=why(row),
                since=timezone.localdate(row.waits_since),
            )
            for row in found
        ],
        found[0].total if found else 0,
    )
