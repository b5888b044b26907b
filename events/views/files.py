from datetime import timedelta
from hashlib import sha256

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from events import ical
from events.filters import OccurrenceFilter
from events.models import Event, Occurrence


# A subscribed calendar keeps what was lately, so that cancellations still reach it.
FEED_LOOKS_BACK = timedelta(days=60)
FEED_LIMIT = 2000


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
