"""The municipalities of a new region, from the files that an office can get: a table and a map.

The table comes out of a spreadsheet (comma, semicolon or tab; UTF-8 or Windows), the map out of a geographic
program (GeoJSON in WGS 84). Every fault is told with its file and line.
"""

import csv
import io
import json
from dataclasses import dataclass, field
from pathlib import Path

from actors.addresses import stem_of
from actors.models import Municipality
from bildungsregion.base.folding import fold


LONGEST_FILE = 30_000_000
# What the columns may be called, as people write it.
NAMES = {
    fold(title).replace(" ", "_"): column
    for column, titles in {
        "name": "Name Gemeinde", "kind": "Art Typ kind", "ags": "AGS Schlüssel Gemeindeschlüssel",
        "postcodes": "PLZ Postleitzahl Postleitzahlen postcodes", "parent": "gehört_zu Samtgemeinde parent",
        "latitude": "Breite latitude", "longitude": "Länge longitude", "key": "key",
    }.items()
    for title in titles.split()
}  # fmt: skip
NEEDED = {"name": "name", "kind": "art", "ags": "ags", "postcodes": "plz"}
# How geographic programs call the key of a municipality.
KEYS = ("ags", "AGS", "Ags", "gemeindeschluessel", "AGS_0", "rs")
DIGITS = 4


@dataclass(slots=True)
class Found:
    """Rows as the region's own table has them, geometries by key, and what is wrong."""

    rows: list[dict[str, str]] = field(default_factory=list)
    outlines: dict[str, dict] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read(table: Path, outlines: Path | None, district: str) -> Found:
    """Both files; ``district`` is the key that each municipality's key begins with."""
    found = Found()
    text = _text(table, found)
    lines = _rows(text, table.name, found) if text is not None else []
    _check(lines, table.name, district, found)
    if outlines is not None:
        _read_outlines(outlines, found)
        _compare(lines, table.name, outlines.name, found)
    if not lines and not found.faults:
        found.faults.append(f"{table.name}: In der Datei steht keine Gemeinde.")
    found.rows = [_row(cells, found.outlines) for _line, cells in lines]
    return found


def _text(file: Path, found: Found) -> str | None:
    try:
        content = file.read_bytes()
    except OSError:
        found.faults.append(
            f"{file.name}: Die Datei gibt es nicht oder sie ist nicht lesbar ({file})."
        )
        return None
    if len(content) > LONGEST_FILE:
        found.faults.append(f"{file.name}: Die Datei ist größer als 30 MB.")
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    found.faults.append(f"{file.name}: Das ist keine Textdatei.")
    return None


def _rows(text: str, name: str, found: Found) -> list[tuple[int, dict[str, str]]]:
    head = text.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    lines, line = [], 1
    try:
        titles = [fold(title).strip().replace(" ", "_") for title in next(reader, [])]
        columns = [NAMES.get(title, "") for title in titles]
        if not _head_fits(titles, columns, name, found):
            return []
        line = reader.line_num + 1
        for cells in reader:
            here, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                found.faults.append(
                    f"{name}, Zeile {here}: {len(cells)} Felder statt {len(columns)}."
                )
                continue
            lines.append(
                (here, {key: cell.strip() for key, cell in zip(columns, cells, strict=True)})
            )
    except csv.Error as error:
        found.faults.append(f"{name}, Zeile {line}: Die Zeile ist kein gültiges CSV ({error}).")
    return lines


def _head_fits(titles: list[str], columns: list[str], name: str, found: Found) -> bool:
    unknown = [title for title, column in zip(titles, columns, strict=True) if not column]
    missing = [label for column, label in NEEDED.items() if column not in columns]
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if unknown:
        found.faults.append(f"{name}, Zeile 1: Unbekannte Spalten: {', '.join(unknown)}.")
    if missing:
        found.faults.append(f"{name}, Zeile 1: Es fehlen die Spalten: {', '.join(missing)}.")
    if twice:
        found.faults.append(
            f"{name}, Zeile 1: Diese Spalten stehen zweimal da: {', '.join(twice)}."
        )
    return not (unknown or missing or twice)


def _check(lines, name: str, district: str, found: Found) -> None:
    seen: dict[tuple[str, str], int] = {}
    names = {cells["name"] for _line, cells in lines}
    for line, cells in lines:
        for sentence in _faults(cells, district, names):
            found.faults.append(f"{name}, Zeile {line}: {sentence}")
        for column in ("name", "ags"):
            value = cells[column]
            first = seen.setdefault((column, value), line) if value else line
            if first != line:
                found.faults.append(
                    f"{name}, Zeile {line}: „{value}“ steht schon in Zeile {first}."
                )


