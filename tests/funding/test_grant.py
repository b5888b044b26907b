"""The reckoning: the worked examples (docs/funding.md, section 3) and properties over random costs."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from funding.grant import Appointment, Category, Cost, Kind, Rules, compute


RULES_2017 = Rules(
    bus_rate_bp=8000,
    entry_rate_bp=5000,
    entry_threshold_cents=500,
    fee_cap_cents=200_00,
    references={
        "opnv": "Nr. 2 a der Richtlinie",
        "bus": "Nr. 2 a der Richtlinie",
        "entry": "Nr. 2 b der Richtlinie",
        "fees": "Nr. 2 c der Richtlinie",
        "third_party": "keine doppelte Förderung",
    },
)


def opnv(cents):
    return Cost(Kind.OPNV, cents)


def bus(cents):
    return Cost(Kind.BUS, cents)


def entry(persons, unit_cents, **more):
    return Cost(Kind.ENTRY, persons * unit_cents, persons, unit_cents, **more)


def flat_entry(persons, total_cents):
    return Cost(Kind.ENTRY, total_cents, persons)


def fee(cents):
    return Cost(Kind.HONORAR, cents)


def material(cents):
    return Cost(Kind.SACH, cents)


@pytest.mark.parametrize(
    ("costs", "granted"),
    [
        pytest.param([opnv(25 * 3_40)], 85_00, id="1-public-transport-in-full"),
        pytest.param([bus(350_00)], 280_00, id="2-bus-four-fifths"),
        pytest.param([entry(22, 5_00)], 55_00, id="3-exactly-five-euro-counts"),
        pytest.param([entry(22, 4_99)], 0, id="4-a-cent-less-does-not"),
        pytest.param([entry(21, 5_05)], 53_03, id="5-rounded-once-half-up"),
        pytest.param([fee(180_00), material(45_00)], 200_00, id="6-fees-capped-jointly"),
        pytest.param([bus(312_49), entry(48, 8_50)], 453_99, id="7-bus-and-theatre"),
        pytest.param([entry(24, 4_50), entry(3, 9_00)], 13_50, id="8-each-ticket-tested-alone"),
        pytest.param([flat_entry(20, 100_00)], 50_00, id="9a-flat-ticket-20-heads"),
        pytest.param([flat_entry(21, 100_00)], 0, id="9b-flat-ticket-21-heads"),
        pytest.param(
            [opnv(62_40), entry(26, 7_50), fee(90_00), material(38_50)], 288_40, id="full-mix"
        ),
        pytest.param([entry(22, 5_01)], 55_11, id="5.01-counts"),
        pytest.param([bus(1)], 1, id="one-cent-bus-rounds-up"),
        pytest.param([Cost(Kind.ENTRY, 50_00)], 0, id="entry-without-heads"),
        pytest.param([Cost(Kind.ENTRY, 50_00, persons=0)], 0, id="entry-with-zero-heads"),
        pytest.param([Cost(Kind.ENTRY, 0, persons=20)], 0, id="free-entry"),
        pytest.param([], 0, id="no-costs"),
    ],
)
def test_one_appointment(costs, granted):
    assert compute(RULES_2017, [Appointment(costs)]).cents == granted


def test_fee_cap_counts_per_appointment():
    two = [Appointment([fee(150_00)]), Appointment([fee(260_00)])]

    assert compute(RULES_2017, two).cents == 350_00


@pytest.mark.parametrize(
    ("third_party", "granted"),
    [(0, 400_00), (100_00, 400_00), (150_00, 350_00), (500_00, 0), (600_00, 0)],
)
def test_grant_never_exceeds_what_other_grants_leave_open(third_party, granted):
    assert compute(RULES_2017, [Appointment([bus(500_00)])], third_party).cents == granted


def test_third_party_money_is_ignored_where_the_rules_say_so():
    rules = replace(RULES_2017, deduct_third_party=False)

    assert compute(rules, [Appointment([bus(500_00)])], 150_00).cents == 400_00


@pytest.mark.parametrize(
    ("bus_cents", "heads", "computed", "paid"),
    [(430_00, 26, 422_00, 410_00), (380_00, 25, 379_00, 379_00)],
)
def test_actual_costs_reckon_anew_up_to_the_approved_total(bus_cents, heads, computed, paid):
    approved = compute(RULES_2017, [Appointment([bus(400_00), entry(30, 6_00)])]).cents

    actual = compute(RULES_2017, [Appointment([bus(bus_cents), entry(heads, 6_00)])]).cents

    assert (approved, actual, min(approved, actual)) == (410_00, computed, paid)


def test_threshold_can_be_exclusive():
    above = replace(RULES_2017, entry_threshold_inclusive=False)

    assert compute(above, [Appointment([entry(22, 5_00)])]).cents == 0
    assert compute(above, [Appointment([entry(22, 5_01)])]).cents == 55_11


def test_adults_count_only_where_the_rules_say_so():
    costs = [Appointment([entry(24, 6_00), entry(3, 6_00, for_adults=True)])]

    assert compute(RULES_2017, costs).cents == 81_00
    assert compute(replace(RULES_2017, count_adults=False), costs).cents == 72_00


def test_another_fund_is_only_other_figures():
    """„50 % of the costs, up to 500 euro, nothing under 50 euro“ needs no code."""
    half = Rules(
        opnv_rate_bp=5000,
        bus_rate_bp=5000,
        entry_rate_bp=5000,
        fee_rate_bp=5000,
        max_grant_cents=500_00,
        min_grant_cents=50_00,
    )

    assert compute(half, [Appointment([bus(300_00), fee(400_00)])]).cents == 350_00
    assert compute(half, [Appointment([bus(300_00), fee(900_00)])]).cents == 500_00
    assert compute(half, [Appointment([material(99_98)])]).cents == 0


def test_lines_explain_themselves():
    costs = [
        bus(350_00),
        opnv(85_00),
        entry(21, 5_05),
        entry(22, 4_99),
        fee(180_00),
        material(45_00),
    ]

    grant = compute(RULES_2017, [Appointment(costs)])

    assert [(line.text.replace("\u00a0", " "), line.cents, line.rule) for line in grant.lines] == [
        ("Bus und Bahn: 100 % von 85,00 € = 85,00 €", 85_00, "Nr. 2 a der Richtlinie"),
        ("Mietbus: 80 % von 350,00 € = 280,00 €", 280_00, "Nr. 2 a der Richtlinie"),
        ("Eintritt 21 × 5,05 € = 106,05 €, davon 50 % = 53,03 €", 53_03, "Nr. 2 b der Richtlinie"),
        (
            "Eintritt 22 × 4,99 €: unter 5,00 € je Person, daher kein Zuschuss",
            0,
            "Nr. 2 b der Richtlinie",
        ),
        (
            "Honorar 180,00 € + Material 45,00 € = 225,00 €: höchstens 200,00 € je Termin",
            200_00,
            "Nr. 2 c der Richtlinie",
        ),
    ]
    assert grant.lines[3].hint.replace("\u00a0", " ") == (
        "Ab 5,00 € je Person trägt der Fonds 50 % des Eintritts: Bei 110,00 € wären es 55,00 €."
    )


def test_flat_ticket_says_for_how_many():
    grant = compute(RULES_2017, [Appointment([flat_entry(21, 100_00)])])

    assert grant.lines[0].text.replace("\u00a0", " ") == (
        "Eintritt 100,00 € für 21 Personen: unter 5,00 € je Person, daher kein Zuschuss"
    )


@pytest.mark.parametrize(
    ("rules", "cost", "text"),
    [
        (RULES_2017, fee(90_00), "Honorar 90,00 €: ganz übernommen"),
        (RULES_2017, Cost(Kind.ENTRY, 60_01, 10, 6_00), "Eintritt 60,01 € für 10 Personen, davon 50 % = 30,01 €"),
        (replace(RULES_2017, fee_rate_bp=3333), fee(90_00), "Honorar 90,00 €, davon 33,33 % = 30,00 €"),
        (replace(RULES_2017, fee_rate_bp=5000, fee_cap_cents=10_00), material(90_00),
         "Material 90,00 €, davon 50 % = 45,00 €: höchstens 10,00 € je Termin"),
    ],
)  # fmt: skip
def test_wording_of_a_line(rules, cost, text):
    assert compute(rules, [Appointment([cost])]).lines[0].text.replace("\u00a0", " ") == text


def test_limit_is_a_line_of_its_own():
    grant = compute(RULES_2017, [Appointment([bus(500_00)])], 150_00)

    assert grant.by_category == {Category.BUS: 400_00, Category.LIMIT: -50_00}
    assert grant.lines[-1].text.replace("\u00a0", " ") == (
        "Andere Förderung 150,00 €: Der Zuschuss deckt höchstens die noch offenen Kosten von 350,00 €"
    )
    assert grant.uncovered_cents == 0


@pytest.mark.parametrize(
    ("costs", "third_party"),
    [([bus(-1)], 0), ([Cost("taxi", 10_00)], 0), ([flat_entry(-3, 10_00)], 0), ([bus(1)], -1)],
)
def test_what_cannot_be_reckoned_is_refused(costs, third_party):
    with pytest.raises(ValueError):  # noqa: PT011 - any of the sentences
        compute(RULES_2017, [Appointment(costs)], third_party)


amounts = st.integers(0, 5_000_00)
heads = st.integers(0, 120)
simple_costs = st.builds(
    Cost, st.sampled_from([Kind.OPNV, Kind.BUS, Kind.HONORAR, Kind.SACH]), amounts
)
entry_costs = st.builds(Cost, st.just(Kind.ENTRY), amounts, heads, for_adults=st.booleans())
appointments = st.lists(
    st.builds(Appointment, st.lists(simple_costs | entry_costs, max_size=8).map(tuple)), max_size=4
)
rule_sets = st.builds(
    Rules,
    opnv_rate_bp=st.integers(0, 10_000),
    bus_rate_bp=st.integers(0, 10_000),
    entry_rate_bp=st.integers(0, 10_000),
    entry_threshold_cents=st.integers(0, 20_00),
    entry_threshold_inclusive=st.booleans(),
    fee_rate_bp=st.integers(0, 10_000),
    fee_cap_cents=st.none() | st.integers(0, 500_00),
    count_adults=st.booleans(),
    deduct_third_party=st.booleans(),
    min_grant_cents=st.integers(0, 100_00),
    max_grant_cents=st.none() | st.integers(0, 2_000_00),
)


@given(rule_sets, appointments, amounts)
def test_any_grant_is_bounded_and_adds_up(rules, plan, third_party):
    grant = compute(rules, plan, third_party)

    cost = sum(item.total_cents for appointment in plan for item in appointment.costs)
    assert 0 <= grant.cents <= cost == grant.cost_cents
    assert grant.cents == sum(line.cents for line in grant.lines) == sum(grant.by_category.values())
    assert sum(line.cost_cents for line in grant.lines) == cost
    if rules.deduct_third_party:
        assert grant.cents <= max(0, cost - third_party)
        assert grant.cents + grant.uncovered_cents == max(0, cost - third_party)
    assert compute(rules, plan, third_party) == grant


@given(rule_sets, appointments, amounts, st.randoms(use_true_random=False))
def test_order_within_an_appointment_does_not_matter(rules, plan, third_party, random):
    shuffled = [
        Appointment(random.sample(appointment.costs, len(appointment.costs)))
        for appointment in plan
    ]

    assert compute(rules, shuffled, third_party).cents == compute(rules, plan, third_party).cents


@given(appointments, st.builds(Appointment, st.tuples(simple_costs)), amounts, amounts)
def test_more_costs_never_lower_and_more_third_party_money_never_raises(
    plan, more, third_party, extra
):
    grant = compute(RULES_2017, plan, third_party).cents

    assert compute(RULES_2017, [*plan, more], third_party).cents >= grant
    assert compute(RULES_2017, plan, third_party + extra).cents <= grant


@given(st.integers(1, 60), st.integers(0, 20_00), st.integers(0, 20_00))
def test_dearer_tickets_never_lower_the_grant(persons, price, more):
    assert (
        compute(RULES_2017, [Appointment([entry(persons, price + more)])]).cents
        >= compute(RULES_2017, [Appointment([entry(persons, price)])]).cents
    )
