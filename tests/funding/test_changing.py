"""What was granted is changed: the wish, the new proposal, the second signature, the difference."""

from datetime import date, timedelta

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions, budget, change_plan, workflow
from funding.change_plan import PlannedAppointment, PlannedCost
from funding.models import ChangeRequest
from tests.factories.funding import (
    actual_lines,
    let_pass,
    make_budget_year,
    make_decided,
    make_officer,
    make_report,
    prove,
)
from tests.factories.granted import (
    fresh,
    make_change_proposed,
    make_change_requested,
    wanted,
)


def test_wish_changes_nothing_and_is_told(db, mailoutbox):
    case = make_change_requested()

    assert case.status == "change_requested"
    assert (case.decided_cents, case.appointments.get().cost_lines.get().total_cents) == (
        280_00,
        350_00,
    )
    assert mailoutbox[-1].subject == f"{case.number}: Änderung gewünscht"
    assert mailoutbox[-1].to == [case.assignee.email]


def test_amendment_books_the_difference_and_writes_the_letter(db, mailoutbox, today):
    case = make_change_proposed()
    mailoutbox.clear()

    decision = actions.amend(application=case, by=make_officer(name="Zeichnung"))

    case = fresh(case)
    assert (case.status, case.decided_cents, case.computed_cents) == ("approved", 400_00, 400_00)
    assert budget.balance(case) == {"committed": 400_00, "paid": 0}
    assert case.appointments.get().cost_lines.get().total_cents == 500_00
    letter = case.letters.last()
    assert (letter.kind, letter.decision) == ("amendment_notice", decision)
    assert (letter.context_json["before_cents"], letter.context_json["amount_cents"]) == (
        280_00,
        400_00,
    )
    assert case.snapshots.last().occasion == "change"
    change = ChangeRequest.objects.get()
    assert (change.outcome, change.decision) == ("amended", decision)
    assert [mail.subject for mail in mailoutbox] == [f"{case.number}: Änderungsbescheid"]
    assert budget.prove() == []


def test_cheaper_plan_gives_money_back(db):
    case = make_change_proposed(cents=200_00, amount=160_00)

    actions.amend(application=case, by=make_officer())

    assert budget.balance(case) == {"committed": 160_00, "paid": 0}
    assert [entry.kind for entry in case.entries.all()] == ["COMMIT", "RELEASE"]


def test_same_amount_books_nothing(db, today):
    case = make_decided()
    actions.request_change(
        application=case,
        by=case.submitted_by,
        reasons="Eine Woche später.",
        plan=wanted(case, cents=350_00, starts_on=case.first_day + timedelta(7), ends_on=None),
    )
    actions.propose_change(application=case, by=make_officer(), amount_cents=280_00)

    actions.amend(application=case, by=make_officer())

    assert [entry.kind for entry in case.entries.all()] == ["COMMIT"]
    assert (case.proof_due_on, fresh(case).proof_due_on) == (date(2026, 6, 12), date(2026, 6, 19))
    assert fresh(case).first_day == date(2026, 5, 8)


def test_change_into_another_year_moves_the_money(db):
    """Nasty case 13: the day was moved into the next year, and the office pays it from that one."""
    case = make_change_requested(cents=350_00 + 10_00)
    following = make_budget_year(case.programme, year=2027, allocated=1_000_00)
    old = case.budget_year

    actions.propose_change(
        application=case, by=make_officer(), amount_cents=288_00, budget_year=following
    )
    actions.amend(application=case, by=make_officer())

    old.refresh_from_db()
    following.refresh_from_db()
    assert (old.committed_cents, following.committed_cents) == (0, 288_00)
    assert fresh(case).budget_year == following
    assert budget.prove() == []


def test_without_money_nothing_is_amended(db, mailoutbox):
    year = make_budget_year(allocated=300_00)
    case = make_change_proposed(programme=year.programme, budget_year=year)
    mailoutbox.clear()

    with pytest.raises(DomainError, match="nur noch 20,00"):
        actions.amend(application=case, by=make_officer())

    case = fresh(case)
    assert (case.status, case.decided_cents) == ("change_proposed", 280_00)
    assert case.appointments.get().cost_lines.get().total_cents == 350_00
    assert mailoutbox == []


def test_proposer_never_signs_the_amendment(db):
    boss = make_officer(is_superuser=True)
    case = make_change_proposed(proposer=boss)

    assert workflow.available(case, boss) == ["send_back_change"]
    with pytest.raises(DomainError, match="Zeichnen muss sie jemand anderes"):
        actions.amend(application=case, by=boss)


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [(0, "über null"), (500_01, "über null"), (399_99, "Berechnet sind 400,00")],
)
def test_amount_of_a_change_is_checked(db, amount, sentence):
    case = make_change_requested()

    with pytest.raises(DomainError, match=sentence):
        actions.propose_change(application=case, by=make_officer(), amount_cents=amount)


