"""The logs of the floor: changes of content and accounts, and who took lines along."""

from collections.abc import Iterator
from itertools import islice

from django.utils.text import capfirst

from . import logs, reading, recorded, words
from .logs import Line, Selection
from .models import Change, JournalExport
from .reading import Item


CHUNK = 500
CHANGES, EXPORTS = "Änderungen", "Ausgaben der Protokolle"


@logs.register(CHANGES)
def changes(selection: Selection) -> Iterator[Line]:
    rows = selection.of(Change.objects.all(), "at", "user_id").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from _told(chunk)


def _told(rows: list[Change]) -> Iterator[Line]:
    names = words.Names()
    kinds = recorded.objects()
    for row in rows:
        if row.about in kinds:
            names.want(kinds[row.about], row.about_id)
        reading.want(names, row)
    names.read()
    people = reading.persons(row.user_id for row in rows)
    for row in rows:
        kind = kinds.get(row.about)
        about = row.about if kind is None else capfirst(str(kind._meta.verbose_name))
        name = f"„{names.of(kind, row.about_id)}“" if kind else f"Nr. {row.about_id}"
        purpose = "; ".join(part for part in (row.user_id and row.origin, row.reason) if part)
        for item in reading.items([row], names):
            before, after = in_full(item)
            yield Line(
                row.at, reading.who(row, people), CHANGES, f"{about} {name}",
                f"{item.label} {item.said}".strip(), before, after, purpose,
            )  # fmt: skip


def in_full(item: Item) -> tuple[str, str]:
    """Before and after without marks; of long texts the changed lines."""
    if item.lines:
        return tuple(
            "\n".join(
                "".join(piece.text for piece in line.pieces if piece.kind != other)
                for line in item.lines
                if line.is_changed
            ).strip()
            for other in ("ins", "del")
        )
    return item.before or ", ".join(item.gone), item.after or ", ".join(item.come)


@logs.register(EXPORTS)
def exports(selection: Selection) -> Iterator[Line]:
    rows = selection.of(JournalExport.objects.select_related("taken_by"), "taken_at", "taken_by")
    for row in rows:
        what = f"{row.lines} Zeilen als {row.form.upper()}"
        yield Line(
            row.taken_at, str(row.taken_by), EXPORTS, row.selection, what, purpose=row.purpose
        )
