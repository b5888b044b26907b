"""The list for the cashier and what comes back: pure, row by row."""

from datetime import date

import pytest

from funding import payment_file, payment_return
from funding.payment_return import NotAReturn, Row


def row(**fields):
    values = {
        "order": "KB-2026-0001-Z1",
        "reference": "KB-2026-0001",
        "payee": "Gemeinde Adendorf",
        "iban": "DE89370400440532013000",
        "amount_cents": 1_234_05,
        "currency": "EUR",
        "purpose": "Ausflug",
        "budget_year": 2026,
        "factual_by": "A",
        "arithmetic_by": "B",
        "ordered_by": "C",
        "ordered_on": date(2026, 3, 2),
    }
    return payment_file.Row(**values | fields)


def test_list_has_its_layout():
    content = payment_file.write([row()])

    assert content.startswith(b"\xef\xbb\xbfAnordnung;Aktenzeichen;")
    assert content.decode("utf-8-sig").split("\r\n")[1] == (
        "KB-2026-0001-Z1;KB-2026-0001;Gemeinde Adendorf;DE89370400440532013000;1234,05;EUR;"
        "Ausflug;2026;A;B;C;2026-03-02"
    )


@pytest.mark.parametrize("typed", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_formulas_are_text(typed):
    """Nasty case 19."""
    content = payment_file.write([row(purpose=typed)]).decode("utf-8-sig")

    assert "'" + typed[0] in content


def test_line_breaks_and_semicolons_stay_inside_their_cell():
    content = payment_file.write([row(payee="A;B\r\nC")]).decode("utf-8-sig")

    assert '"A;B C"' in content
    assert len(content.strip().splitlines()) == 2


def test_return_is_read_in_any_order_of_columns_and_both_encodings():
    text = "Betrag,Ergebnis,Anordnung,Grund,Datum\n280.00,Gescheitert,kb-1-z1,Konto gelöscht,2026-03-02\n\n"

    for encoding in ("utf-8", "utf-8-sig", "cp1252"):
        assert payment_return.parse(text.encode(encoding)) == [
            Row(2, "KB-1-Z1", "gescheitert", date(2026, 3, 2), 280_00, "Konto gelöscht")
        ]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (";bezahlt;02.03.2026;1,00;", "Die Nummer der Anordnung fehlt."),
        ("A;offen;02.03.2026;1,00;", "„offen“ ist kein Ergebnis. Bekannt sind „bezahlt“ und „gescheitert“."),
        ("A;bezahlt;31.02.2026;1,00;", "„31.02.2026“ ist kein Datum. Schreiben Sie es so: 31.12.2026."),
        ("A;gescheitert;02.03.2026;1,00;", "Bei einer gescheiterten Zahlung fehlt der Grund."),
        ("A;bezahlt;02.03.2026;-1;", "Bitte geben Sie den Betrag ohne Vorzeichen an, zum Beispiel 12,50."),
        ("A", "„“ ist kein Ergebnis. Bekannt sind „bezahlt“ und „gescheitert“."),
    ],
)  # fmt: skip
def test_faulty_rows_say_what_is_wrong(line, error):
    content = f"Anordnung;Ergebnis;Datum;Betrag;Grund\n{line}\n".encode()

    if line == "A":
        assert payment_return.parse(content)[0].error != ""
    else:
        assert [row.error for row in payment_return.parse(content)] == [error]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\x00", b"Anordnung;Datum\n", b"x" * 1_000_001])
def test_other_files_are_no_return(content):
    with pytest.raises(NotAReturn):
        payment_return.parse(content)


@pytest.mark.parametrize("content", [
    b"Anordnung;Ergebnis;Datum;Betrag\rA;bezahlt;02.03.2026;1,00\r",
    "Anordnung;Ergebnis;Datum;Betrag\r\nA;bezahlt;02.03.2026;1,00\r\n".encode("utf-16"),
])  # fmt: skip
def test_return_of_other_programs_is_read(content):
    assert payment_return.parse(content) == [Row(2, "A", "bezahlt", date(2026, 3, 2), 1_00)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Anordnung;Ergebnis;Datum;Betrag\n;;;\n", "Unter der ersten Zeile steht nichts."),
        (b"Anordnung;Betrag;Ergebnis;Datum;Betrag\n;;;;\n", "In der ersten Zeile steht zweimal: betrag."),
        (b"Anordnung;Ergebnis;Datum;Betrag\n" + b'"' + b"x" * 200_000, "Diese Datei lässt sich nicht als CSV lesen."),
        (b"Anordnung;Summe\n", "In der ersten Zeile fehlt: Ergebnis, Datum, Betrag."),
    ],
)  # fmt: skip
def test_file_that_is_none_says_why(content, sentence):
    with pytest.raises(NotAReturn, match=sentence):
        payment_return.parse(content)
