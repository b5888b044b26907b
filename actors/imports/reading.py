"""A file as a table: CSV, XLSX or GeoJSON by what is in it, or a sentence why it cannot be read."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile
from zlib import error as UnpackError

from bildungsregion.base.errors import DomainError


# Bytes of a file, bytes of a workbook unpacked, rows, columns, characters of a cell.
LARGEST, LARGEST_WORKBOOK = 5_000_000, 60_000_000
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 20_000, 100, 20_000
# What a damaged or foreign file makes of the reader of workbooks.
UNREADABLE = (
    BadZipFile, ParseError, UnpackError, EOFError, KeyError, IndexError, TypeError, ValueError, AttributeError,
    RuntimeError,
)  # fmt: skip
LATITUDE, LONGITUDE = "Breite (Karte)", "Länge (Karte)"
# How files of other kinds begin.
_FOREIGN = {
    b"%PDF": "ein PDF", b"\xff\xd8\xff": "ein Bild", b"\x89PNG": "ein Bild", b"GIF8": "ein Bild",
    b"\xd0\xcf\x11\xe0": "eine alte Excel-Datei (.xls); speichern Sie sie als .xlsx",
    b"<": "eine Webseite oder XML-Datei", b"{\\rtf": "ein Textdokument", b"\x1f\x8b": "ein gepacktes Archiv",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands where a cell has nothing usable; ``sentence`` says why."""

    sentence: str


