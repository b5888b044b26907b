"""The measures that were funded, as everybody may see them: institution, provider, title, month, amount.

No person stands in it: a provider who was typed in freely may be one, so only those of the directory
are named, and child minders are not named either (docs/adr/0093).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext as _

from actors.kinds import Kind as ActorKind
from projects.models import Project

from .models import Application, Appointment, LedgerEntry


@dataclass(frozen=True, slots=True)
class Measure:
    """``month`` is the first day of the month of the first visit; ``cents`` what is bound for it."""

    institution: str
    provider: str
    title: str
    programme: str
    month: date
    cents: int


S = Application.Status
# The states that count: granted, and not taken back. Cases called off, lapsed or revoked are no longer
# funded; while money is claimed back a case is left out, afterwards it counts with what remained.
FUNDED = frozenset(
    {
        S.APPROVED, S.CHANGE_REQUESTED, S.CHANGE_PROPOSED, S.REPORTED, S.REPORT_QUERY, S.SETTLED, S.ORDERED,
        S.ORDER_FAILED, S.PAID, S.HEARING, S.REVOCATION_PROPOSED, S.CLOSED,
    }
)  # fmt: skip


def funded(year: int | None = None) -> QuerySet[Application]:
    """Funded cases with money bound for them (in that budget year), latest visit first.

    ``bound_cents`` is COMMIT less RELEASE of the ledger; of a closed case never more than was paid and
    did not come back.
    """
    bound = _booked("COMMIT", "RELEASE", year)
    paid = Least(bound, _booked("PAY", "REFUND", year))
    first = Appointment.objects.filter(application=OuterRef("pk")).order_by("starts_on")
    return (
        Application.objects.filter(status__in=FUNDED)
        .annotate(
            bound_cents=Case(When(status=S.CLOSED, then=paid), default=bound),
            begins_on=Subquery(first.values("starts_on")[:1]),
        )
        .filter(bound_cents__gt=0)
        .select_related("institution", "provider", "programme")
        .order_by("-begins_on", "-pk")
    )


def _booked(plus: str, minus: str, year: int | None) -> Coalesce:
    """Bookings of one kind less those of the other, as a column of the case; zero where there are none."""
    entries = LedgerEntry.objects.filter(application=OuterRef("pk"), kind__in=(plus, minus))
    if year is not None:
        entries = entries.filter(budget_year__year=year)
    sign = Case(When(kind=plus, then=F("amount_cents")), default=-F("amount_cents"))
    summed = entries.order_by().values("application").annotate(sum=Sum(sign)).values("sum")
    return Coalesce(Subquery(summed), 0)


@dataclass(frozen=True, slots=True)
class YearOfProject:
    year: int
    cases: int
    cents: int


def years_of(project: Project) -> list[YearOfProject]:
    """What the fund gave to measures of a project, by budget year, newest first; from one query.

    Cases count as in ``funded``; sums only, no institution and no title.
    """
    kinds = ("COMMIT", "RELEASE", "PAY", "REFUND")
    booked = {
        kind: Coalesce(Sum("amount_cents", filter=Q(kind=kind)), 0, output_field=IntegerField())
        for kind in kinds
    }
    rows = (
        LedgerEntry.objects.filter(application__project=project, application__status__in=FUNDED)
        .order_by()
        .values("application", "application__status", "budget_year__year")
        .annotate(**booked)
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        cents = row["COMMIT"] - row["RELEASE"]
        if row["application__status"] == S.CLOSED:
            cents = min(cents, row["PAY"] - row["REFUND"])
        if cents > 0:
            found.setdefault(row["budget_year__year"], []).append(cents)
    return [
        YearOfProject(year, len(cents), sum(cents))
        for year, cents in sorted(found.items(), reverse=True)
    ]


def years() -> list[int]:
    """The years that have money bound, newest first."""
    bound = LedgerEntry.objects.filter(kind=LedgerEntry.Kind.COMMIT).order_by()
    return sorted(set(bound.values_list("budget_year__year", flat=True).distinct()), reverse=True)


def measures(cases: Iterable[Application]) -> Iterator[Measure]:
    for case in cases:
        yield Measure(
            institution=_institution(case.institution),
            provider=case.provider.name if case.provider else _("anderer Anbieter"),
            title=case.title,
            programme=case.programme.name,
            month=(case.begins_on or case.received_on).replace(day=1),
            cents=case.bound_cents,
        )


def _institution(actor) -> str:
    if actor.kind == ActorKind.KINDERTAGESPFLEGE:
        return str(ActorKind.KINDERTAGESPFLEGE.label)
    return actor.name
