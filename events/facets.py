"""The kinds of filters of the calendar: how each narrows the dates, and what it reads of an event."""

from abc import ABC, abstractmethod
from datetime import date, timedelta

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy

from actors.filters import FlagInput
from bildungsregion.base.facets import FacetFilter
from bildungsregion.base.translations import text_here

from . import periods
from .models import Event, Holiday


TODAY, TOMORROW, WEEKEND, THIS_WEEK = "heute", "morgen", "wochenende", "woche"
# So many of the next school holidays are offered, if they are longer than a day.
HOLIDAYS_OFFERED = 3
YES = "ja"


class _OfEvent(ABC):
    """What counting asks of a facet that tells events apart (counting.py)."""

    asks_dates = False
    is_many = False

    def event_columns(self) -> list:
        """What the event's row must bring."""
        return []

    @abstractmethod
    def told(self, cells) -> dict[str, tuple]:
        """{value: (order, label)} that the event stands for."""

    def matches(self, value: str, cells) -> bool:
        return value in self.told(cells)


class ChoiceFacet(_OfEvent, FacetFilter):
    """A choices field of the event."""

    def event_columns(self):
        return [F(self.path.removeprefix("event__"))]

    @cached_property
    def known(self) -> dict[str, tuple]:
        return {value: (order, label) for order, (value, label) in enumerate(self.choices)}

    def told(self, cells):
        return {cells[0]: self.known[cells[0]]} if cells[0] in self.known else {}


class ManyFacet(_OfEvent, FacetFilter):
    """Rows that the event has many of: topics, target groups, languages."""

    is_many = True

    def rows(self, name: str, events):
        """(facet, event, slug, name, order) of each of its rows, for a union."""
        relation = self.path.removeprefix("event__")
        field = Event._meta.get_field(relation)
        far = field.m2m_reverse_field_name()
        links = field.remote_field.through.objects.filter(event__in=events)
        if self.published:
            links = links.filter(**{f"{far}__is_published": True})
        words = text_here(field.related_model, "name", f"{far}__")
        columns = (f"{far}__slug", words, f"{far}__order")
        return links.order_by().values_list(Value(name), "event", *columns)

    def told(self, cells):
        return {slug: (order, name) for slug, name, order in cells}


class RowFacet(_OfEvent, FacetFilter):
    """A published row the event points to: its organiser, its series. In the order of the names."""

    def __init__(self, path, *, name="name", **kwargs):
        self.name_column = name
        super().__init__(path, published=True, **kwargs)

    def event_columns(self):
        row = self.path.removeprefix("event__")
        return [F(f"{row}__{column}") for column in ("slug", self.name_column, "is_published")]

    def told(self, cells):
        slug, name, is_published = cells
        return {slug: (0, name)} if slug and is_published else {}

    def label_of(self, value, model):
        rows = self.related_model(model).objects.filter(slug=value, is_published=True)
        return rows.values_list(self.name_column, flat=True).first() or value


class PlaceFacet(_OfEvent, FacetFilter):
    """Events by municipality; those of a member municipality belong to its Samtgemeinde too."""

    def event_columns(self):
        unit = [
            Coalesce(f"municipality__parent__{column}", f"municipality__{column}")
            for column in ("slug", "name")
        ]
        return [*unit, F("municipality__slug")]

    def told(self, cells):
        slug, name, _own = cells
        return {slug: (0, name)} if slug else {}

    def matches(self, value, cells):
        return value in (cells[0], cells[2])

    def filter(self, queryset, value):
        if not value:
            return queryset
        own, parent = f"{self.path}__slug", f"{self.path}__parent__slug"
        return queryset.filter(Q(**{own: value}) | Q(**{parent: value}))