def test_declined_and_retracted_wishes_leave_the_decision(db, mailoutbox):
    declined, retracted = make_change_requested(), make_change_requested()
    with pytest.raises(DomainError, match="begründen"):
        actions.decline_change(application=declined, by=make_officer(), reasons=" ")

    actions.decline_change(application=declined, by=make_officer(), reasons="Zu kurzfristig.")
    actions.retract_change(application=retracted, by=retracted.submitted_by)

    assert {fresh(case).status for case in (declined, retracted)} == {"approved"}
    assert [row.outcome for row in ChangeRequest.objects.order_by("pk")] == [
        "declined",
        "retracted",
    ]
    assert "Zu kurzfristig." in mailoutbox[-1].body


def test_sent_back_change_waits_for_a_new_proposal(db):
    case = make_change_proposed()
    with pytest.raises(DomainError, match="was noch zu tun ist"):
        actions.send_back_change(application=case, by=make_officer(), note="")

    case = actions.send_back_change(application=case, by=make_officer(), note="Angebot fehlt.")

    assert (case.status, case.decisions.drafts().count()) == ("change_requested", 0)
    assert ChangeRequest.objects.get().outcome == "open"


def test_office_may_note_a_change_itself(db):
    case = make_decided()

    actions.open_change(
        application=case, by=make_officer(), reasons="Am Telefon.", plan=wanted(case)
    )

    assert fresh(case).status == "change_requested"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reasons": " "}, "was sich ändert und warum"),
        ({"plan": []}, "mindestens einen Termin"),
        ({"third_party_cents": -1}, "nicht negativ"),
    ],
)
def test_wish_that_makes_no_sense_is_refused(db, change, sentence):
    case = make_decided()
    said = {"reasons": "Mehr Kinder", "plan": wanted(case)} | change

    with pytest.raises(DomainError, match=sentence):
        actions.request_change(application=case, by=case.submitted_by, **said)

    assert fresh(case).status == "approved"


def test_plan_is_checked_row_by_row(db, today):
    case, other = make_decided(), make_decided()
    by = case.submitted_by
    [foreign] = change_plan.current(other)
    plans = (
        ([foreign], "gehört nicht zu diesem Antrag"),
        (wanted(case, starts_on=today - timedelta(1), ends_on=None), "in der Vergangenheit"),
        (wanted(case, children=0), "wie viele Kinder"),
        (wanted(case, costs=[PlannedCost("entry", 10_00)]), "für wie viele Personen"),
        (change_plan.current(case), "schon bewilligt"),
    )
    for plan, sentence in plans:
        with pytest.raises(DomainError, match=sentence):
            actions.request_change(application=case, by=by, reasons="x", plan=plan)


def test_added_and_dropped_appointments(db, today):
    case = make_decided()
    new = PlannedAppointment(
        starts_on=today + timedelta(80), children=20, costs=[PlannedCost("bus", 100_00)]
    )
    actions.request_change(application=case, by=case.submitted_by, reasons="Anders", plan=[new])
    actions.propose_change(application=case, by=make_officer(), amount_cents=80_00)

    actions.amend(application=case, by=make_officer())

    row = case.appointments.get()
    assert (row.starts_on, row.ends_on) == (today + timedelta(80), today + timedelta(80))
    assert change_plan.current(fresh(case))[0].costs == [PlannedCost("bus", 100_00)]


def test_change_after_the_report_was_begun_keeps_the_rest(db, today):
    """Storm: the trip is made up for a week later, and a receipt was there already."""
    report = make_report()
    case = report.application
    actions.request_change(
        application=case,
        by=case.submitted_by,
        reasons="Sturm",
        plan=wanted(case, cents=350_00, starts_on=today + timedelta(7), ends_on=None),
    )
    actions.propose_change(application=case, by=make_officer(), amount_cents=280_00)

    actions.amend(application=case, by=make_officer())

    assert actual_lines(case).get().receipts.count() == 1
    with pytest.raises(actions.IncompleteError, match="noch nicht vorbei"):
        actions.submit_report(application=case, by=case.submitted_by)
    let_pass(case)
    actions.submit_report(application=case, by=case.submitted_by)


def test_appointment_that_goes_takes_its_receipts_along(db, today):
    report = make_report()
    case = report.application
    prove(actual_lines(case).get(), by=case.submitted_by, number="2", claimed_cents=1)
    new = PlannedAppointment(
        starts_on=today + timedelta(7), children=20, costs=[PlannedCost("bus", 350_00)]
    )
    actions.request_change(application=case, by=case.submitted_by, reasons="Anders", plan=[new])
    actions.propose_change(application=case, by=make_officer(), amount_cents=280_00)

    actions.amend(application=case, by=make_officer())

    assert actual_lines(case).count() == 0
