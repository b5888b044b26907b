"""How many dates each value of a filter would leave, counted over events instead of dates (adr/0174).

All but two filters ask for something the event has, not its single date. So the dates are counted per
event once, each event is read once with everything the filters ask for, and the rest is addition.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from .models import Event


# The name under which the dates that all chosen filters on dates leave are counted.
CHOSEN = "chosen"


@dataclass(slots=True)
class Counts:
    """Dates left in all, and per facet and value: {facet: {value: (order, label)}} and their numbers."""

    total: int = 0
    values: dict[str, dict[str, tuple]] = field(default_factory=lambda: defaultdict(dict))
    numbers: dict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, facet: str, found: dict[str, tuple], number: int) -> None:
        self.values[facet].update(found)
        for value in found:
            self.numbers[facet][value] += number


def count(dates: QuerySet, facets: dict, chosen: dict[str, str]) -> Counts:
    """Counts of all facets over the dates, each under the other chosen ones.

    ``facets`` are those of events.facets; three queries, however many dates or facets.
    """
    on_dates = {name: facet for name, facet in facets.items() if facet.asks_dates}
    on_events = {name: facet for name, facet in facets.items() if not facet.asks_dates}
    per_event, places = _dates_per_event(dates, on_dates, chosen)
    counts = Counts()
    if not per_event:
        return counts
    for pk, found in _read(dates.order_by().values("event"), on_events):
        numbers = per_event.get(pk)
        missed = [
            name
            for name in on_events
            if chosen.get(name) and not on_events[name].matches(chosen[name], found[name])
        ]
        if numbers is None or len(missed) > 1:
            continue
        for name in missed or on_events:
            told = on_events[name].told(found[name])
            counts.add(name, told, numbers[places[CHOSEN]])
            # A value that is not offered, but may be asked for: a member of a Samtgemeinde.
            if name not in missed and chosen.get(name) and chosen[name] not in told:
                counts.numbers[name][chosen[name]] += numbers[places[CHOSEN]]
        if not missed:
            counts.total += numbers[places[CHOSEN]]
            for name, facet in on_dates.items():
                for value, label in facet.labels().items():
                    counts.add(name, {value: label}, numbers[places[f"{name}:{value}"]])
    return counts


def _dates_per_event(
    dates: QuerySet, facets: dict, chosen: dict[str, str]
) -> tuple[dict[int, tuple], dict[str, int]]:
    """{event: its row}, and where in a row its dates stand: {"chosen": 1, "wann:heute": 2, …}.

    Rows and not a dictionary each, of which counting 14,000 events took 34 MB at its peak; it takes 21.
    """
    under = {
        name: facets[name].condition(value) for name, value in chosen.items() if name in facets
    }
    asked = {CHOSEN: _all_of(under.values())}
    for name, facet in facets.items():
        others = _all_of(condition for other, condition in under.items() if other != name)
        for value in facet.labels():
            asked[f"{name}:{value}"] = facet.condition(value) & others
    columns = [Count("pk", filter=condition) for condition in asked.values()]
    named = {f"number_{place}": column for place, column in enumerate(columns)}
    rows = dates.order_by().values_list("event").annotate(**named)
    return {row[0]: row for row in rows}, {name: place for place, name in enumerate(asked, 1)}


def _all_of(conditions) -> Q:
    whole = Q(pk__isnull=False)
    for condition in conditions:
        whole &= condition
    return whole


def _read(events: QuerySet, facets: dict):
    """(event, {facet: its cells}) of each event, from one row and the rows of its relations."""
    columns, slices = [], {}
    for name, facet in facets.items():
        expressions = facet.event_columns()
        slices[name] = slice(len(columns) + 1, len(columns) + 1 + len(expressions))
        columns += expressions
    named = {f"cell_{place}": column for place, column in enumerate(columns)}
    many = _related(events, facets)
    for row in Event.objects.filter(pk__in=events).order_by().values_list("pk", *named.values()):
        pk = row[0]
        yield (
            pk,
            {
                name: many[name].get(pk, ()) if facet.is_many else row[slices[name]]
                for name, facet in facets.items()
            },
        )


def _related(events: QuerySet, facets: dict) -> dict[str, dict[int, tuple]]:
    """{facet: {event: ((slug, name, order), …)}} of the facets over many rows, from one query."""
    parts = [facet.rows(name, events) for name, facet in facets.items() if facet.is_many]
    found = {name: {} for name, facet in facets.items() if facet.is_many}
    # The same few values, many times over: each, and what an event has of them, is held once.
    once: dict[tuple, tuple] = {}
    for name, pk, *cells in parts[0].union(*parts[1:], all=True):
        cell = tuple(cells)
        whole = (*found[name].get(pk, ()), once.setdefault(cell, cell))
        found[name][pk] = once.setdefault(whole, whole)
    return found
