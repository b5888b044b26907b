"""The cases of a fund's years as plain figures, read in a fixed number of queries.

What was granted and paid comes from the ledger and nowhere else, so that every sum of a report is a
sum of bookings: whatever is booked for a case in a year (payment, return, release) appears by itself.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min, Q
from django.utils import timezone

from actors.kinds import Kind as ActorKind

from .models import Application, BudgetYear, Decision, LedgerEntry, Programme
from .report_costs import weights


Kind = LedgerEntry.Kind
SIGN = {Kind.COMMIT: 1, Kind.RELEASE: -1, Kind.PAY: 1, Kind.REFUND: -1}
BINDING, PAYING = (Kind.COMMIT, Kind.RELEASE), (Kind.PAY, Kind.REFUND)
OTHER_REASON = "Andere Begründung"
COLUMNS = (
    "pk", "number", "status", "received_on", "budget_year_id", "requested_cents", "third_party_cents",
    "rule_set_id", "title", "institution__name", "institution__kind", "institution__municipality__name",
    "provider__name", "provider_name", "first_day",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Booking:
    """One entry of the ledger: the day in Berlin, the kind, cents with the sign of its effect."""

    on: date
    kind: str
    cents: int


@dataclass(frozen=True, slots=True)
class Case:
    """A case in one year. ``is_own``: the year it counts in; in others it only has bookings.

    ``planned`` says how what was asked for falls into categories of cost: what the rules give for
    each, or the plain costs where they give nothing; ``proven`` the same for the accepted costs of a
    settled case, empty before.
    """

    number: str
    institution: str
    kind: str
    municipality: str
    provider: str
    title: str
    status: str
    received_on: date
    first_day: date
    asked_cents: int
    is_own: bool
    planned: Mapping[str, int]
    proven: Mapping[str, int] = field(default_factory=dict)
    bookings: tuple[Booking, ...] = ()
    refused_on: date | None = None
    reason: str = ""

    @property
    def granted_cents(self) -> int:
        return sum(booking.cents for booking in self.bookings if booking.kind in BINDING)

    @property
    def paid_cents(self) -> int:
        return sum(booking.cents for booking in self.bookings if booking.kind in PAYING)

    @property
    def weights(self) -> Mapping[str, int]:
        """How its granted and paid money falls into categories of cost."""
        return self.proven or self.planned

    @property
    def was_granted(self) -> bool:
        return any(booking.kind == Kind.COMMIT for booking in self.bookings)

    @property
    def is_refused(self) -> bool:
        return self.refused_on is not None and not self.was_granted

    @property
    def is_withdrawn(self) -> bool:
        return self.status == Application.Status.WITHDRAWN and not self.was_granted


@dataclass(slots=True)
class YearOfCases:
    """The cases and the money of one year; ``budget_year`` is None before the office opens it."""

    year: int
    budget_year: BudgetYear | None
    cases: list[Case] = field(default_factory=list)
    usable: list[tuple[date, int]] = field(default_factory=list)
    # Proposals that wait for a signature: a soft sum, they reserve nothing.
    proposed_cents: int = 0

    @property
    def bound(self) -> list[tuple[date, int]]:
        return [
            (booking.on, booking.cents)
            for case in self.cases
            for booking in case.bookings
            if booking.kind in BINDING
        ]


def read(programme: Programme, only: int | None = None) -> dict[int, YearOfCases]:
    """Year → its cases, newest year first; ``only`` one year reads no other. Six queries.

    A case counts in the year its decision takes the money from, before there is one in the year of
    its first appointment (docs/adr/0011).
    """
    budgets = {row.pk: row for row in programme.budget_years.all()}
    years = {row.year: YearOfCases(row.year, row) for row in budgets.values()}
    if only is not None:
        years = {only: years.get(only, YearOfCases(only, None))}
    booked = _bookings(programme, budgets, years)
    filed = _filed(programme, only)
    refused = _decisions(programme, budgets, years)
    planned, proven = weights(programme, _of_year(only, "appointment__application__"))
    for row in filed.values_list(*COLUMNS):
        said = dict(zip(COLUMNS, row, strict=True))
        first_day = said["first_day"] or said["received_on"]
        budget = budgets.get(said["budget_year_id"])
        own_year = budget.year if budget else first_day.year
        for year in {own_year, *booked.get(said["pk"], ())}:
            if only is None or year == only:
                known = years.setdefault(year, YearOfCases(year, None))
                bookings = tuple(booked.get(said["pk"], {}).get(year, ()))
                refusal = refused.get(said["pk"], (None, "")) if year == own_year else (None, "")
                shares = planned.get(said["pk"], {}), proven.get(said["pk"], {})
                known.cases.append(
                    _case(said, first_day, year == own_year, shares, bookings, refusal)
                )
    return dict(sorted(years.items(), reverse=True))


def _case(said, first_day, is_own, shares, bookings, refusal) -> Case:
    return Case(
        number=said["number"],
        institution=said["institution__name"],
        kind=str(ActorKind(said["institution__kind"]).label),
        municipality=said["institution__municipality__name"] or "",
        provider=said["provider__name"] or " ".join(said["provider_name"].split()),
        title=said["title"],
        status=said["status"],
        received_on=said["received_on"],
        first_day=first_day,
        asked_cents=said["requested_cents"] if is_own else 0,
        is_own=is_own,
        planned=shares[0],
        proven=shares[1],
        bookings=bookings,
        refused_on=refusal[0],
        reason=refusal[1],
    )


def _of_year(only: int | None, prefix: str = "") -> Q:
    """Cases that may belong to the year: by their budget year, their bookings, or none yet."""
    if only is None:
        return Q()
    booked = LedgerEntry.objects.filter(budget_year__year=only, application__isnull=False)
    return (
        Q(**{f"{prefix}budget_year__year": only})
        | Q(**{f"{prefix}budget_year__isnull": True})
        | Q(**{f"{prefix}pk__in": booked.values("application")})
    )


def _filed(programme: Programme, only: int | None):
    rows = Application.objects.filed().filter(_of_year(only), programme=programme)
    return rows.order_by("pk").annotate(first_day=Min("appointments__starts_on"))


def _bookings(programme, budgets, years) -> dict[int, dict[int, list[Booking]]]:
    """Case → year → bookings; what the council gave and blocked goes to the years themselves."""
    wanted = [pk for pk, row in budgets.items() if row.year in years]
    entries = LedgerEntry.objects.filter(budget_year__in=wanted).order_by("booked_at", "pk")
    booked: dict[int, dict[int, list[Booking]]] = defaultdict(lambda: defaultdict(list))
    rows = entries.values_list(
        "budget_year_id", "application_id", "kind", "amount_cents", "booked_at"
    )
    for budget, application, kind, cents, moment in rows:
        day, year = timezone.localdate(moment), budgets[budget].year
        if application is None:
            years[year].usable.append((day, -cents if kind == Kind.BLOCK else cents))
        else:
            booked[application][year].append(Booking(day, kind, SIGN[kind] * cents))
    return booked


def _decisions(programme, budgets, years) -> dict[int, tuple[date, str]]:
    """Refused case → the day and the office's standard sentence; proposals go to their years.

    Free words may speak of people; a report counts them as another reason and keeps them to itself.
    """
    wanted = [pk for pk, row in budgets.items() if row.year in years]
    found = Decision.objects.with_money_to_bind().filter(budget_year__in=wanted)
    rows = found.order_by("signed_at", "pk").values_list(
        "application_id", "budget_year_id", "kind", "to_bind_cents", "signed_at", "reasons"
    )
    refused = {}
    for application, budget, kind, cents, moment, reasons in rows:
        if moment is None:
            years[budgets[budget].year].proposed_cents += cents
        elif kind == Decision.Kind.REJECT:
            standard = (text for text in programme.reason_modules if text in reasons)
            refused[application] = (timezone.localdate(moment), next(standard, OTHER_REASON))
        else:
            refused.pop(application, None)
    return refused
