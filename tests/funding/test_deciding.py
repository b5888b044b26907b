"""From the proposal to the signed notice, and what undoes it."""

import json
from datetime import timedelta

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions, budget, letters
from funding.models import Decision
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_in_review,
    make_officer,
    make_programme,
    make_proposed,
)


def test_proposal_freezes_and_binds_nothing(db):
    application = make_proposed()

    decision = application.decision
    assert (decision.kind, decision.amount_cents, decision.conditions) == (
        "approve",
        280_00,
        "Rechnungen aufheben.",
    )
    assert application.budget_year.year == 2026
    assert application.budget_year.committed_cents == 0
    assert application.snapshots.last().occasion == "proposal"


@pytest.mark.parametrize(
    ("amount", "reasons", "kind"),
    [
        (280_00, "", "approve"),
        (200_00, "Nur eine Fahrt ist nötig.", "partial"),
        (300_00, "Härtefall nach Rücksprache.", "approve"),
        (0, "Liegt außerhalb des Landkreises.", "reject"),
    ],
)
def test_amount_decides_the_kind(db, amount, reasons, kind):
    application = make_proposed(amount=amount, reasons=reasons)

    assert (application.decision.kind, application.decision.amount_cents) == (kind, amount)


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        (279_99, "Bitte begründen Sie den anderen Betrag"),
        (280_01, "Bitte begründen Sie den anderen Betrag"),
        (0, "ist eine Ablehnung"),
        (350_01, "Mehr als die noch offenen Kosten"),
        (-1, "nicht negativ"),
    ],
)
def test_proposal_without_reasons_is_refused(db, amount, sentence):
    application = make_in_review()
    make_budget_year(application.programme, allocated=1_000_00)

    with pytest.raises(DomainError, match=sentence):
        actions.propose(
            application=application, by=make_officer(), amount_cents=amount, reasons=" "
        )

    application.refresh_from_db()
    assert (application.status, Decision.objects.count()) == ("in_review", 0)


def test_grant_of_zero_is_a_rejection_even_when_computed(db):
    """Nasty case 18: other grants cover everything."""
    application = make_in_review(third_party_name="Förderverein", third_party_cents=400_00)
    make_budget_year(application.programme)
    assert application.reckon().cents == 0

    with pytest.raises(DomainError, match="ist eine Ablehnung"):
        actions.propose(application=application, by=make_officer(), amount_cents=0)
    decision = actions.propose(
        application=application, by=make_officer(), amount_cents=0, reasons="Schon voll gefördert."
    )
    actions.sign(application=application, by=make_officer(name="Zeichnung"))

    assert decision.kind == "reject"
    assert application.letters.last().kind == "rejection_notice"


def test_proposal_waits_for_all_checks(db):
    application = make_in_review(checked=False)

    with pytest.raises(DomainError, match="noch offen: „Die Person darf"):
        actions.propose(application=application, by=make_officer(), amount_cents=280_00)


def test_failed_check_needs_reasons_to_grant_all_the_same(db):
    officer = make_officer()
    application = make_in_review(case_worker=officer)
    make_budget_year(application.programme)
    actions.record_check(
        application=application, code="costs", result="not_ok", note="Angebot fehlt", by=officer
    )

    with pytest.raises(DomainError, match="begründen Sie die Bewilligung"):
        actions.propose(application=application, by=officer, amount_cents=280_00)


def test_money_comes_from_the_year_of_the_first_day(db):
    application = make_in_review(days_ahead=330)

    with pytest.raises(DomainError, match="Für 2027 ist noch kein Haushaltsjahr"):
        actions.propose(application=application, by=make_officer(), amount_cents=280_00)
    next_year = make_budget_year(application.programme, year=2027)
    decision = actions.propose(application=application, by=make_officer(), amount_cents=280_00)

    assert decision.budget_year == next_year


def test_returned_proposal_is_dropped_and_the_note_stays_inside(db, mailoutbox):
    application = make_proposed()
    mailoutbox.clear()
    with pytest.raises(DomainError, match="was noch zu tun ist"):
        actions.send_back(application=application, by=make_officer(), note=" ")

    application = actions.send_back(
        application=application, by=make_officer(), note="Zweites Angebot fehlt"
    )

    assert (application.status, Decision.objects.count(), mailoutbox) == ("in_review", 0, [])
    last = application.steps.last()
    assert (last.note_internal, last.note_public) == ("Zweites Angebot fehlt", "")


def test_signature_binds_money_issues_the_letter_and_mails(db, mailoutbox):
    application = make_proposed(delivery_consent=True)
    signer = make_officer(name="Leitung Bildung und Kultur")
    mailoutbox.clear()

    decision = actions.sign(application=application, by=signer, version=application.version)

    application.refresh_from_db()
    assert (application.status, application.decided_cents, application.decided_by) == (
        "approved",
        280_00,
        signer,
    )
    assert decision.signed_by == signer
    assert budget.balance(application) == {"committed": 280_00, "paid": 0}
    letter = decision.letters.get()
    assert (letter.kind, letter.number) == ("grant_notice", "KB-2026-0001/2")
    context = letter.context_json
    assert (context["amount_cents"], context["signer"]) == (280_00, "Leitung Bildung und Kultur")
    assert context["conditions"] == ["Rechnungen aufheben."]
    assert context["remedy_text"].startswith("Gegen diesen Bescheid")
    assert context["proof_due_on"] == "2026-06-12"
    assert context == json.loads(json.dumps(context))
    [mail] = mailoutbox
    assert (mail.subject, mail.attachments) == (
        "KB-2026-0001: Über Ihren Antrag ist entschieden",
        [],
    )
    assert "280,00" not in mail.body


