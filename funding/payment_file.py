"""The list for the cashier as CSV. Pure: rows in, bytes out; docs/funding/payment-file.md documents the layout.

UTF-8 with a byte order mark (so that spreadsheets read umlauts), semicolons, CRLF, amounts „1234,50“,
days as ISO dates. What a spreadsheet would take for a formula is led by an apostrophe (base/tables.py).
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date

from bildungsregion.base.tables import harmless


HEADER = (
    "Anordnung", "Aktenzeichen", "Empfänger", "IBAN", "Betrag", "Währung", "Verwendungszweck",
    "Haushaltsjahr", "Sachlich richtig", "Rechnerisch richtig", "Angeordnet", "Angeordnet am",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One order; the fields stand in the order of HEADER."""

    order: str
    reference: str
    payee: str
    iban: str
    amount_cents: int
    currency: str
    purpose: str
    budget_year: int
    factual_by: str
    arithmetic_by: str
    ordered_by: str
    ordered_on: date


def write(rows: Iterable[Row]) -> bytes:
    """The file; equal rows give equal bytes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in rows:
        cells = list(astuple(row))
        cells[4] = f"{row.amount_cents // 100},{row.amount_cents % 100:02d}"
        cells[-1] = row.ordered_on.isoformat()
        writer.writerow([harmless(str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
