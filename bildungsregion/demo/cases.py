"""Plays the planned cases in the order in which their steps happened."""

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from actors.models import Actor, Offer
from bildungsregion.base.models import OutgoingMail
from funding import budget, waitlist
from funding.models import Application, BudgetYear, Programme

from . import cashier, clock, deciding, endings, filing, plan, proofs
from .plan import Case, Fate
from .played import Office, Played


S = Application.Status
# What a small fund lets go; the region's own rules leave it at nothing until the council decides.
WAIVER_CENTS = 25_00
USUAL_BUDGET = 50_000_00


@transaction.atomic
def play(programme: Programme) -> int:
    """Play the year up to now; the number of cases begun."""
    now = timezone.now()
    today = timezone.localdate(now)
    eligible = Actor.objects.published().funding_eligible().select_related("municipality")
    favourites = list(eligible.filter(memberships__isnull=False).distinct())
    bookable = list(Offer.objects.published().select_related("actor__municipality").order_by("pk"))
    cases = plan.year(today, list(eligible), bookable, favourites)
    office, dice = Office(today), Random(2025)
    programme.rule_sets.filter(locked=False).update(waiver_cents=WAIVER_CENTS)
    with _years_open(programme, office):
        stories = [_story(case, programme, office, dice) for case in cases]
        _tell([*stories, cashier.lists(office), _call(office)], now)
    # Nobody wants a year of mail at the first click; the last day's may still go out.
    OutgoingMail.objects.waiting().filter(created_at__lt=now - timedelta(days=1)).update(
        sent_at=F("created_at")
    )
    return len(cases)


def _tell(stories: list[Iterator[datetime]], now: datetime) -> None:
    """All stories at once, each step at its moment, until now."""
    queue = [(next(story), index, story) for index, story in enumerate(stories)]
    heapq.heapify(queue)
    while queue and queue[0][0] <= now:
        moment, index, story = heapq.heappop(queue)
        with clock.at(moment):
            following = next(story, None)
        if following is not None:
            heapq.heappush(queue, (max(following, moment), index, story))


def _story(case: Case, programme: Programme, office: Office, dice: Random) -> Iterator[datetime]:
    """The case step by step; each yield says when the next step happens."""
    filed = _moment(case.filed_on, dice)
    yield filed - timedelta(days=dice.randint(0, 3), minutes=dice.randint(15, 55))
    head = filing.head_of(case.institution, office.case_worker)
    application = filing.fill_in(case, programme, head, office)
    if case.fate is Fate.DRAFT:
        return
    yield filed
    filing.submit(application, head, office)
    if case.fate is Fate.SUBMITTED:
        return
    played = Played(case, office, dice, head, application)
    yield from deciding.review(played, filed)
    if played.refresh().status == S.APPROVED:
        yield from endings.tell(played)
    elif played.application.status == S.REJECTED:
        yield timezone.now() + timedelta(days=2)
        proofs.fetch(played)


def _moment(day: date, dice: Random) -> datetime:
    """Between seven in the morning and nine at night, when schools write applications."""
    return timezone.make_aware(
        datetime.combine(day, time(dice.randint(7, 20), dice.randint(0, 59)))
    )


def _call(office: Office) -> Iterator[datetime]:
    """The day before the demonstration money is there for somebody who waits."""
    yield office.ago(1)
    today = timezone.localdate()
    if waitlist.calls(today):
        return
    waiting = Application.objects.waiting_for_money().order_by("computed_cents")
    first = next((case for case in waiting if case.first_day > today), None)
    if first is not None:
        year = first.budget_year
        office.find_money(year, first.computed_cents + year.proposed_cents)


@contextmanager
def _years_open(programme: Programme, office: Office) -> Iterator[None]:
    """Every year that the cases touch is there and open, as it was then; closed ones close again."""
    first, last = office.today.year - 1, office.today.year + 1
    closed = list(programme.budget_years.filter(year__gte=first, state=BudgetYear.State.CLOSED))
    for year in range(first, last + 1):
        row, is_new = BudgetYear.objects.get_or_create(programme=programme, year=year)
        if is_new:
            reason = f"Haushaltsansatz {year} (Beispiel)"
            key = f"demo-{programme.pk}-{year}"
            budget.allocate(row, USUAL_BUDGET, by=office.cashier, reason=reason, key=key)
    _set_state(closed, BudgetYear.State.OPEN)
    yield
    _set_state(closed, BudgetYear.State.CLOSED)


def _set_state(years: list[BudgetYear], state: str) -> None:
    for year in years:
        year.state = state
        year.save(update_fields=["state"])
