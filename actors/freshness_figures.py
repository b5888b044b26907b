"""How fresh the directory is, by kind: from one query, for the office's page and its file."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from bildungsregion.base.tables import Sheet

from . import kinds
from .freshness import YEAR
from .models import Actor, DeadLink, FreshnessAsk


@dataclass(slots=True)
class Figures:
    """Published entries of a kind: how many were checked within a year, before that, never; and what is open."""

    total: int = 0
    fresh: int = 0
    old: int = 0
    never: int = 0
    asked: int = 0
    silent: int = 0
    dead: int = 0

    def __iadd__(self, other: "Figures") -> "Figures":
        for column in fields(self):
            setattr(self, column.name, getattr(self, column.name) + getattr(other, column.name))
        return self

    @property
    def parts(self) -> list[dict]:
        """The bar: fresh, old, never."""
        return [
            {"label": "in den letzten 12 Monaten geprüft", "value": self.fresh, "text": self.fresh, "kind": "fresh"},
            {"label": "davor geprüft", "value": self.old, "text": self.old, "kind": "old"},
            {"label": "noch nie geprüft", "value": self.never, "text": self.never, "kind": "never"},
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A field of education, one of its kinds, or the whole; ``query`` narrows the office's list to it."""

    label: str
    query: str
    figures: Figures
    is_sum: bool = False

    def cells(self) -> list[tuple[str, int, str]]:
        """(name of the column, number, value of the list's filter „geprueft“)."""
        return [(name, getattr(self.figures, name), value) for name, _title, value in COLUMNS]


COLUMNS = (
    ("total", "Einträge", ""),
    ("fresh", "in 12 Monaten geprüft", "frisch"),
    ("old", "davor geprüft", "alt"),
    ("never", "nie geprüft", "nie"),
    ("asked", "gefragt, Antwort offen", "gefragt"),
    ("silent", "ohne Antwort", "ohne-antwort"),
    ("dead", "mit totem Link", "tote-links"),
)

IS_ASKED = Exists(FreshnessAsk.objects.open().filter(actor=OuterRef("pk")))
HAS_DEAD_LINK = Exists(DeadLink.objects.dead().filter(actor=OuterRef("pk")))


def conditions(today: date) -> dict[str, Q]:
    """What each value of the filter „geprueft“ means."""
    year_ago = today - YEAR
    return {
        "nie": Q(checked_on=None),
        "ja": Q(checked_on__isnull=False),
        "frisch": Q(checked_on__gte=year_ago),
        "alt": Q(checked_on__lt=year_ago),
        "faellig": Q(next_check_on__lte=today),
        "gefragt": Q(IS_ASKED, doubtful_since=None),
        "ohne-antwort": Q(doubtful_since__isnull=False),
        "tote-links": Q(HAS_DEAD_LINK),
    }


def by_kind(today: date) -> list[Row]:
    """The whole first, then each field of education with its kinds; only kinds that are there."""
    meant = conditions(today)
    counts = {name: Count("pk", filter=meant[value]) for name, _title, value in COLUMNS if value}
    found = Actor.objects.published().order_by().values("kind")
    figures = {
        row.pop("kind"): Figures(**row) for row in found.annotate(total=Count("pk"), **counts)
    }
    everything, rows = Figures(), []
    for field, members in kinds.FIELD_KINDS.items():
        there = [kind for kind in members if kind in figures]
        if not there:
            continue
        sums = Figures()
        rows.append(Row(str(field.label), f"bereich={field.value}", sums, is_sum=True))
        for kind in there:
            sums += figures[kind]
            rows.append(Row(str(kind.label), f"kind__exact={kind.value}", figures[kind]))
        everything += sums
    return [Row("Alle Einträge", "", everything, is_sum=True), *rows]


def sheet(today: date) -> Sheet:
    headers = ("Bildungsbereich", "Art", *(title for _name, title, _value in COLUMNS))
    return Sheet("Frische", headers, _lines(today))


def _lines(today: date) -> Iterator[tuple]:
    field = ""
    for row in by_kind(today):
        field = row.label if row.is_sum else field
        kind = "alle" if row.is_sum else row.label
        yield field, kind, *(number for _name, number, _value in row.cells())
