"""Files: calendars of one event, of one date, of all that a filter leaves; the picture of an event."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from actors.views.files import cached_file
from bildungsregion.base.kept_pages import offered
from events import feeds, ical, periods
from events.filters import OccurrenceFilter
from events.models import Event, Occurrence


# A subscribed calendar keeps what was lately, so that cancellations still reach it.
FEED_LOOKS_BACK = timedelta(days=60)


@require_safe
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """All dates of one event as a calendar file."""
    event = get_object_or_404(Event.objects.published().for_calendars(), slug=slug)

    def contents():
        return _head(request, event.title, event.get_absolute_url()), *feeds.of_event(event)

    return _calendar_response(request, event.occurrences.all(), contents, f"{slug}.ics")


@require_safe
def occurrence_ics(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One date of an event, as a calendar file of its own."""
    dates = Occurrence.objects.published().filter(event__slug=slug, number=number)
    date = get_object_or_404(dates)

    def contents():
        date.event = Event.objects.for_calendars().get(pk=date.event_id)
        return _head(request, date.event.title, date.event.get_absolute_url()), [date], []

    return _calendar_response(request, dates, contents, f"{slug}-{number}.ics")


@require_safe
def event_image(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The picture of a published event."""
    event = get_object_or_404(Event.objects.published().exclude(image=""), slug=slug)
    return cached_file(request, event.image, event.updated_at)


@require_safe
def event_feed(request: HttpRequest) -> HttpResponse:
    """The dates of all events for subscribing, under the same filters as the list."""
    return offered(request, lambda: _feed(request))


def _feed(request: HttpRequest) -> HttpResponse:
    # From a midnight on, so that the feed is the same for a day.
    since = periods.midnight(timezone.localdate() - FEED_LOOKS_BACK)
    everything = (
        Occurrence.objects.published()
        .filter(current_until__gt=since)
        .exclude(event__date_precision=Event.Precision.MONTH)
    )
    filterset = OccurrenceFilter(request.GET or None, queryset=everything, request=request)
    is_narrowed = filterset.is_narrowed

    def contents():
        head = _head(request, feed_name(request, filterset), reverse("events:event_list"))
        return head, *feeds.of_selection(filterset.qs, everything, is_narrowed=is_narrowed)

    return _calendar_response(request, filterset.qs, contents, "kalender.ics")


def feed_name(request: HttpRequest, filterset: OccurrenceFilter) -> str:
    """ "Bildungsregion Lüneburg: Sprache, Adendorf": the region and what is filtered for."""
    said = ", ".join(chip.text for chip in filterset.chips) if filterset.is_narrowed else ""
    return f"{request.region.name}: {said}" if said else request.region.name


def _head(request: HttpRequest, name: str, path: str) -> ical.Head:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return ical.Head(
        name=name,
        page=request.build_absolute_uri(path + query),
        source=request.build_absolute_uri(),
    )


def _calendar_response(
    request: HttpRequest, dates: QuerySet, contents: Callable, file_name: str
) -> HttpResponse:
    """The calendar, or 304 while no event, place, rule or date in it has changed.

    `dates` are the stored dates whose change counts, `contents()` gives the head of the
    calendar, its single dates and its rules.
    """
    state = dates.order_by().aggregate(
        number=Count("pk"),
        last=Max("pk"),
        event_changed=Max("event__updated_at"),
        place_changed=Max("event__place_actor__updated_at"),
        host_changed=Max("event__organiser__updated_at"),
        rule_changed=Max("rule__updated_at"),
        date_changed=Max("updated_at"),
    )
    etag = quote_etag(
        sha256(repr((request.build_absolute_uri(), *state.values())).encode()).hexdigest()
    )
    response = get_conditional_response(request, etag=etag)
    if response is None:
        changed = [state[name] for name in state if name.endswith("_changed") and state[name]]
        head, single, ruled = contents()
        head = replace(head, changed_at=max(changed, default=None))
        body = ical.calendar(head, request.build_absolute_uri, single, ruled)
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    return response
