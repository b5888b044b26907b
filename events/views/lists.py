from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode

from bildungsregion.base.facets import FacetList
from events.filters import OccurrenceFilter
from events.models import Occurrence


class OccurrenceList(FacetList):
    """Dates of published events, grouped by month."""

    filterset_class = OccurrenceFilter
    context_object_name = "occurrences"

    def get_queryset(self):
        return super().get_queryset().with_event()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["months"] = by_month(context["occurrences"])
        return context


class EventList(OccurrenceList):
    template_name = "events/event_list.html"

    def get_context_data(self, **kwargs):
        chosen = urlencode(self.filterset.chosen)
        feed_url = reverse("events:event_feed") + (f"?{chosen}" if chosen else "")
        return super().get_context_data(feed_url=feed_url, **kwargs)

    @property
    def queryset(self):
        return Occurrence.objects.published().coming()


class EventArchive(OccurrenceList):
    template_name = "events/event_archive.html"

    @property
    def queryset(self):
        return Occurrence.objects.published().past()


def by_month(occurrences) -> list[tuple[str, list[Occurrence]]]:
    """Occurrences in their order under the local month they begin in: [("März 2026", [...])]."""

    def month(occurrence):
        return date_format(timezone.localtime(occurrence.starts_at), "F Y")

    return [(name, list(dates)) for name, dates in groupby(occurrences, key=month)]
