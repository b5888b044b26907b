"""When pages of institutions look different by themselves: as soon as a door opens or closes."""

from datetime import datetime

from django.db.models import Min, Q
from django.utils import timezone

from bildungsregion.base import moments

from .models import OpeningSlot


@moments.changes
def next_door(now: datetime) -> datetime | None:
    """The next time of today at which any institution opens or closes; midnight counts anyway."""
    local = timezone.localtime(now)
    at = local.time()
    found = OpeningSlot.objects.filter(weekday=local.weekday()).aggregate(
        opens=Min("opens", filter=Q(opens__gt=at)), closes=Min("closes", filter=Q(closes__gt=at))
    )
    times = [time for time in found.values() if time is not None]
    return datetime.combine(local.date(), min(times), tzinfo=local.tzinfo) if times else None
