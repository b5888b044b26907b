"""The ledger of a budget year: every booking moves its guarded columns and leaves one entry.

Three locks, each enough alone: one conditional UPDATE (a second booking waits for the row and is
then judged by what the first left), a CHECK in the database, and the entry's unique key. On SQLite
the transactions are IMMEDIATE, so writers queue as well. All amounts are positive integer cents.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Q, Sum

from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro

from .models import Application, BudgetYear, LedgerEntry


Kind = LedgerEntry.Kind

# What may still be booked in a closed year (the money of a trip in December is paid in January).
ALLOWED_WHEN_CLOSED = frozenset({Kind.PAY, Kind.REFUND, Kind.RELEASE})

# column → (kinds that add to it, kinds that take from it): the ledger's sums must equal the columns.
COLUMNS = {
    "allocated_cents": ((Kind.ALLOCATE, Kind.CARRY_IN), ()),
    "blocked_cents": ((Kind.BLOCK,), (Kind.UNBLOCK,)),
    "committed_cents": ((Kind.COMMIT,), (Kind.RELEASE,)),
    "paid_cents": ((Kind.PAY,), (Kind.REFUND,)),
}


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A column of a budget year that its ledger does not prove."""

    budget_year: BudgetYear
    column: str
    stored_cents: int
    proved_cents: int

    def __str__(self):
        label = BudgetYear._meta.get_field(self.column).verbose_name
        return (
            f"{self.budget_year}: {label} steht mit {euro(self.stored_cents)} im Haushaltsjahr, "
            f"die Buchungen ergeben {euro(self.proved_cents)}."
        )


def allocate(budget_year: BudgetYear, cents: int, *, by, reason: str, key: str) -> LedgerEntry:
    """Money the council gave; ``reason`` names the vote, ``key`` keeps it from being booked twice."""
    return _book(Kind.ALLOCATE, budget_year, cents, by=by, reason=reason, key=key)


def carry_in(budget_year: BudgetYear, cents: int, *, by, reason: str, key: str) -> LedgerEntry:
    """Rest of the year before, by a vote of its own."""
    return _book(Kind.CARRY_IN, budget_year, cents, by=by, reason=reason, key=key)


def block(budget_year: BudgetYear, cents: int, *, by, reason: str, key: str) -> LedgerEntry:
    """A budget freeze or cut; refused below what is already committed."""
    return _book(Kind.BLOCK, budget_year, cents, by=by, reason=reason, key=key)


def unblock(budget_year: BudgetYear, cents: int, *, by, reason: str, key: str) -> LedgerEntry:
    return _book(Kind.UNBLOCK, budget_year, cents, by=by, reason=reason, key=key)


def commit(
    budget_year: BudgetYear,
    cents: int,
    *,
    application: Application,
    by,
    key: str = "",
    reason: str = "",
) -> LedgerEntry:
    """Bind money for a case. Raises DomainError when it is not there any more."""
    key = key or f"commit:{application.pk}"
    return _book(
        Kind.COMMIT, budget_year, cents, application=application, by=by, key=key, reason=reason
    )


def release(
    budget_year: BudgetYear, cents: int, *, application: Application, by, key: str, reason: str = ""
) -> LedgerEntry:
    """Give back what a case does not need; never more than it has committed and not been paid."""
    return _book(
        Kind.RELEASE, budget_year, cents, application=application, by=by, key=key, reason=reason
    )


def pay(
    budget_year: BudgetYear, cents: int, *, application: Application, by, key: str, reason: str = ""
) -> LedgerEntry:
    """Money left for a case; never more than is committed for it."""
    return _book(
        Kind.PAY, budget_year, cents, application=application, by=by, key=key, reason=reason
    )


def refund(
    budget_year: BudgetYear, cents: int, *, application: Application, by, key: str, reason: str = ""
) -> LedgerEntry:
    """Money came back; it frees budget only by a RELEASE of its own."""
    return _book(
        Kind.REFUND, budget_year, cents, application=application, by=by, key=key, reason=reason
    )


def balance(application: Application) -> dict[str, int]:
    """What the ledger says of a case, over all years: committed and paid cents."""
    return _balance(LedgerEntry.objects.filter(application=application))


def prove(budget_years: Iterable[BudgetYear] | None = None) -> list[Discrepancy]:
    """Compare every guarded column with the sum of its ledger; an empty list is the proof.

    Columns and sums come from one statement, so that a booking of this moment is in both or in none.
    """
    years = BudgetYear.objects.all() if budget_years is None else budget_years
    years = {year.pk: year for year in years}
    columns = sorted(BudgetYear.GUARDED)
    rows = BudgetYear.objects.filter(pk__in=years).order_by()
    kept, sums = {}, defaultdict(dict)
    for pk, kind, *cents in rows.values_list("pk", "entries__kind", *columns).annotate(
        Sum("entries__amount_cents")
    ):
        *kept[pk], sums[pk][kind] = cents
    wrong = []
    for pk, cents in kept.items():
        for column, value in zip(columns, cents, strict=True):
            adds, takes = COLUMNS[column]
            proved = _sum(sums[pk], adds) - _sum(sums[pk], takes)
            if proved != value:
                wrong.append(Discrepancy(years[pk], column, value, proved))
    return wrong


