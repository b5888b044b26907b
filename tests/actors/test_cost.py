import pytest
from hypothesis import given, strategies as st

from actors.cost import group_cost
from actors.models import Offer


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
