"""Duplicates of events: a list for the office, and two merged side by side."""

from django.contrib import admin

from bildungsregion.base.duplicate_pages import DuplicatePages
from events import duplicates, merging
from events.models import Event


DATES_SHOWN = 3


class WithDuplicates(DuplicatePages):
    """Part of the admin of events."""

    duplicates, merging = duplicates, merging
    rows_named = things_named = "Veranstaltungen"
    list_title = "Doppelte Veranstaltungen?"
    list_template = "admin/events/event/duplicates.html"
    merge_template = "admin/events/event/merge.html"
    change_right, merge_right = "events.change_event", "events.delete_event"

    @admin.action(description="Zwei Veranstaltungen zusammenführen", permissions=["delete"])
    def merge_two(self, request, queryset):
        return self.to_merging(request, queryset)

    def rows_of_pairs(self, pks):
        rows = Event.objects.filter(pk__in=pks).select_related("organiser", "place_actor")
        return {
            event.pk: _told(event)
            for event in rows.prefetch_related("occurrences", "feed_items__feed")
        }

    def more_to_see(self, keep, gone):
        return {"obstacle": merging.obstacle(keep, gone), "both": [_told(keep), _told(gone)]}


def _told(event: Event) -> dict:
    """An event with its next dates and where it came from."""
    rows = list(event.occurrences.all())
    for row in rows:
        row.event = event
    coming = [row for row in rows if not row.is_past] or rows
    return {
        "event": event,
        "dates": coming[:DATES_SHOWN],
        "more": len(coming) - DATES_SHOWN,
        "sources": [item.feed.name for item in event.feed_items.all()],
    }
