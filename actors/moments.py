"""When pages of institutions look different by themselves: as soon as a door opens or closes."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from bildungsregion.base import moments

from .models import OpeningSlot


@moments.changes("actors")
def doors(now: datetime) -> Iterator[tuple[QuerySet, str]]:
    """The slots of today that open or close next, of any institution; midnight counts anyway."""
    local = timezone.localtime(now)
    today = OpeningSlot.objects.filter(weekday=local.weekday())
    for column in ("opens", "closes"):
        first = today.filter(**{f"{column}__gt": local.time()}).order_by(column)
        yield OpeningSlot.objects.filter(pk__in=first.values("pk")[:1]), column
