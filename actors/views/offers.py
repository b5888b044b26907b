"""The page of an offer: what a class gets, what it costs from where, what the fund gives."""

from django.utils.translation import gettext as _

from actors import glance
from actors.cost import COACH, GroupCost, group_cost
from actors.distance import kilometres
from actors.enquiries import recipient
from actors.forms import GroupForm
from actors.models import Actor, Municipality, Offer, PriceTier, TravelHint
from actors.structured import group_offer
from bildungsregion.base.kept_pages import ToldPage
from bildungsregion.base.money import euro


OTHERS_SHOWN = 4


class OfferDetail(ToldPage):
    tells_time = False
    queryset = Offer.objects.published().select_related("actor", "actor__municipality")

    def is_told_to_all(self) -> bool:
        """Not where somebody says how large the group is, or whose school is known."""
        return not self.request.GET and not self.request.user.is_authenticated

    def tell(self, offer: Offer) -> dict:
        query = {**own_place(self.request.user), **self.request.GET.dict()}
        group = GroupForm.of_query(query, places=places_for(offer))
        cost = group_cost(offer, *group.group, group.travel)
        parts = glance.of_offer(offer)
        others = offer.actor.offers.published().with_lowest_price().exclude(pk=offer.pk)
        return {
            "group": group,
            "cost": cost,
            "cost_headers": [_("Wofür"), _("Betrag")],
            "cost_rows": cost_rows(offer, cost),
            "cost_sum": [_("Zusammen"), euro(cost.total_cents)],
            "tier_headers": [_("Gruppe"), _("Eintritt")],
            "tiers": [tier_row(offer, tier) for tier in offer.price_tiers],
            "glance": parts,
            "can_ask": bool(recipient(offer, self.request.region)),
            "start": group.place,
            "distance": distance_label(offer, group.place),
            "hints": hints_of(offer, group.place),
            "others": list(others[:OTHERS_SHOWN]),
            "structured": group_offer(offer, parts, self.request),
        }


def own_place(user) -> dict[str, str]:
    """Where the school or Kita of somebody who is signed in lies."""
    mine = Actor.objects.of_user(user).order_by("-memberships__confirmed_at")
    slug = mine.values_list("municipality__slug", flat=True).first()
    return {"von": slug} if slug else {}


def places_for(offer: Offer) -> list[Municipality]:
    """Where a group may come from; nobody travels to an offer that comes to the school."""
    if offer.at_school:
        return []
    rows = Municipality.objects.exclude(kind=Municipality.Kind.SAMTGEMEINDE)
    return list(rows.only("name", "slug", "latitude", "longitude", "parent_id"))


def hints_of(offer: Offer, start: Municipality | None) -> list[TravelHint]:
    """How groups get there; the hints for the place they come from stand first and are marked."""
    if offer.at_school:
        return []
    near = {start.pk, start.parent_id} if start else set()
    hints = list(offer.travel_hints.select_related("municipality").defer("municipality__geometry"))
    for hint in hints:
        hint.is_yours = hint.municipality_id in near
    return sorted(hints, key=lambda hint: not hint.is_yours)


def distance_label(offer: Offer, start: Municipality | None) -> str:
    """How far it is from a municipality to the learning place, as the crow flies; "" if nobody knows."""
    there = (offer.actor.latitude, offer.actor.longitude)
    here = (start.latitude, start.longitude) if start else (None, None)
    if None in (*here, *there):
        return ""
    return _("etwa %s km Luftlinie") % max(1, round(kilometres(here, there)))


def tier_row(offer: Offer, tier: PriceTier) -> list[str]:
    """A step of the price as a line of a table."""
    persons = _("ab %s Personen") % tier.persons_from
    return [
        _("ab 1 Person") if tier.persons_from == 1 else persons,
        f"{euro(tier.price_cents)} {offer.price_unit}",
    ]


def cost_rows(offer: Offer, cost: GroupCost) -> list[tuple[str, str]]:
    """What the group pays for what, as the lines of a table."""
    travel = _("Mietbus") if cost.travel.means == COACH else _("Fahrt mit Bus und Bahn")
    rows = [
        (entry_label(offer, cost), cost.entry_cents),
        (_("Honorar"), cost.fee_cents),
        (_("Material"), cost.material_cents),
        (travel, cost.travel.cents),
    ]
    return [
        (name, euro(cents) if cents else _("frei"))
        for number, (name, cents) in enumerate(rows)
        if cents or number == 0
    ]


def entry_label(offer: Offer, cost: GroupCost) -> str:
    """ "Eintritt (24 × 6,00 €, 2 frei)": how the entry comes about."""
    name = _("Eintritt")
    if not cost.entries:
        return name
    each = cost.entries[0].each_cents
    if each is None:
        return f"{name} ({euro(cost.entry_cents)} {offer.price_unit})"
    paying = sum(entry.persons for entry in cost.entries)
    free = cost.persons - paying
    if free:
        return f"{name} ({paying} × {euro(each)}, {free} {_('frei')})"
    return f"{name} ({euro(each)} {offer.price_unit})"
