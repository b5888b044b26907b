"""Events with their dates, as exactly as they are known."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from actors.models import Actor, Municipality, TargetGroup, Topic
from bildungsregion.base.dates import last_day_meant
from events.models import Event, local_midnight

from .folder import Folder
from .records import Book, Record, Row


FILE = "events.csv"
TEXTS = (
    "title", "summary", "organiser_name", "attendance", "place_name", "street", "postcode", "city",
    "access", "date_precision", "source", "confidence",
)  # fmt: skip
COLUMNS = (
    "key", *TEXTS, "start", "end", "organiser", "co_organisers", "place", "municipality", "is_free",
    "topics", "target_groups",
)  # fmt: skip


def read(folder: Folder, book: Book) -> None:
    for where, cells in folder.table(FILE, COLUMNS):
        row = Row(book, where, cells)
        values = {name: row.text(name) for name in TEXTS} | {
            "slug": row.text("key"),
            "organiser": row.one("organiser", Actor),
            "place_actor": row.one("place", Actor),
            "municipality": row.one("municipality", Municipality),
            "is_free": row.yes_no("is_free"),
        }
        many = {
            "co_organisers": row.many("co_organisers", Actor),
            "topics": row.many("topics", Topic),
            "target_groups": row.many("target_groups", TargetGroup),
        }
        book.add(Record(Event, row.text("key"), where, values, many, _dates(row)))


def _dates(row: Row) -> tuple[Mapping[str, Any], ...]:
    """The one date of a row; whole days end at the midnight after them (RFC 5545 3.6.1)."""
    if not row.text("start"):
        row.fail("start", "Jede Veranstaltung braucht ein Datum.")
        return ()
    if row.text("date_precision") == Event.Precision.MINUTE:
        starts_at, ends_at = _moment(row, "start"), _moment(row, "end")
        all_day = False
    else:
        starts_at, ends_at = _days(row)
        all_day = True
    if starts_at is None:
        return ()
    if ends_at is not None and ends_at < starts_at:
        row.fail("end", "Das Ende liegt vor dem Beginn.")
    return ({"starts_at": starts_at, "ends_at": ends_at, "all_day": all_day},)


def _moment(row: Row, column: str) -> datetime | None:
    text = row.text(column)
    try:
        local = datetime.fromisoformat(text) if text else None
    except ValueError:
        row.fail(column, f"„{text}“ ist kein Zeitpunkt; so geht es: 2025-03-06T17:00.")
        return None
    return local and local.replace(tzinfo=timezone.get_default_timezone())


def _days(row: Row) -> tuple[datetime | None, datetime | None]:
    first, first_precision = row.vague_date("start")
    last, last_precision = row.vague_date("end")
    if first is None:
        return None, None
    last_day = last_day_meant(last or first, last_precision if last else first_precision)
    return local_midnight(first), local_midnight(last_day + timedelta(days=1))
