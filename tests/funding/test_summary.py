"""What an application says, in words."""

from datetime import date, time

from funding import bank, summary
from tests.factories.funding import add_appointment, make_draft, make_submitted


def fields(application, section, **options):
    part = next(part for part in summary.parts(application, **options) if part.section == section)
    return {label: value.replace("\u00a0", " ") for label, value in part.fields}


def test_all_steps_are_told_and_empty_fields_left_out(db):
    application = make_draft(own_premises=True)

    assert [part.section for part in summary.parts(application)] == [
        "einrichtung",
        "vorhaben",
        "termine",
        "kosten",
        "finanzierung",
    ]
    assert fields(application, "vorhaben") == {
        "Titel des Vorhabens": "Besuch im Salzmuseum",
        "Bereich": "Museum",
        "Lernort oder Anbieter": "Deutsches Salzmuseum",
        "Ort der Maßnahme": "Sülfmeisterstraße 1, Lüneburg",
        "Gemeinde": "Adendorf",
        "findet im eigenen Haus statt": "ja",
    }


def test_costs_are_told_as_they_were_entered(db):
    costs = (
        {
            "kind": "entry",
            "label": "Führung",
            "persons": 22,
            "unit_cents": 5_00,
            "total_cents": 110_00,
        },
        {"kind": "entry", "persons": 2, "total_cents": 9_01, "for_adults": True},
        {"kind": "honorar", "total_cents": 90_00},
    )

    assert fields(make_draft(costs=costs), "kosten")["Kosten"] == (
        "Eintritt Führung: 22 × 5,00 € = 110,00 €\n"
        "Eintritt (Begleitpersonen): 9,01 € für 2 Personen\n"
        "Honorar: 90,00 €"
    )


def test_costs_of_several_appointments_stand_under_their_days(db):
    application = make_draft()
    add_appointment(application, date(2026, 5, 20), ({"kind": "sach", "total_cents": 5_00},))

    told = fields(application, "kosten")

    assert told["01.05.2026 Klasse 3 b"] == "Mietbus: 350,00 €"
    assert told["20.05.2026 Klasse 3 b"] == "Material: 5,00 €"


def test_appointment_says_when_and_who(db):
    appointment = add_appointment(
        make_draft(),
        date(2026, 5, 12),
        start_time=time(9, 30),
        age_band="8 bis 9 Jahre",
        children=1,
        adults=0,
    )

    assert (
        summary.appointment_label(appointment)
        == "12. Mai 2026, 09:30 Uhr, Klasse 3 b, 8 bis 9 Jahre (1 Kind)"
    )


def test_account_is_masked_unless_asked_for(db):
    application = make_submitted(third_party_name="Förderverein", third_party_cents=50_00)

    assert fields(application, "finanzierung") == {
        "Andere Förderung": "Förderverein: 50,00 €",
        "Konto lautet auf": "Gemeinde Adendorf",
        "IBAN": "DE89 … 3000",
    }
    assert (
        fields(application, "finanzierung", show_iban=True)["IBAN"] == "DE89 3704 0044 0532 0130 00"
    )
    assert "DE89370400440532013000" not in str(application.letters.get().context_json)
    assert "DE89370400440532013000" not in str(application.snapshots.get().input_json)


def test_iban_without_number_is_empty():
    assert (bank.masked(""), bank.grouped("")) == ("", "")
