"""Projects with lead, partners and period."""

from actors.models import Actor, Municipality, TargetGroup, Topic
from bildungsregion.base.dates import last_day_meant
from projects.models import Project

from .folder import Folder
from .records import Book, Record, Row


FILE = "projects.csv"
TEXTS = (
    "title",
    "status",
    "summary",
    "aim",
    "results",
    "lead_name",
    "website",
    "source",
    "confidence",
)
COLUMNS = (
    "key", *TEXTS, "lead", "partners", "partner_names", "funders", "start", "end", "topics",
    "target_groups", "municipalities", "is_good_practice",
)  # fmt: skip


def read(folder: Folder, book: Book) -> None:
    for where, cells in folder.table(FILE, COLUMNS):
        row = Row(book, where, cells)
        starts_on, starts_precision = row.vague_date("start")
        ends_on, ends_precision = row.vague_date("end")
        values = {name: row.text(name) for name in TEXTS} | {
            "slug": row.text("key"),
            "lead": row.one("lead", Actor),
            "partner_names": "\n".join(row.listing("partner_names")),
            "funders": "\n".join(row.listing("funders")),
            "starts_on": starts_on,
            "starts_precision": starts_precision,
            "ends_on": ends_on and last_day_meant(ends_on, ends_precision),
            "ends_precision": ends_precision,
            "is_good_practice": bool(row.yes_no("is_good_practice")),
        }
        many = {
            "partners": row.many("partners", Actor),
            "topics": row.many("topics", Topic),
            "target_groups": row.many("target_groups", TargetGroup),
            "municipalities": row.many("municipalities", Municipality),
        }
        book.add(Record(Project, row.text("key"), where, values, many))
