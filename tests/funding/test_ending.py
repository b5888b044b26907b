"""Called off, reminded, lapsed: money goes back, and nobody does it alone."""

from datetime import timedelta

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions, budget, workflow
from tests.factories.funding import (
    let_pass,
    make_decided,
    make_member,
    make_officer,
    make_programme,
    make_report,
    make_reported,
    make_school,
)
from tests.factories.granted import fresh, make_change_requested, make_lapsed, make_overdue


@pytest.mark.parametrize("who", ["institution", "office"])
def test_called_off_gives_everything_back(db, mailoutbox, who):
    case = make_decided()
    by = case.submitted_by if who == "institution" else make_officer("review_application")
    mailoutbox.clear()

    case = actions.cancel(application=case, by=by, note="Sturm")

    assert (case.status, budget.balance(case)) == ("cancelled", {"committed": 0, "paid": 0})
    assert case.budget_year.available_cents == 50_000_00
    assert [mail.subject for mail in mailoutbox] == [f"{case.number}: Vorhaben abgesagt"]
    assert budget.prove() == []


def test_calling_off_closes_an_open_wish(db):
    case = make_change_requested()

    actions.cancel(application=case, by=case.submitted_by)

    assert case.change_requests.get().outcome == "retracted"


def test_strangers_and_tied_officers_do_not_call_off(db):
    case = make_decided()
    tied = make_member(case.institution, confirmed=False, is_staff=True, is_superuser=True)

    for by in (make_member(make_school()), make_officer("view_application"), tied):
        with pytest.raises(DomainError, match="Berechtigung"):
            actions.cancel(application=case, by=by)


def test_proven_project_is_not_called_off(db):
    case = make_reported()

    with pytest.raises(DomainError, match="nicht möglich"):
        actions.cancel(application=case, by=case.submitted_by)


def test_two_reminders_a_notice_and_the_end(db, mailoutbox, clock, today):
    case = let_pass(make_decided(), days=43)
    case_worker, signer = make_officer(), make_officer(name="Zeichnung")
    mailoutbox.clear()

    actions.remind(application=case, by=case_worker)
    clock(today + timedelta(days=15))
    actions.remind(application=case, by=case_worker)
    clock(today + timedelta(days=30))
    notice = actions.announce_lapse(application=case, by=case_worker)
    with pytest.raises(DomainError, match="Frist läuft noch"):
        actions.lapse(application=case, by=signer)
    clock(notice.due_on + timedelta(days=1))
    with pytest.raises(DomainError, match="Zeichnen muss ihn jemand anderes"):
        actions.lapse(application=case, by=case_worker)
    decision = actions.lapse(application=case, by=signer)

    case = fresh(case)
    assert (case.status, budget.balance(case)) == ("lapsed", {"committed": 0, "paid": 0})
    assert (decision.kind, decision.prepared_by, decision.signed_by) == (
        "revoke",
        case_worker,
        signer,
    )
    assert [letter.kind for letter in case.letters.all()][2:] == [
        "reminder",
        "reminder",
        "hearing",
        "revocation_notice",
    ]
    assert [mail.subject.partition(": ")[2] for mail in mailoutbox] == [
        "Erinnerung an den Nachweis",
        "Erinnerung an den Nachweis",
        "Anhörung",
        "Widerrufsbescheid",
    ]


def test_reminders_have_their_order_and_their_time(db, today):
    early = make_decided()
    officer = make_officer()
    with pytest.raises(DomainError, match="noch nicht überfällig"):
        actions.remind(application=early, by=officer)
    once = make_overdue(reminders=1)
    with pytest.raises(DomainError, match="Vorher wird zweimal"):
        actions.announce_lapse(application=once, by=officer)
    with pytest.raises(DomainError, match="noch nicht angekündigt"):
        actions.lapse(application=once, by=officer)
    twice = make_overdue(reminders=2)
    with pytest.raises(DomainError, match="schon zweimal"):
        actions.remind(application=twice, by=officer)
    with pytest.raises(DomainError, match="in der Zukunft"):
        actions.announce_lapse(application=twice, by=officer, due_on=today)
    announced = make_overdue(reminders=3)
    with pytest.raises(DomainError, match="schon angekündigt"):
        actions.announce_lapse(application=announced, by=officer)


def test_reminder_waits_for_the_day_of_the_last_one(db):
    case = let_pass(make_decided(), days=100)
    actions.remind(application=case, by=make_officer())

    with pytest.raises(DomainError, match="noch nicht überfällig"):
        actions.remind(application=case, by=make_officer())


def test_without_a_period_nothing_is_overdue(db):
    case = let_pass(make_decided(programme=make_programme(proof_days=None)), days=100)

    assert "remind" not in workflow.available(case, make_officer())
    with pytest.raises(DomainError, match="gibt es keine Frist"):
        actions.remind(application=case, by=make_officer())


def test_report_after_the_notice_saves_the_grant(db):
    case = make_overdue(reminders=3)
    report = make_report(application=case)

    actions.submit_report(application=report.application, by=case.submitted_by)

    with pytest.raises(DomainError, match="nicht möglich"):
        actions.lapse(application=case, by=make_officer())


def test_lapsed_is_over(db):
    case = make_lapsed()

    assert workflow.available(case, make_officer(is_superuser=True)) == []
    assert workflow.available(case, case.submitted_by) == []
