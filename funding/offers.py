"""An offer of a learning place, or an event for classes, as the costs of one visit, to reckon and to apply with."""

from actors.cost import COACH, GroupCost, Travel, group_cost
from actors.models import Offer
from events.models import GroupTerms

from . import grant


def costs(
    offer: Offer | GroupTerms, *, children: int, adults: int = 0, travel: Travel | None = None
) -> list[grant.Cost]:
    """What a visit of one group costs, gross: travel where it is known, entry, fee, material.

    ``children`` is at least 1.
    """
    return costs_of(offer, group_cost(offer, children, adults, travel))


def costs_of(offer: Offer | GroupTerms, cost: GroupCost) -> list[grant.Cost]:
    """What was reckoned on the page of the offer or event, in the kinds that the fund knows."""
    label = offer.title[:120]
    found = []
    if cost.travel.cents:
        kind = grant.Kind.BUS if cost.travel.means == COACH else grant.Kind.OPNV
        found.append(grant.Cost(kind, cost.travel.cents))
    for entry in cost.entries:
        name = label if entry.each_cents is None else ""
        found.append(
            grant.Cost(
                grant.Kind.ENTRY,
                entry.cents,
                entry.persons,
                entry.each_cents,
                name,
                entry.for_adults,
            )
        )
    if cost.fee_cents:
        found.append(grant.Cost(grant.Kind.HONORAR, cost.fee_cents, label=label))
    if cost.material_cents:
        found.append(grant.Cost(grant.Kind.SACH, cost.material_cents))
    return found
