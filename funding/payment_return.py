"""What the cashier gives back, read from CSV. Pure: bytes in, rows out; nothing is guessed.

Columns by name, in any order: Anordnung, Ergebnis (bezahlt or gescheitert), Datum, Betrag, Grund.
Semicolons or commas, UTF-8 or Windows-1252. docs/funding.md documents the layout.
"""

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
    text = _text(content)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    header = [cell.strip().lower() for cell in next(reader, [])]
    if missing := [name for name in NEEDED if name not in header]:
        raise NotAReturn(f"In der ersten Zeile fehlt: {', '.join(missing)}.")
    return [
        _row(number, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
        for number, cells in enumerate(reader, start=2)
        if any(cell.strip() for cell in cells)
    ]


def _text(content: bytes) -> str:
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
