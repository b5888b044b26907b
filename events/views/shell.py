"""What all views of the calendar share: the filters, the way to the other views, and what robots are told."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bildungsregion.base.kept_pages import KeptPage
from events import periods
from events.filters import OccurrenceFilter


LIST, MAP = "list", "map"


class CalendarPage(KeptPage):
    """Mixed into views that have ``filterset``; ``view`` names which of the views this is."""

    is_shared = tells_time = True

    view = LIST

    def filtered(self, dates) -> OccurrenceFilter:
        return OccurrenceFilter(
            self.request.GET or None, queryset=dates, request=self.request, kept_as=self.kept_as
        )

    @property
    def kept_as(self) -> str:
        """What is counted: the dates of this view."""
        return f"events {self.view}"

    def day_meant(self) -> date:
        """The day that the next view opens at: the chosen span's, else today."""
        today = timezone.localdate()
        span = self.filterset.span_of(self.filterset.chosen.get("wann", ""))
        return span[1] if span else today

    def get_context_data(self, **kwargs):
        query, key = SimpleLazyObject(self.query), self.filterset.key
        return super().get_context_data(**kwargs) | {
            "filter": self.filterset,
            "page_key": key and (key, self.request.META["QUERY_STRING"]),
            # Not "query": that is what was typed into the search of the page.
            "kept": query,
            "today": timezone.localdate(),
            "total": self.filterset.total,
            "views": SimpleLazyObject(lambda: self.views(query)),
        }

    def query(self) -> str:
        chosen = urlencode(self.filterset.chosen)
        return f"?{chosen}" if chosen else ""

    def views(self, query: str) -> list[dict]:
        """The views with their addresses under the same filters."""
        day = self.day_meant()
        if not periods.is_reachable(periods.of(periods.DAY, day), timezone.localdate()):
            day = timezone.localdate()
        month, week = (periods.of(kind, day) for kind in (periods.MONTH, periods.WEEK))
        found = (
            (LIST, _("Liste"), "list", reverse("events:event_list")),
            (periods.MONTH, _("Monat"), "calendar-today", _page(month)),
            (periods.WEEK, _("Woche"), "calendar-today", _page(week)),
            (MAP, _("Karte"), "map", reverse("events:event_map")),
        )
        return [
            {"label": label, "icon": icon, "url": url + query, "is_current": view == self.view}
            for view, label, icon, url in found
        ]

    def render_to_response(self, context, **kwargs):
        """Search engines keep the calendar itself, not every selection and every empty page of it."""
        response = super().render_to_response(context, **kwargs)
        if self.is_aside(context):
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    def is_aside(self, context) -> bool:
        return self.filterset.is_narrowed


def _page(period: periods.Period) -> str:
    return reverse(f"events:event_{period.kind}", args=[period])


def neighbours(period: periods.Period, query: str) -> dict:
    """Where the page before and after are, "" where the calendar ends; and today's."""
    today = timezone.localdate()

    def page(other):
        return _page(other) + query if periods.is_reachable(other, today) else ""

    current = periods.of(period.kind, today)
    return {
        "before": period.before,
        "before_url": page(period.before),
        "after": period.after,
        "after_url": page(period.after),
        "current_url": "" if current == period else _page(current) + query,
    }
