"""Hearing, revocation, claim: heard first, two people, and money that comes back."""

from datetime import timedelta

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions, budget, workflow
from funding.models import BudgetYear, Claim
from tests.factories.funding import make_decided, make_officer, make_paid, make_rule_set
from tests.factories.granted import (
    fresh,
    make_claim_open,
    make_hearing,
    make_revocation_proposed,
    make_revoked,
)
from tests.funding.racing import at_once


def test_hearing_is_a_letter_and_stops_everything_else(db, mailoutbox, today):
    case = make_hearing(stated=False)

    hearing = case.hearings.get()
    assert (case.status, hearing.due_on) == ("hearing", today + timedelta(days=14))
    assert (hearing.letter.kind, hearing.letter.context_json["reasons"]) == (
        "hearing",
        "Die Fahrt fand nicht statt.",
    )
    assert mailoutbox[-1].subject == f"{case.number}: Anhörung"
    with pytest.raises(DomainError, match="nicht möglich"):
        actions.submit_report(application=case, by=case.submitted_by)


def test_institution_is_heard_before_anybody_proposes(db, clock, today):
    case = make_hearing(stated=False)
    officer = make_officer()
    with pytest.raises(DomainError, match="kann noch bis zum 16.03.2026 Stellung nehmen"):
        actions.propose_revocation(application=case, by=officer, reasons="x")

    clock(today + timedelta(days=15))
    actions.propose_revocation(application=case, by=officer, reasons="Keine Antwort.")

    assert fresh(case).status == "revocation_proposed"


def test_answer_is_given_once_and_told(db, mailoutbox):
    case = make_hearing()

    assert case.hearings.get().statement == "Sie fand statt."
    assert mailoutbox[-1].to == [case.assignee.email]
    with pytest.raises(DomainError, match="liegt uns schon vor"):
        actions.answer_hearing(application=case, by=case.submitted_by, statement="Noch etwas.")


@pytest.mark.parametrize(("paid", "status"), [(False, "approved"), (True, "closed")])
def test_hearing_may_end_with_nothing(db, mailoutbox, paid, status):
    case = make_hearing(paid=paid)
    with pytest.raises(DomainError, match="warum es dabei bleibt"):
        actions.drop_hearing(application=case, by=make_officer(), note="")

    case = actions.drop_hearing(application=case, by=make_officer(), note="Die Fahrt ist belegt.")

    assert (case.status, case.hearings.get().ended_at is not None) == (status, True)
    assert "Die Fahrt ist belegt." in mailoutbox[-1].body


def test_unpaid_grant_is_revoked_without_a_claim(db):
    case = make_revoked()

    assert (case.status, budget.balance(case)) == ("revoked", {"committed": 0, "paid": 0})
    assert not Claim.objects.exists()
    letter = case.letters.last()
    assert (letter.kind, letter.context_json["claim_cents"]) == ("revocation_notice", 0)


def test_paid_grant_is_claimed_back(db, today):
    case = make_claim_open()

    claim = case.claim
    assert (case.status, claim.amount_cents, claim.due_on) == (
        "claim_open",
        280_00,
        today + timedelta(days=30),
    )
    assert case.letters.last().context_json["claim_cents"] == 280_00
    assert list(Claim.objects.open()) == [claim]
    assert list(Claim.objects.overdue(today)) == []
    assert list(Claim.objects.overdue(today + timedelta(days=31))) == [claim]


def test_part_of_the_money_may_remain(db):
    case = make_claim_open(remaining=100_00)

    assert case.claim.amount_cents == 180_00
    assert case.decision.amount_cents == 100_00


@pytest.mark.parametrize("remaining", [-1, 280_00])
def test_what_remains_is_a_part(db, remaining):
    case = make_hearing(paid=True)

    with pytest.raises(DomainError, match="nur einen Teil"):
        actions.propose_revocation(
            application=case, by=make_officer(), reasons="x", remaining_cents=remaining
        )


def test_proposer_never_signs_the_revocation(db):
    boss = make_officer(is_superuser=True)
    case = make_revocation_proposed(proposer=boss)

    assert workflow.available(case, boss) == ["send_back_revocation"]
    with pytest.raises(DomainError, match="Zeichnen muss sie jemand anderes"):
        actions.revoke(application=case, by=boss)


