"""The filters of the calendar, the same in every view, feed and file."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from actors.filters import AGES, FlagInput
from actors.models import Actor
from bildungsregion.base import edition, moments, search
from bildungsregion.base.facets import FacetFilterSet, Option

from . import counting, facets
from .models import Event, Holiday, Occurrence


# Every page of the calendar lies within these days from today.
HOLIDAYS_FROM, HOLIDAYS_TO = timedelta(days=-430), timedelta(days=800)


def _meant_for(youngest: int, oldest: int) -> Q:
    return (Q(age_from=None) | Q(age_from__lte=oldest)) & (Q(age_to=None) | Q(age_to__gte=youngest))


_WHEELCHAIR = Q(wheelchair=Actor.Access.YES) | Q(
    wheelchair=Actor.Access.UNKNOWN, place_actor__wheelchair=Actor.Access.YES
)


class OccurrenceFilter(FacetFilterSet):
    wann = facets.WhenFacet(label=_("Wann"), empty_label=_("Jederzeit"))
    thema = facets.ManyFacet(
        "event__topics", label=_("Thema"), empty_label=_("Alle Themen"), published=True
    )
    zielgruppe = facets.ManyFacet(
        "event__target_groups", label=_("Zielgruppe"), empty_label=_("Alle Zielgruppen")
    )
    alter = facets.ConditionFacet(
        [(value, label, _meant_for(first, last)) for value, label, first, last in AGES],
        label=_("Alter"),
        empty_label=_("Jedes Alter"),
    )
    gemeinde = facets.PlaceFacet(
        "event__municipality",
        label=_("Stadt oder Gemeinde"),
        empty_label=_("Im ganzen Landkreis"),
    )
    teilnahme = facets.ChoiceFacet(
        "event__attendance",
        label=_("Teilnahme"),
        empty_label=_("Vor Ort und online"),
        choices=Event.Attendance.choices,
    )
    zugang = facets.ChoiceFacet(
        "event__access",
        label=_("Zugang"),
        empty_label=_("Jeder Zugang"),
        choices=Event.Access.choices,
    )
    sprache = facets.ManyFacet(
        "event__languages", label=_("Sprache"), empty_label=_("Alle Sprachen")
    )
    veranstalter = facets.RowFacet(
        "event__organiser", label=_("Veranstalter"), empty_label=_("Alle Veranstalter")
    )
    reihe = facets.RowFacet(
        "event__series", name="title", label=_("Reihe"), empty_label=_("Alle Reihen")
    )
    kostenfrei = facets.flag(Q(is_free=True), _("Kostenfrei"))
    rollstuhl = facets.flag(_WHEELCHAIR, _("Rollstuhlgerecht"))
    klassen = facets.flag(Q(group_terms__isnull=False), _("Für Schulklassen und Gruppen"))
    stattfindend = facets.TakesPlaceFacet()

    class Meta(FacetFilterSet.Meta):
        model = Occurrence
        fields = []

    def filter_words(self, queryset, name, words):
        found = search.search(Event.objects.published(), words)
        return queryset.filter(event__in=found.order_by().values("pk"))

    @cached_property
    def key(self) -> tuple | None:
        """Dates come and go: what a list looks like is so until the moment of the next change."""
        key, span = super().key, moments.span(self.request)
        return key and span and (*key, span)

    @cached_property
    def today(self):
        return timezone.localdate()

    @cached_property
    def holidays(self) -> list[Holiday]:
        """All that any page of the calendar can show."""
        span = self.today + HOLIDAYS_FROM, self.today + HOLIDAYS_TO
        return edition.kept(
            self.request, ("holidays", span), lambda: list(Holiday.objects.touching(*span))
        )

    @cached_property
    def spans(self) -> dict[str, tuple]:
        return facets.spans(self.today, self.holidays)

    def span_of(self, value: str) -> tuple | None:
        """(label, first day, last day) of a value of "wann", also of holidays that are over."""
        if value in self.spans:
            return self.spans[value]
        holiday = next((row for row in self.holidays if row.slug == value), None)
        return holiday and facets.holiday_span(holiday)

    @cached_property
    def counts(self) -> counting.Counts:
        return self.kept("counts", self._counts)

    def _counts(self) -> counting.Counts:
        words = self.chosen.get("q")
        dates = self.filter_words(self.queryset, "q", words) if words else self.queryset
        return counting.count(dates, self.facets, self.chosen)

    @property
    def total(self) -> int:
        """How many dates the filters leave."""
        return self.counts.total

    def _counted(self) -> dict[str, list[Option]]:
        return {name: self._counted_options(name) for name in self.facets}

    def _counted_options(self, name: str) -> list[Option]:
        known, numbers = dict(self.counts.values[name]), self.counts.numbers[name]
        chosen = self.chosen.get(name, "")
        if chosen and chosen not in known:
            label = self.facets[name].label_of(chosen, self.queryset.model)
            known[chosen] = (1_000_000, label)
        in_order = sorted(known.items(), key=lambda item: (item[1][0], str(item[1][1])))
        return [
            Option(value, str(label), numbers[value], value == chosen)
            for value, (_order, label) in in_order
        ]

    @cached_property
    def form(self):
        """The form without what nobody could choose; boxes say their number in the label."""
        form = super().form
        for name, options in self.options.items():
            if not any(option.count or option.is_chosen for option in options):
                del form.fields[name]
            elif isinstance(form.fields[name].widget, FlagInput):
                form.fields[name].label = f"{options[0].label} ({options[0].count})"
        return form
