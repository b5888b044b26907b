"""What the cashier gives back, read from CSV. Pure: bytes in, rows out; nothing is guessed.

Columns by name, in any order: Anordnung, Ergebnis (bezahlt or gescheitert), Datum, Betrag, Grund.
Semicolons or commas, UTF-8, UTF-16 or Windows-1252. docs/funding/payment-file.md documents the layout.
"""

import codecs
import csv
import io
from dataclasses import dataclass
from datetime import date, datetime

from bildungsregion.base.money import NotAnAmount, parse_euro


PAID, FAILED = "bezahlt", "gescheitert"
NEEDED = ("anordnung", "ergebnis", "datum", "betrag")
MOST_BYTES = 1_000_000


class NotAReturn(ValueError):
    """The whole file is none; ``str(error)`` is a German sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file as understood; ``error`` says what is wrong with it, else it is empty.

    ``line`` counts as a spreadsheet does, the header being line 1.
    """

    line: int
    order: str
    outcome: str = ""
    on: date | None = None
    amount_cents: int = 0
    reason: str = ""
    error: str = ""


def parse(content: bytes) -> list[Row]:
    """The rows of a return, faulty ones with their error. Raises NotAReturn for no such file."""
    if len(content) > MOST_BYTES:
        raise NotAReturn("Diese Datei ist zu groß für eine Rückmeldung der Kasse.")
    lines = _lines(_text(content))
    header = [cell.lower() for cell in lines[0]] if lines else []
    if missing := [name for name in NEEDED if name not in header]:
        names = ", ".join(name.capitalize() for name in missing)
        raise NotAReturn(f"In der ersten Zeile fehlt: {names}.")
    if twice := {name for name in header if name and header.count(name) > 1}:
        raise NotAReturn(f"In der ersten Zeile steht zweimal: {', '.join(sorted(twice))}.")
    rows = [
        _row(number, dict(zip(header, cells, strict=False)))
        for number, cells in enumerate(lines[1:], start=2)
        if any(cells)
    ]
    if not rows:
        raise NotAReturn("Unter der ersten Zeile steht nichts.")
    return rows


def _lines(text: str) -> list[list[str]]:
    """The cells of each line, as a spreadsheet shows them."""
    first = text.partition("\n")[0]
    # Whatever ends a line there (old systems: a lone CR), the reader gets what it knows.
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=";" if ";" in first else ",")
    try:
        return [[cell.strip() for cell in cells] for cells in reader]
    except csv.Error as error:
        raise NotAReturn("Diese Datei lässt sich nicht als CSV lesen.") from error


def _text(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _row(number: int, cells: dict[str, str]) -> Row:
    order = cells.get("anordnung", "").lstrip("'").upper()
    outcome, reason = cells.get("ergebnis", "").lower(), cells.get("grund", "").lstrip("'")
    on = _day(cells.get("datum", ""))
    try:
        cents = parse_euro(cells.get("betrag", ""))
    except NotAnAmount as error:
        return Row(number, order, outcome, on, 0, reason, str(error))
    problem = ""
    if not order:
        problem = "Die Nummer der Anordnung fehlt."
    elif outcome not in (PAID, FAILED):
        problem = f"„{outcome}“ ist kein Ergebnis. Bekannt sind „{PAID}“ und „{FAILED}“."
    elif on is None:
        problem = f"„{cells.get('datum', '')}“ ist kein Datum. Schreiben Sie es so: 31.12.2026."
    elif outcome == FAILED and not reason:
        problem = "Bei einer gescheiterten Zahlung fehlt der Grund."
    return Row(number, order, outcome, on, cents, reason, problem)


def _day(text: str) -> date | None:
    for shape in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None
