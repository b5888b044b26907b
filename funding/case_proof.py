"""The proof of use as the page of a case shows it: who came, what it cost, which receipts prove it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format

from . import grant
from .models import Application, Appointment, CostLine, Receipt, UsageReport, VenueConfirmation
from .settlement import Settlement


@dataclass(frozen=True, slots=True)
class Line:
    """An actual cost beside the planned ones of its kind; integer cents."""

    label: str
    planned_cents: int
    actual_cents: int
    receipts: Sequence[Receipt]


@dataclass(frozen=True, slots=True)
class Visit:
    row: Appointment
    title: str
    lines: Sequence[Line]
    confirmations: Sequence[VenueConfirmation]


@dataclass(frozen=True, slots=True)
class Proof:
    """``result`` is what the case settles to: by the accepted receipts once all are judged, else by what is said."""

    report: UsageReport
    visits: Sequence[Visit]
    receipts: Sequence[Receipt]
    result: Settlement

    @property
    def judged(self) -> int:
        return sum(receipt.is_judged for receipt in self.receipts)

    @property
    def is_judged(self) -> bool:
        return bool(self.receipts) and self.judged == len(self.receipts)

    @property
    def claimed_cents(self) -> int:
        return sum(receipt.claimed_cents for receipt in self.receipts)

    @property
    def accepted_cents(self) -> int:
        return sum(receipt.accepted_cents or 0 for receipt in self.receipts)


def of_case(case: Application) -> Proof | None:
    """Of a case of case_page.filed_case(); None until the institution has sent its report."""
    report = getattr(case, "usage_report", None)
    if report is None or report.submitted_at is None:
        return None
    visits = [_visit(row) for row in case.appointments.all()]
    receipts = [receipt for visit in visits for line in visit.lines for receipt in line.receipts]
    judged = bool(receipts) and all(receipt.is_judged for receipt in receipts)
    return Proof(report, visits, receipts, _settled(case, report, by_receipts=judged))


def _settled(case: Application, report: UsageReport, *, by_receipts: bool) -> Settlement:
    rows = [
        row.as_accepted() if by_receipts else row.as_reckoned(CostLine.Phase.ACTUAL)
        for row in case.appointments.all()
    ]
    result = grant.compute(case.rules(), rows, report.third_party_cents)
    return Settlement(case.decided_cents, result)


def _visit(row: Appointment) -> Visit:
    lines = list(row.cost_lines.all())
    actual = [line for line in lines if line.phase == CostLine.Phase.ACTUAL]
    planned: dict[tuple, int] = {}
    for line in lines:
        if line.phase == CostLine.Phase.PLAN:
            planned[_same(line)] = planned.get(_same(line), 0) + line.total_cents
    day = date_format(row.starts_on, "j. F Y")
    return Visit(
        row=row,
        title=", ".join(part for part in (day, row.group_label) if part),
        lines=[
            # Each planned sum stands once, beside the first actual cost of its name.
            Line(
                _label(line),
                planned.pop(_same(line), 0),
                line.total_cents,
                list(line.receipts.all()),
            )
            for line in actual
        ],
        confirmations=list(row.confirmations.all()),
    )


def _same(line: CostLine) -> tuple[str, str, bool]:
    return line.kind, line.label, line.for_adults


def _label(line: CostLine) -> str:
    return f"{line} (Begleitpersonen)" if line.for_adults else str(line)
