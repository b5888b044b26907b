"""A report as tables for spreadsheets and as plain data for its PDF: the figures of the page, no others."""

from collections.abc import Iterator, Sequence
from datetime import date

from bildungsregion.base.models import Region
from bildungsregion.base.money import euro
from bildungsregion.base.tables import Cell, Euro, Sheet

from .models import Application
from .reports import Comparison, Figures, YearReport


HEADERS = (
    "Anträge", "beantragt", "davon bewilligt", "bewilligt", "ausgezahlt", "abgelehnt", "abgelehnte Summe",
)  # fmt: skip
CASE_HEADERS = (
    "Nummer", "Einrichtung", "Art", "Gemeinde", "Anbieter", "Titel", "eingegangen am", "erster Termin", "Stand",
    "beantragt", "bewilligt", "ausgezahlt",
)  # fmt: skip
TOTAL = "Summe"


def cells(figures: Figures) -> tuple[Cell, ...]:
    return (
        figures.cases, Euro(figures.asked_cents), figures.granted_cases, Euro(figures.granted_cents),
        Euro(figures.paid_cents), figures.refused_cases, Euro(figures.refused_cents),
    )  # fmt: skip


def overview(report: YearReport) -> Iterator[tuple[str, Cell]]:
    """The year in a few figures."""
    yield "Verfügbare Mittel des Jahres", Euro(report.usable_cents)
    yield "Anträge", report.total.cases
    yield "beantragt", Euro(report.total.asked_cents)
    yield "Anträge bewilligt", report.total.granted_cases
    yield "bewilligt", Euro(report.total.granted_cents)
    yield "ausgezahlt", Euro(report.total.paid_cents)
    yield "mittlerer Zuschuss", Euro(report.usual_cents)
    yield "Anträge abgelehnt", report.total.refused_cases
    yield "abgelehnte Summe", Euro(report.total.refused_cents)
    yield "zurückgezogen", report.withdrawn_cases
    yield "noch nicht entschieden", report.open_cases
    yield "noch verfügbar", Euro(report.available_cents)
    yield "Das Geld reichte nicht", spells_text(report)


def spells_text(report: YearReport) -> str:
    spells = (f"{spell.first:%d.%m.%Y} bis {spell.last:%d.%m.%Y}" for spell in report.spells)
    return ", ".join(spells) or "an keinem Tag des Jahres"


def tidy(reports: Sequence[YearReport]) -> Sheet:
    """All tables of all years below each other: one line, one figure of one row."""
    rows = (
        (report.year, table.title, row.label, *cells(row.figures))
        for report in reports
        for table in report.tables
        for row in table.rows
    )
    return Sheet("Auswertung", ("Jahr", "Auswertung", "Bezeichnung", *HEADERS), rows)


def year_sheets(report: YearReport) -> Iterator[Sheet]:
    yield Sheet("Überblick", (f"{report.programme} {report.year}", "Wert"), overview(report))
    for table in report.tables:
        rows = [(row.label, *cells(row.figures)) for row in table.rows]
        yield Sheet(table.title, (table.first, *HEADERS), [*rows, (TOTAL, *cells(table.total))])
    reasons = [(reason.text, reason.cases, Euro(reason.asked_cents)) for reason in report.reasons]
    yield Sheet("Ablehnungsgründe", ("Grund", "Anträge", "beantragt"), reasons)
    yield Sheet("Anträge", CASE_HEADERS, case_rows(report))


def case_rows(report: YearReport) -> Iterator[Sequence[Cell]]:
    labels = dict(Application.Status.choices)
    for case in report.cases:
        yield (
            case.number, case.institution, case.kind, case.municipality, case.provider, case.title,
            case.received_on, case.first_day, str(labels.get(case.status, case.status)),
            Euro(case.asked_cents), Euro(case.granted_cents), Euro(case.paid_cents),
        )  # fmt: skip


def comparison_sheets(found: Comparison) -> Iterator[Sheet]:
    rows = [
        (report.year, Euro(report.usable_cents), *cells(report.total)) for report in found.years
    ]
    yield Sheet("Jahre", ("Jahr", "verfügbare Mittel", *HEADERS), rows)
    years = [f"bewilligt {report.year}" for report in found.years]
    for table in found.tables:
        rows = [(label, *map(Euro, sums)) for label, sums in table.rows]
        yield Sheet(table.title, (table.first, *years), [*rows, (TOTAL, *map(Euro, table.total))])


def year_context(report: YearReport, here: Region, today: date) -> dict:
    """The year as funding/typesetting.py takes it."""
    headers = ["Anträge", "beantragt", "bewilligt", "ausgezahlt", "abgelehnt"]
    sections = [
        {
            "title": table.title,
            "note": table.note,
            "headers": [table.first, *headers],
            "rows": [_printed(row.label, row.figures) for row in table.rows],
            "total": _printed(TOTAL, table.total),
            "bars": [max(0, row.figures.granted_cents) for row in table.rows],
        }
        for table in report.tables
    ]
    sections.append(
        {
            "title": "Warum abgelehnt wurde",
            "note": "" if report.reasons else "In diesem Jahr wurde kein Antrag abgelehnt.",
            "headers": ["Grund", "Anträge", "beantragt"],
            "rows": [[r.text, str(r.cases), euro(r.asked_cents)] for r in report.reasons],
            "total": [],
            "bars": [],
        }
    )
    facts = [{"label": label, "value": _said(value)} for label, value in overview(report)]
    return _context(f"{report.programme}: Auswertung {report.year}", here, today, facts, sections)


def comparison_context(found: Comparison, here: Region, today: date) -> dict:
    headers = ["Mittel", "Anträge", "beantragt", "bewilligt", "ausgezahlt", "abgelehnt"]
    rows = [[str(r.year), euro(r.usable_cents), *_printed("", r.total)[1:]] for r in found.years]
    first = {
        "title": "Die Jahre im Überblick",
        "note": "",
        "headers": ["Jahr", *headers],
        "rows": rows,
        "total": [],
        "bars": [max(0, r.total.granted_cents) for r in found.years],
    }
    newest = found.years[:5]
    others = [
        {
            "title": f"{table.title}: bewilligt",
            "note": "",
            "headers": [table.first, *(str(r.year) for r in newest)],
            "rows": [[label, *map(euro, sums[:5])] for label, sums in table.rows if any(sums[:5])],
            "total": [TOTAL, *map(euro, table.total[:5])],
            "bars": [],
        }
        for table in found.tables
    ]
    title = f"{found.programme}: die Jahre im Vergleich"
    return _context(title, here, today, [], [first, *others])


def _context(title: str, here: Region, today: date, facts: list, sections: list) -> dict:
    return {
        "authority": {
            "name": here.authority_name, "unit": here.authority_unit, "street": here.office_street,
            "postcode": here.office_postcode, "city": here.office_city, "phone": here.office_phone,
            "email": here.office_email,
        },
        "dated_on": today.isoformat(),
        "title": title,
        "facts": facts,
        "sections": sections,
    }  # fmt: skip


def _printed(label: str, figures: Figures) -> list[str]:
    return [
        label, str(figures.cases), euro(figures.asked_cents), euro(figures.granted_cents),
        euro(figures.paid_cents), f"{figures.refused_cases} ({euro(figures.refused_cents)})",
    ]  # fmt: skip


def _said(value: Cell) -> str:
    return euro(value) if isinstance(value, Euro) else str(value)
