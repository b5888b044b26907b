"""Pages and news appear and vanish by the clock: what is kept of them carries how far the clock is."""

from bisect import bisect_right
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from bildungsregion.base import edition, moments

from .models import News, Page


def turn(request: HttpRequest | None) -> int:
    """How many of the planned moments are over: part of the key of whatever is kept of pages and news."""
    if not edition.of(request):
        return 0
    return bisect_right(edition.kept(request, "pages moments", _planned), timezone.now())


@moments.changes
def next_planned(_now: datetime) -> datetime | None:
    """The next moment at which a page or a message appears or vanishes."""
    return next(iter(_planned()), None)


def _planned() -> list[datetime]:
    """The moments to come at which something appears or vanishes; from one query."""
    now = timezone.now()
    parts = [
        model.objects.filter(is_published=True, **{f"{column}__gt": now})
        .order_by()
        .values_list(column)
        for model in (Page, News)
        for column in ("publish_at", "unpublish_at")
    ]
    return sorted(moment for (moment,) in parts[0].union(*parts[1:]))