def _faults(cells: dict[str, str], district: str, names: set[str]) -> list[str]:
    said = []
    kinds = dict(Municipality.Kind.choices)
    cells["kind"] = next(
        (key for key, label in kinds.items() if fold(cells["kind"]) in (fold(key), fold(str(label)))), cells["kind"]
    )  # fmt: skip
    is_union = cells["kind"] == Municipality.Kind.SAMTGEMEINDE
    if not cells["name"]:
        said.append("Der Name fehlt.")
    if cells["kind"] not in kinds:
        said.append(
            f"Die Art „{cells['kind']}“ gibt es nicht. Möglich: {', '.join(map(str, kinds.values()))}."
        )
    if not (is_union and not cells["ags"]):
        said += _key_faults(cells["ags"], district)
    codes = cells["postcodes"].replace(",", " ").replace(";", " ").split()
    said += [
        f"„{code}“ ist keine Postleitzahl."
        for code in codes
        if not (code.isdecimal() and len(code) == 5)
    ]
    cells["postcodes"] = ";".join(codes)
    parent = cells.get("parent", "")
    if parent and parent not in names:
        said.append(f"Die Samtgemeinde „{parent}“ hat keine eigene Zeile.")
    for column, label, low, high in (("latitude", "Breite", 47, 56), ("longitude", "Länge", 5, 16)):
        said += _degree_faults(cells, column, label, low, high)
    return said


def _key_faults(ags: str, district: str) -> list[str]:
    if not (ags.isdecimal() and len(ags) == 8):
        lost = " Fehlt vorn eine 0? Tabellenprogramme lassen sie gern weg." if len(ags) == 7 else ""
        return [f"Der Schlüssel „{ags}“ hat nicht acht Ziffern.{lost}"]
    if not ags.startswith(district):
        return [f"Der Schlüssel {ags} beginnt nicht mit dem Kreisschlüssel {district}."]
    return []


def _degree_faults(
    cells: dict[str, str], column: str, label: str, low: int, high: int
) -> list[str]:
    text = cells.get(column, "").replace(",", ".")
    if not text:
        return []
    try:
        degrees = float(text)
    except ValueError:
        return [f"{label} „{text}“ ist keine Zahl."]
    cells[column] = text
    return [] if low <= degrees <= high else [f"{label} {text} liegt nicht in Deutschland."]


def _read_outlines(file: Path, found: Found) -> None:
    text = _text(file, found)
    if text is None:
        return
    try:
        features = json.loads(text)["features"]
    except (ValueError, KeyError, TypeError) as error:
        place = f", Zeile {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        found.faults.append(
            f"{file.name}{place}: Das ist keine GeoJSON-Sammlung („FeatureCollection“)."
        )
        return
    for number, feature in enumerate(features, start=1):
        if sentence := _take_outline(feature, found.outlines):
            found.faults.append(f"{file.name}, Umriss {number}: {sentence}")


def _take_outline(feature: dict, outlines: dict[str, dict]) -> str:
    try:
        properties, geometry = feature.get("properties") or {}, feature["geometry"]
        key = str(next((properties[name] for name in KEYS if properties.get(name)), ""))
        points = list(_points(geometry))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return "Der Umriss ist kein „Polygon“ oder „MultiPolygon“."
    if not key:
        return "Es fehlt die Eigenschaft „ags“ mit dem Gemeindeschlüssel."
    if key in outlines:
        return f"Den Schlüssel {key} gibt es auf der Karte schon."
    if not points:
        return "Der Umriss hat keine Punkte."
    if not all(5 <= x <= 16 and 47 <= y <= 56 for x, y in points):
        return "Die Punkte liegen nicht in Deutschland. Bitte in WGS 84 (EPSG:4326) speichern: erst Länge, dann Breite."
    rounded = json.loads(json.dumps(geometry), parse_float=lambda text: round(float(text), DIGITS))
    outlines[key] = {"type": rounded["type"], "coordinates": rounded["coordinates"]}
    return ""


def _points(geometry: dict):
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError
    polygons = (
        [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    )
    for polygon in polygons:
        for ring in polygon:
            for point in ring:
                yield float(point[0]), float(point[1])


def _compare(lines, table: str, outlines: str, found: Found) -> None:
    listed = {cells["ags"] for _line, cells in lines if cells["ags"]}
    for line, cells in lines:
        if found.outlines and cells["ags"] and cells["ags"] not in found.outlines:
            found.faults.append(
                f"{table}, Zeile {line}: Auf der Karte fehlt der Umriss von {cells['name']} ({cells['ags']})."
            )
    if extra := sorted(found.outlines.keys() - listed):
        found.faults.append(
            f"{outlines}: Diese Umrisse haben keine Zeile in {table}: {', '.join(extra[:10])}."
        )


def _row(cells: dict[str, str], outlines: dict[str, dict]) -> dict[str, str]:
    row = {"key": "", "parent": "", "latitude": "", "longitude": ""} | cells
    row["key"] = row["key"] or stem_of(row["name"])
    outline = outlines.get(row["ags"])
    if outline and not (row["latitude"] and row["longitude"]):
        points = list(_points(outline))
        for column, axis in (("longitude", 0), ("latitude", 1)):
            ends = [point[axis] for point in points]
            row[column] = str(round((min(ends) + max(ends)) / 2, DIGITS))
    return row
