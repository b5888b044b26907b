"""What an application or the calculator may begin with: an offer, or a reckoning from an address."""

import re
from collections.abc import Mapping

from actors.cost import COACH, PUBLIC, Travel
from actors.models import Offer
from bildungsregion.base.money import LARGEST_AMOUNT, NotAnAmount, parse_euro

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


def visit_rows(offer: Offer, query: Mapping[str, str]) -> dict[str, str]:
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
    """The rows of a reckoning in an address, or those of the offer it names."""
    typed = {name: text[:200] for name, text in query.items() if rows.appointments({name: ""})}
    offer = None if typed else offer_named(query)
    return visit_rows(offer, query) if offer else typed
