"""What an offer costs a group. Pure: integer euro cents, no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from bildungsregion.base.money import plain_euro


LARGEST_GROUP = 500
PUBLIC, COACH = "opnv", "bus"


class Tier(Protocol):
    persons_from: int
    price_cents: int


class Priced(Protocol):
    """The columns of an offer that make its price; ``price_tiers`` smallest first, [] without any."""

    is_tiered: bool
    is_per_head: bool
    price_cents: int
    fee_cents: int
    material_cents: int
    free_places: int
    price_tiers: Sequence[Tier]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the entry, in cents: so many heads at ``each_cents``, or one sum for all of them."""

    persons: int
    cents: int
    each_cents: int | None = None
    for_adults: bool = False


@dataclass(frozen=True, slots=True)
class Travel:
    """The way there and back as the group itself knows it; cents, by bus and train or by coach."""

    cents: int = 0
    means: str = PUBLIC


@dataclass(frozen=True, slots=True)
class GroupCost:
    """What a visit costs a group; cents."""

    children: int
    adults: int
    entries: tuple[Entry, ...]
    fee_cents: int
    material_cents: int
    travel: Travel = Travel()

    @property
    def persons(self) -> int:
        return self.children + self.adults

    @property
    def entry_cents(self) -> int:
        return sum(entry.cents for entry in self.entries)

    @property
    def total_cents(self) -> int:
        return self.entry_cents + self.fee_cents + self.material_cents + self.travel.cents

    @property
    def query(self) -> str:
        """The group as the query string that the offer's page and the application understand."""
        asked = {"kinder": self.children, "erwachsene": self.adults}
        if self.travel.cents:
            asked |= {"fahrt": plain_euro(self.travel.cents), "fahrmittel": self.travel.means}
        return urlencode(asked)


def group_cost(
    offer: Priced, children: int, adults: int, travel: Travel | None = None
) -> GroupCost:
    """Cost of the offer for this group: entry by head, flat or by its size, fee and material once.

    Raises ValueError for a group of nobody or of a negative number of people.
    """
    if children < 0 or adults < 0 or children + adults == 0:
        raise ValueError(f"no group: {children} children, {adults} adults")
    return GroupCost(
        children,
        adults,
        tuple(_entries(offer, children, adults)),
        offer.fee_cents,
        offer.material_cents,
        travel or Travel(),
    )


def _entries(offer: Priced, children: int, adults: int) -> list[Entry]:
    """Children and adults each in a line of their own: the fund reckons them apart."""
    cents = _price(offer, children + adults)
    if not cents:
        return []
    if not offer.is_per_head:
        return [Entry(children + adults, cents)]
    free_adults = min(offer.free_places, adults)
    free_children = min(offer.free_places - free_adults, children)
    paying = [(children - free_children, False), (adults - free_adults, True)]
    return [Entry(heads, cents * heads, cents, grown) for heads, grown in paying if heads]


def _price(offer: Priced, persons: int) -> int:
    tier = tier_for(offer.price_tiers, persons) if offer.is_tiered else None
    return tier.price_cents if tier else offer.price_cents


def tier_for(tiers: Sequence[Tier], persons: int) -> Tier | None:
    """The step that holds for so many people; a smaller group than all steps pays the first one."""
    reached = [tier for tier in tiers if tier.persons_from <= persons]
    return reached[-1] if reached else next(iter(tiers), None)
