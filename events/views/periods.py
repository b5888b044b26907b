"""The calendar by month, week and day."""

from datetime import date

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.generic import TemplateView, View

from events import agenda, facets, periods
from events.models import Occurrence

from .shell import CalendarPage, neighbours


# So many dates stand in a cell of the month; the others on the page of their day.
SHOWN_IN_CELL = 3
_CELL = (
    "starts_at", "ends_at", "all_day", "is_cancelled", "event__title", "event__slug", "event__status",
    "event__date_precision", "event__translations",
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
            "turn": SimpleLazyObject(lambda: neighbours(self.period, context["kept"])),
            "agenda": SimpleLazyObject(lambda: self.by_day(context["today"])),
        }

    def by_day(self, today: date) -> agenda.Agenda:
        days, holidays = self.period.days(), self.filterset.holidays
        return agenda.of_period(self.dates(), days, holidays, today)

    @property
    def kept_as(self):
        return f"{super().kept_as} {self.period.key}"

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
        sheet = SimpleLazyObject(lambda: self.sheet(context["agenda"], context["today"]))
        return context | {
            "weeks": SimpleLazyObject(lambda: sheet[0]),
            "full_days": SimpleLazyObject(lambda: sheet[1]),
        }

    def sheet(self, found: agenda.Agenda, today: date) -> tuple[list, list]:
        """The weeks with their days, and the days that have dates."""
        holidays, inside = self.filterset.holidays, {day.day: day for day in found.days}
        rows = [
            (week, [inside.get(day) or agenda.outside(day, holidays, today) for day in week.days()])
            for week in agenda.weeks(self.period)
        ]
        for day in inside.values():
            day.shown = SHOWN_IN_CELL
        return rows, [day for day in inside.values() if day.entries]


class EventWeek(PeriodPage):
    template_name = "events/event_week.html"
    view = periods.WEEK


class EventDay(PeriodPage):
    template_name = "events/event_day.html"
    view = periods.DAY

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        found = context["agenda"]

        def lasting():
            standing = {entry.date.pk for entry in found.days[0].entries}
            return [one for one in found.lasting if one.pk not in standing]

        return context | {
            "day": SimpleLazyObject(lambda: found.days[0]),
            "lasting": SimpleLazyObject(lasting),
        }
