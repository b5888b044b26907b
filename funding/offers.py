"""An offer of a learning place as the costs of one visit, to reckon with and to apply with."""

from actors.models import Offer

from . import grant


def costs(offer: Offer, *, children: int, adults: int = 0) -> list[grant.Cost]:
    """What a visit of one group costs, gross: entry of children and adults, fee, material.

    ``children`` is at least 1. Travel is missing: it depends on where the group comes from.
    """
    found = []
    if offer.price_model == Offer.PriceModel.PER_HEAD and offer.price_cents:
        found.append(_entry(offer.price_cents, children))
        if adults:
            found.append(_entry(offer.price_cents, adults, for_adults=True))
    if offer.price_model == Offer.PriceModel.FLAT and offer.price_cents:
        found.append(
            grant.Cost(
                grant.Kind.ENTRY, offer.price_cents, children + adults, None, offer.title[:120]
            )
        )
    if offer.fee_cents:
        found.append(grant.Cost(grant.Kind.HONORAR, offer.fee_cents, label=offer.title[:120]))
    if offer.material_cents:
        found.append(grant.Cost(grant.Kind.SACH, offer.material_cents))
    return found


def _entry(price: int, persons: int, *, for_adults: bool = False) -> grant.Cost:
    return grant.Cost(grant.Kind.ENTRY, price * persons, persons, price, "", for_adults)
