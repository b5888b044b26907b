"""The reports the committee asked for: what was asked, granted, paid and refused, and to whom it went.

Plain dataclasses for page, PDF, CSV and XLSX alike; all amounts integer cents. The total line of
every table is the same, and its granted and paid cents are the budget year's own columns.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time

from django.db.models import Count, Q, Sum
from django.utils import timezone

from . import forecast, grant
from .forecast import Outlook, Spell
from .models import BudgetYear, Programme
from .report_cases import BINDING, OTHER_REASON, PAYING, Case, Kind, YearOfCases, read
from .report_costs import split


MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip
BEFORE, AFTER = "vor dem Jahr", "nach dem Jahr"
NO_PROVIDER, NO_PLACE, NO_CATEGORY = "ohne Anbieter", "ohne Gemeinde", "ohne Kostenart"


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of cases and cents. ``refused_cents`` is what the refused ones had asked for."""

    cases: int = 0
    asked_cents: int = 0
    granted_cases: int = 0
    granted_cents: int = 0
    paid_cents: int = 0
    refused_cases: int = 0
    refused_cents: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Figures)))


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` by what was granted, most first, unless their order means something (months)."""

    key: str
    title: str
    first: str
    rows: tuple[Row, ...]
    total: Figures
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why cases were refused: the office's sentence, how many, and what they had asked for."""

    text: str
    cases: int
    asked_cents: int


@dataclass(frozen=True, slots=True)
class YearReport:
    """One year of a programme."""

    programme: Programme
    year: int
    budget_year: BudgetYear | None
    total: Figures
    open_cases: int
    withdrawn_cases: int
    tables: tuple[Table, ...]
    reasons: tuple[Reason, ...]
    spells: tuple[Spell, ...]
    outlook: Outlook
    proposed_cents: int
    cases: tuple[Case, ...]

    @property
    def usable_cents(self) -> int:
        return self.budget_year.usable_cents if self.budget_year else 0

    @property
    def available_cents(self) -> int:
        return self.budget_year.available_cents if self.budget_year else 0

    @property
    def left_after_proposals_cents(self) -> int:
        return max(0, self.available_cents - self.proposed_cents)

    @property
    def usual_cents(self) -> int:
        """The mean grant."""
        return (
            self.total.granted_cents // self.total.granted_cases if self.total.granted_cases else 0
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """One way to look at all years: label → granted cents by year, in the order of the years."""

    key: str
    title: str
    first: str
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    total: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    programme: Programme
    years: tuple[YearReport, ...]
    tables: tuple[Compared, ...]


def of_case(case: Case) -> Figures:
    return Figures(
        cases=int(case.is_own),
        asked_cents=case.asked_cents,
        granted_cases=int(case.was_granted),
        granted_cents=case.granted_cents,
        paid_cents=case.paid_cents,
        refused_cases=int(case.is_refused),
        refused_cents=case.asked_cents if case.is_refused else 0,
    )


def _by(label: Callable[[Case], str]) -> Callable[[YearOfCases], Iterator[tuple[str, Figures]]]:
    return lambda year: ((label(case), of_case(case)) for case in year.cases)


# Cut as the rules give it for the plan; all other amounts as they give it for what was proven, if it was.
BY_PLAN = ("asked_cents", "refused_cents")


def _by_cost(year: YearOfCases) -> Iterator[tuple[str, Figures]]:
    """Every amount cut into categories of cost; a case counts in each that it has."""
    for case in year.cases:
        whole = of_case(case)
        amounts = [name for name in Figures.__dataclass_fields__ if name.endswith("_cents")]
        cut = {
            name: split(getattr(whole, name), case.planned if name in BY_PLAN else case.weights)
            for name in amounts
        }
        for category in dict.fromkeys([*case.planned, *case.weights]) or {"": 0}:
            parts = {name: cut[name].get(category, 0) for name in amounts}
            counts = {n: getattr(whole, n) for n in ("cases", "granted_cases", "refused_cases")}
            yield grant.CATEGORY_LABELS.get(category, NO_CATEGORY), Figures(**parts, **counts)


def _by_month(year: YearOfCases) -> Iterator[tuple[str, Figures]]:
    """Each figure in the month in which it happened: receipt, booking, refusal."""
    for case in year.cases:
        if case.is_own:
            yield (
                _month(case.received_on, year.year),
                Figures(cases=1, asked_cents=case.asked_cents),
            )
        if case.is_refused:
            refused = Figures(refused_cases=1, refused_cents=case.asked_cents)
            yield _month(case.refused_on, year.year), refused
        first_commit = next((b for b in case.bookings if b.kind == Kind.COMMIT), None)
        for booking in case.bookings:
            yield (
                _month(booking.on, year.year),
                Figures(
                    granted_cases=int(booking is first_commit),
                    granted_cents=booking.cents if booking.kind in BINDING else 0,
                    paid_cents=booking.cents if booking.kind in PAYING else 0,
                ),
            )


def _month(day: date, year: int) -> str:
    if day.year != year:
        return BEFORE if day.year < year else AFTER
    return MONTHS[day.month - 1]


# key, title, what the rows are, how they are made, a note under the table
WAYS = (
    ("anbieter", "Nach Anbieter", "Anbieter", _by(lambda case: case.provider or NO_PROVIDER), ""),
    ("kostenart", "Nach Kostenart", "Kostenart", _by_cost,
     "Ein Antrag kann mehrere Kostenarten haben und zählt in jeder; die Beträge sind anteilig verteilt, "
     "nach der Abrechnung so, wie es anerkannt wurde."),
    ("gemeinde", "Nach Gemeinde der Einrichtung", "Gemeinde",
     _by(lambda case: case.municipality or NO_PLACE), ""),
    ("einrichtungsart", "Nach Art der Einrichtung", "Art", _by(lambda case: case.kind), ""),
    ("monat", "Nach Monat", "Monat", _by_month,
     "Beantragt: Monat des Eingangs. Bewilligt und ausgezahlt: Monat der Buchung, Rückflüsse abgezogen."),
)  # fmt: skip
IN_ORDER = {"monat": (BEFORE, *MONTHS, AFTER)}


def year_report(programme: Programme, year: int) -> YearReport:
    """Everything of one year; six queries."""
    return _report(programme, read(programme, year)[year])


def comparison(programme: Programme) -> Comparison:
    """All years beside each other, newest first; six queries."""
    years = read(programme)
    reports = tuple(_report(programme, year) for year in years.values())
    return Comparison(programme, reports, tuple(_compared(reports)))


def _report(programme: Programme, year: YearOfCases) -> YearReport:
    total = sum(map(of_case, year.cases), Figures())
    own = [case for case in year.cases if case.is_own]
    withdrawn = sum(case.is_withdrawn for case in own)
    decided = sum(case.was_granted or case.is_refused for case in own)
    usual = total.granted_cents // total.granted_cases if total.granted_cases else 0
    return YearReport(
        programme=programme,
        year=year.year,
        budget_year=year.budget_year,
        total=total,
        open_cases=len(own) - withdrawn - decided,
        withdrawn_cases=withdrawn,
        tables=tuple(_table(year, total, *way) for way in WAYS),
        reasons=tuple(_reasons(own)),
        spells=tuple(
            forecast.spent_spells(
                year.usable,
                year.bound,
                first=date(year.year, 1, 1),
                last=min(date(year.year, 12, 31), timezone.localdate()),
                usual_cents=usual,
            )
        ),
        outlook=_outlook(year),
        proposed_cents=year.proposed_cents,
        cases=tuple(year.cases),
    )


def _outlook(year: YearOfCases) -> Outlook:
    return forecast.outlook(
        year.year,
        timezone.localdate(),
        available_cents=year.budget_year.available_cents if year.budget_year else 0,
        bound_cents=sum(cents for day, cents in year.bound if day.year >= year.year),
        grants=sum(
            any(b.kind == Kind.COMMIT and b.on.year >= year.year for b in case.bookings)
            for case in year.cases
        ),
    )


def _table(year: YearOfCases, total: Figures, key, title, first, way, note) -> Table:
    sums: dict[str, Figures] = {}
    for label, figures in way(year):
        sums[label] = sums.get(label, Figures()) + figures
    order = IN_ORDER.get(key)
    if order:
        labels = [label for label in order if label in sums or label in MONTHS]
    else:
        labels = sorted(sums, key=lambda label: (-sums[label].granted_cents, label.casefold()))
    rows = tuple(Row(label, sums.get(label, Figures())) for label in labels)
    return Table(key, title, first, rows, total, note)


def _reasons(cases: Iterable[Case]) -> Iterator[Reason]:
    sums: dict[str, list[int]] = {}
    for case in cases:
        if case.is_refused:
            sums.setdefault(case.reason, []).append(case.asked_cents)
    for text in sorted(sums, key=lambda text: (text == OTHER_REASON, -len(sums[text]), text)):
        yield Reason(text, len(sums[text]), sum(sums[text]))


def _compared(reports: tuple[YearReport, ...]) -> Iterator[Compared]:
    total = tuple(report.total.granted_cents for report in reports)
    for position, (key, title, first, _way, _note) in enumerate(WAYS):
        by_year = [
            {row.label: row.figures.granted_cents for row in report.tables[position].rows}
            for report in reports
        ]
        labels = list(dict.fromkeys(label for known in by_year for label in known))
        rows = [(label, tuple(known.get(label, 0) for known in by_year)) for label in labels]
        if key in IN_ORDER:
            rows.sort(key=lambda row: IN_ORDER[key].index(row[0]))
        else:
            rows.sort(key=lambda row: (-sum(row[1]), row[0].casefold()))
        yield Compared(key, title, first, tuple(rows), total)


@dataclass(frozen=True, slots=True)
class Meter:
    """What is left of the running year, for everybody."""

    budget_year: BudgetYear
    outlook: Outlook


def meter(programme: Programme, today: date) -> Meter | None:
    """The running year with its forecast; None where there is no money to speak of. Two queries."""
    year = programme.budget_years.filter(year=today.year).first()
    if year is None or year.usable_cents <= 0 or year.state == BudgetYear.State.CLOSED:
        return None
    return Meter(year, outlook_of(year, today))


def outlook_of(year: BudgetYear, today: date) -> Outlook:
    """What the pace of this budget year says of the rest of it. One query."""
    since = timezone.make_aware(datetime.combine(date(year.year, 1, 1), time()))
    pace = year.entries.filter(booked_at__gte=since).aggregate(
        bound=Sum("amount_cents", filter=Q(kind=Kind.COMMIT), default=0),
        back=Sum("amount_cents", filter=Q(kind=Kind.RELEASE), default=0),
        grants=Count("application", filter=Q(kind=Kind.COMMIT), distinct=True),
    )
    return forecast.outlook(
        year.year,
        today,
        available_cents=year.available_cents,
        bound_cents=pace["bound"] - pace["back"],
        grants=pace["grants"],
    )
