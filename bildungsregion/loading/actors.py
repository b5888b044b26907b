"""The institutions of the directory."""

from actors.models import Actor, Language, LifePhase, Municipality, TargetGroup, Topic

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
# What a region may add where it is known; a file without these columns says nothing of them.
OPTIONAL_TEXTS = (
    "email", "wheelchair", "accessibility_note", "directions", "hours_note", "admission", "cooperation_wish",
)  # fmt: skip
OPTIONAL_FLAGS = ("by_appointment", "is_free", "seeks_cooperation")
OPTIONAL = (*OPTIONAL_TEXTS, *OPTIONAL_FLAGS, "languages")


def read(folder: Folder, book: Book) -> None:
    rows = [Row(book, where, cells) for where, cells in folder.table(FILE, COLUMNS, OPTIONAL)]
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
    return values | _known(row) | {"part_of": row.one("part_of", Actor)}


def _known(row: Row) -> dict:
    """The optional columns of this row that say something; the model's defaults hold for the rest."""
    known = {name: row.text(name) for name in OPTIONAL_TEXTS if row.text(name)}
    flags = {name: row.yes_no(name) for name in OPTIONAL_FLAGS}
    return known | {name: flag for name, flag in flags.items() if flag is not None}


def _many(row: Row, partners: list[Ref]) -> dict[str, list[Ref]]:
    languages = {"languages": row.many("languages", Language)} if row.text("languages") else {}
    return languages | {
        "topics": row.many("topics", Topic),
        "life_phases": row.many("life_phases", LifePhase),
        "target_groups": row.many("target_groups", TargetGroup),
        "cooperates_with": partners,
    }
