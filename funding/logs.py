"""The fund's logs for the data protection officer (bildungsregion/base/journal/logs.py)."""

from collections.abc import Iterator

from bildungsregion.base.journal import logs
from bildungsregion.base.journal.logs import Line, Selection
from bildungsregion.base.journal.reading import SYSTEM, persons

from . import workflow
from .models import BankDataView, FileView, Step


BANK, FILES, STEPS = "Einsichten in Bankdaten", "Einsichten in Dateien", "Schritte von Vorgängen"


@logs.register(BANK)
def bank_views(selection: Selection) -> Iterator[Line]:
    for row, who in _told(selection, BankDataView, "viewed_at", "viewed_by"):
        yield Line(row.viewed_at, who, BANK, _case(row), "Bankverbindung", purpose=row.purpose)


@logs.register(FILES)
def file_views(selection: Selection) -> Iterator[Line]:
    for row, who in _told(selection, FileView, "viewed_at", "viewed_by"):
        what = f"{row.get_kind_display()} {row.name}".strip()
        yield Line(row.viewed_at, who, FILES, _case(row), what, purpose=row.purpose)


@logs.register(STEPS)
def steps(selection: Selection) -> Iterator[Line]:
    for row, who in _told(selection, Step, "taken_at", "taken_by", "in_place_of"):
        stead = f" (in Vertretung für {row.in_place_of})" if row.in_place_of else ""
        what = f"{workflow.label(row.verb)}: {row.get_to_status_display()}{stead}"
        yield Line(row.taken_at, who, STEPS, _case(row), what)


def _told(selection: Selection, model, moment: str, person: str, *also: str) -> Iterator[tuple]:
    """Each row and who it was, as role and name."""
    rows = selection.of(model.objects.all(), moment, person, "application__number")
    people = persons(rows.order_by().values_list(f"{person}_id", flat=True).distinct())
    for row in rows.select_related("application__institution", *also).iterator(chunk_size=500):
        yield row, people.get(getattr(row, f"{person}_id"), SYSTEM)


def _case(row) -> str:
    """Whose data it is: the number and the institution. A case that is anonymised names nobody."""
    case = row.application
    whose = "" if case.anonymised_on else f", {case.institution}"
    return f"Vorgang {case.number}{whose}"
