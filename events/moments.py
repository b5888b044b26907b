"""When pages of the calendar look different by themselves: as soon as a date is over."""

from datetime import datetime

from django.db.models import Min

from bildungsregion.base import moments

from .models import Occurrence


@moments.changes
def next_end(now: datetime) -> datetime | None:
    """The end of the date that is over next; the index of ``current_until`` answers it."""
    return Occurrence.objects.filter(current_until__gt=now).aggregate(at=Min("current_until"))["at"]
