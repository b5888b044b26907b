"""What sources of events bring to the office's start page: what waits, and calendars that rest."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base import today
from bildungsregion.base.today import Line, Panel
from events.models import MOST_FAILURES, Feed, FeedItem


SHOWN = 5


@today.register(order=24)
def feeds(request: HttpRequest) -> Iterator[Panel]:
    """A line for each source where somebody has to look; from one query."""
    if not request.user.has_perm("events.change_feed"):
        return
    rows = Feed.objects.annotate(
        new=Count(
            "items", filter=Q(items__waits_for=FeedItem.Waits.NEW, items__event__is_published=False)
        ),
        gone=Count("items", filter=Q(items__waits_for=FeedItem.Waits.GONE)),
    )
    waiting = Q(new__gt=0) | Q(gone__gt=0) | Q(is_active=True, failures__gte=MOST_FAILURES)
    found = list(rows.filter(waiting).order_by("-failures", "name"))
    yield Panel(
        key="quellen",
        title="Veranstaltungen aus anderen Kalendern",
        lines=[_line(feed) for feed in found[:SHOWN]],
        total=len(found),
        empty="Aus anderen Kalendern wartet nichts.",
        url=reverse("admin:events_feed_changelist"),
    )


def _line(feed) -> Line:
    parts = []
    if feed.rests:
        parts.append(f"ruht: {feed.problem}")
    if feed.new:
        parts.append(f"{feed.new} neu")
    if feed.gone:
        parts.append(f"{feed.gone} nicht mehr da")
    address = reverse("admin:events_feed_change", args=[feed.pk])
    if feed.new or feed.gone:
        address = f"{reverse('admin:events_feeditem_changelist')}?feed__id__exact={feed.pk}&waits_for__in=neu,weg"
    return Line(
        title=feed.name,
        why="; ".join(parts),
        url=address,
        since=timezone.localdate(feed.last_try) if feed.last_try else None,
        urgent=feed.rests,
    )
