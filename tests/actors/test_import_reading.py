"""Files that are tables, in every dress, and those that are not: a clear sentence each."""

import io
import json
import zipfile

import pytest
from openpyxl import Workbook

from actors.imports import columns, reading
from actors.imports.reading import LATITUDE, LONGITUDE, Fault, read
from actors.imports.words import kind_of, sponsorship_of, state_of, week_of
from bildungsregion.base.errors import DomainError


ROWS = [["Schulname", "Straße"], ["Grundschule Vögelsen", "Schulstr. 1"]]


def as_csv(delimiter=";", encoding="utf-8") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in ROWS).encode(encoding)


def as_xlsx(rows) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def as_geojson(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def feature(kind="Point", coordinates=(10.4, 53.2), **properties) -> dict:
    geometry = {"type": kind, "coordinates": list(coordinates)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (as_csv(), "CSV, UTF-8, getrennt durch Semikolon"),
        (as_csv(","), "CSV, UTF-8, getrennt durch Komma"),
        (as_csv("\t", "utf-8-sig"), "CSV, UTF-8 mit BOM, getrennt durch Tabulator"),
        (as_csv(";", "cp1252"), "CSV, Windows-1252, getrennt durch Semikolon"),
        (as_csv("\t", "utf-16"), "CSV, UTF-16, getrennt durch Tabulator"),
        (as_xlsx(ROWS), "Arbeitsmappe (XLSX), erstes Blatt"),
    ],
)
def test_the_file_tells_how_it_is_written(content, kind):
    table = read(content, "liste")

    assert (table.kind, list(table.headers)) == (kind, ROWS[0])
    assert [list(cells) for _line, cells in table.rows] == ROWS[1:]


def test_geojson_is_a_row_a_feature_with_its_degrees():
    table = read(
        as_geojson(feature(name="Museum", wheelchair=True, tags=["a", "b"]), feature(name="Kino")),
        "a.json",
    )

    assert table.headers == ["name", "wheelchair", "tags", LATITUDE, LONGITUDE]
    assert [tuple(cells) for _line, cells in table.rows] == [
        ("Museum", "ja", "a; b", 53.2, 10.4),
        ("Kino", None, None, 53.2, 10.4),
    ]


def test_signs_that_no_database_takes_are_left_out():
    table = read(as_geojson(feature(**{"na\x00me": "Mu\x00seum"})), "a.json")

    assert (table.headers[0], table.rows[0][1][0]) == ("name", "Museum")


def test_headings_are_told_apart_and_numbered_where_they_are_missing():
    table = read(b"Name;Telefon;Telefon;\nMuseum;1;2;3\n", "a.csv")

    assert table.headers == ["Name", "Telefon", "Telefon (2)", "Spalte 4"]


def test_lines_are_counted_as_an_editor_does():
    table = read(b'Name;Text\n"A";"zwei\nZeilen"\n\nB;x\n', "a.csv")

    assert [line for line, _cells in table.rows] == [2, 5]


BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as packed:
    packed.writestr("xl/workbook.xml", b"0" * 61_000_000)
ARCHIVE = io.BytesIO()
with zipfile.ZipFile(ARCHIVE, "w") as packed:
    packed.writestr("brief.txt", b"Guten Tag")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Die Datei ist leer."),
        (b" \r\n \n", "Die Datei ist leer."),
        (b";;\n;;\n", "Die Datei ist leer."),
        (b"Name;Ort\n", "Unter der Überschrift steht keine einzige Zeile."),
        (b"x" * 5_000_001, "Die Datei ist größer als 5 MB. Bitte teilen Sie sie."),
        (b"%PDF-1.7 ...", "Das ist ein PDF. Gebraucht wird CSV, XLSX oder GeoJSON."),
        (b"\xff\xd8\xff\xe0 ...", "Das ist ein Bild. Gebraucht wird CSV, XLSX oder GeoJSON."),
        (b"<html></html>", "Das ist eine Webseite oder XML-Datei. Gebraucht wird CSV, XLSX oder GeoJSON."),
        (BOMB.getvalue(), "Diese Arbeitsmappe ist ausgepackt zu groß. Bitte teilen Sie sie."),
        (ARCHIVE.getvalue(), "Das ist keine Arbeitsmappe (.xlsx), sondern ein anderes gepacktes Archiv."),
        (as_xlsx(ROWS)[:2000], "Diese Datei ist keine lesbare Arbeitsmappe (.xlsx)."),
        (b"PK\x03\x04 kaputt", "Diese Datei ist keine lesbare Arbeitsmappe (.xlsx)."),
        (b"Name;Ort\nA\x00B;C\n", "Die Datei enthält Nullzeichen und ist deshalb kein Text."),
        (b'Name;Ort\nA;B\n"C;D\nE;F\n', "In dem Eintrag, der in Zeile 3 beginnt, passen die Anführungszeichen nicht"),
        (b'Name;Ort\n"A"x;B\n', "In dem Eintrag, der in Zeile 2 beginnt, passen die Anführungszeichen nicht"),
        (b'{"type": "FeatureCollection", "features": [', "Die Datei sieht aus wie GeoJSON, ist aber beschädigt."),
        (b'{"type": "Point"}', "Die Datei ist kein GeoJSON mit einer Liste von Objekten"),
        (as_geojson(), "Die Datei enthält kein einziges Objekt."),
        (b"[" * 200_000, "Die Datei sieht aus wie GeoJSON, ist aber beschädigt."),
        (b"Name\n" + b"A\n" * 100_000, "Die Datei hat mehr als 20.000 Zeilen."),
        (b";".join([b"N"] * 101) + b"\n" + b";".join([b"x"] * 101), "Die Datei hat mehr als 100 Spalten."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_bad_file_gets_a_sentence(content, sentence):
    with pytest.raises(DomainError) as caught:
        read(content, "liste.csv")

    assert caught.value.message.startswith(sentence)


def test_formula_counts_by_its_saved_result_or_gets_a_sentence():
    table = read(as_xlsx([["Name", "Ort"], ["=A1&A2", "Lüneburg"]]), "a.xlsx")
    text = read(b"Name;Ort\n=1+1;'+49 Stra\xc3\x9fe\n", "a.csv")

    assert table.rows[0][1][0] == Fault("Hier steht eine Formel ohne gespeichertes Ergebnis.")
    assert text.rows[0][1] == [
        Fault("Hier steht eine Formel. Bitte schreiben Sie ihr Ergebnis hinein."),
        "+49 Straße",
    ]


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (
            feature("Polygon", [[[0, 0]]]),
            "Das Objekt ist eine Fläche; gebraucht wird ein einzelner Punkt.",
        ),
        (
            feature("LineString", [[0, 0]]),
            "Das Objekt ist eine Linie; gebraucht wird ein einzelner Punkt.",
        ),
        (feature("Point", [10.4]), "Dem Punkt fehlen seine Koordinaten."),
    ],
)
def test_shape_that_is_no_point_gets_a_sentence(one, sentence):
    table = read(as_geojson(one | {"properties": {"name": "See"}}), "a.geojson")

    assert table.rows[0][1][1] == Fault(sentence)


