"""What every plan of an import is made of, whatever it brings: changes of fields, and lines as a whole."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model, QuerySet, TextChoices


# So many rows are asked for at once.
LOT = 500


@dataclass(slots=True)
class Change:
    """A field that would be written; values in plain form, as fields.py has them."""

    name: str
    old: Any
    new: Any


class PlannedLines:
    """A plan as a whole: its ``lines`` have number, outcome, changes, kept and the column named in ``target``."""

    __slots__ = ()

    outcomes: ClassVar[type[TextChoices]]
    # Where a line names the row that it means.
    target: ClassVar[str]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.outcome for line in self.lines)
        return {outcome.value: found[outcome] for outcome in self.outcomes}

    @property
    def conflicts(self) -> int:
        return sum(bool(line.kept) for line in self.lines)

    @property
    def digest(self) -> str:
        """Of everything that would be written: what was shown is what is taken over."""
        content = [
            [
                line.number,
                line.outcome,
                getattr(line, self.target),
                [[one.name, one.old, one.new] for one in line.changes],
            ]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def read_rows(rows: QuerySet, pks: Iterable[int]) -> dict[int, Model]:
    """By pk, with what the queryset fetches along; however many there are."""
    found: dict[int, Model] = {}
    ordered = sorted(pks)
    for start in range(0, len(ordered), LOT):
        found |= {row.pk: row for row in rows.filter(pk__in=ordered[start : start + LOT])}
    return found