Cell = object  # str, a number, a date, None or a Fault


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` are (line in the file, cells); ``kind`` says in words how the file was read."""

    headers: Sequence[str]
    rows: Sequence[tuple[int, Sequence[Cell]]]
    kind: str


def read(content: bytes, name: str) -> Table:
    """Raises DomainError with a sentence for a file that is no table, or one that is too large."""
    if len(content) > LARGEST:
        raise DomainError(
            f"Die Datei ist größer als {LARGEST // 1_000_000} MB. Bitte teilen Sie sie."
        )
    if not content.strip():
        raise DomainError("Die Datei ist leer.")
    begins = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith(b"PK"):
        lines, kind = _workbook_lines(content), "Arbeitsmappe (XLSX), erstes Blatt"
    elif begins[:1] in (b"{", b"[") and not begins.startswith(b"{\\rtf"):
        lines, kind = _geojson_lines(content), "GeoJSON"
    else:
        for mark, what in _FOREIGN.items():
            if begins.startswith(mark):
                raise DomainError(f"Das ist {what}. Gebraucht wird CSV, XLSX oder GeoJSON.")
        text, encoding = _decoded(content)
        delimiter = _delimiter(text)
        called = {";": "Semikolon", ",": "Komma", "\t": "Tabulator"}[delimiter]
        lines, kind = _csv_lines(text, delimiter), f"CSV, {encoding}, getrennt durch {called}"
    return _table(lines, kind, PurePath(name).name)


def _table(lines: Iterator[tuple[int, Sequence[Cell]]], kind: str, name: str) -> Table:
    filled = []
    for line, cells in lines:
        if width := _width(cells):
            filled.append((line, cells[:width]))
        if len(filled) > MOST_ROWS + 1:
            raise DomainError(
                f"Die Datei hat mehr als {MOST_ROWS:,} Zeilen.".replace(",", ".")
                + " Bitte teilen Sie sie oder nehmen Sie nur die Zeilen des Landkreises."
            )
    if not filled:
        raise DomainError("Die Datei ist leer.")
    (_, first), *rows = filled
    width = max(len(cells) for _, cells in filled)
    if width > MOST_COLUMNS:
        raise DomainError(f"Die Datei hat mehr als {MOST_COLUMNS} Spalten.")
    if not rows:
        raise DomainError("Unter der Überschrift steht keine einzige Zeile.")
    return Table(_headers(first, rows, width), rows, kind)


def _width(cells: Sequence[Cell]) -> int:
    """Up to the last cell in which something stands."""
    return max((at for at, cell in enumerate(cells, 1) if not is_empty(cell)), default=0)


def _headers(first: Sequence[Cell], rows: Sequence, width: int) -> list[str]:
    """Each heading once; columns without one are called by their number where something stands in them."""
    headers: list[str] = []
    for at in range(width):
        cell = first[at] if at < len(first) else None
        header = (
            ""
            if is_empty(cell) or isinstance(cell, Fault)
            else " ".join(str(cell).replace("\x00", "").split())[:80]
        )
        if not header and any(at < len(cells) and not is_empty(cells[at]) for _, cells in rows):
            header = f"Spalte {at + 1}"
        times = sum(known == header or known.startswith(f"{header} (") for known in headers)
        headers.append(f"{header} ({times + 1})" if header and times else header)
    return headers


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _decoded(content: bytes) -> tuple[str, str]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise DomainError("Die Datei ist beschädigt: kein lesbares UTF-16.") from None
    if b"\x00" in content:
        raise DomainError(
            "Die Datei enthält Nullzeichen und ist deshalb kein Text. Bitte speichern Sie sie noch einmal als "
            "„CSV UTF-8“."
        )
    try:
        marked = content.startswith(b"\xef\xbb\xbf")
        return content.decode("utf-8-sig"), "UTF-8 mit BOM" if marked else "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "Windows-1252"


def _delimiter(text: str) -> str:
    """The sign that the first line has most of, outside of quotation marks."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(";\t,", key=outside.count)


def _csv_lines(text: str, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            yield before + 1, [_plain(cell) for cell in cells]
            before = reader.line_num
    except csv.Error:
        raise DomainError(
            f"In dem Eintrag, der in Zeile {before + 1} beginnt, passen die Anführungszeichen nicht: Zu jedem "
            "öffnenden gehört ein schließendes, und im Text stehen sie doppelt."
        ) from None


def _plain(cell: str) -> Cell:
    """What our own tables defuse by an apostrophe comes back whole; a formula is no text."""
    cell = cell.replace("\\n", " ")
    if len(cell) > LONGEST_CELL:
        return Fault(f"Der Text ist länger als {LONGEST_CELL:,} Zeichen.".replace(",", "."))
    if cell.lstrip().startswith("="):
        return Fault("Hier steht eine Formel. Bitte schreiben Sie ihr Ergebnis hinein.")
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "|") else cell


def _workbook_lines(content: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            size = sum(part.file_size for part in packed.infolist())
        if size > LARGEST_WORKBOOK:
            raise DomainError("Diese Arbeitsmappe ist ausgepackt zu groß. Bitte teilen Sie sie.")
        if "xl/workbook.xml" not in names:
            raise DomainError(
                "Das ist keine Arbeitsmappe (.xlsx), sondern ein anderes gepacktes Archiv."
            )
        yield from _sheet_lines(content)
    except UNREADABLE as error:
        raise DomainError("Diese Datei ist keine lesbare Arbeitsmappe (.xlsx).") from error


def _sheet_lines(content: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The values that the workbook keeps; where a formula was saved without its result, a Fault."""
    from openpyxl import load_workbook  # noqa: PLC0415 - slow and heavy, and few read workbooks (adr 0367)

    typed, kept = (
        load_workbook(io.BytesIO(content), read_only=True, data_only=only) for only in (False, True)
    )
    try:
        sheets = [book.worksheets[0] for book in (typed, kept)]
        for sheet in sheets:
            # What the file claims of its size is not believed.
            sheet.reset_dimensions()
        both = (sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True) for sheet in sheets)
        for line, (written, values) in enumerate(zip(*both, strict=False), 1):
            yield line, [_of_sheet(*cells) for cells in zip(written, values, strict=False)]
    finally:
        typed.close()
        kept.close()


def _of_sheet(written: Cell, value: Cell) -> Cell:
    is_formula = isinstance(written, str) and written.startswith("=")
    if (is_formula or not isinstance(written, str | int | float | bool | None)) and value is None:
        return Fault("Hier steht eine Formel ohne gespeichertes Ergebnis.")
    if isinstance(value, str):
        if value.startswith("#") and is_formula:
            return Fault(f"Die Formel in dieser Zelle ergibt einen Fehler ({value[:12]}).")
        return Fault("Hier steht eine Formel als Text.") if value.startswith("=") else _plain(value)
    return value


def _geojson_lines(content: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    """A heading row of all properties and the two degrees, then a row a feature: its number is the line."""
    features = _features(content)
    if len(features) > MOST_ROWS:
        raise DomainError(f"Die Datei hat mehr als {MOST_ROWS:,} Objekte.".replace(",", "."))
    names = list(dict.fromkeys(name for feature in features for name in _properties(feature)))
    if len(names) > MOST_COLUMNS - 2:
        raise DomainError(f"Die Objekte haben mehr als {MOST_COLUMNS - 2} verschiedene Angaben.")
    yield 0, [*names, LATITUDE, LONGITUDE]
    for number, feature in enumerate(features, 1):
        properties = _properties(feature)
        cells = [_of_json(properties.get(name)) for name in names]
        yield number, [*cells, *_point(feature)]


def _features(content: bytes) -> list[dict]:
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise DomainError("Die Datei sieht aus wie GeoJSON, ist aber beschädigt.") from None
    features = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(features, list):
        raise DomainError(
            "Die Datei ist kein GeoJSON mit einer Liste von Objekten (FeatureCollection)."
        )
    if not features:
        raise DomainError("Die Datei enthält kein einziges Objekt.")
    return [feature if isinstance(feature, dict) else {} for feature in features]


def _properties(feature: dict) -> dict:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _of_json(value: Cell) -> Cell:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, list):
        value = "; ".join(str(one) for one in value)
    if isinstance(value, dict):
        return Fault("Hier steht eine verschachtelte Angabe, die sich nicht lesen lässt.")
    return _plain(value.replace("\x00", "")) if isinstance(value, str) else value


def _point(feature: dict) -> tuple[Cell, Cell]:
    """Latitude and longitude of a point (RFC 7946: longitude comes first)."""
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        return None, None
    kind, degrees = geometry.get("type"), geometry.get("coordinates")
    if kind != "Point":
        shape = {
            "Polygon": "eine Fläche",
            "MultiPolygon": "mehrere Flächen",
            "LineString": "eine Linie",
        }
        fault = Fault(
            f"Das Objekt ist {shape.get(kind, 'kein Punkt')}; gebraucht wird ein einzelner Punkt."
        )
        return fault, None
    if not isinstance(degrees, list) or len(degrees) < 2:
        return Fault("Dem Punkt fehlen seine Koordinaten."), None
    return degrees[1], degrees[0]
