"""The calendar by month, week and day."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from events import agenda, facets, periods
from events.models import Occurrence

from .shell import CalendarPage, neighbours


# So many dates stand in a cell of the month; the others on the page of their day.
SHOWN_IN_CELL = 3
_CELL = (
    "starts_at", "ends_at", "all_day", "is_cancelled", "event__title", "event__slug", "event__status",
    "event__date_precision",
)  # fmt: skip


class CurrentPeriod(View):
    """The address without a date leads to today's month, week or day, filters included."""

    kind = periods.MONTH

    def get(self, request):
        page = reverse(
            f"events:event_{self.kind}", args=[periods.of(self.kind, timezone.localdate())]
        )
        query = request.GET.urlencode()
        return redirect(f"{page}?{query}" if query else page)


class PeriodPage(CalendarPage, TemplateView):
    def get(self, request, *args, **kwargs):
        self.period = kwargs["period"]
        if not periods.is_reachable(self.period, timezone.localdate()):
            raise Http404("the calendar has no page for this")
        self.filterset = self.filtered(Occurrence.objects.published().filter(self.span()))
        return super().get(request, *args, **kwargs)

    def span(self):
        return facets.during(self.period.first, self.period.last)

    def day_meant(self):
        today = timezone.localdate()
        return today if self.period.holds(today) else self.period.first

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "turn": neighbours(self.period, context["kept"]),
            "agenda": agenda.of_period(
                self.dates(), self.period.days(), self.filterset.holidays, context["today"]
            ),
        }

    def dates(self):
        return self.filterset.qs.with_event().order_by("starts_at", "pk")

    def is_aside(self, context):
        return super().is_aside(context) or self.view != periods.MONTH or not self.filterset.total


class EventMonth(PeriodPage):
    template_name = "events/event_month.html"
    view = periods.MONTH

    def dates(self):
        dates = self.filterset.qs.select_related("event").only(*_CELL)
        return dates.order_by("starts_at", "pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        holidays, today = self.filterset.holidays, context["today"]
        inside = {day.day: day for day in context["agenda"].days}
        rows = [
            (week, [inside.get(day) or agenda.outside(day, holidays, today) for day in week.days()])
            for week in agenda.weeks(self.period)
        ]
        for day in inside.values():
            day.shown = SHOWN_IN_CELL
        return context | {"weeks": rows, "full_days": [d for d in inside.values() if d.entries]}


class EventWeek(PeriodPage):
    template_name = "events/event_week.html"
    view = periods.WEEK


class EventDay(PeriodPage):
    template_name = "events/event_day.html"
    view = periods.DAY

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        [day] = context["agenda"].days
        standing = {entry.date.pk for entry in day.entries}
        lasting = [date for date in context["agenda"].lasting if date.pk not in standing]
        return context | {"day": day, "lasting": lasting}
