from dataclasses import dataclass, field

import pytest
from hypothesis import given, strategies as st

from actors.cost import COACH, Entry, Travel, group_cost, tier_for
from actors.models import Offer, PriceTier


@pytest.mark.parametrize(
    ("price", "group", "parts"),
    [
        ({"price_cents": 6_00}, (24, 2), (156_00, 0, 0)),
        ({"price_cents": 6_00, "fee_cents": 80_00, "material_cents": 12_50}, (10, 0), (60_00, 80_00, 12_50)),
        ({"price_model": "flat", "price_cents": 150_00}, (24, 2), (150_00, 0, 0)),
        ({"price_model": "free", "fee_cents": 50_00}, (5, 1), (0, 50_00, 0)),
    ],
)  # fmt: skip
def test_group_cost_adds_what_the_offer_asks(price, group, parts):
    cost = group_cost(Offer(**price), *group)

    assert (cost.entry_cents, cost.fee_cents, cost.material_cents) == parts
    assert cost.total_cents == sum(parts)


@dataclass
class Tiered:
    """An offer with a price by the size of the group, without a database."""

    is_per_head: bool = False
    free_places: int = 0
    price_tiers: list = field(
        default_factory=lambda: [
            PriceTier(persons_from=5, price_cents=50_00),
            PriceTier(persons_from=11, price_cents=80_00),
            PriceTier(persons_from=21, price_cents=100_00),
        ]
    )
    is_tiered: bool = True
    price_cents: int = 0
    fee_cents: int = 0
    material_cents: int = 0


@pytest.mark.parametrize(
    ("group", "entry"),
    [
        ((3, 1), 50_00),  # smaller than every step: the first one
        ((4, 1), 50_00),
        ((10, 0), 50_00),
        ((10, 1), 80_00),
        ((18, 2), 80_00),
        ((24, 2), 100_00),
    ],
)
def test_price_follows_the_size_of_the_group(group, entry):
    assert group_cost(Tiered(), *group).entries == (Entry(sum(group), entry),)


def test_price_by_size_may_be_one_for_each_person():
    tiers = [
        PriceTier(persons_from=1, price_cents=6_00),
        PriceTier(persons_from=20, price_cents=4_00),
    ]

    small = group_cost(Tiered(is_per_head=True, price_tiers=tiers), 17, 2)
    large = group_cost(Tiered(is_per_head=True, price_tiers=tiers), 18, 2)

    assert (small.entry_cents, large.entry_cents) == (19 * 6_00, 20 * 4_00)


def test_offer_without_its_steps_costs_no_entry():
    assert group_cost(Tiered(price_tiers=[]), 20, 2).entries == ()
    assert tier_for([], 20) is None


@pytest.mark.parametrize(
    ("free", "entries"),
    [
        (0, (Entry(20, 120_00, 6_00), Entry(3, 18_00, 6_00, True))),
        (2, (Entry(20, 120_00, 6_00), Entry(1, 6_00, 6_00, True))),
        (3, (Entry(20, 120_00, 6_00),)),
        (5, (Entry(18, 108_00, 6_00),)),
        (40, ()),
    ],
)
def test_free_places_are_the_adults_first(free, entries):
    assert group_cost(Offer(price_cents=6_00, free_places=free), 20, 3).entries == entries


def test_way_there_counts_where_its_price_is_known():
    cost = group_cost(Offer(price_cents=6_00), 20, 0, Travel(1_234_50, COACH))

    assert cost.total_cents == 120_00 + 1_234_50
    assert cost.query == "kinder=20&erwachsene=0&fahrt=1.234%2C50&fahrmittel=bus"
    assert group_cost(Offer(), 20, 2).query == "kinder=20&erwachsene=2"


@pytest.mark.parametrize("group", [(0, 0), (-1, 3), (3, -1)])
def test_group_cost_refuses_nobody(group):
    with pytest.raises(ValueError, match="no group"):
        group_cost(Offer(price_cents=1_00), *group)


@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 100_00))
def test_a_bigger_group_never_pays_less(children, adults, price):
    offer = Offer(price_cents=price)

    assert (
        group_cost(offer, children, adults).total_cents
        <= group_cost(offer, children + 1, adults).total_cents
    )
