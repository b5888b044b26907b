"""Who is next when money comes free: complete first, served first, as far as it fits.

Money comes free by RELEASE, CARRY_IN, ALLOCATE and UNBLOCK; nothing is reserved by being next. Open
proposals count as spent here, so that the same money is not offered twice.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from .models import Application, BudgetYear


@dataclass(frozen=True, slots=True)
class Call:
    """The task of the start page: this case may be proposed now, from this year."""

    budget_year: BudgetYear
    application: Application
    free_cents: int


def queue(budget_year: BudgetYear) -> QuerySet[Application]:
    """Everything that waits for this year's money, in its order."""
    return Application.objects.waiting_for_money().filter(budget_year=budget_year)


def free_cents(budget_year: BudgetYear) -> int:
    """What is left when every open proposal is signed; never below zero."""
    return max(0, budget_year.available_cents - budget_year.proposed_cents)


def fitting(budget_year: BudgetYear, today: date) -> QuerySet[Application]:
    """Those of the queue whose amount is there now and whose first appointment is still to come."""
    begun = Q(appointments__starts_on__lte=today)
    affordable = queue(budget_year).filter(computed_cents__lte=free_cents(budget_year))
    return affordable.exclude(pk__in=Application.objects.filter(begun).values("pk"))


def next_up(budget_year: BudgetYear, today: date) -> Application | None:
    """The case to propose next, or None. Reads the year anew."""
    budget_year.refresh_from_db()
    return fitting(budget_year, today).first()


def calls(today: date) -> list[Call]:
    """One task for each year that has money for somebody who waits."""
    waiting = Application.objects.waiting_for_money().order_by().values("budget_year")
    years = BudgetYear.objects.filter(pk__in=waiting).select_related("programme")
    found = [(year, next_up(year, today)) for year in years.order_by("programme", "year")]
    return [Call(year, case, free_cents(year)) for year, case in found if case is not None]


def position(application: Application) -> int | None:
    """The place in the queue, from 1; None for a case that does not wait."""
    if application.status != Application.Status.WAITLISTED:
        return None
    return queue(application.budget_year).filter(_before(application)).count() + 1


def first_in_turn(application: Application, today: date) -> int:
    """How many of those before it in the queue could be proposed now: they come first."""
    return fitting(application.budget_year, today).filter(_before(application)).count()


def _before(application: Application) -> Q:
    since = application.complete_since
    return Q(complete_since__lt=since) | Q(complete_since=since, pk__lt=application.pk)