def test_rejection_binds_no_money(db):
    application = make_decided(amount=0, reasons="Außerhalb des Landkreises.")

    assert (application.status, application.decided_cents) == ("rejected", 0)
    assert budget.balance(application) == {"committed": 0, "paid": 0}
    assert application.letters.last().kind == "rejection_notice"


def test_partial_grant_has_its_letter(db):
    application = make_decided(amount=100_00, reasons="Der Rest ist anderweitig gedeckt.")

    letter = application.letters.last()
    assert (letter.kind, letter.context_json["amount_cents"]) == ("partial_grant_notice", 100_00)


def test_provisional_budget_stands_in_the_conditions(db):
    programme = make_programme()
    year = make_budget_year(programme, allocated=1_000_00, state="provisional")

    application = make_decided(programme=programme, budget_year=year)

    assert application.letters.last().context_json["conditions"] == [
        "Rechnungen aufheben.",
        "Die Bewilligung steht unter dem Vorbehalt, dass der Haushalt in Kraft tritt.",
    ]


def test_notice_without_a_proof_period_names_none(db):
    application = make_decided(programme=make_programme(proof_days=None))

    assert application.letters.last().context_json["proof_due_on"] == ""


def test_empty_budget_leaves_the_proposal_as_it_was(db, mailoutbox):
    application = make_proposed(
        budget_year=None, programme=make_budget_year(allocated=100_00).programme
    )
    mailoutbox.clear()

    with pytest.raises(DomainError, match="nur noch 100,00"):
        actions.sign(application=application, by=make_officer())

    application.refresh_from_db()
    assert (application.status, application.decided_at) == ("proposed", None)
    assert (mailoutbox, application.letters.count(), application.entries.count()) == ([], 1, 0)
    assert application.decision.signed_at is None


def test_no_letter_no_decision(db, monkeypatch):
    """What cannot be printed is not decided: money, status and mail stay."""

    def broken(kind, context):
        raise RuntimeError("typesetting")

    application = make_proposed()
    monkeypatch.setattr(letters.typesetting, "render", broken)

    with pytest.raises(RuntimeError):
        actions.sign(application=application, by=make_officer())

    application.refresh_from_db()
    assert (application.status, application.budget_year.committed_cents) == ("proposed", 0)


def test_signer_signs_what_they_saw(db):
    """Nasty case 9: the case moved on while the page was open."""
    application = make_proposed()
    seen = application.version
    actions.send_back(application=application, by=make_officer(), note="Bitte prüfen")
    officer = make_officer()
    actions.propose(application=application, by=officer, amount_cents=100_00, reasons="Weniger")

    with pytest.raises(DomainError, match="inzwischen geändert"):
        actions.sign(application=application, by=make_officer(), version=seen)


@pytest.mark.parametrize("amount", [280_00, 0])
def test_decided_is_decided(db, amount):
    """Nasty case 12: approve twice, reject after approve, withdraw after either."""
    application = make_decided(amount=amount, reasons="Weil es so ist.")

    for verb, more in (
        ("sign", {}),
        ("send_back", {"note": "x"}),
        ("propose", {"amount_cents": 0, "reasons": "x"}),
    ):
        with pytest.raises(DomainError, match="nicht möglich"):
            getattr(actions, verb)(application=application, by=make_officer(), **more)
    with pytest.raises(DomainError, match="nicht möglich"):
        actions.withdraw(application=application, by=application.created_by)

    assert application.letters.count() == 2
    assert application.entries.count() == (1 if amount else 0)


def test_withdrawal_drops_the_proposal(db, mailoutbox):
    """Nasty case 12: approve after withdraw."""
    application = make_proposed()
    mailoutbox.clear()

    application = actions.withdraw(
        application=application, by=application.created_by, note="Ausflug fällt aus"
    )

    assert (application.status, Decision.objects.count()) == ("withdrawn", 0)
    assert [mail.subject for mail in mailoutbox] == ["KB-2026-0001: Antrag zurückgezogen"]
    with pytest.raises(DomainError, match="nicht möglich"):
        actions.sign(application=application, by=make_officer())


def test_withdrawal_closes_an_open_question(db, today):
    officer = make_officer()
    application = make_in_review(case_worker=officer)
    actions.request_info(
        application=application, by=officer, items=["Was?"], due_on=today + timedelta(days=1)
    )

    actions.withdraw(application=application, by=application.created_by)

    assert application.info_requests.get().closed_by == application.created_by
