"""Receipts judged line by line, and the settlement: at most what was granted, the rest goes back."""

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions, budget, settlement
from funding.models import Receipt
from tests.factories.funding import (
    actual_lines,
    judge_all,
    let_pass,
    make_decided,
    make_member,
    make_officer,
    make_reported,
    make_settled,
    prove,
)


BUS_AND_ENTRY = (
    {"kind": "bus", "total_cents": 400_00},
    {"kind": "entry", "persons": 30, "unit_cents": 6_00, "total_cents": 180_00},
)


def reported_with(bus, persons, **more):
    """Worked example 12: granted 410.00 for bus 400.00 and 30 × 6.00; really it was otherwise."""
    case = let_pass(make_decided(costs=BUS_AND_ENTRY))
    by = case.submitted_by
    actions.begin_report(application=case, by=by)
    row = case.appointments.get()
    actions.save_report(
        application=case,
        by=by,
        text="Alle waren begeistert.",
        heads={row.pk: (persons - 2, 2)},
        lines=[
            actions.ActualLine(row.pk, "bus", bus),
            actions.ActualLine(row.pk, "entry", persons * 6_00, persons, 6_00),
        ],
    )
    for line in actual_lines(case):
        prove(line, by=by)
    actions.submit_report(application=case, by=by)
    case.refresh_from_db()
    return case


@pytest.mark.parametrize(
    ("bus", "persons", "reckoned", "paid"),
    [(430_00, 26, 422_00, 410_00), (380_00, 25, 379_00, 379_00)],
)
def test_settlement_pays_what_is_proven_up_to_the_grant(db, bus, persons, reckoned, paid):
    case = reported_with(bus, persons)
    officer = make_officer()

    judge_all(case, by=officer)
    result = actions.settle(application=case, by=officer)

    case.refresh_from_db()
    assert (result.grant.cents, result.payout_cents) == (reckoned, paid)
    assert (case.status, case.settled_cents, case.settled_by) == ("settled", paid, officer)
    assert budget.balance(case) == {"committed": paid, "paid": 0}
    assert case.payment_order.amount_cents == paid
    assert case.snapshots.last().occasion == "settlement"
    assert case.snapshots.last().result_cents == reckoned
    letter = case.letters.last()
    assert (letter.kind, letter.context_json["amount_cents"]) == ("settlement_notice", paid)
    assert budget.prove() == []


def test_expected_settlement_counts_what_is_claimed(db):
    case = reported_with(380_00, 25)

    assert settlement.expected(case).payout_cents == 379_00
    assert settlement.reckoned(case).payout_cents == 0


def test_cut_heads_leave_the_price_per_head(db):
    """20 of 25 heads are accepted: 6.00 each still, so half of 120.00, not nothing."""
    case = reported_with(380_00, 25)
    officer = make_officer()
    judge_all(case, by=officer)
    entry = Receipt.objects.get(cost_line__kind="entry")

    actions.judge_receipt(
        receipt=entry, by=officer, accepted_cents=120_00, reason="Fünf Karten privat", persons=20
    )
    result = actions.settle(application=case, by=officer)

    assert result.payout_cents == 304_00 + 60_00
    assert case.letters.last().context_json["cuts"] == [
        {"text": "Eintritt: Fünf Karten privat", "cents": -30_00}
    ]


def test_nothing_proven_pays_nothing_and_closes(db):
    case = make_reported()
    officer = make_officer()
    receipt = Receipt.objects.get()
    actions.judge_receipt(receipt=receipt, by=officer, accepted_cents=0, reason="Falscher Tag")

    actions.settle(application=case, by=officer)

    case.refresh_from_db()
    assert (case.status, case.settled_cents, case.payment_order) == ("closed", 0, None)
    assert budget.balance(case) == {"committed": 0, "paid": 0}
    assert [step.verb for step in case.steps.all()][-2:] == ["settle", "close"]
    assert case.steps.last().taken_by is None


