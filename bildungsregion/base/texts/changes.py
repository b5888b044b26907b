"""The versions of a text, each with what it says otherwise than the one before."""

from dataclasses import dataclass

from bildungsregion.base import difference

from .models import TextVersion
from .outline import outline
from .registry import Text


@dataclass(frozen=True, slots=True)
class Shown:
    """A version with its words, and how they differ from those before."""

    row: TextVersion
    subject: str
    body: str
    lines: list[difference.Line]


def history(text: Text) -> list[Shown]:
    """All versions, the newest first; the first one is compared with the shipped text."""
    known = outline(text)
    before = (known.subject, known.body)
    found = []
    rows = TextVersion.objects.filter(key=text.key).select_related("written_by")
    for row in rows.order_by("version"):
        now = (known.subject, known.body) if row.is_shipped else (row.subject, row.body)
        found.append(Shown(row, *now, difference.of_texts("\n".join(before), "\n".join(now))))
        before = now
    return found[::-1]
