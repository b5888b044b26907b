"""The calendar as lists: what is coming under its days, what is over under its months."""

from datetime import date
from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from bildungsregion.base.dates import date_format
from bildungsregion.base.facets import FacetList
from events import agenda, facets, periods
from events.filters import OccurrenceFilter
from events.models import Occurrence

from .shell import CalendarPage


class OccurrenceList(CalendarPage, FacetList):
    filterset_class = OccurrenceFilter
    context_object_name = "occurrences"
    paginate_by = 30

    def get_queryset(self):
        return super().get_queryset().with_event()

    def get_paginator(self, queryset, per_page, **kwargs):
        """The filters have counted already."""
        paginator = Paginator(queryset, per_page, **kwargs)
        paginator.count = self.filterset.total
        return paginator

    def is_aside(self, context):
        return super().is_aside(context) or context["page_obj"].number > 1


class EventList(OccurrenceList):
    template_name = "events/event_list.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)

        def groups():
            return agenda.groups(context["occurrences"], self.filterset.holidays, context["today"])

        return context | {"groups": SimpleLazyObject(groups)}

    @property
    def queryset(self):
        return Occurrence.objects.published().coming()


class EventArchive(OccurrenceList):
    """What is over, all of it or of one year."""

    template_name = "events/event_archive.html"
    view = "archive"

    @property
    def kept_as(self):
        return f"{super().kept_as} {self.year and self.year.key}"

    def get(self, request, *args, **kwargs):
        self.year = kwargs.get("year")
        self.years = list(years_until(timezone.localdate().year))
        if self.year and self.year.first.year not in self.years:
            raise Http404("no dates in this year")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "months": SimpleLazyObject(lambda: by_month(context["occurrences"])),
            "year": self.year,
            "years": [periods.of(periods.YEAR, date(year, 1, 1)) for year in self.years],
        }

    @property
    def queryset(self):
        dates = Occurrence.objects.published().past()
        if self.year:
            dates = dates.filter(facets.during(self.year.first, self.year.last))
        return dates


def years_until(last: int) -> range:
    """The years from the first date on, latest first."""
    dates = Occurrence.objects.published().order_by("starts_at")
    first = dates.values_list("starts_at", flat=True).first()
    return range(last, timezone.localtime(first).year - 1, -1) if first else range(0)


def by_month(occurrences) -> list[tuple[str, list[Occurrence]]]:
    """Occurrences in their order under the local month they begin in: [("März 2026", [...])]."""

    def month(occurrence):
        return date_format(timezone.localtime(occurrence.starts_at), "F Y")

    return [(name, list(dates)) for name, dates in groupby(occurrences, key=month)]
