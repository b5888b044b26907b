"""What an offer costs a group. Pure: integer euro cents, no database."""

from dataclasses import dataclass
from typing import Protocol


LARGEST_GROUP = 500


class Priced(Protocol):
    """The columns of an offer that make its price."""

    price_model: str
    price_cents: int
    fee_cents: int
    material_cents: int


@dataclass(frozen=True, slots=True)
class GroupCost:
    """What a group pays the learning place, without the way there; cents."""

    children: int
    adults: int
    entry_cents: int
    fee_cents: int
    material_cents: int

    @property
    def persons(self) -> int:
        return self.children + self.adults

    @property
    def total_cents(self) -> int:
        return self.entry_cents + self.fee_cents + self.material_cents


def group_cost(offer: Priced, children: int, adults: int) -> GroupCost:
    """Cost of the offer for this group: entry by head or flat, fee and material once.

    Raises ValueError for a group of nobody or of a negative number of people.
    """
    if children < 0 or adults < 0 or children + adults == 0:
        raise ValueError(f"no group: {children} children, {adults} adults")
    heads = children + adults if offer.price_model == "per_head" else 1
    return GroupCost(
        children, adults, offer.price_cents * heads, offer.fee_cents, offer.material_cents
    )
