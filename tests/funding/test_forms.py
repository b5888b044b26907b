"""What people type: understood, or refused at the field with a sentence, the input kept."""

from datetime import date

import pytest

from funding import grant
from funding.forms import costs, rows
from funding.forms.calculator import Calculation
from funding.forms.costs import CostForm, CostTable
from funding.forms.sections import FinancingForm, ProjectForm, TravelForm
from funding.forms.visits import AppointmentForm, AppointmentTable, as_typed
from funding.models import Appointment


RULES = grant.Rules(
    bus_rate_bp=8000, entry_rate_bp=5000, entry_threshold_cents=500, fee_cap_cents=200_00
)


def cost_row(lenient=False, **typed) -> CostForm:
    return CostForm(
        {f"t0-0-{name}": text for name, text in typed.items()}, key="t0-0", lenient=lenient
    )


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1.234,56", 123456),
        ("1234.56", 123456),
        ("12,5", 1250),
        ("12,5 €", 1250),
        ("5 €", 500),
        (" 1 234,50 ", 123450),
        ("0", 0),
    ],
)
def test_cost_sum_reads_money_as_people_type_it(typed, cents):
    assert cost_row(art="bus", summe=typed).cost == grant.Cost("bus", cents)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12,505", "Bitte geben Sie höchstens zwei Stellen nach dem Komma an."),
        ("1e3", "„1e3“ ist kein Betrag. Schreiben Sie ihn so: 12,50 oder 1.234,50."),
        ("٣", "Bitte geben Sie den Betrag in Ziffern an, zum Beispiel 12,50."),
        ("-5", "Bitte geben Sie den Betrag ohne Vorzeichen an, zum Beispiel 12,50."),
        ("NaN", "„NaN“ ist kein Betrag. Schreiben Sie ihn so: 12,50 oder 1.234,50."),
        ("99999999999", "Der Betrag ist zu groß. Bitte prüfen Sie, ob das Komma richtig steht."),
    ],
)
def test_cost_sum_refuses_what_is_no_amount_and_keeps_it(typed, sentence):
    row = cost_row(art="bus", summe=typed)

    assert row.errors == {"summe": [sentence]}
    assert row["summe"].value() == typed
    assert row.cost is None


def test_price_is_multiplied_by_persons():
    row = cost_row(art="entry", personen="21", preis="5,05")

    assert row.cost == grant.Cost("entry", 106_05, 21, 5_05, "", False)


def test_entry_of_adults_is_marked():
    assert cost_row(art="entry_adults", personen="3", preis="9").cost == grant.Cost(
        "entry", 27_00, 3, 9_00, "", True
    )


def test_price_and_sum_must_agree():
    row = cost_row(art="entry", personen="10", preis="5", summe="49")

    assert row.errors == {
        "summe": ["Preis mal Personen ergibt 50,00\u00a0€. Bitte lassen Sie eines von beiden frei."]
    }


def test_price_times_persons_stays_an_amount():
    row = cost_row(art="entry", personen="2000", preis="9.999.999,99")

    assert row.errors == {
        "preis": ["Der Betrag ist zu groß. Bitte prüfen Sie, ob das Komma richtig steht."]
    }


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"art": "entry", "preis": "5"},
            {"personen": ["Für wie viele Personen gilt dieser Preis?"]},
        ),
        (
            {"art": "entry", "summe": "100"},
            {"personen": ["Für wie viele Personen gilt der Eintritt?"]},
        ),
        (
            {"art": "sach", "personen": "5"},
            {"preis": ["Bitte geben Sie einen Preis oder eine Summe an."]},
        ),
        ({"art": "entry", "personen": "0", "summe": "100"}, None),
        ({"art": "bus", "summe": "5", "personen": "drei"}, None),
    ],
)
def test_row_asks_for_what_is_missing(typed, errors):
    row = cost_row(**typed)

    assert row.cost is None
    assert row.errors == errors if errors else row.errors.keys() == {"personen"}


def test_missing_is_no_error_while_somebody_types():
    row = cost_row(lenient=True, art="entry", preis="5")

    assert (dict(row.errors), row.cost) == ({}, None)


def test_row_with_nothing_but_its_kind_is_blank():
    row = cost_row(art="entry")

    assert (dict(row.errors), row.cost) == ({}, None)


def test_costs_survive_the_way_to_text_and_back():
    given = [
        grant.Cost("entry", 156_00, 24, 6_50, "Salzmuseum", False),
        grant.Cost("entry", 100_00, 20, None, "", False),
        grant.Cost("bus", 1350_05),
        grant.Cost("entry", 18_00, 2, 9_00, "", True),
    ]

    table = CostTable(costs.typed_rows("t0", given), {"t0": "Termin 1"})

    assert table.planned() == [grant.Appointment(tuple(given), "Termin 1")]


def test_rows_are_those_whose_names_occur():
    data = {
        "t10-0-art": "bus",
        "t2-kinder": "5",
        "t2-11-art": "",
        "t2-2-art": "",
        "x0-1-art": "",
        "t2-1-2-art": "",
    }

    assert rows.appointments(data) == ["t2", "t10"]
    assert rows.lines(data, "t2") == ["t2-2", "t2-11"]


def test_more_rows_than_allowed_are_not_read():
    data = {f"t{number}-kinder": "1" for number in range(500)}

    assert len(rows.appointments(data)) == rows.MAX_APPOINTMENTS


