"""The office's pages of a grant that is taken away: heard, proposed, signed, claimed, paid back, let go."""

from datetime import timedelta

import pytest

from funding import actions, budget
from funding.models import Claim, LedgerEntry
from tests.factories.funding import make_decided, make_officer, make_paid, make_rule_set
from tests.factories.granted import (
    fresh,
    make_claim_open,
    make_hearing,
    make_revocation_proposed,
)
from tests.factories.office import SUPERUSER, make_client
from tests.funding.office import by_role, outcomes, page_of, said, text_of


pytestmark = pytest.mark.django_db
WORKERS = ("sachbearbeitung", SUPERUSER)
SIGNERS = ("zeichnung", SUPERUSER)


@pytest.mark.parametrize(
    ("name", "make", "roles"),
    [
        ("open_hearing", make_decided, WORKERS),
        ("open_hearing", make_paid, WORKERS),
        ("drop_hearing", make_hearing, WORKERS),
        ("drop_hearing", lambda: make_hearing(paid=True), WORKERS),
        ("propose_revocation", make_hearing, WORKERS),
        ("send_back_revocation", make_revocation_proposed, SIGNERS),
        ("revoke", make_revocation_proposed, SIGNERS),
        ("record_refund", make_claim_open, ("kasse", SUPERUSER)),
        ("waive_claim", make_claim_open, SIGNERS),
    ],
)
def test_page_of_a_revocation_by_role(region, name, make, roles):
    case = make()

    assert outcomes(page_of(case, name)) == by_role(*roles)
    assert fresh(case).version == case.version


def test_hearing_comes_before_the_proposal(region, mailoutbox, today):
    case = make_paid()
    worker = make_client("sachbearbeitung")
    mailoutbox.clear()

    due = today + timedelta(days=14)
    sent = {"version": case.version, "reasons": "Die Fahrt war kürzer.", "due_on": due.isoformat()}
    worker.post(page_of(case, "open_hearing"), sent)

    assert (fresh(case).status, case.hearings.get().due_on) == ("hearing", due)
    assert mailoutbox[0].subject == f"{case.number}: Anhörung"
    early = worker.get(page_of(case, "propose_revocation"))
    assert early.status_code == 403
    assert f"kann noch bis zum {due:%d.%m.%Y} Stellung nehmen" in text_of(early)


def test_part_that_stays_is_proposed_and_the_rest_claimed(region, today):
    case = make_hearing(paid=True)
    worker, signer = make_client("sachbearbeitung"), make_client("zeichnung")
    assert "Sie fand statt." in text_of(worker.get(page_of(case, "propose_revocation")))
    sent = {"version": case.version, "reasons": "Ein Teil entfällt.", "remaining": "100"}
    worker.post(page_of(case, "propose_revocation"), sent)

    page = text_of(signer.get(page_of(case, "revoke")))
    assert "180,00\xa0€ werden zurückgefordert." in page
    until = today + timedelta(days=40)
    sent = {"version": fresh(case).version, "due_on": until.isoformat()}
    look = signer.post(page_of(case, "revoke"), sent | {"draft": "pdf"})
    assert look["Content-Type"] == "application/pdf"
    assert fresh(case).status == "revocation_proposed"
    assert signer.post(page_of(case, "revoke"), sent).status_code == 422
    signed = signer.post(page_of(case, "revoke"), sent | {"read": "on"}, follow=True)

    assert said(signed) == [f"{case.number} ist widerrufen. Der Bescheid ist erstellt."]
    claim = Claim.objects.get()
    assert (claim.amount_cents, claim.due_on) == (180_00, until)


def test_money_comes_back_in_parts(region, today):
    case = make_claim_open()
    cashier = make_client("kasse")
    page, sent = page_of(case, "record_refund"), {"received_on": today.isoformat()}

    first = sent | {"version": case.version, "amount": "80", "reference": "K-1"}
    part = cashier.post(page, first, follow=True)
    stale = cashier.post(page, first | {"reference": "K-2"})
    rest = sent | {"version": fresh(case).version, "amount": "200", "reference": "K-2"}
    cashier.post(page, rest)

    assert said(part) == [f"Zu {case.number} sind noch 200,00\xa0€ offen."]
    assert stale.status_code == 409
    assert 'value="K-2"' in text_of(stale)
    assert fresh(case).status == "closed"
    refunds = LedgerEntry.objects.filter(application=case, kind="REFUND")
    assert [entry.amount_cents for entry in refunds] == [80_00, 200_00]


