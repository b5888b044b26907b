"""What the data protection officer may take along: each app hands in its logs in a module ``logs``.

A log is a function ``(selection) -> lines``, newest first; nothing in it writes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import merge
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Selection:
    """Days in Berlin, both included; ``person`` is an account or None, ``case`` a number of a case or ""."""

    first: date
    last: date
    person: Any = None
    case: str = ""

    def of(self, rows: QuerySet, moment: str, person: str = "", case: str = "") -> QuerySet:
        """The rows selected by these columns. A log that knows no cases has none of this case."""
        starts, ends = (
            timezone.make_aware(datetime.combine(day, time()))
            for day in (self.first, self.last + timedelta(days=1))
        )
        rows = rows.filter(**{f"{moment}__gte": starts, f"{moment}__lt": ends})
        if self.person is not None:
            rows = rows.filter(**{person: self.person.pk}) if person else rows.none()
        if self.case:
            rows = rows.filter(**{f"{case}__iexact": self.case}) if case else rows.none()
        return rows.order_by(f"-{moment}", "-pk")

    def __str__(self):
        parts = [f"{self.first:%d.%m.%Y} bis {self.last:%d.%m.%Y}"]
        if self.person is not None:
            parts.append(f"Konto Nr. {self.person.pk}")
        if self.case:
            parts.append(f"Vorgang {self.case}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    who: str
    log: str
    about: str
    what: str
    before: str = ""
    after: str = ""
    purpose: str = ""


# Heading of a column, and what stands in it: on the page, and in the workbook's second sheet.
COLUMNS = (
    ("Zeitpunkt", "Tag und Uhrzeit in Deutschland, auf die Sekunde"),
    ("Wer", "Rolle oder Einrichtung und Name; sonst woher die Änderung kam, oder „System“"),
    ("Protokoll", "Änderungen, Einsichten, Schritte von Vorgängen, Ausgaben"),
    ("Gegenstand", "Eintrag oder Vorgang, den es betrifft"),
    ("Was", "geändertes Feld, angesehene Datei oder Schritt"),
    ("Vorher", "Inhalt vor der Änderung; bei Listen, was wegfiel"),
    ("Nachher", "Inhalt nach der Änderung; bei Listen, was hinzukam"),
    ("Anlass", "Grund oder Zweck, wo einer angegeben ist"),
)
_logs: dict[str, Callable[[Selection], Iterator[Line]]] = {}


def register(title: str):
    """Decorator of a log; its lines bear this title."""

    def keep(lines: Callable[[Selection], Iterator[Line]]) -> Callable[[Selection], Iterator[Line]]:
        _logs[title] = lines
        return lines

    return keep


def titles() -> list[str]:
    return sorted(_logs)


def lines(selection: Selection, log: str = "") -> Iterator[Line]:
    """Of one log or of all, newest first."""
    chosen = [_logs[log]] if log else list(_logs.values())
    return merge(*(one(selection) for one in chosen), key=lambda line: line.at, reverse=True)


def cells(line: Line) -> tuple[str, ...]:
    at = f"{timezone.localtime(line.at):%d.%m.%Y %H:%M:%S}"
    return (at, line.who, line.log, line.about, line.what, line.before, line.after, line.purpose)
