from datetime import timedelta
from hashlib import sha256
from itertools import groupby

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.formats import date_format
from django.utils.http import quote_etag, urlencode
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from bildungsregion.base.facets import FacetList

from . import ical
from .filters import OccurrenceFilter
from .models import Event, Occurrence
from .structured import event_facts


# A subscribed calendar keeps what was lately, so that cancellations still reach it.
FEED_LOOKS_BACK = timedelta(days=60)
FEED_LIMIT = 2000
# How many dates of one event search engines are told.
DATES_TOLD = 10


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


class EventDetail(DetailView):
    queryset = Event.objects.published().select_related("organiser", "place_actor")

    def get_context_data(self, **kwargs):
        event = self.object
        occurrences = list(event.occurrences.all())
        for occurrence in occurrences:
            occurrence.event = event
        coming = [occurrence for occurrence in occurrences if not occurrence.is_past]
        past = [occurrence for occurrence in reversed(occurrences) if occurrence.is_past]
        return super().get_context_data(
            coming=coming,
            first_date=next(iter(coming or past), None),
            past=past,
            co_organisers=event.co_organisers.published(),
            topics=event.topics.published(),
            target_groups=event.target_groups.all(),
            documents=event.documents.published().newest_first(),
            structured=[event_facts(date, self.request) for date in (coming or past)[:DATES_TOLD]],
            **kwargs,
        )


def by_month(occurrences) -> list[tuple[str, list[Occurrence]]]:
    """Occurrences in their order under the local month they begin in: [("März 2026", [...])]."""

    def month(occurrence):
        return date_format(timezone.localtime(occurrence.starts_at), "F Y")

    return [(name, list(dates)) for name, dates in groupby(occurrences, key=month)]


@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """All dates of one event as a calendar file."""
    event = get_object_or_404(Event.objects.published(), slug=slug)
    occurrences = event.occurrences.with_event()
    return _calendar_response(request, occurrences, name=event.title, file_name=f"{slug}.ics")


@require_safe
def event_feed(request: HttpRequest) -> HttpResponse:
    """The dates of all events for subscribing, under the same filters as the list."""
    since = timezone.now() - FEED_LOOKS_BACK
    dates = (
        Occurrence.objects.published()
        .filter(current_until__gt=since)
        .exclude(event__date_precision=Event.Precision.MONTH)
    )
    filtered = OccurrenceFilter(request.GET or None, queryset=dates, request=request).qs
    occurrences = filtered.with_event().order_by("starts_at", "pk")[:FEED_LIMIT]
    return _calendar_response(
        request, occurrences, name=request.region.name, file_name="kalender.ics"
    )


def _calendar_response(request, occurrences, *, name, file_name) -> HttpResponse:
    """The calendar, or 304 while neither an event nor a date has changed."""
    state = occurrences.aggregate(
        number=Count("pk"),
        last=Max("pk"),
        event_changed=Max("event__updated_at"),
        place_changed=Max("event__place_actor__updated_at"),
        date_changed=Max("updated_at"),
    )
    etag = quote_etag(sha256(repr((name, *state.values())).encode()).hexdigest())
    response = get_conditional_response(request, etag=etag)
    if response is None:
        body = ical.calendar(
            occurrences,
            name=name,
            address=lambda event: request.build_absolute_uri(event.get_absolute_url()),
        )
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    return response