@pytest.mark.parametrize(
    ("button", "names", "focus"),
    [
        ({"zeile-neu": "t0"}, {"t0-kinder", "t0-4-art", "t0-5-art", "t1-0-art"}, "t0-5-art"),
        ({"zeile-weg": "t0-4"}, {"t0-kinder", "t1-0-art"}, "t0"),
        ({"termin-neu": "1"}, {"t0-kinder", "t0-4-art", "t1-0-art", "t2-kinder"}, "t2"),
        ({"termin-weg": "t1"}, {"t0-kinder", "t0-4-art"}, "t"),
        (
            {"termin-kopie": "t0"},
            {"t0-kinder", "t0-4-art", "t1-0-art", "t2-kinder", "t2-4-art"},
            "t2",
        ),
        ({"termin-kopie": "t9"}, {"t0-kinder", "t0-4-art", "t1-0-art"}, ""),
        ({"kosten-wie": "t1"}, {"t0-kinder", "t0-4-art", "t1-4-art"}, "t1"),
        ({"zeile-neu": "t9"}, {"t0-kinder", "t0-4-art", "t1-0-art"}, ""),
    ],
)
def test_buttons_add_and_take_away_rows(button, names, focus):
    data = {"t0-kinder": "20", "t0-4-art": "bus", "t1-0-art": "sach"}

    changed, where = rows.press(data | button)

    assert (set(changed), where) == (names, focus)


def test_calculation_reckons_what_is_right_and_names_what_is_not():
    typed = {
        "t0-kinder": "25", "t0-0-art": "bus", "t0-0-summe": "350", "t0-1-art": "honorar", "t0-1-summe": "abc",
        "t1-0-art": "honorar", "t1-0-summe": "260", "andere": "10", "csrf": "x",
    }  # fmt: skip

    calculation = Calculation(typed, RULES)
    result = calculation.reckon()

    assert (result.cents, result.cost_cents, result.third_party_cents) == (480_00, 610_00, 10_00)
    assert [list(form.errors) for form in calculation.faulty_rows] == [["summe"]]
    assert calculation.per_child(result, calculation.children) == 4_80
    assert "csrf" not in calculation.query


def appointment_row(**typed) -> AppointmentForm:
    data = {f"t0-{name}": text for name, text in typed.items()}
    return AppointmentForm(data, key="t0", number=1, begun_by=date(2026, 3, 2))


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-01", "01.03.2026"])
def test_appointment_of_today_or_before_is_refused(day):
    errors = appointment_row(datum=day, kinder="20").errors

    assert errors == {
        "datum": [
            "Der Termin muss in der Zukunft liegen: Für begonnene Vorhaben gibt es keinen Zuschuss."
        ]
    }


def test_appointment_reads_german_dates():
    row = appointment_row(datum="10.5.2026", kinder="20", erwachsene="")

    assert row.is_complete
    assert row.columns == {
        "starts_on": date(2026, 5, 10), "ends_on": date(2026, 5, 10), "start_time": None, "group_label": "",
        "age_band": "", "children": 20, "adults": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"datum": "2026-05-10", "bis": "2026-05-09"}, "bis"),
        ({"datum": "2062-05-10"}, "datum"),
        ({"datum": "31.2.2026"}, "datum"),
        ({"datum": "2026-05-10", "kinder": "0"}, "kinder"),
        ({"datum": "2026-05-10", "kinder": "2001"}, "kinder"),
        ({"datum": "2026-05-10", "kinder": "zwanzig"}, "kinder"),
        ({"datum": "2026-05-10", "uhrzeit": "25:00"}, "uhrzeit"),
        ({"datum": "2026-05-10", "gruppe": "x" * 81}, "gruppe"),
    ],
)
def test_appointment_refuses_what_cannot_be(typed, field):
    assert list(appointment_row(**{"kinder": "20"} | typed).errors) == [field]


def test_appointments_survive_the_way_to_text_and_back():
    given = Appointment(
        starts_on=date(2026, 5, 10),
        ends_on=date(2026, 5, 12),
        group_label="3a",
        children=24,
        adults=0,
    )

    row = AppointmentTable(as_typed("t3", given)).rows[0]

    assert row.is_complete
    assert (row.key, row.columns["starts_on"], row.columns["ends_on"]) == (
        "t3",
        given.starts_on,
        given.ends_on,
    )


@pytest.mark.parametrize(
    ("typed", "iban"),
    [
        ("de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("DE89-3704-0044-0532-0130-00", "DE89370400440532013000"),
        ("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
    ],
)
def test_iban_is_tidied(typed, iban):
    form = FinancingForm({"iban": typed, "account_holder": "Träger"})

    assert (form.is_valid(), form.cleaned_data["iban"]) == (True, iban)


@pytest.mark.parametrize(
    "typed", ["DE89370400440532013001", "DE8937040044053201300", "12345", "٣٣", "=1+1"]
)
def test_iban_with_wrong_digits_is_refused_and_kept(typed):
    form = FinancingForm({"iban": typed, "account_holder": "Träger"})

    assert form.errors == {
        "iban": ["Diese IBAN kann nicht stimmen. Bitte vergleichen Sie sie mit Ihren Unterlagen."]
    }
    assert form["iban"].value() == typed


def test_other_funding_needs_its_name():
    form = FinancingForm(
        {"third_party_cents": "150", "iban": "DE89370400440532013000", "account_holder": "Träger"}
    )

    assert form.errors == {
        "third_party_name": ["Bitte nennen Sie, von wem die andere Förderung kommt."]
    }


def test_bus_needs_a_reason():
    assert TravelForm({"travel_mode": "bus"}).errors == {
        "bus_reason": ["Bitte erklären Sie kurz, warum Bus und Bahn nicht infrage kommen."]
    }


def test_provider_may_be_typed_instead_of_chosen(db):
    form = ProjectForm({"provider_name": "Wanderbühne", "own_premises": "nein"}, lenient=True)

    assert (dict(form.errors), form.cleaned_data["provider"]) == ({}, None)
