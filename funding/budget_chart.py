"""The picture of a budget year: how its money falls into parts, and how it was bound over the months.

Geometry only; the same figures stand in the table beside it. All amounts are integer cents, all
positions strings for SVG with a decimal point.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

from .models import BudgetYear, Decision, LedgerEntry


WIDTH, HEIGHT = 600, 150
MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar; ``kind`` is its class: paid, committed, proposed, available, blocked."""

    kind: str
    label: str
    cents: int
    x: str = "0"
    width: str = "0"


@dataclass(frozen=True, slots=True)
class Month:
    """What was bound in a month and altogether by its end; the column of the chart."""

    label: str
    cents: int
    total_cents: int
    x: str
    y: str
    width: str
    height: str
    middle: str


@dataclass(frozen=True, slots=True)
class Picture:
    """``usable_cents`` is what may be granted altogether; ``over_cents`` what proposals exceed it by."""

    year: BudgetYear
    parts: tuple[Part, ...]
    allocated_cents: int
    usable_cents: int
    available_cents: int
    proposed_cents: int
    months: tuple[Month, ...] = ()

    @property
    def left_after_proposals_cents(self) -> int:
        return max(0, self.available_cents - self.proposed_cents)

    @property
    def over_cents(self) -> int:
        return max(0, self.proposed_cents - self.available_cents)


def with_proposals(years: QuerySet[BudgetYear]) -> QuerySet[BudgetYear]:
    """The years with ``waiting_cents``, the sum of proposals not yet signed, in the same query."""
    drafts = Decision.objects.drafts().with_money_to_bind().filter(budget_year=OuterRef("pk"))
    waiting = drafts.order_by().values("budget_year").annotate(sum=Sum("to_bind_cents"))
    waiting = waiting.values("sum")
    return years.select_related("programme").annotate(waiting_cents=Coalesce(Subquery(waiting), 0))


def picture(
    year: BudgetYear, proposed_cents: int, monthly: dict[int, int] | None = None, months: int = 12
) -> Picture:
    """The parts of the year: paid, bound, proposed (as far as there is money), free, blocked.

    ``monthly`` (bound_by_month) adds a column for each of the first ``months`` months.
    """
    available = year.available_cents
    shown = min(proposed_cents, available)
    # A closed year gives nothing any more: what was left is not free, it lapsed.
    lapsed = year.usable_cents - year.committed_cents - available
    cents = (
        ("paid", "ausgezahlt", year.paid_cents),
        ("committed", "bewilligt, noch nicht ausgezahlt", year.committed_cents - year.paid_cents),
        ("proposed", "zur Zeichnung vorgeschlagen", shown),
        ("available", "verfügbar", available - shown),
        ("lapsed", "verfallen", lapsed),
        ("blocked", "gesperrt", year.blocked_cents),
    )
    return Picture(
        year=year,
        parts=tuple(_bar([Part(*part) for part in cents if part[2]], year.allocated_cents)),
        allocated_cents=year.allocated_cents,
        usable_cents=year.usable_cents,
        available_cents=available,
        proposed_cents=proposed_cents,
        months=tuple(_columns(monthly, year.usable_cents))[:months] if monthly else (),
    )


def bound_by_month(year: BudgetYear) -> dict[int, int]:
    """Month (1–12) → commitments less releases, in cents, by the day of their booking.

    What was bound before the year began counts as January, what moved after its end as December,
    so that the months add up to what is bound.
    """
    sign = Case(
        When(kind=LedgerEntry.Kind.COMMIT, then=F("amount_cents")),
        When(kind=LedgerEntry.Kind.RELEASE, then=-F("amount_cents")),
    )
    bookings = year.entries.filter(kind__in=[LedgerEntry.Kind.COMMIT, LedgerEntry.Kind.RELEASE])
    rows = bookings.order_by().values_list(ExtractYear("booked_at"), ExtractMonth("booked_at"))
    sums: dict[int, int] = {}
    for booked_in, month, cents in rows.annotate(sum=Sum(sign)):
        if booked_in != year.year:
            month = 1 if booked_in < year.year else 12
        sums[month] = sums.get(month, 0) + cents
    return sums


def _bar(parts: list[Part], whole: int) -> Iterable[Part]:
    x = 0.0
    for part in parts:
        width = WIDTH * part.cents / whole if whole else 0
        yield Part(part.kind, part.label, part.cents, f"{x:.2f}", f"{width:.2f}")
        x += width


def _columns(monthly: dict[int, int], usable: int) -> Iterable[Month]:
    """Columns that grow to the year's sum; the frame is what may be granted."""
    step, total = WIDTH / 12, 0
    top = max(usable, sum(monthly.values()), 1)
    for index, label in enumerate(MONTHS):
        cents = monthly.get(index + 1, 0)
        total += cents
        height = HEIGHT * max(total, 0) / top
        yield Month(
            label, cents, total, f"{index * step + 4:.2f}", f"{HEIGHT - height:.2f}",
            f"{step - 8:.2f}", f"{height:.2f}", f"{index * step + step / 2:.2f}",
        )  # fmt: skip
