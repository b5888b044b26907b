"""The office's list of old cases, one row each, as CSV or XLSX: read, understood, or refused with a
sentence for the line and the column (docs/funding.md, 8). actions.import_cases writes them.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import PurePath
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile
from zlib import error as UnpackError

from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import LARGEST_AMOUNT, NotAnAmount, parse_euro
from bildungsregion.base.search import fold

from .models import Appointment


MOST_ROWS = 5000
# What a workbook may hold unpacked, in bytes.
LARGEST_WORKBOOK = 60_000_000
# PAID says that there must be an amount; like CLOSED it is a case that is over.
GRANTED, REJECTED, WITHDRAWN, PAID, CLOSED = "approved", "rejected", "withdrawn", "paid", "closed"
STATES = {
    "bewilligt": GRANTED, "teilweise bewilligt": GRANTED, "teilbewilligt": GRANTED, "ausgezahlt": PAID,
    "abgeschlossen": CLOSED, "abgelehnt": REJECTED, "zuruckgezogen": WITHDRAWN, "zuruckgenommen": WITHDRAWN,
}  # fmt: skip
# What a damaged or foreign file makes of the reader.
UNREADABLE = (
    BadZipFile, ParseError, UnpackError, EOFError, KeyError, IndexError, TypeError, ValueError,
)  # fmt: skip
FIELDS_OF_EDUCATION = {
    "kultur": "kulturell",
    "museum": "museal",
    "kunst": "kuenstlerisch",
    "umwelt": "umweltbezogen",
}
COSTS = {"opnv": "opnv", "bus": "bus", "entry": "entry", "honorar": "honorar", "sach": "sach"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line cannot be taken over; ``column`` is empty where the line as a whole is meant."""

    line: int
    column: str
    sentence: str

    def __str__(self):
        where = f"Zeile {self.line}, „{self.column}“" if self.column else f"Zeile {self.line}"
        return f"{where}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class OldCase:
    """One line of the list. Amounts are integer cents; ``costs`` maps a kind of cost to cents."""

    line: int
    number: str
    typed_number: str
    received_on: date
    institution: str
    title: str
    field: str
    provider: str
    starts_on: date
    ends_on: date
    group: str
    children: int
    adults: int
    requested_cents: int
    status: str
    granted_cents: int
    decided_on: date
    paid_cents: int
    paid_on: date | None
    note: str
    costs: Mapping[str, int]

    @property
    def is_over(self) -> bool:
        """Paid, or closed without a payment: nothing is left to do."""
        return self.status in (PAID, CLOSED) or self.paid_cents > 0

    @property
    def closed_on(self) -> date:
        """The day of the payment; where the list does not say it, the visit or the later decision."""
        return self.paid_on or max(self.decided_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows of cells: what a spreadsheet gives, or the texts of a CSV."""

    name: str
    headers: Sequence[str]
    rows: Sequence[tuple[int, Sequence[object]]]


class NotUnderstood(ValueError):
    """A cell that says nothing usable; ``str(error)`` is a sentence for people."""


def _text(cell: object) -> str:
    return " ".join(str(cell).split())


def _number(cell: object) -> str:
    number = re.sub(r"[\s/.]+", "-", _text(cell)).upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9_-]{0,15}", number):
        raise NotUnderstood(
            "Eine Nummer besteht aus höchstens 16 Buchstaben, Ziffern und Strichen."
        )
    return number


def _day(cell: object) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    found = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text)
    try:
        return date(*map(int, reversed(found.groups()))) if found else date.fromisoformat(text)
    except ValueError:
        raise NotUnderstood(
            f"„{text[:30]}“ ist kein Datum. Schreiben Sie es so: 12.05.2019."
        ) from None


def _cents(cell: object) -> int:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        cents = int((Decimal(str(cell)) * 100).to_integral_value(ROUND_HALF_UP))
        if not 0 <= cents <= LARGEST_AMOUNT:
            raise NotUnderstood("Der Betrag ist negativ oder zu groß.")
        return cents
    try:
        return parse_euro(_text(cell))
    except NotAnAmount as error:
        raise NotUnderstood(str(error)) from None


def _heads(cell: object) -> int:
    text = _text(cell).removesuffix(".0")
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > Appointment.MAX_PERSONS:
        raise NotUnderstood(f"„{text[:30]}“ ist keine Anzahl bis {Appointment.MAX_PERSONS}.")
    return int(text)


def _status(cell: object) -> str:
    try:
        return STATES[fold(_text(cell))]
    except KeyError:
        raise NotUnderstood(
            f"„{_text(cell)[:30]}“ ist kein Ergebnis. Möglich sind bewilligt, teilweise bewilligt, abgelehnt, "
            "zurückgezogen, ausgezahlt, abgeschlossen."
        ) from None


def _field(cell: object) -> str:
    word = fold(_text(cell))
    for start, field in FIELDS_OF_EDUCATION.items():
        if word.startswith((start, fold(field)[:6])):
            return field
    raise NotUnderstood(
        f"„{_text(cell)[:30]}“ ist keiner der Bereiche Kultur, Museum, Kunst, Umwelt."
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: its key, how it is headed (the first is shown), how a cell is understood."""

    key: str
    headers: tuple[str, ...]
    parse: Callable[[object], object] = _text
    required: bool = False
    empty: object = ""


COLUMNS = (
    Column("number", ("Nummer", "Aktenzeichen", "Az", "Antragsnummer"), _number, True),
    Column("received_on", ("Eingang", "Eingegangen am", "Eingangsdatum"), _day, True),
    Column("institution", ("Einrichtung", "Schule", "Kita", "Antragsteller"), _text, True),
    Column("title", ("Titel", "Vorhaben", "Projekt", "Maßnahme"), _text, True),
    Column("field", ("Bereich", "Sparte"), _field),
    Column("provider", ("Anbieter", "Lernort")),
    Column("starts_on", ("Termin", "Datum", "Veranstaltungsdatum"), _day, True),
    Column("ends_on", ("Bis", "Letzter Tag"), _day, empty=None),
    Column("group", ("Klasse", "Gruppe")),
    Column("children", ("Kinder", "Schüler", "Teilnehmende", "TN"), _heads, True),
    Column("adults", ("Begleitpersonen", "Begleitung"), _heads, empty=0),
    Column("requested_cents", ("Beantragt", "Beantragte Summe"), _cents, True),
    Column("opnv", ("Bus und Bahn", "ÖPNV"), _cents, empty=0),
    Column("bus", ("Mietbus", "Bus"), _cents, empty=0),
    Column("entry", ("Eintritt",), _cents, empty=0),
    Column("honorar", ("Honorar",), _cents, empty=0),
    Column("sach", ("Material", "Sachkosten"), _cents, empty=0),
    Column("status", ("Ergebnis", "Entscheidung", "Stand", "Status"), _status, True),
    Column("granted_cents", ("Bewilligt", "Zuschuss", "Bewilligte Summe"), _cents, empty=0),
    Column("decided_on", ("Entschieden am", "Bescheid vom"), _day, True),
    Column("paid_cents", ("Ausgezahlt", "Auszahlung"), _cents, empty=0),
    Column("paid_on", ("Ausgezahlt am", "Zahlung am"), _day, empty=None),
    Column("note", ("Bemerkung", "Begründung"), _text),
)


def label(key: str) -> str:
    """How the column is called to people."""
    return next(column.headers[0] for column in COLUMNS if column.key == key)


def read(content: bytes, name: str) -> Table:
    """The first sheet of a workbook, or a CSV as German programs write it. Raises DomainError."""
    suffix = PurePath(name).suffix.lower()
    if suffix == ".xlsx":
        lines = _xlsx_lines(content)
    elif suffix == ".csv":
        lines = _csv_lines(content)
    else:
        raise DomainError("Die Liste muss eine Datei mit der Endung .csv oder .xlsx sein.")
    filled = []
    for line, cells in lines:
        if not all(map(_is_empty, cells)):
            filled.append((line, cells))
        if len(filled) > MOST_ROWS + 1:
            raise DomainError(f"Die Liste hat mehr als {MOST_ROWS} Zeilen. Bitte teilen Sie sie.")
    if not filled:
        raise DomainError("Die Liste ist leer.")
    (_, headers), *rows = filled
    return Table(PurePath(name).name, [_text(cell or "") for cell in headers], rows)


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    for cells in reader:
        yield before + 1, cells
        before = reader.line_num


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, Sequence[object]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow and heavy, and few read workbooks (adr 0367)

    try:
        with ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > LARGEST_WORKBOOK:
            raise DomainError("Diese Arbeitsmappe ist zu groß. Bitte teilen Sie sie.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            yield from enumerate(book.worksheets[0].iter_rows(values_only=True), 1)
        finally:
            book.close()
    except UNREADABLE as error:
        raise DomainError("Diese Datei ist keine lesbare Arbeitsmappe (.xlsx).") from error


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def columns_of(table: Table, renamed: Mapping[str, str]) -> dict[str, int]:
    """Key → position. ``renamed`` says how the file calls a column that we call otherwise.

    Raises DomainError where a column that is needed is missing or a name means nothing.
    """
    known = {fold(column.headers[0]): column for column in COLUMNS}
    if unknown := [ours for ours in renamed if fold(ours) not in known]:
        raise DomainError(f"Diese Spalten gibt es nicht: {', '.join(unknown)}.")
    theirs = {known[fold(ours)].key: (name,) for ours, name in renamed.items()}
    at = {
        fold(header).rstrip(".:"): position
        for position, header in enumerate(table.headers)
        if header
    }
    found = {}
    for column in COLUMNS:
        names = [fold(name).rstrip(".:") for name in theirs.get(column.key, column.headers)]
        position = next((at[name] for name in names if name in at), None)
        if position is not None:
            found[column.key] = position
    missing = [
        column.headers[0] for column in COLUMNS if column.required and column.key not in found
    ]
    if missing:
        raise DomainError(f"In der Liste fehlen die Spalten {', '.join(missing)}.")
    return found


def understand(
    table: Table, renamed: Mapping[str, str] | None = None
) -> tuple[list[OldCase], list[Problem]]:
    """Every line as a case, or as what is wrong with it (all of it, not only the first)."""
    positions = columns_of(table, renamed or {})
    cases, problems, lines = [], [], {}
    for line, cells in table.rows:
        values, wrong = _understand(line, cells, positions)
        wrong = wrong or [Problem(line, label(key), text) for key, text in _contradictions(values)]
        number = values.get("number")
        if not wrong and number in lines:
            text = f"Die Nummer {number} steht schon in Zeile {lines[number]}."
            wrong = [Problem(line, label("number"), text)]
        if wrong:
            problems += wrong
            continue
        lines[number] = line
        typed = _text(cells[positions["number"]])
        costs = {kind: cents for kind, key in COSTS.items() if (cents := values.pop(key))}
        values["ends_on"] = values["ends_on"] or values["starts_on"]
        cases.append(OldCase(line=line, typed_number=typed, costs=costs, **values))
    return cases, problems


def _understand(line, cells, positions) -> tuple[dict, list[Problem]]:
    values, wrong = {}, []
    for column in COLUMNS:
        position = positions.get(column.key)
        cell = cells[position] if position is not None and position < len(cells) else None
        if _is_empty(cell):
            values[column.key] = column.empty
            if column.required:
                wrong.append(Problem(line, column.headers[0], "Hier steht nichts."))
            continue
        try:
            values[column.key] = column.parse(cell)
        except NotUnderstood as error:
            wrong.append(Problem(line, column.headers[0], str(error)))
    return values, wrong


def _contradictions(values: dict) -> Iterator[tuple[str, str]]:
    """What is right cell by cell but not together."""
    granted, paid = values["granted_cents"], values["paid_cents"]
    if not values["children"]:
        yield "children", "Ein Antrag ist für mindestens ein Kind."
    if values["ends_on"] and values["ends_on"] < values["starts_on"]:
        yield "ends_on", "Der letzte Tag liegt vor dem ersten."
    if values["decided_on"] < values["received_on"]:
        yield "decided_on", "Die Entscheidung liegt vor dem Eingang."
    is_granted = values["status"] not in (REJECTED, WITHDRAWN)
    if is_granted and not granted:
        yield "granted_cents", "Zu einer Bewilligung gehört ein Betrag."
    if not is_granted and (granted or paid):
        yield "granted_cents", "Nur eine Bewilligung hat einen Betrag."
    if values["status"] == PAID and not paid:
        yield "paid_cents", "Hier fehlt der ausgezahlte Betrag."
    if values["paid_on"] and values["paid_on"] < values["decided_on"]:
        yield "paid_on", "Die Auszahlung liegt vor der Entscheidung."
    if paid > granted:
        yield "paid_cents", "Ausgezahlt ist mehr als bewilligt."


def template() -> bytes:
    """An empty list to fill in: all columns, and one line that shows how a cell is written."""
    shown = {
        "number": "KB-2019-0007", "received_on": "01.02.2019", "institution": "Grundschule Beispiel",
        "title": "Tag im Museum", "field": "Museum", "provider": "Museum", "starts_on": "12.05.2019",
        "group": "3 b", "children": "22", "adults": "2", "requested_cents": "350,00", "bus": "300,00",
        "entry": "50,00", "status": "bewilligt", "granted_cents": "240,00", "decided_on": "20.02.2019",
        "paid_cents": "240,00", "paid_on": "03.06.2019",
    }  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(column.headers[0] for column in COLUMNS)
    writer.writerow(shown.get(column.key, "") for column in COLUMNS)
    return out.getvalue().encode("utf-8-sig")
