"""Spreadsheets: numbers stay numbers, and nothing that somebody typed is ever run."""

import csv
import io
from datetime import date

import openpyxl
import pypdfium2
import pytest
from django.urls import reverse
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from bildungsregion.base.tables import NOT_IN_CELLS, Euro, Sheet, csv_lines, harmless, write_xlsx
from tests.factories.funding import make_decided


@pytest.mark.parametrize(
    "typed",
    [
        '=HYPERLINK("http://boese.example")', "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM", "﹦1",
        "−1", "  =1", "\t=1", "\u200b=1", "\ufeff=1", "\u00a0=1", "\x00=1", "|cmd", "\tA",
    ],
)  # fmt: skip
def test_formulas_become_words(typed):
    assert harmless(typed)[0] == "'"


@pytest.mark.parametrize(
    "typed", ["Museum", "3 − 2 = 1", "", "Klasse 3 b", "„Elbe“", "a@b.example"]
)
def test_words_stay_as_they_are(typed):
    assert harmless(typed) == typed


def test_csv_opens_in_german_spreadsheets():
    rows = [
        ("Ein; „zwei“\nDrei", Euro(1_234_50), 7, date(2026, 3, 2)),
        ("=1", Euro(-5), 0, date(2026, 1, 1)),
    ]

    text = "".join(csv_lines(Sheet("Blatt", ("Name", "Betrag", "Zahl", "Tag"), rows)))

    assert text.startswith("\ufeffName;Betrag;Zahl;Tag\r\n")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))[1:] == [
        ["Ein; „zwei“ Drei", "1234,50", "7", "02.03.2026"],
        ["'=1", "-0,05", "0", "01.01.2026"],
    ]


def test_signs_that_no_workbook_holds_are_those_of_its_writer():
    signs = "".join(map(chr, range(0x3000)))

    assert NOT_IN_CELLS.findall(signs) == ILLEGAL_CHARACTERS_RE.findall(signs)


def test_xlsx_keeps_numbers_and_runs_nothing():
    file = io.BytesIO()
    rows = [
        ("=1+1", Euro(1_234_56), 7, date(2026, 3, 2)),
        ("Kontroll\x07zeichen", Euro(0), 0, date(2026, 3, 3)),
    ]

    write_xlsx([Sheet("Blatt", ("Name", "Betrag", "Zahl", "Tag"), rows)], file)

    page = openpyxl.load_workbook(file)["Blatt"]
    assert [cell.value for cell in page[2]][:3] == ["'=1+1", 1234.56, 7]
    assert [cell.data_type for cell in page[2]] == ["s", "n", "n", "d"]
    assert page["B2"].number_format == '#,##0.00\\ "€"'
    assert page["A3"].value == "Kontrollzeichen"


def test_files_say_what_the_page_says(office_client):
    make_decided(title="=2+3", provider_name="＝cmd")
    client = office_client("lesend")

    def file(fmt, *year):
        response = client.get(
            reverse("funding:report_file", args=["kulturelle-bildung", *year, fmt])
        )
        return b"".join(response) if response.streaming else response.content

    rows = list(csv.reader(io.StringIO(file("csv", 2026).decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == [
        "2026",
        "Nach Anbieter",
        "'＝cmd",
        "1",
        "280,00",
        "1",
        "280,00",
        "0,00",
        "0",
        "0,00",
    ]
    assert {row[0] for row in rows[1:]} == {"2026"}
    book = openpyxl.load_workbook(io.BytesIO(file("xlsx", 2026)))
    assert book.sheetnames == [
        "Überblick", "Nach Anbieter", "Nach Kostenart", "Nach Gemeinde der Einrichtung",
        "Nach Art der Einrichtung", "Nach Monat", "Ablehnungsgründe", "Anträge",
    ]  # fmt: skip
    assert [cell.value for cell in book["Anträge"][2]][5] == "'=2+3"
    assert openpyxl.load_workbook(io.BytesIO(file("xlsx")))["Jahre"]["F2"].value == 280
    for pdf in (file("pdf", 2026), file("pdf")):
        text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
        assert "280,00" in text
        assert b"pdfuaid" in pdf
