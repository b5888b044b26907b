"""When pages of the calendar look different by themselves: as soon as a date is over."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from bildungsregion.base import moments

from .models import Occurrence


@moments.changes("events")
def ends(now: datetime) -> Iterator[tuple[QuerySet, str]]:
    """The date that is over next; the index of ``current_until`` answers it."""
    first = Occurrence.objects.filter(current_until__gt=now).order_by("current_until")
    yield Occurrence.objects.filter(pk__in=first.values("pk")[:1]), "current_until"
