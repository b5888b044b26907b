"""Municipalities and their outlines."""

from actors.models import Municipality

from .folder import Folder
from .records import Book, Record, Row


FILE = "municipalities.csv"
COLUMNS = ("key", "name", "kind", "parent", "ags", "postcodes", "latitude", "longitude")


def read(folder: Folder, book: Book) -> None:
    rows = [Row(book, where, cells) for where, cells in folder.table(FILE, COLUMNS)]
    for row in rows:
        book.declare(Municipality, row.text("key"), row.text("name"))
    outlines = folder.geometries("map.geojson")
    for row in rows:
        book.add(_record(row, outlines))


def _record(row: Row, outlines: dict[str, dict]) -> Record:
    ags = row.text("ags")
    if ags and outlines and ags not in outlines:
        row.fail("ags", f"Auf der Karte gibt es keine Gemeinde mit dem Schlüssel {ags}.")
    values = {
        "slug": row.text("key"),
        "name": row.text("name"),
        "kind": row.text("kind"),
        "parent": row.one("parent", Municipality),
        "ags": ags,
        "postcodes": row.listing("postcodes"),
        "geometry": outlines.get(ags),
        "latitude": row.decimal("latitude"),
        "longitude": row.decimal("longitude"),
    }
    return Record(Municipality, row.text("key"), row.where, values)
