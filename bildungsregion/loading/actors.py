"""The institutions of the directory."""

from actors.models import Actor, LifePhase, Municipality, TargetGroup, Topic

from .folder import Folder
from .records import Book, Record, Ref, Row


FILE = "actors.csv"
TEXTS = (
    "name", "short_name", "kind", "sponsorship", "learning_form", "street", "postcode", "city",
    "phone", "website", "summary", "keywords", "source", "confidence",
)  # fmt: skip
COLUMNS = (
    "key", *TEXTS, "municipality", "latitude", "longitude", "topics", "life_phases",
    "target_groups", "part_of", "cooperates_with",
)  # fmt: skip


def read(folder: Folder, book: Book) -> None:
    rows = [Row(book, where, cells) for where, cells in folder.table(FILE, COLUMNS)]
    for row in rows:
        book.declare(Actor, row.text("key"), row.text("name"))
    partners = _partners(rows)
    for row in rows:
        key = row.text("key")
        book.add(Record(Actor, key, row.where, _values(row), _many(row, partners.get(key, []))))


def _partners(rows: list[Row]) -> dict[str, list[Ref]]:
    """Who works with whom, from both sides: the file names a pair once, the model keeps it twice."""
    pairs: dict[str, dict[str, Ref]] = {}
    for row in rows:
        for other in row.many("cooperates_with", Actor):
            pairs.setdefault(row.text("key"), {})[other.key] = other
            pairs.setdefault(other.key, {})[row.text("key")] = Ref(Actor, row.text("key"))
    return {key: list(refs.values()) for key, refs in pairs.items()}


def _values(row: Row) -> dict:
    values = {name: row.text(name) for name in TEXTS}
    values |= {"slug": row.text("key"), "municipality": row.one("municipality", Municipality)}
    values |= {"latitude": row.decimal("latitude"), "longitude": row.decimal("longitude")}
    if not row.text("municipality"):
        row.fail("municipality", "Jede Einrichtung braucht eine Gemeinde.")
    return values | {"part_of": row.one("part_of", Actor)}


def _many(row: Row, partners: list[Ref]) -> dict[str, list[Ref]]:
    return {
        "topics": row.many("topics", Topic),
        "life_phases": row.many("life_phases", LifePhase),
        "target_groups": row.many("target_groups", TargetGroup),
        "cooperates_with": partners,
    }
