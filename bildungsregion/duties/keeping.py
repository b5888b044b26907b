"""The office's two tables about personal data: what is done with it (Art. 30 DSGVO), and how long it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bildungsregion.base import processing
from bildungsregion.base.models import Region
from bildungsregion.base.processing import Holding
from bildungsregion.base.tables import Sheet
from bildungsregion.models import Night

from .statement import LegalFacts


RECORD_HEADERS = (
    "Tätigkeit", "Zweck", "Betroffene", "Daten", "Empfänger", "Übermittlung in Drittländer", "Frist",
    "Rechtsgrundlage", "Tabellen", "Schutz",
)  # fmt: skip
NO_TRANSFER = "keine"
# Art. 30 Abs. 1 Buchst. g: in general words; docs/operations.md says more.
MEASURES = (
    "Rollen und Rechte, zweiter Faktor für das Büro, verschlüsselte Übertragung, Protokoll der Änderungen, "
    "tägliche Sicherung, Löschlauf jede Nacht"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of rows as the page shows it; ``due`` is None where nothing ends by itself."""

    holding: Holding
    term: str
    stays: str
    activity: str
    basis: str
    count: int | None
    due: int | None
    last_run: datetime | None
    last_said: str


def kept(region: Region, today: date) -> list[Kept]:
    """Every kind of personal data of this region; counts what the next run would take and changes nothing."""
    runs = _last_runs()
    return [
        Kept(
            holding,
            processing.in_land(holding.term, region.state),
            processing.in_land(holding.stays, region.state),
            str(processing.activity(holding.activity).title),
            processing.activity(holding.activity).basis_in(region),
            holding.rows().count() if holding.rows else None,
            holding.due(today) if holding.due else None,
            *runs.get(holding.task, (None, "")),
        )
        for holding in processing.holdings(region.modules)
    ]


def _last_runs() -> dict[str, tuple[datetime, str]]:
    """Slug of a nightly task to when it ran last and what it said; the nights of two weeks are enough."""
    runs: dict[str, tuple[datetime, str]] = {}
    for night in Night.objects.order_by("-began", "-pk")[:14]:
        for row in night.results:
            runs.setdefault(row["slug"], (night.began, row["report"]))
    return runs


def record(region: Region) -> Sheet:
    """The record of processing activities, one line an activity."""
    return Sheet("Verarbeitung", RECORD_HEADERS, list(_record_rows(region)))


def _record_rows(region: Region) -> Iterator[tuple[str, ...]]:
    held: dict[str, list[str]] = {}
    for holding in processing.holdings(region.modules):
        held.setdefault(holding.activity, []).append(holding.title)
    for one in processing.activities(region.modules):
        yield (
            str(one.title), str(one.purpose), str(one.people), str(one.data), str(one.recipients), NO_TRANSFER,
            str(one.term), one.basis_in(region), ", ".join(held.get(one.key, ["Protokolle des Servers"])),
            MEASURES,
        )  # fmt: skip


def head(region: Region, facts: LegalFacts) -> list[tuple[str, str]]:
    """Whom the record is of (Art. 30 Abs. 1 Buchst. a), as pairs of words."""
    return [
        ("Verantwortliche Stelle", facts.controller or region.authority_name),
        ("Datenschutzbeauftragte", facts.protection_officer or "noch nicht eingetragen"),
        ("Auftragsverarbeiter", facts.processors or "noch nicht eingetragen"),
        ("Büro", f"{region.office_name}, {region.office_email}"),
    ]


def head_sheet(region: Region, facts: LegalFacts) -> Sheet:
    return Sheet("Verantwortliche", ("Angabe", "Inhalt"), head(region, facts))