def test_form_of_a_refund_sent_twice_is_one_booking(region, today):
    case = make_claim_open()
    cashier = make_client("kasse")

    sent = {
        "version": case.version, "amount": "80", "received_on": today.isoformat(), "reference": "K-1",
    }  # fmt: skip
    for _ in range(2):
        cashier.post(page_of(case, "record_refund"), sent)

    assert Claim.objects.get().refunded_cents == 80_00
    assert LedgerEntry.objects.filter(application=case, kind="REFUND").count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "viel"}, "amount"),
        ({"received_on": "2199-01-01"}, "received_on"),
        ({"reference": ""}, "reference"),
    ],
)
def test_refund_that_cannot_be_is_said_at_the_field(region, today, typed, field):
    case = make_claim_open()

    sent = {"amount": "80", "received_on": today.isoformat(), "reference": "K-1"}
    response = make_client("kasse").post(
        page_of(case, "record_refund"), {"version": case.version} | sent | typed
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_more_than_is_open_is_refused_with_what_was_typed(region, today):
    case = make_claim_open()

    sent = {"amount": "281", "received_on": today.isoformat(), "reference": "K-1"}
    response = make_client("kasse").post(
        page_of(case, "record_refund"), {"version": case.version} | sent
    )

    assert response.status_code == 409
    assert "Offen sind noch 280,00\xa0€." in text_of(response)
    assert 'value="281"' in text_of(response)


def test_small_rest_is_let_go_with_its_reason(region, mailoutbox, today):
    case = make_claim_open(programme=make_rule_set(waiver_cents=20_00).programme)
    signer = make_client("zeichnung")
    assert "Auf die Rückforderung verzichten" not in text_of(signer.get(page_of(case)))
    actions.record_refund(
        claim=case.claim, by=make_officer(), cents=265_00, received_on=today, reference="K-1"
    )
    assert "Auf die Rückforderung verzichten" in text_of(signer.get(page_of(case)))
    mailoutbox.clear()

    sent = {"version": fresh(case).version, "reason": "Kleinbetrag"}
    response = signer.post(page_of(case, "waive_claim"), sent, follow=True)

    assert said(response) == [f"Auf den Rest zu {case.number} ist verzichtet."]
    assert fresh(case).status == "closed"
    assert "Kleinbetrag" in text_of(response)
    assert [mail.subject for mail in mailoutbox] == [f"{case.number}: Nichts mehr zurückzuzahlen"]


def test_large_claim_is_not_let_go(region):
    case = make_claim_open()

    sent = {"version": case.version, "reason": "Kulanz"}
    response = make_client("zeichnung").post(page_of(case, "waive_claim"), sent)

    assert response.status_code == 409
    assert "Verzichtet werden kann bis" in text_of(response)
    assert "Kulanz" in text_of(response)


@pytest.mark.parametrize(("paid", "status"), [(False, "approved"), (True, "closed")])
def test_hearing_ends_on_one_page_whatever_stays(region, mailoutbox, paid, status):
    case = make_hearing(paid=paid)
    worker = make_client("sachbearbeitung")
    steps = [choice.page for choice in worker.get(page_of(case)).context["page"].next_steps]
    assert steps.count("drop_hearing") == 1
    mailoutbox.clear()

    sent = {"version": case.version, "note": "Der Beleg kam noch."}
    worker.post(page_of(case, "drop_hearing"), sent)

    assert fresh(case).status == status
    assert "Der Beleg kam noch." in mailoutbox[0].body


def test_proposer_of_a_revocation_does_not_sign(region):
    worker = make_client(SUPERUSER)
    case = make_revocation_proposed(proposer=worker.user)

    response = worker.post(page_of(case, "revoke"), {"version": case.version, "read": "on"})

    assert response.status_code == 403
    assert fresh(case).status == "revocation_proposed"


def test_unpaid_grant_is_revoked_without_a_claim(region):
    case = make_revocation_proposed()
    signer = make_client("zeichnung")
    page = signer.get(page_of(case, "revoke"))
    assert "due_on" not in page.context["form"].fields
    assert "Schreiben vorher ansehen" not in text_of(page)
    assert "280,00\xa0€ werden im Haushalt 2026 wieder frei." in text_of(page)

    signer.post(page_of(case, "revoke"), {"version": case.version, "read": "on"})

    assert (fresh(case).status, Claim.objects.count()) == ("revoked", 0)
    assert budget.balance(case)["committed"] == 0


def test_sent_back_revocation_is_a_hearing_again(region):
    case = make_revocation_proposed()

    sent = {"version": case.version, "note": "Bitte besser begründen."}
    make_client("zeichnung").post(page_of(case, "send_back_revocation"), sent)

    assert fresh(case).status == "hearing"
    form = make_client("sachbearbeitung").get(page_of(case, "propose_revocation")).context["form"]
    assert form["reasons"].value() == "Kein Beleg für die Fahrt."
