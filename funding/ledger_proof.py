"""The proof of the books: the years' sums, and what must hold for every case (funding.md D3).

The constraints of the database keep each row right; what spans several rows is proven here, by the
command, every night, and on the start page. All of it in six queries, however many cases there are.
"""

from collections import defaultdict

from django.db.models import F, Q, Sum

from bildungsregion.base.money import euro

from . import budget
from .models import Application, BudgetYear, Claim, LedgerEntry, PaymentOrder


Kind = LedgerEntry.Kind
S = Application.Status


def faults() -> list[str]:
    """Everything that does not hold, as German sentences; an empty list is the proof."""
    return [
        *map(str, budget.prove()),
        *_overcommitted(),
        *_cases(),
        *_claims(),
    ]


def _overcommitted() -> list[str]:
    """1: what is bound is there; 3: what is paid is bound (the constraints once more, from outside)."""
    usable = F("allocated_cents") - F("blocked_cents")
    wrong = BudgetYear.objects.filter(
        Q(committed_cents__gt=usable) | Q(paid_cents__gt=F("committed_cents"))
    )
    return [f"{year}: Es ist mehr bewilligt oder ausgezahlt, als da ist." for year in wrong]


def _cases() -> list[str]:
    """3: PAY − REFUND ≤ COMMIT − RELEASE ≤ decided in every case and year; what was paid was ordered."""
    by_year: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    rows = LedgerEntry.objects.filter(application__isnull=False).order_by()
    rows = rows.values_list("application", "budget_year", "kind").annotate(Sum("amount_cents"))
    for case, year, kind, cents in rows:
        by_year[case, year][kind] = cents
    wrong: dict[int, str] = {}
    bound: dict[int, int] = defaultdict(int)
    paid: dict[int, int] = defaultdict(int)
    for (case, _year), sums in by_year.items():
        committed = sums.get(Kind.COMMIT, 0) - sums.get(Kind.RELEASE, 0)
        net = sums.get(Kind.PAY, 0) - sums.get(Kind.REFUND, 0)
        if not 0 <= net <= committed:
            wrong[case] = f"{euro(net)} sind ausgezahlt, {euro(committed)} bewilligt."
        bound[case] += committed
        paid[case] += sums.get(Kind.PAY, 0)
    numbers = {}
    decided = Application.objects.filter(pk__in=bound).values_list(
        "pk", "number", "decided_cents", "settled_cents"
    )
    for pk, number, cents, settled in decided.iterator():
        numbers[pk] = number
        if bound[pk] > (cents or 0):
            wrong[pk] = f"{euro(bound[pk])} sind gebunden, entschieden sind {euro(cents or 0)}."
        elif settled is not None and (settled > (cents or 0) or paid[pk] > settled):
            wrong[pk] = f"{euro(paid[pk])} sind ausgezahlt, abgerechnet sind {euro(settled)}."
    for case, sentence in _orders(paid).items():
        wrong.setdefault(case, sentence)
    return [f"{numbers[case]}: {sentence}" for case, sentence in sorted(wrong.items())]


def _orders(paid: dict[int, int]) -> dict[int, str]:
    """Paid orders of a case add up to its PAY entries; cases from before the portal have no orders."""
    orders = PaymentOrder.objects.filter(paid_on__isnull=False).order_by()
    return {
        case: f"{euro(cents)} sind angeordnet und gezahlt, gebucht sind {euro(paid[case])}."
        for case, cents in orders.values_list("application").annotate(Sum("amount_cents"))
        if cents != paid[case]
    }


def _claims() -> list[str]:
    """What came back of a claim is booked, and an open claim has a case that says so."""
    refunded = dict(
        LedgerEntry.objects.filter(kind=Kind.REFUND, application__claim__isnull=False)
        .order_by()
        .values_list("application")
        .annotate(Sum("amount_cents"))
    )
    wrong = []
    for claim in Claim.objects.select_related("application").order_by("pk"):
        number, booked = claim.application.number, refunded.get(claim.application_id, 0)
        if claim.refunded_cents != booked:
            wrong.append(
                f"{number}: {euro(claim.refunded_cents)} sind zurückgezahlt, gebucht sind {euro(booked)}."
            )
        if (claim.settled_on is None) != (claim.application.status == S.CLAIM_OPEN):
            wrong.append(f"{number}: Die Rückforderung und der Stand des Vorgangs passen nicht.")
    return wrong
