"""What is coming, by feed and by mail: the dates of the next week or month under any filter."""

from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.dates import date_format
from bildungsregion.base.subscriptions import lists
from bildungsregion.base.subscriptions.lists import Digest, Entry, Group, SubscribableList
from bildungsregion.base.subscriptions.rhythm import Rhythm, first_moment, period

from .filters import OccurrenceFilter
from .models import Event, Occurrence


MOST_IN_A_MAIL = 60


class ComingDates(SubscribableList):
    slug = "veranstaltungen"
    title = gettext_lazy("Veranstaltungen")
    page, feed = "events:event_list", "events:event_atom"
    all_of_it = gettext_lazy("alle Veranstaltungen")
    told = gettext_lazy("Was in der kommenden Woche oder im kommenden Monat ansteht.")
    filterset_class = OccurrenceFilter
    # "Today" is another day in each mail; what a mail is about says its rhythm.
    dropped = frozenset({"wann"})

    def rows(self):
        return Occurrence.objects.published().coming().with_event()

    def latest(self, rows, most):
        """The next dates, the nearest one first."""
        return [entry_of(date) for date in rows.order_by("starts_at", "pk")[:most]]

    def digest(self, rows, *, since, until, rhythm):
        today = timezone.localdate(until)
        _first, end = period(rhythm, today)
        dates = rows.filter(starts_at__lt=first_moment(end), current_until__gt=until)
        if rhythm == Rhythm.WEEKLY:
            # Of what is known to the month only, nobody can say that it is this week.
            dates = dates.exclude(event__date_precision=Event.Precision.MONTH)
        shown = list(dates.order_by("starts_at", "pk")[: MOST_IN_A_MAIL + 1])
        if not shown:
            return None
        total = len(shown) if len(shown) <= MOST_IN_A_MAIL else dates.count()
        shown = shown[:MOST_IN_A_MAIL]
        span = {"list": self.title, "span": _in_words(today, end - timedelta(days=1), rhythm)}
        return Digest(
            subject=_("%(list)s %(span)s") % span,
            groups=by_day(shown, first_moment(today)),
            left_out=total - len(shown),
        )


def by_day(dates: list[Occurrence], begin: datetime) -> list[Group]:
    """Dates in their order under their days; what is known to the month only, and what runs since before, ahead."""

    def heading(date):
        if date.event.date_precision == Event.Precision.MONTH:
            return (0, _("Ohne festen Tag"))
        if date.starts_at < begin:
            return (1, _("Läuft schon"))
        return (2, date_format(timezone.localtime(date.starts_at), "l, j. F"))

    # Python's sort keeps the order of the dates within what it does not tell apart.
    ordered = sorted(dates, key=lambda date: heading(date)[0])
    return [
        Group(title, [entry_of(date) for date in found])
        for (_place, title), found in groupby(ordered, key=heading)
    ]


def entry_of(occurrence: Occurrence) -> Entry:
    event = occurrence.event
    where = ", ".join(filter(None, (event.place_label, event.host_label)))
    mark = event.get_status_display() if event.status != Event.Status.PLANNED else ""
    if occurrence.is_cancelled and not event.is_cancelled:
        mark = _("fällt aus")
    others = (str(other) for other in occurrence.marks if other != mark)
    return Entry(
        key=f"termin/{occurrence.uid}",
        title=event.title,
        path=event.get_absolute_url(),
        lines=(occurrence.when, where, ", ".join(others), event.summary),
        mark=str(mark),
        published=occurrence.created_at,
        updated=max(occurrence.updated_at, event.updated_at),
    )


def _in_words(first: date, last: date, rhythm: str) -> str:
    """ "vom 9. bis 15. März", "im März"."""
    if rhythm == Rhythm.MONTHLY:
        return _("im %s") % date_format(first, "F Y")
    start = date_format(first, "j." if first.month == last.month else "j. F")
    return _("vom %(start)s bis %(end)s") % {"start": start, "end": date_format(last, "j. F")}


lists.register(ComingDates())
