"""What an application or the calculator may begin with: an offer, an event, or a reckoning from an address."""

import re
from collections.abc import Mapping

from django.utils import timezone

from actors.cost import COACH, PUBLIC, Travel
from actors.models import Offer
from bildungsregion.base.money import LARGEST_AMOUNT, NotAnAmount, parse_euro
from events.dates import last_day
from events.models import Event, GroupTerms, Occurrence

from . import offers
from .forms import rows
from .forms.costs import typed_rows
from .forms.rows import MAX_PERSONS


# A class, where nobody said how many.
CHILDREN = 24


def count(text: str | None, default: int = 0) -> int:
    """A number of heads from an address; the default for what is none."""
    if text and text.isascii() and text.isdigit() and len(text) < 6:
        return min(int(text), MAX_PERSONS)
    return default


def offer_named(query: Mapping[str, str]) -> Offer | None:
    """The published offer that „angebot“ names, or None."""
    slug = query.get("angebot", "")
    if not re.fullmatch(r"[-\w]{1,140}", slug, re.ASCII):
        return None
    return Offer.objects.published().select_related("actor__municipality").filter(slug=slug).first()


def event_named(query: Mapping[str, str]) -> Event | None:
    """The published event for classes that „veranstaltung“ names, or None."""
    slug = query.get("veranstaltung", "")
    if not re.fullmatch(r"[-\w]{1,120}", slug, re.ASCII):
        return None
    events = Event.objects.published().filter(slug=slug, group_terms__isnull=False)
    return events.select_related("group_terms", "organiser", "place_actor", "municipality").first()


def date_named(event: Event, query: Mapping[str, str]) -> Occurrence | None:
    """The date of the event that „termin“ numbers, while it takes place."""
    number = count(query.get("termin"))
    return event.occurrences.coming().filter(number=number, is_cancelled=False).first()


def event_rows(event: Event, query: Mapping[str, str]) -> dict[str, str]:
    """One appointment on the named date, with what the event costs a class."""
    rows_of_visit = visit_rows(event.group_terms, query)
    date = date_named(event, query)
    if date is None or event.date_precision == Event.Precision.MONTH:
        return rows_of_visit
    start = timezone.localtime(date.starts_at)
    when = {"t0-datum": start.date().isoformat()}
    if not date.all_day and event.date_precision == Event.Precision.MINUTE:
        when["t0-uhrzeit"] = f"{start:%H:%M}"
    if date.all_day and (last := last_day(timezone.localtime(date.ends_at))) > start.date():
        when["t0-bis"] = last.isoformat()
    return when | rows_of_visit


def visit_rows(offer: Offer | GroupTerms, query: Mapping[str, str]) -> dict[str, str]:
    """One appointment with the offer's costs and the way there, for „kinder“ and „erwachsene“ heads."""
    children = count(query.get("kinder")) or offer.group_size_max or CHILDREN
    adults = count(query.get("erwachsene"))
    typed = {"t0-kinder": str(children), "t0-erwachsene": str(adults or "")}
    known = offers.costs(offer, children=children, adults=adults, travel=travel(query))
    return typed | typed_rows("t0", known)


def travel(query: Mapping[str, str]) -> Travel:
    """The way there from „fahrt“ (euro) and „fahrmittel“; none where the amount cannot be understood."""
    try:
        cents = parse_euro(query.get("fahrt", ""))
    except NotAnAmount:
        return Travel()
    means = COACH if query.get("fahrmittel") == COACH else PUBLIC
    return Travel(cents, means) if 0 < cents <= LARGEST_AMOUNT else Travel()


def cost_rows(query: Mapping[str, str]) -> dict[str, str]:
    """The rows of a reckoning in an address, or those of the offer or event it names."""
    typed = {name: text[:200] for name, text in query.items() if rows.appointments({name: ""})}
    if typed:
        return typed
    if offer := offer_named(query):
        return visit_rows(offer, query)
    event = event_named(query)
    return event_rows(event, query) if event else {}
