"""Projects with lead, partners, funders and period; what more is known of some stands in projects.toml."""

from django.db.models import Model

from actors.models import Actor, LifePhase, Municipality, TargetGroup, Topic
from bildungsregion.base.dates import last_day_meant
from projects.models import (
    Funder,
    Partnership,
    Project,
    ProjectMilestone,
    ResultFigure,
    TransferNeed,
    TransferProfile,
)

from .folder import Folder
from .records import Book, Record, Ref, Row, Where, tables


FILE, MORE = "projects.csv", "projects.toml"
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
PROFILE = ("project", "duration", "cost_range", "costs", "steps", "pitfalls", "advice", "needs")
# What hangs on a project, in the order in which it is written.
MODELS = (Partnership, Funder, ResultFigure, ProjectMilestone, TransferProfile, TransferNeed)


def read(folder: Folder, book: Book) -> None:
    for where, cells in folder.table(FILE, COLUMNS, ("life_phases",)):
        row = Row(book, where, cells)
        starts_on, starts_precision = row.vague_date("start")
        ends_on, ends_precision = row.vague_date("end")
        values = {name: row.text(name) for name in TEXTS} | {
            "slug": row.text("key"),
            "lead": row.one("lead", Actor),
            "starts_on": starts_on,
            "starts_precision": starts_precision,
            "ends_on": ends_on and last_day_meant(ends_on, ends_precision),
            "ends_precision": ends_precision,
            "is_good_practice": bool(row.yes_no("is_good_practice")),
        }
        many = {
            "topics": row.many("topics", Topic),
            "target_groups": row.many("target_groups", TargetGroup),
            "life_phases": row.many("life_phases", LifePhase),
            "municipalities": row.many("municipalities", Municipality),
        }
        book.declare(Project, row.text("key"))
        book.add(Record(Project, row.text("key"), where, values, many))
        _read_names(row)
    content = folder.toml(MORE)
    for name in content.keys() - MORE_TABLES.keys():
        book.problems.add(Where(MORE), f"„{name}“: Diese Angabe kennt der Ladevorgang nicht.")
    for name, read_row in MORE_TABLES.items():
        for row in tables(book, MORE, content, name):
            read_row(row)


def _read_names(row: Row) -> None:
    """Partners of the directory come first, then those who are names only; and the funders."""
    key = row.text("key")
    partners = [(ref.key, {"actor": ref}) for ref in row.many("partners", Actor)]
    partners += [(name, {"name": name}) for name in row.listing("partner_names")]
    for position, (name, values) in enumerate(partners):
        _add(row, Partnership, f"{key}/{name}", values | {"position": position}, key)
    for position, name in enumerate(row.listing("funders")):
        _add(row, Funder, f"{key}/{name}", {"name": name, "position": position}, key)


def _read_figure(row: Row) -> None:
    row.only("project", "figure", "what", "year", "note")
    values = {name: row.text(name) for name in ("figure", "what", "note")}
    _add_to_project(row, ResultFigure, values["what"], values | {"year": row.whole("year")})


def _read_milestone(row: Row) -> None:
    row.only("project", "date", "title", "text")
    day, precision = row.vague_date("date")
    values = {
        "title": row.text("title"),
        "text": row.text("text"),
        "happens_on": day,
        "precision": precision,
    }
    _add_to_project(row, ProjectMilestone, values["title"], values)


def _read_profile(row: Row) -> None:
    row.only(*PROFILE)
    texts = ("duration", "cost_range", "costs", "advice")
    values = {name: row.text(name) for name in texts} | {
        name: "\n".join(row.listing(name)) for name in ("steps", "pitfalls")
    }
    _add_to_project(row, TransferProfile, "", values)
    for need in row.cells.get("needs", []):
        values = {name: str(need.get(name, "")) for name in ("kind", "note")}
        _add_to_project(row, TransferNeed, values["kind"], values)


def _add_to_project(row: Row, model: type[Model], name: str, values: dict) -> None:
    ref = row.one("project", Project)
    if ref:
        _add(row, model, f"{ref.key}/{name}" if name else ref.key, values, ref.key)


def _add(row: Row, model: type[Model], key: str, values: dict, project: str) -> None:
    whole = {"project": Ref(Project, project), **values}
    row.book.add(Record(model, key[:200], row.where, whole))


MORE_TABLES = {"figure": _read_figure, "milestone": _read_milestone, "profile": _read_profile}