REGISTER = [
    "name",
    "id",
    "address",
    "website",
    "school_type",
    "school_type_entity",
    "legal_status",
    "fax",
    "phone",
]


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        (REGISTER, ["name", "id:schulnummer", "address", "website", "kind_2", "kind", "sponsorship", "", "phone"]),
        (["Schulnummer", "Schulname", "Schulform", "PLZ", "Ort", "Straße", "Hausnr.", "Telefon", "E-Mail", "Homepage"],
         ["id:schulnummer", "name", "kind", "postcode", "city", "street", "house_number", "phone", "email", "website"]),
        (["DISCH", "SCHULART", "NAME DER SCHULE", "plz", "Schulort", "Internet", "AGS", "lat", "lon"],
         ["id:schulnummer", "kind", "name", "postcode", "city", "website", "municipality", "latitude", "longitude"]),
        (["id", "Name", "Name", "opening_hours", "addr:city", "wheelchair"],
         ["", "name", "", "hours", "city", "wheelchair"]),
    ],
)  # fmt: skip
def test_headings_of_registers_are_understood(headings, keys):
    table = reading.Table(headings, [], "")

    assert columns.guess(table, {}) == keys


def test_what_was_chosen_before_wins_over_the_guess():
    table = reading.Table(["NAME", "Ort", "Bemerkung"], [], "")

    assert columns.guess(table, {"name": "short_name", "ort": "", "bemerkung": "name"}) == [
        "short_name",
        "",
        "name",
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Grundschule", "grundschule"), ("GS", "grundschule"), ("Kindertagesstätte", "kita"), ("Kiga", "kita"),
        ("Gymnasium - SEK II -", "gymnasium"), ("IGS/FWS - SEK I -", "gesamtschule"), ("FöS Lernen", "foerderschule"),
        ("OBS Gymnasialzweig", "oberschule"), ("Berufsbildende Schule(n)", "berufsbildende_schule"),
        ("SBBZ Lernen", "sbbz"), ("freie_waldorfschule", "freie_waldorfschule"), ("library", "bibliothek"),
        ("Schulkindergarten", ""), ("Ganztagsschule (o. ZB)", ""), ("Bildungsangebot", ""), ("", ""), ("xyz", ""),
    ],
)  # fmt: skip
def test_words_name_a_kind(words, kind):
    assert kind_of(words) == kind


@pytest.mark.parametrize(
    ("words", "sponsor"),
    [
        ("Hansestadt Lüneburg", "kommune"), ("Landkreis Lüneburg", "landkreis"), ("Ev.-luth. Kirchenkreis", "kirche"),
        ("DRK Kreisverband e.V.", "frei"), ("Land Niedersachsen", "land"), ("privat", "privat"), ("1", ""),
    ],
)  # fmt: skip
def test_words_name_a_sponsor(words, sponsor):
    assert sponsorship_of(words) == sponsor


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("Mo–Mi 9–17 Uhr", [[0, "09:00", "17:00"], [1, "09:00", "17:00"], [2, "09:00", "17:00"]]),
        ("Di, Do 15:00 - 18:30", [[1, "15:00", "18:30"], [3, "15:00", "18:30"]]),
        ("montags 8 bis 12 und 14 bis 16 Uhr; Fr: 8.30–12", [[0, "08:00", "12:00"], [0, "14:00", "16:00"],
                                                             [4, "08:30", "12:00"]]),
        ("Sa 18-24", [[5, "18:00", "00:00"]]),
        ("Sa,Su 10:00-12:00", [[5, "10:00", "12:00"], [6, "10:00", "12:00"]]),
        ("nach Vereinbarung", None), ("Mo-Fr 9-17, außer in den Ferien", None), ("Mo 17-9", None), ("Mo 9-25", None),
        ("Mo 9-12, Mo 11-14", None),
    ],
)  # fmt: skip
def test_hours_become_slots_only_where_all_of_it_is_understood(text, slots):
    assert week_of(text) == slots


@pytest.mark.parametrize(
    ("word", "partly", "state"),
    [("Ja", False, "ja"), ("x", False, "ja"), ("no", False, "nein"), ("?", False, "unbekannt"),
     ("limited", True, "teilweise"), ("teilweise", False, None), ("vielleicht", True, None)],
)  # fmt: skip
def test_accessibility_has_three_states(word, partly, state):
    assert state_of(word, partly=partly) == state
