"""Duplicates of events: a list for the office, and two merged side by side."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from bildungsregion.base.errors import DomainError
from events import duplicates, merging
from events.models import Event


EDIT, MERGE = "events.change_event", "events.delete_event"
PER_PAGE, DATES_SHOWN = 30, 3


class WithDuplicates:
    """Part of the admin of events."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("dubletten/", view(self.duplicates_page), name="events_event_duplicates"),
            path(
                "dubletten/keine/", view(require_POST(self.keep_apart)), name="events_event_apart"
            ),
            path(
                "<int:pk>/zusammenfuehren/<int:other>/",
                view(self.merge_page),
                name="events_event_merge",
            ),
            *super().get_urls(),
        ]

    @admin.action(description="Zwei Veranstaltungen zusammenführen", permissions=["delete"])
    def merge_two(self, request, queryset):
        chosen = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(chosen) != 2:
            messages.error(request, "Bitte wählen Sie genau zwei Veranstaltungen.")
            return None
        return HttpResponseRedirect(reverse("admin:events_event_merge", args=chosen))

    def duplicates_page(self, request: HttpRequest) -> HttpResponse:
        """All pairs that look like one event, likeliest first."""
        _allow(request, EDIT)
        page = Paginator(duplicates.pairs(), PER_PAGE).get_page(request.GET.get("seite"))
        wanted = {pk for first, second, *_ in page.object_list for pk in (first, second)}
        rows = Event.objects.filter(pk__in=wanted).select_related("organiser", "place_actor")
        events = {
            event.pk: event for event in rows.prefetch_related("occurrences", "feed_items__feed")
        }
        pairs = [
            (_told(events[first]), _told(events[second]), round(score * 100), reasons)
            for first, second, score, reasons in page.object_list
            if first in events and second in events
        ]
        may_merge = request.user.has_perm(MERGE)
        context = {
            "title": "Doppelte Veranstaltungen?",
            "page": page,
            "pairs": pairs,
            "may_merge": may_merge,
        }
        return self._duplicates(request, "duplicates", context)

    def keep_apart(self, request: HttpRequest) -> HttpResponse:
        """„Keine Dublette“: remembered for good."""
        _allow(request, EDIT)
        numbers = [request.POST.get(name, "") for name in ("first", "second")]
        if (
            not all(number.isdecimal() and len(number) < 18 for number in numbers)
            or numbers[0] == numbers[1]
        ):
            return HttpResponse("Bitte wählen Sie zwei Veranstaltungen.", status=422)
        first, second = (get_object_or_404(Event, pk=int(number)) for number in numbers)
        duplicates.keep_apart(first=first, second=second, by=request.user)
        messages.success(request, f"Gemerkt: „{first}“ und „{second}“ sind zwei Veranstaltungen.")
        return HttpResponseRedirect(reverse("admin:events_event_duplicates"))

    def merge_page(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        """Both side by side, a choice for every difference, and what comes along; then there is no way back."""
        _allow(request, MERGE)
        keep, gone = get_object_or_404(Event, pk=pk), get_object_or_404(Event, pk=other)
        status = 200
        if request.method == "POST":
            chosen = {
                name: value
                for name, value in request.POST.items()
                if value in (merging.KEEP, merging.GONE)
            }
            try:
                joined = merging.merge(
                    keep=keep, gone=gone, chosen=chosen, shown=request.POST.get("stand", "")
                )
                self.log_change(
                    request, joined, f"Zusammengeführt mit „{gone.title}“ (Nr. {other})."
                )
                messages.success(
                    request,
                    f"„{gone.title}“ ist jetzt Teil von „{joined.title}“; die alte Adresse führt hierher.",
                )
                return HttpResponseRedirect(reverse("admin:events_event_change", args=[joined.pk]))
            except DomainError as error:
                messages.error(request, error.message)
                status = 409
        shown = merging.parts(keep, gone)
        context = {
            "title": "Zwei Veranstaltungen zusammenführen", "keep": keep, "gone": gone, "sides": merging,
            "stamp": merging.stamp(keep, gone), "obstacle": merging.obstacle(keep, gone),
            "parts": [(part, request.POST.get(part.key, part.default)) for part in shown],
            "both": [_told(keep), _told(gone)],
        }  # fmt: skip
        return self._duplicates(request, "merge", context, status)

    def _duplicates(self, request, name: str, context: dict, status: int = 200) -> HttpResponse:
        whole = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/events/event/{name}.html", whole, status=status)


def _allow(request: HttpRequest, right: str) -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied(right)


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