class ConditionFacet(_OfEvent, FacetFilter):
    """A facet whose values are conditions on the event: ``conditions`` as (value, label, Q)."""

    def __init__(self, conditions, **kwargs):
        self.conditions = {value: condition for value, _label, condition in conditions}
        choices = [(value, label) for value, label, _q in conditions]
        kwargs.setdefault("empty_label", gettext_lazy("Alle"))
        super().__init__("pk", choices=choices, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        condition = self.conditions.get(value)
        return queryset.none() if condition is None else queryset.filter(of_event(condition))

    def event_columns(self):
        return [
            Case(When(condition, then=1), default=0, output_field=IntegerField())
            for condition in self.conditions.values()
        ]

    @cached_property
    def known(self) -> list[dict[str, tuple]]:
        return [{value: (order, label)} for order, (value, label) in enumerate(self.choices)]

    def told(self, cells):
        found = {}
        for one, holds in zip(self.known, cells, strict=True):
            if holds:
                found |= one
        return found


def of_event(condition: Q) -> Q:
    """A condition on events, said of their dates."""
    parts = [
        of_event(part) if isinstance(part, Q) else (f"event__{part[0]}", part[1])
        for part in condition.children
    ]
    return Q(*parts, _connector=condition.connector, _negated=condition.negated)


def flag(condition: Q, label) -> ConditionFacet:
    return ConditionFacet([(YES, label, condition)], label=label, widget=FlagInput())


class _OfDates(ABC):
    """What counting asks of a facet that tells dates apart."""

    asks_dates = True

    @abstractmethod
    def labels(self) -> dict[str, tuple]:
        """{value: (order, label)} of all its values."""

    @abstractmethod
    def condition(self, value: str) -> Q:
        """What the value asks of a date."""

    def filter(self, queryset, value):
        return queryset.filter(self.condition(value)) if value else queryset


class TakesPlaceFacet(_OfDates, FacetFilter):
    """Leaves out what is called off: the whole event, or this date of it."""

    def __init__(self, **kwargs):
        label = gettext_lazy("Ohne Abgesagtes")
        super().__init__("pk", choices=[(YES, label)], empty_label="", label=label,
                         widget=FlagInput(), **kwargs)  # fmt: skip

    def labels(self):
        return {YES: (0, self.label)}

    def condition(self, value):
        if value != YES:
            return Q(pk=None)
        return Q(is_cancelled=False) & ~Q(event__status=Event.Status.CANCELLED)


class WhenFacet(_OfDates, FacetFilter):
    """Today, tomorrow, this weekend, this week, or in the school holidays."""

    def __init__(self, **kwargs):
        super().__init__("pk", choices=[(TODAY, "")], **kwargs)

    def labels(self):
        return {
            value: (order, label)
            for order, (value, (label, _first, _last)) in enumerate(self.parent.spans.items())
        }

    def condition(self, value):
        span = self.parent.span_of(value)
        if span is None:
            return Q(pk=None)
        _label, first, last = span
        # Of a date that is known to the month nobody can say that it is today.
        return during(first, last) & ~Q(event__date_precision=Event.Precision.MONTH)

    def label_of(self, value, model):
        span = self.parent.span_of(value)
        return span[0] if span else value

    def has_value(self, value, model):
        spans = (TODAY, TOMORROW, WEEKEND, THIS_WEEK)
        return value in spans or Holiday.objects.filter(slug=value).exists()


def during(first: date, last: date) -> Q:
    """Dates that touch these days, both included."""
    end = periods.midnight(last + timedelta(days=1))
    return Q(starts_at__lt=end, current_until__gt=periods.midnight(first))


def spans(today: date, holidays: list[Holiday]) -> dict[str, tuple[str, date, date]]:
    """What "when" offers, as {value: (label, first day, last day)}."""
    week = periods.of(periods.WEEK, today)
    found = {
        TODAY: (_("Heute"), today, today),
        TOMORROW: (_("Morgen"), today + timedelta(days=1), today + timedelta(days=1)),
        WEEKEND: (_("Dieses Wochenende"), max(today, week.last - timedelta(days=1)), week.last),
        THIS_WEEK: (_("Diese Woche"), today, week.last),
    }
    longer = (h for h in holidays if h.is_school and h.first_on < h.last_on and h.last_on >= today)
    for holiday in sorted(longer, key=lambda h: h.first_on)[:HOLIDAYS_OFFERED]:
        found[holiday.slug] = holiday_span(holiday)
    return found


def holiday_span(holiday: Holiday) -> tuple[str, date, date]:
    label = _("In den Ferien: %(holiday)s") % {"holiday": holiday.label}
    return label, holiday.first_on, holiday.last_on
