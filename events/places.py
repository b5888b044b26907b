"""Places of a date: how many are taken, how many are free, whose turn it is, and how that is said.

The rule of the waiting list is one function, `next_in_line`: in the order of arrival; who does not fit into
what is free keeps the rank and lets those pass who do (docs/adr/0189).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from bildungsregion.base.dates import date_format

from .dates import o_clock
from .models import DatePlaces, Event, Occurrence, Registration, RegistrationTerms


@dataclass(frozen=True, slots=True)
class Places:
    """What can be said of the places of one date at one moment; `taken` and `waiting` are persons."""

    occurrence: Occurrence
    terms: RegistrationTerms
    capacity: int | None
    is_closed: bool
    taken: int
    waiting: int
    now: datetime

    @property
    def free(self) -> int | None:
        """Places left, never below 0; None where there is no end to them."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def is_full(self) -> bool:
        return self.free == 0

    def fits(self, persons: int) -> bool:
        return self.free is None or persons <= self.free

    @property
    def is_early(self) -> bool:
        opening = self.terms.opening(self.occurrence)
        return opening is not None and self.now < opening

    @property
    def is_late(self) -> bool:
        return self.now >= self.terms.closing(self.occurrence)

    @property
    def takes(self) -> bool:
        """Whether people may send the form now, be it for the waiting list."""
        if self.is_closed or self.is_early or self.is_late or self.occurrence.does_not_take_place:
            return False
        return not self.is_full or self.terms.has_waiting_list

    @property
    def in_words(self) -> str:
        """ "noch 4 Plätze", "ausgebucht, Warteliste: 3 Personen", "Anmeldung ab 3. März, 8 Uhr"."""
        if self.occurrence.does_not_take_place:
            return _("fällt aus")
        if self.is_early:
            opening = self.terms.opening(self.occurrence)
            return _("Anmeldung ab %s") % print_moment(opening, self.now)
        if self.is_late or self.is_closed:
            return _("Anmeldung geschlossen")
        return self._free_in_words()

    def _free_in_words(self) -> str:
        if self.free is None:
            return _("Plätze frei")
        if self.free:
            return ngettext("noch %s Platz", "noch %s Plätze", self.free) % self.free
        if not self.terms.has_waiting_list:
            return _("ausgebucht")
        waiting = ngettext("%s Person", "%s Personen", self.waiting) % self.waiting
        return _("ausgebucht, Warteliste: %s") % waiting

    @property
    def until(self) -> str:
        """The end of registration in words, where it is not the beginning of the date itself."""
        closing = self.terms.closing(self.occurrence)
        if closing >= self.occurrence.starts_at:
            return ""
        return _("Anmeldung bis %s") % print_moment(closing, self.now)


def print_moment(moment: datetime, now: datetime) -> str:
    """ "3. März, 8 Uhr"; the year only where it is another one."""
    local = timezone.localtime(moment)
    pattern = "j. F" if local.year == timezone.localtime(now).year else "j. F Y"
    return f"{date_format(local, pattern)}, {o_clock(local)}"


def with_places(dates: QuerySet, now: datetime) -> QuerySet:
    """The dates along with what `places_of` needs, in the same query."""
    rows = Registration.objects.filter(occurrence=OuterRef("pk"))
    return dates.select_related("places").annotate(
        taken_sum=_sum(rows.taking(now)), waiting_sum=_sum(rows.waiting())
    )


def with_came(dates: QuerySet) -> QuerySet:
    """The dates along with how many came: `came_sum`, which stays when everything personal is gone."""
    return dates.annotate(
        came_sum=_sum(Registration.objects.filter(occurrence=OuterRef("pk")), "came")
    )


def _sum(rows: QuerySet, column: str = "persons") -> Coalesce:
    sums = rows.order_by().values("occurrence").annotate(sum=Sum(column)).values("sum")
    return Coalesce(Subquery(sums), 0)


def places_of(occurrence: Occurrence, terms: RegistrationTerms, now: datetime) -> Places:
    """Of a date that came by `with_places`."""
    own = getattr(occurrence, "places", None) or DatePlaces()
    return Places(
        occurrence=occurrence,
        terms=terms,
        capacity=terms.capacity if own.capacity is None else own.capacity,
        is_closed=own.is_closed or terms.is_closed or occurrence.event.status == Event.Status.FULL,
        taken=occurrence.taken_sum,
        waiting=occurrence.waiting_sum,
        now=now,
    )


def dates_of(event: Event) -> list[Occurrence]:
    """All dates of an event in one query, each with its `seats`: Places, or None where nobody registers here."""
    terms = getattr(event, "registration_terms", None)
    now = timezone.now()
    rows = list(event.occurrences.all() if terms is None else with_places(event.occurrences, now))
    for row in rows:
        row.event, row.seats = event, None
        if terms is not None:
            row.seats = places_of(row, terms, now)
            row.is_full = row.seats.is_full
    return rows


def next_in_line(free: int | None, waiting: Iterable[Registration]) -> Iterator[Registration]:
    """Who gets what is free: by rank, whoever fits into what those before have left."""
    for row in waiting:
        if free is None:
            yield row
        elif row.persons <= free:
            free -= row.persons
            yield row
