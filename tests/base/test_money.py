import contextlib

import pytest
from django import forms
from hypothesis import given, strategies as st

from bildungsregion.base.money import (
    LARGEST_AMOUNT,
    EuroFormField,
    NotAnAmount,
    euro,
    half_up,
    parse_euro,
    plain_euro,
)


CENTS = st.integers(min_value=0, max_value=LARGEST_AMOUNT)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1.234,56", 1_234_56),
        ("1234,56", 1_234_56),
        ("1234.56", 1_234_56),
        ("1 234,56", 1_234_56),
        ("1\u202f234,56", 1_234_56),
        ("1'234,56", 1_234_56),
        ("1.234", 1_234_00),
        ("1.234.567", 1_234_567_00),
        ("12,5", 12_50),
        ("12.5", 12_50),
        ("12,50 €", 12_50),
        ("12,5\u00a0€", 12_50),
        ("€ 12", 12_00),
        ("12 EUR", 12_00),
        ("5 Euro", 5_00),
        ("Euro 12", 12_00),
        ("EUR12,50", 12_50),
        (" 5 ", 5_00),
        ("0", 0),
        ("0,01", 1),
        ("007", 7_00),
        ("9999999,99", LARGEST_AMOUNT),
    ],
)
def test_parse_euro_reads_what_people_type(typed, cents):
    assert parse_euro(typed) == cents


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "€", "abc", "NaN", "inf", "1e3", "0x10", "٣", "１２", "½", "-5", "+5", "−5", "5-",
        "12,505", "12.5050", "1,234.56", "1.23,4", "1..2", "1,,2", ",5", "5,", "1.2345", "12.34.56",
        "5 6", "5 € 6", "1_000", "\x00", "5\x00", "1234567890,00", "99999999999999999999",
        "10.000.000,00",
    ],
)  # fmt: skip
def test_parse_euro_refuses_what_is_no_clear_amount(typed):
    with pytest.raises(NotAnAmount) as refused:
        parse_euro(typed)

    assert len(str(refused.value)) > 20


@given(CENTS)
def test_printed_amounts_are_read_back(cents):
    assert parse_euro(plain_euro(cents)) == cents
    assert parse_euro(euro(cents)) == cents


@given(CENTS)
def test_an_amount_with_a_point_before_the_cents_is_read_back(cents):
    assert parse_euro(f"{cents // 100}.{cents % 100:02d}") == cents


@given(st.text(max_size=30))
def test_parse_euro_raises_nothing_else(text):
    with contextlib.suppress(NotAnAmount):
        assert 0 <= parse_euro(text) <= LARGEST_AMOUNT


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(0, 3, 0), (1, 2, 1), (1, 3, 0), (2, 3, 1), (10605, 2, 5303), (5, 10, 1), (4, 10, 0)],
)
def test_half_up_rounds_as_merchants_do(numerator, denominator, rounded):
    assert half_up(numerator, denominator) == rounded


@given(CENTS, st.integers(min_value=1, max_value=10_000))
def test_half_up_is_never_off_by_more_than_a_half(numerator, denominator):
    rounded = half_up(numerator, denominator)

    assert -denominator < 2 * (rounded * denominator - numerator) <= denominator


def test_euro_prints_as_it_stands_in_a_letter():
    assert euro(1_234_50) == "1.234,50\u00a0€"
    assert euro(-5) == "−0,05\u00a0€"


class CostForm(forms.Form):
    cost = EuroFormField(min_cents=1_00, max_cents=500_00)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("0,99", "Bitte geben Sie mindestens 1,00\u00a0€ an."),
        ("500,01", "Bitte geben Sie höchstens 500,00\u00a0€ an."),
        ("zwölf", "Bitte geben Sie den Betrag in Ziffern an, zum Beispiel 12,50."),
        ("12,505", "Bitte geben Sie höchstens zwei Stellen nach dem Komma an."),
        ("-5", "Bitte geben Sie den Betrag ohne Vorzeichen an, zum Beispiel 12,50."),
    ],
)
def test_form_field_says_what_is_wrong_and_keeps_the_input(typed, error):
    form = CostForm({"cost": typed})

    assert form.errors == {"cost": [error]}
    assert form["cost"].value() == typed


def test_form_field_cleans_to_cents():
    form = CostForm({"cost": "12,5 €"})

    assert form.is_valid()
    assert form.cleaned_data == {"cost": 12_50}
