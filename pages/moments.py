"""Pages and news appear, change and vanish by the clock: what is kept of them carries what comes next."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest

from bildungsregion.base import moments

from .models import News, Page


def turn(request: HttpRequest | None) -> datetime | None:
    """The next of the planned moments: part of the key of whatever is kept of pages and news."""
    return moments.coming(request, "pages")


@moments.changes("pages")
def planned(now: datetime) -> Iterator[tuple[QuerySet, str]]:
    """The pages and messages that appear, change or vanish; few are planned at a time."""
    for model in (Page, News):
        for column in ("publish_at", "change_at", "unpublish_at"):
            yield model.objects.filter(is_published=True, **{f"{column}__gt": now}), column
