"""What learning places offer to classes and groups."""

from actors.models import Actor, Offer, TargetGroup, Topic

from .folder import Folder
from .records import Book, Record, Row


FILE = "offers.csv"
TEXTS = (
    "title", "kind", "field", "summary", "description", "grades", "price_model", "place",
    "season", "booking", "source",
)  # fmt: skip
NUMBERS = {
    "age_from": "age_from",
    "age_to": "age_to",
    "group_size_min": "group_min",
    "group_size_max": "group_max",
    "duration_minutes": "minutes",
}
# Months from 1 to 12, and who does not pay.
OPTIONAL_NUMBERS = ("season_from", "season_to", "free_places")
OPTIONAL_TEXTS = ("wheelchair", "accessibility_note", "travel_note", "curriculum")
AMOUNTS = {"price_cents": "price", "fee_cents": "fee", "material_cents": "material"}
COLUMNS = (
    "key", "actor", *TEXTS, *NUMBERS.values(), *AMOUNTS.values(), "at_school", "topics", "target_groups",
)  # fmt: skip
OPTIONAL = (*OPTIONAL_NUMBERS, *OPTIONAL_TEXTS)


def read(folder: Folder, book: Book) -> None:
    for where, cells in folder.table(FILE, COLUMNS, OPTIONAL):
        row = Row(book, where, cells)
        if not row.text("actor"):
            row.fail("actor", "Jedes Angebot braucht einen Lernort aus actors.csv.")
        values = {name: row.text(name) for name in TEXTS}
        values |= {name: row.whole(column) for name, column in NUMBERS.items()}
        values |= {name: row.cents(column) for name, column in AMOUNTS.items()}
        values |= {"slug": row.text("key"), "actor": row.one("actor", Actor)}
        values |= {name: row.text(name) for name in OPTIONAL_TEXTS if row.text(name)}
        numbers = {name: row.whole(name) for name in OPTIONAL_NUMBERS}
        values |= {name: number for name, number in numbers.items() if number is not None}
        values |= {"at_school": bool(row.yes_no("at_school"))}
        many = {
            "topics": row.many("topics", Topic),
            "target_groups": row.many("target_groups", TargetGroup),
        }
        book.add(Record(Offer, row.text("key"), where, values, many))
