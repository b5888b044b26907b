"""The measures that were funded, as everybody may see them: institution, provider, title, month, amount.

No person stands in it: a provider who was typed in freely may be one, so only those of the directory
are named, and child minders are not named either (docs/adr/0093).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, When
from django.utils.translation import gettext as _

from actors.kinds import Kind as ActorKind

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


def funded(year: int | None = None) -> QuerySet[Application]:
    """Cases with money bound for them (in that budget year), latest visit first.

    ``bound_cents`` is COMMIT less RELEASE of the ledger, so their sum is what the year has committed.
    """
    entries = LedgerEntry.objects.filter(application=OuterRef("pk"), kind__in=("COMMIT", "RELEASE"))
    if year is not None:
        entries = entries.filter(budget_year__year=year)
    sign = Case(When(kind="COMMIT", then=F("amount_cents")), default=-F("amount_cents"))
    bound = entries.order_by().values("application").annotate(sum=Sum(sign)).values("sum")
    first = Appointment.objects.filter(application=OuterRef("pk")).order_by("starts_on")
    return (
        Application.objects.filed()
        .annotate(bound_cents=Subquery(bound), begins_on=Subquery(first.values("starts_on")[:1]))
        .filter(bound_cents__gt=0)
        .select_related("institution", "provider", "programme")
        .order_by("-begins_on", "-pk")
    )


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
