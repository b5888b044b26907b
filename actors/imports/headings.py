"""Columns of a file and what they may mean: of institutions, of events, or of what else comes as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bildungsregion.base.search import fold

from .reading import Table


@dataclass(frozen=True, slots=True)
class Column:
    """``headings`` are how German and English files call it; the first is what our own file would say."""

    key: str
    label: str
    group: str
    headings: tuple[str, ...] = ()


def column(key: str, label: str, group: str, headings: str = "") -> Column:
    """``headings`` with "|" between them, besides the label."""
    return Column(key, label, group, (label, *headings.split("|")) if headings else (label,))


def folded(heading: str) -> str:
    """A heading as it is remembered: next year's file may write it in capitals."""
    return " ".join(fold(heading).replace("_", " ").split()).rstrip(".:*")


class Meanings:
    """Everything that the columns of one kind of file may mean."""

    def __init__(self, columns: Sequence[Column]):
        self.by_key: dict[str, Column] = {one.key: one for one in columns}
        # Names that come twice keep their first owner.
        self.by_heading: dict[str, str] = {}
        for one in columns:
            for heading in one.headings:
                self.by_heading.setdefault(folded(heading), one.key)

    def guess(
        self, table: Table, remembered: Mapping[str, str], here: Mapping[str, str] | None = None
    ) -> list[str]:
        """For every column of the table the key of what it means, or "".

        What was chosen for this source before wins, then what headings mean in this table (``here``);
        no meaning is given twice.
        """
        known = self.by_heading | dict(here or {}) | dict(remembered)
        keys: list[str] = []
        for header in table.headers:
            key = known.get(folded(header), "")
            keys.append(key if key in self.by_key and key not in keys else "")
        return keys

    def twice(self, keys: Sequence[str]) -> str:
        """Which meanings were chosen for more than one column, as a sentence; "" where none."""
        found = {self.by_key[key].label for key in keys if key and list(keys).count(key) > 1}
        if not found:
            return ""
        return f"Nur eine Spalte kann gemeint sein mit: {', '.join(sorted(found))}."

    def grouped_choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """All meanings as choices of a select, under their group."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in self.by_key.values():
            groups.setdefault(one.group, []).append((one.key, one.label))
        return list(groups.items())