def test_sent_back_revocation_goes_on_hearing(db):
    case = make_revocation_proposed()

    case = actions.send_back_revocation(application=case, by=make_officer(), note="Bitte prüfen")

    assert (case.status, case.decisions.drafts().count()) == ("hearing", 0)
    assert case.hearings.filter(ended_at__isnull=True).count() == 1


def back(case, cents, reference="B-1", by=None, day=None):
    return actions.record_refund(
        claim=case.claim,
        by=by or make_officer("run_payments"),
        cents=cents,
        received_on=day or case.closed_on,
        reference=reference,
    )


def test_money_that_comes_back_in_the_open_year_is_free_again(db):
    case = make_claim_open()

    back(case, 80_00)
    back(case, 80_00)
    assert fresh(case).status == "claim_open"
    back(case, 200_00, "B-2")

    case = fresh(case)
    assert (case.status, case.claim.outstanding_cents) == ("closed", 0)
    assert budget.balance(case) == {"committed": 0, "paid": 0}
    assert case.budget_year.available_cents == 50_000_00
    assert budget.prove() == []


def test_money_that_comes_back_later_belongs_to_the_general_budget(db):
    case = make_claim_open()
    year = BudgetYear.objects.get()
    year.state = "closed"
    year.save()

    back(case, 280_00)

    year.refresh_from_db()
    assert (year.committed_cents, year.paid_cents) == (280_00, 0)
    assert fresh(case).status == "closed"
    assert budget.prove() == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"cents": 280_01}, "Offen sind noch 280,00"),
        ({"cents": 0}, "Offen sind noch"),
        ({"cents": 1, "reference": " "}, "Belegnummer"),
    ],
)
def test_refund_that_makes_no_sense_is_refused(db, said, sentence):
    case = make_claim_open()

    with pytest.raises(DomainError, match=sentence):
        back(case, **said)


def test_refund_has_its_day_and_its_person(db, today):
    case = make_claim_open()

    with pytest.raises(DomainError, match="in der Zukunft"):
        back(case, 1, day=today + timedelta(days=1))
    with pytest.raises(DomainError, match="Berechtigung"):
        back(case, 1, by=make_officer("review_application"))


def test_small_rest_may_be_waived(db, mailoutbox):
    rules = make_rule_set(waiver_cents=20_00)
    case = make_claim_open(programme=rules.programme)
    with pytest.raises(DomainError, match="Verzichtet werden kann bis 20,00"):
        actions.waive_claim(claim=case.claim, by=make_officer(), reason="Kleinbetrag")
    back(case, 265_00)
    with pytest.raises(DomainError, match="Grund des Verzichts"):
        actions.waive_claim(claim=case.claim, by=make_officer(), reason="")

    claim = actions.waive_claim(claim=case.claim, by=make_officer(), reason="Kleinbetrag")

    assert (fresh(case).status, claim.outstanding_cents) == ("closed", 0)
    assert budget.balance(case) == {"committed": 15_00, "paid": 15_00}
    assert mailoutbox[-1].subject == f"{case.number}: Nichts mehr zurückzuzahlen"


def test_case_is_claimed_once(db):
    case = make_claim_open()
    back(case, 280_00)

    assert "open_hearing" not in workflow.available(fresh(case), make_officer())
    with pytest.raises(DomainError, match="schon eine Rückforderung"):
        actions.open_hearing(application=case, by=make_officer(), reasons="Noch einmal")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [({"reasons": " "}, "warum widerrufen werden soll"), ({"days": 0}, "in der Zukunft")],
)
def test_hearing_needs_reasons_and_time(db, today, said, sentence):
    case = make_decided()
    due_on = today + timedelta(days=said.pop("days", 14))

    with pytest.raises(DomainError, match=sentence):
        actions.open_hearing(
            application=case, by=make_officer(), **{"reasons": "x", "due_on": due_on} | said
        )


@pytest.mark.django_db(transaction=True)
def test_two_refunds_at_once_never_exceed_the_claim(today):
    case = make_claim_open()
    cashiers = [make_officer(), make_officer()]

    results = at_once(
        *(
            lambda by=by, name=name: back(case, 200_00, name, by, today)
            for by, name in zip(cashiers, ("B-1", "B-2"), strict=True)
        )
    )

    assert sorted(type(result).__name__ for result in results) == ["Claim", "DomainError"]
    assert budget.balance(case) == {"committed": 80_00, "paid": 80_00}
    assert budget.prove() == []


def test_closed_case_with_its_money_stays_until_it_is_heard(db):
    case = make_paid()

    assert workflow.available(case, make_officer()) == ["open_hearing"]
