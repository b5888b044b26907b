"""Legal facts, the accessibility statement and its gaps, as the office begins with them."""

from bildungsregion.duties.models import AccessGap, AccessStatement, LegalFacts

from .folder import Folder
from .records import Book, Record, Row, Where, tables


FILE = "duties.toml"
FACTS = (
    "representative", "vat_id", "content_responsible", "controller", "protection_officer", "processors",
    "supervisory_authority",
)  # fmt: skip
STATEMENT = ("conformance", "standard", "law", "method", "method_note")
GAP = ("title", "ground", "reason", "alternative")


def read(folder: Folder, book: Book) -> None:
    content = folder.toml(FILE)
    Row(book, Where(FILE), content).only("facts", "statement", "gaps")
    if "facts" in content:
        row = Row(book, Where(FILE, entry="[facts]"), content["facts"])
        row.only(*FACTS)
        values = {name: row.text(name) for name in FACTS}
        book.add(Record(LegalFacts, "facts", row.where, values))
    if "statement" in content:
        row = Row(book, Where(FILE, entry="[statement]"), content["statement"])
        row.only(*STATEMENT, "prepared_on", "reviewed_on")
        values = {name: row.text(name) for name in STATEMENT}
        for name in ("prepared_on", "reviewed_on"):
            values[name], _ = row.vague_date(name)
        book.add(Record(AccessStatement, "statement", row.where, values))
    for number, row in enumerate(tables(book, FILE, content, "gaps"), start=1):
        row.only("key", *GAP, "until")
        values = {name: row.text(name) for name in GAP} | {"position": number * 10}
        values["until"], _ = row.vague_date("until")
        book.add(Record(AccessGap, row.text("key"), row.where, values))