def test_unjudged_receipt_stops_the_settlement(db):
    case = make_reported()

    with pytest.raises(DomainError, match="Ein Beleg ist noch nicht geprüft"):
        actions.settle(application=case, by=make_officer())

    case.refresh_from_db()
    assert (case.status, case.settled_cents) == ("reported", None)


@pytest.mark.parametrize(
    ("judgement", "sentence"),
    [
        ({"accepted_cents": 100_00}, "Grund der Kürzung"),
        ({"accepted_cents": 350_01, "reason": "x"}, "höchstens der Betrag"),
        ({"accepted_cents": -1, "reason": "x"}, "höchstens der Betrag"),
        ({"persons": 5}, "höchstens so viele Personen"),
    ],
)
def test_judgement_that_makes_no_sense_is_refused(db, judgement, sentence):
    make_reported()

    with pytest.raises(DomainError, match=sentence):
        actions.judge_receipt(receipt=Receipt.objects.get(), by=make_officer(), **judgement)

    assert Receipt.objects.get().judged_at is None


def test_only_the_office_judges_and_only_what_was_sent(db):
    case = make_reported()
    receipt = Receipt.objects.get()

    with pytest.raises(DomainError, match="dürfen diese Belege nicht prüfen"):
        actions.judge_receipt(receipt=receipt, by=make_member(case.institution))
    settled = make_settled(programme=case.programme)
    with pytest.raises(DomainError, match="wenn der Nachweis eingereicht ist"):
        actions.judge_receipt(
            receipt=Receipt.objects.get(cost_line__appointment__application=settled),
            by=make_officer(),
        )


def test_closed_year_still_releases(db):
    """Nasty case 7: a trip in December is settled in January."""
    case = reported_with(380_00, 25)
    year = case.budget_year
    year.state = "closed"
    year.save()
    officer = make_officer()
    judge_all(case, by=officer)

    actions.settle(application=case, by=officer)

    assert budget.balance(case) == {"committed": 379_00, "paid": 0}
    assert budget.prove() == []


def test_receipts_are_judged_together_or_not_at_all(db):
    case = reported_with(380_00, 25)
    officer = make_officer()
    bus, entry = Receipt.objects.order_by("cost_line__kind")
    good = actions.Judgement(bus.pk)
    bad = actions.Judgement(entry.pk, accepted_cents=1_00)

    with pytest.raises(DomainError, match="Grund der Kürzung"):
        actions.judge_receipts(application=case, by=officer, judgements=[good, bad])
    assert Receipt.objects.filter(judged_at__isnull=False).count() == 0

    actions.judge_receipts(
        application=case,
        by=officer,
        judgements=[good, actions.Judgement(entry.pk, 120_00, "Fünf Karten privat")],
        persons={entry.cost_line_id: 20},
        version=case.version,
    )

    assert settlement.reckoned(case).payout_cents == 304_00 + 60_00
    with pytest.raises(DomainError, match="inzwischen geändert"):
        actions.judge_receipts(application=case, by=officer, judgements=[], version=case.version)


def test_receipt_of_another_case_is_not_judged(db):
    case, other = make_reported(), make_reported()
    foreign = Receipt.objects.get(cost_line__appointment__application=other)

    for judged in ({"judgements": [actions.Judgement(foreign.pk)]},
                   {"judgements": [], "persons": {foreign.cost_line_id: 1}}):  # fmt: skip
        with pytest.raises(DomainError, match="gehört nicht mehr zu diesem Antrag"):
            actions.judge_receipts(application=case, by=make_officer(), **judged)


def test_tried_settlement_writes_nothing(db):
    case = reported_with(380_00, 25)
    bus, entry = Receipt.objects.order_by("cost_line__kind")

    tried = settlement.tried(case, {bus.pk: 380_00, entry.pk: 120_00}, {entry.cost_line_id: 20})

    assert (tried.payout_cents, settlement.reckoned(case).payout_cents) == (364_00, 0)
