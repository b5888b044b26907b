"""Who may be proposed now from the waiting list."""

from datetime import date

from django.utils import timezone

from accounts.models import User
from bildungsregion.base.money import euro
from bildungsregion.base.today import Line
from funding import budget_chart
from funding.models import Application, BudgetYear

from .lines import NEAR, SHOWN, Waiting, first_day, step_url, without_tie


def called(user: User, today: date) -> Waiting:
    """Those whose money is free now, complete first, as far as it fits; and those that began while waiting.

    Two queries. What is proposed already counts as spent; who comes first takes the money of the next.
    """
    waiting = without_tie(Application.objects.waiting_for_money(), user)
    cases = list(waiting.select_related("institution").annotate(starts=first_day()))
    years = {case.budget_year_id for case in cases}
    free = {
        year.pk: year.available_cents - year.waiting_cents
        for year in budget_chart.with_proposals(BudgetYear.objects.filter(pk__in=years))
    }
    lines = [line for case in cases if (line := _line(case, free, today))]
    return Waiting(lines[:SHOWN], len(lines))


def _line(case: Application, free: dict[int, int], today: date) -> Line | None:
    if case.starts is not None and case.starts <= today:
        why = "Hat begonnen, während der Antrag wartete: bitte eine Ablehnung vorschlagen."
    elif case.computed_cents <= free[case.budget_year_id]:
        free[case.budget_year_id] -= case.computed_cents
        why = f"Geld ist frei: {euro(case.computed_cents)} können vorgeschlagen werden."
    else:
        return None
    return Line(
        title=case.title,
        url=step_url(case, "propose"),
        number=case.number,
        institution=str(case.institution),
        why=why,
        since=timezone.localdate(case.complete_since),
        until=case.starts,
        until_label="Termin",
        urgent=case.starts is not None and case.starts <= today + NEAR,
    )
