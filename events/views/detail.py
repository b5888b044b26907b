from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from actors.cost import group_cost
from actors.forms import GroupForm
from actors.views.offers import cost_rows
from actors.views.related import place_on_map
from bildungsregion.base.kept_pages import KeptPage, ToldPage
from bildungsregion.base.money import euro
from events import glance, permissions
from events.embedding import webcal
from events.models import Event, Occurrence, Series
from events.places import dates_of
from events.structured import event_facts


# How many dates of one event search engines are told, and how many the page shows unfolded.
DATES_TOLD, DATES_SHOWN = 10, 6
SIMILAR_SHOWN = 3


class EventDetail(ToldPage):
    queryset = Event.objects.published().select_related(
        "organiser", "place_actor", "series", "project", "group_terms", "registration_terms"
    )

    def get(self, request, *args, **kwargs):
        """An address that the event had before it was merged leads to today's."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            now = get_object_or_404(Event.objects.published(), old_addresses__slug=kwargs["slug"])
            return redirect(now, permanent=True)

    def get_context_data(self, **kwargs):
        event, told = self.object, self.told
        # Places are taken all the time, which makes no edition.
        dates = told["dates"] or self.dates(event, told["glance"])
        return super().get_context_data(
            **dates,
            **for_groups(event, dates["coming"], self.request.GET),
            dates_key=self.key if told["dates"] else None,
            list_url=self.list_url(),
            **kwargs,
        )

    def tell(self, event: Event) -> dict:
        """All of it, without its dates where places are taken at them."""
        absolute, parts = self.request.build_absolute_uri, glance.of_event(event)
        return {
            "glance": parts,
            "dates": None if _registers(event) else self.dates(event, parts),
            "place": place_of(event),
            "similar": list(similar_dates(event)),
            "webcal_url": webcal(absolute(reverse("events:event_ics", args=[event.slug]))),
        }

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        response.is_unkept = _registers(self.object)
        return response

    def dates(self, event: Event, parts: glance.Glance) -> dict:
        """The next date that takes place, the others, and those that are over; what search engines are told of them."""
        occurrences, absolute = dates_of(event), self.request.build_absolute_uri
        coming = [occurrence for occurrence in occurrences if not occurrence.is_past]
        past = [occurrence for occurrence in reversed(occurrences) if occurrence.is_past]
        on = [date for date in coming if not date.does_not_take_place]
        first = next(iter(on or coming or past), None)
        others = [date for date in coming if date is not first]
        return {
            "coming": coming,
            "past": past if coming else past[1:],
            "first_date": first,
            "registers": registration_of(coming),
            "is_over": bool(past) and not coming,
            "next_dates": others[:DATES_SHOWN],
            "later_dates": others[DATES_SHOWN:],
            "structured": [
                event_facts(
                    date,
                    absolute,
                    co_organisers=parts.co_organisers,
                    languages=[language.slug for language in parts.languages],
                )
                for date in (coming or past)[:DATES_TOLD]
            ],
        }

    def list_url(self) -> str:
        """Where organisers and the office see who registered; "" for everybody else."""
        event, user = self.object, self.request.user
        if not user.is_authenticated or not _registers(event):
            return ""
        if not permissions.can_attend(user, event):
            return ""
        return reverse("events:attendance_dates", args=[event.slug])


def _registers(event: Event) -> bool:
    """Whether people register for it here."""
    return getattr(event, "registration_terms", None) is not None


def place_of(event: Event) -> dict | None:
    """The point on the map of the district; None where the event has none."""
    if event.place_actor is None or event.attendance == Event.Attendance.ONLINE:
        return None
    return place_on_map(event.place_actor)


def registration_of(coming: list[Occurrence]) -> str:
    """What the button to the form offers: "places", "waiting", "later" (no button), "" where there is no form."""
    seats = [date.seats for date in coming if date.seats and not date.does_not_take_place]
    taking = [one for one in seats if one.takes]
    if not taking:
        return "later" if seats else ""
    return "waiting" if all(one.is_full for one in taking) else "places"


def for_groups(event: Event, coming: list[Occurrence], query) -> dict:
    """What the event costs a class of the size that the address names; {} if it is not meant for classes."""
    terms = getattr(event, "group_terms", None)
    if terms is None or not coming or event.is_cancelled:
        return {}
    group = GroupForm.of_query(query)
    cost = group_cost(terms, *group.group)
    date = next((date for date in coming if not date.does_not_take_place), None)
    return {
        "terms": terms,
        "group": group,
        "cost": cost,
        "cost_headers": [_("Wofür"), _("Betrag")],
        "cost_rows": cost_rows(terms, cost),
        "cost_sum": [_("Zusammen"), euro(cost.total_cents)],
        "begin": urlencode(
            {"veranstaltung": event.slug} | ({"termin": date.number} if date else {})
        ),
    }


def similar_dates(event: Event):
    """The next date of each of a few events of the same series, on the same topics or by the same organiser."""
    alike = Q(topics__in=event.topics.values("pk"))
    if event.series_id:
        alike |= Q(series=event.series_id)
    if event.organiser_id:
        alike |= Q(organiser=event.organiser_id)
    events = Event.objects.published().filter(alike).exclude(pk=event.pk)
    coming = Occurrence.objects.filter(current_until__gt=timezone.now(), is_cancelled=False)
    earlier = coming.filter(event=OuterRef("event")).filter(
        Q(starts_at__lt=OuterRef("starts_at"))
        | Q(starts_at=OuterRef("starts_at"), pk__lt=OuterRef("pk"))
    )
    dates = coming.filter(event__in=events.order_by().values("pk"))
    dates = dates.exclude(event__status=Event.Status.CANCELLED).filter(~Exists(earlier))
    return dates.with_event().order_by("starts_at", "pk")[:SIMILAR_SHOWN]


class SeriesDetail(KeptPage, DetailView):
    """A series with the dates of its published events."""

    tells_time = True

    queryset = Series.objects.published()

    def get_context_data(self, **kwargs):
        dates = Occurrence.objects.published().filter(event__series=self.object).with_event()
        return super().get_context_data(coming=dates.coming(), past=dates.past(), **kwargs)