def _sum(cents: dict[str, int], kinds: Iterable[str]) -> int:
    return sum(cents.get(kind) or 0 for kind in kinds)


def _book(kind, budget_year, cents, *, by, key, application=None, reason="") -> LedgerEntry:
    """One booking, whole or not at all. The same key again gives the first entry and moves nothing."""
    if type(cents) is not int or cents <= 0:
        raise ValueError(f"a booking needs positive integer cents, not {cents!r}")
    try:
        with transaction.atomic():
            # First of all the lock: what is read before it may be stale when it is used.
            year = BudgetYear.objects.select_for_update(no_key=True).get(pk=budget_year.pk)
            if booked := LedgerEntry.objects.filter(idempotency_key=key).first():
                return _same(booked, kind, year, cents, application)
            _check_case(kind, cents, year, application)
            _move(kind, year, cents)
            entry = LedgerEntry.objects.create(
                kind=kind,
                budget_year=year,
                amount_cents=cents,
                application=application,
                reason=reason,
                idempotency_key=key,
                booked_by=by,
            )
    except IntegrityError:
        # The key was taken in another year at the same moment.
        booked = LedgerEntry.objects.filter(idempotency_key=key).first()
        if booked is None:
            raise
        return _same(booked, kind, budget_year, cents, application)
    budget_year.refresh_from_db(fields=sorted(BudgetYear.GUARDED))
    return entry


def _move(kind: str, year: BudgetYear, cents: int) -> None:
    """The conditional UPDATE; raises DomainError when its guard lets nothing pass."""
    guards = {
        Kind.ALLOCATE: Q(),
        Kind.CARRY_IN: Q(),
        Kind.BLOCK: Q(allocated_cents__gte=F("blocked_cents") + F("committed_cents") + cents),
        Kind.UNBLOCK: Q(blocked_cents__gte=cents),
        Kind.COMMIT: Q(allocated_cents__gte=F("blocked_cents") + F("committed_cents") + cents),
        Kind.RELEASE: Q(committed_cents__gte=F("paid_cents") + cents),
        Kind.PAY: Q(committed_cents__gte=F("paid_cents") + cents),
        Kind.REFUND: Q(paid_cents__gte=cents),
    }
    column, sign = next(
        (column, 1 if kind in adds else -1)
        for column, (adds, takes) in COLUMNS.items()
        if kind in (*adds, *takes)
    )
    rows = BudgetYear.objects.filter(guards[kind], pk=year.pk)
    if kind not in ALLOWED_WHEN_CLOSED:
        rows = rows.exclude(state=BudgetYear.State.CLOSED)
    if rows.move(**{column: F(column) + sign * cents}) != 1:
        year.refresh_from_db()
        raise DomainError(_why_not(kind, year, cents))


def _check_case(kind: str, cents: int, year: BudgetYear, application: Application | None) -> None:
    """PAY − REFUND ≤ COMMIT − RELEASE per case and year, checked under the year's lock."""
    if kind not in (Kind.RELEASE, Kind.PAY, Kind.REFUND):
        return
    case = _balance(year.entries.filter(application=application))
    limit = case["paid"] if kind == Kind.REFUND else case["committed"] - case["paid"]
    if cents > limit:
        raise DomainError(
            f"{Kind(kind).label} von {euro(cents)}: Für {application.number} sind im Haushaltsjahr "
            f"{year.year} nur {euro(limit)} möglich."
        )


def _why_not(kind: str, year: BudgetYear, cents: int) -> str:
    if year.state == BudgetYear.State.CLOSED and kind not in ALLOWED_WHEN_CLOSED:
        return f"Das Haushaltsjahr {year.year} ist abgeschlossen. {Kind(kind).label} ist nicht mehr möglich."
    if kind in (Kind.COMMIT, Kind.BLOCK):
        return (
            f"Im Haushaltsjahr {year.year} sind nur noch {euro(year.available_cents)} verfügbar. "
            f"{euro(cents)} gehen nicht."
        )
    return f"{Kind(kind).label} von {euro(cents)} ist im Haushaltsjahr {year.year} nicht möglich."


def _same(booked: LedgerEntry, kind, year, cents, application) -> LedgerEntry:
    """The entry of this key, if it is the same booking; another one under its key is a fault."""
    asked = (kind, year.pk, cents, application and application.pk)
    if (booked.kind, booked.budget_year_id, booked.amount_cents, booked.application_id) != asked:
        raise ValueError(f"the key {booked.idempotency_key} belongs to another booking")
    return booked


def _sums(entries) -> dict[str, int]:
    return dict(entries.order_by().values_list("kind").annotate(Sum("amount_cents")))


def _balance(entries) -> dict[str, int]:
    sums = _sums(entries)
    return {
        "committed": sums.get(Kind.COMMIT, 0) - sums.get(Kind.RELEASE, 0),
        "paid": sums.get(Kind.PAY, 0) - sums.get(Kind.REFUND, 0),
    }
