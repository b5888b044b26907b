"""No money left: complete first, served first, as far as it fits."""

from datetime import timedelta

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions, budget, waitlist
from funding.models import BudgetYear
from tests.factories.funding import (
    let_pass,
    make_budget_year,
    make_decided,
    make_in_review,
    make_officer,
    make_proposed,
    make_submitted,
    make_user,
)
from tests.factories.granted import fresh, make_waitlisted


@pytest.fixture
def year(db):
    return make_budget_year(allocated=100_00)


def test_case_without_money_waits_and_is_told(year, mailoutbox):
    case = make_waitlisted(year=year)

    assert (case.status, case.budget_year, waitlist.position(case)) == ("waitlisted", year, 1)
    assert mailoutbox[-1].subject == f"{case.number}: Ihr Antrag steht auf der Warteliste"
    assert budget.balance(case) == {"committed": 0, "paid": 0}


def test_proposal_that_found_no_money_is_dropped(year):
    case = make_proposed(programme=year.programme, budget_year=year)

    case = actions.put_on_waitlist(application=case, by=make_officer())

    assert (case.status, case.decisions.count()) == ("waitlisted", 0)


def test_nobody_waits_while_there_is_money(db):
    year = make_budget_year(allocated=280_00)
    case = make_in_review(programme=year.programme)

    with pytest.raises(DomainError, match="Das reicht, der Antrag muss nicht warten"):
        actions.put_on_waitlist(application=case, by=make_officer())


def test_unchecked_or_worthless_case_does_not_wait(year):
    with pytest.raises(DomainError, match="noch offen"):
        actions.put_on_waitlist(
            application=make_in_review(programme=year.programme, checked=False), by=make_officer()
        )
    cheap = make_in_review(
        programme=year.programme,
        costs=({"kind": "entry", "persons": 2, "total_cents": 2_00},),
    )
    with pytest.raises(DomainError, match="nichts zu warten"):
        actions.put_on_waitlist(application=cheap, by=make_officer())


def test_queue_is_in_order_of_completeness(year, clock, today):
    """Who was asked back is complete with the answer, not with the receipt."""
    asked = make_in_review(programme=year.programme)
    actions.request_info(
        application=asked, by=make_officer(), items=["Was?"], due_on=today + timedelta(days=9)
    )
    clock(today + timedelta(days=1))
    second = make_waitlisted(year=year)
    clock(today + timedelta(days=2))
    actions.answer_info(application=asked, by=asked.submitted_by, answer="Das.")
    actions.put_on_waitlist(application=asked, by=make_officer())

    assert list(waitlist.queue(year)) == [second, asked]
    assert [waitlist.position(fresh(case)) for case in (second, asked)] == [1, 2]
    assert waitlist.position(make_submitted(programme=year.programme)) is None


def free(year, cents):
    budget.allocate(year, cents, by=make_user(), reason="Nachtrag", key=f"more-{cents}")


def test_next_is_the_first_that_fits_and_is_still_to_come(year, today):
    begun, big, small = (
        make_waitlisted(year=year),
        make_waitlisted(year=year, costs=({"kind": "bus", "total_cents": 900_00},)),
        make_waitlisted(year=year),
    )
    let_pass(begun)
    assert waitlist.next_up(year, today) is None

    free(year, 200_00)

    assert waitlist.next_up(year, today) == small
    assert [(call.budget_year, call.application, call.free_cents) for call in waitlist.calls(today)] == [
        (year, small, 300_00)
    ]  # fmt: skip
    assert big.status == "waitlisted"


@pytest.mark.parametrize("way", ["allocate", "carry_in", "unblock", "release"])
def test_money_that_comes_free_calls_the_next(db, today, way):
    year = make_budget_year(allocated=300_00)
    by = make_user()
    if way == "unblock":
        budget.block(year, 300_00, by=by, reason="Sperre", key="block")
    else:
        first = make_decided(programme=year.programme, budget_year=year)
    waiting = make_waitlisted(year=year)
    assert waitlist.calls(today) == []

    if way == "release":
        actions.cancel(application=first, by=first.submitted_by)
    elif way == "unblock":
        budget.unblock(year, 300_00, by=by, reason="Frei", key="unblock")
    else:
        getattr(budget, way)(year, 280_00, by=by, reason="Beschluss", key="more")

    assert [call.application for call in waitlist.calls(today)] == [waiting]


def test_open_proposals_are_not_offered_twice(year, today):
    first, second = make_waitlisted(year=year), make_waitlisted(year=year)
    free(year, 300_00)
    actions.propose(application=first, by=make_officer(), amount_cents=280_00)

    assert waitlist.next_up(year, today) is None

    actions.propose(
        application=second, by=make_officer(), amount_cents=0, reasons="Das Jahr ist um."
    )
    assert fresh(second).status == "proposed"


def test_waiting_case_is_proposed_and_signed_when_its_turn_comes(year):
    case = make_waitlisted(year=year)
    with pytest.raises(DomainError, match="erst 100,00"):
        actions.propose(application=case, by=make_officer(), amount_cents=280_00)
    free(year, 200_00)

    actions.propose(application=case, by=make_officer(), amount_cents=280_00)
    actions.sign(application=case, by=make_officer())

    assert fresh(case).status == "approved"
    assert BudgetYear.objects.get().available_cents == 20_00


def test_what_has_begun_is_not_proposed_any_more(year):
    case = make_waitlisted(year=year)
    free(year, 300_00)
    let_pass(case)

    with pytest.raises(DomainError, match="hat schon begonnen"):
        actions.propose(application=case, by=make_officer(), amount_cents=280_00)


def test_who_waits_may_withdraw(year):
    case = make_waitlisted(year=year)

    case = actions.withdraw(application=case, by=case.submitted_by)

    assert (case.status, list(waitlist.queue(year))) == ("withdrawn", [])
