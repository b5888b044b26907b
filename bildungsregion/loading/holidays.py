"""School holidays and public holidays of the Land."""

from datetime import date

from events.models import Holiday

from .folder import Folder
from .records import Book, Record, Row


FILE = "holidays.csv"
COLUMNS = ("key", "name", "kind", "first", "last", "confirmed")


def read(folder: Folder, book: Book) -> None:
    for where, cells in folder.table(FILE, COLUMNS):
        row = Row(book, where, cells)
        first, last = _day(row, "first"), _day(row, "last")
        if first is None or last is None:
            continue
        if last < first:
            row.fail("last", "Der letzte Tag liegt vor dem ersten.")
        values = {
            "slug": row.text("key"),
            "name": row.text("name"),
            "kind": row.text("kind"),
            "first_on": first,
            "last_on": last,
            "is_confirmed": bool(row.yes_no("confirmed")),
        }
        book.add(Record(Holiday, row.text("key"), where, values))


def _day(row: Row, column: str) -> date | None:
    text = row.text(column)
    try:
        return date.fromisoformat(text)
    except ValueError:
        row.fail(column, f"„{text}“ ist kein Tag; so geht es: 2026-10-12.")
        return None
