"""The office's pages of a change: what differs, who may, what is booked, and what is refused."""

import pytest

from actors.models import Membership
from funding import actions, budget_chart, change_plan, differences, preview_notices
from funding.forms import changing
from funding.models import BudgetYear, Decision, LedgerEntry
from tests.factories.funding import make_decided, make_officer
from tests.factories.granted import (
    fresh,
    make_change_proposed,
    make_change_requested,
    make_revocation_proposed,
    wanted,
)
from tests.factories.office import SUPERUSER, make_client
from tests.funding.office import by_role, outcomes, page_of, proposal, said, text_of


pytestmark = pytest.mark.django_db
WORKERS = ("sachbearbeitung", SUPERUSER)
SIGNERS = ("zeichnung", SUPERUSER)


@pytest.mark.parametrize(
    ("name", "make", "roles"),
    [
        ("open_change", make_decided, WORKERS),
        ("decline_change", make_change_requested, WORKERS),
        ("propose_change", make_change_requested, WORKERS),
        ("send_back_change", make_change_proposed, SIGNERS),
        ("amend", make_change_proposed, SIGNERS),
    ],
)
def test_page_of_a_change_by_role(region, name, make, roles):
    case = make()

    assert outcomes(page_of(case, name)) == by_role(*roles)
    assert fresh(case).version == case.version


def test_change_goes_from_the_wish_to_the_signed_letter(region, mailoutbox):
    case = make_change_requested()
    worker, signer = make_client("sachbearbeitung"), make_client("zeichnung")
    mailoutbox.clear()

    form = worker.get(page_of(case, "propose_change")).context["form"]
    assert (form["amount"].value(), form["budget_year"].value()) == ("400,00", case.budget_year_id)
    proposed = worker.post(
        page_of(case, "propose_change"), proposal(case, amount="400"), follow=True
    )
    assert said(proposed) == [
        f"400,00\xa0€ statt 280,00\xa0€ für {case.number} liegen zur Zeichnung vor."
    ]
    assert mailoutbox == []

    page = signer.get(page_of(case, "amend"))
    assert "120,00\xa0€ werden im Haushalt 2026 zusätzlich gebunden." in text_of(page)
    assert "Ein Schreiben wird erstellt: „Änderungsbescheid“" in text_of(page)
    assert f"{case.number}: Änderungsbescheid" in text_of(page)
    sent = {"version": fresh(case).version, "read": "on"}
    signed = signer.post(page_of(case, "amend"), sent, follow=True)

    case = fresh(case)
    assert said(signed) == [
        f"{case.number} ist geändert, bewilligt sind jetzt 400,00\xa0€. Der Bescheid ist erstellt."
    ]
    assert (case.status, case.decided_cents) == ("approved", 400_00)
    assert [entry.amount_cents for entry in LedgerEntry.objects.filter(application=case)] == [
        280_00, 120_00,
    ]  # fmt: skip
    assert [mail.subject for mail in mailoutbox] == [f"{case.number}: Änderungsbescheid"]


def test_letter_is_shown_as_it_will_be(region):
    case = make_change_proposed()
    signer = make_client("zeichnung")
    draft = signer.get(page_of(case, "draft", "pdf"))
    assert (draft.status_code, draft["Content-Type"]) == (200, "application/pdf")
    assert draft.content.startswith(b"%PDF")

    signer.post(page_of(case, "amend"), {"version": case.version, "read": "on"})

    letter = case.letters.get(kind="amendment_notice").context_json
    assert letter["reckoning"]["cents"] == 400_00


def test_preview_says_what_the_letter_says(region):
    case = make_change_proposed()
    signer = make_officer(name="Zeichnung")
    shown = preview_notices.waiting(case, signer).context

    actions.amend(application=case, by=signer)

    letter = case.letters.get(kind="amendment_notice").context_json
    assert {key: shown[key] for key in letter} == letter


def test_proposer_does_not_sign_and_reads_why(region):
    worker = make_client(SUPERUSER)
    case = make_change_proposed(proposer=worker.user)

    page = worker.get(page_of(case, "amend"))
    sent = worker.post(page_of(case, "amend"), {"version": case.version, "read": "on"})

    assert (page.status_code, sent.status_code) == (403, 403)
    assert "Zeichnen muss sie jemand anderes." in text_of(page)
    assert fresh(case).status == "change_proposed"


def test_another_amount_needs_a_reason_and_what_was_typed_stays(region):
    case = make_change_requested()

    response = make_client("sachbearbeitung").post(
        page_of(case, "propose_change"), proposal(case, amount="350", conditions="Nur mit Liste.")
    )

    assert response.status_code == 409
    assert "Berechnet sind 400,00\xa0€. Bitte begründen Sie den anderen Betrag." in text_of(
        response
    )
    assert "Nur mit Liste." in text_of(response)
    assert Decision.objects.drafts().count() == 0


@pytest.mark.parametrize("amount", ["", "0", "-5", "viel"])
def test_amount_of_a_change_that_cannot_be_is_said_at_the_field(region, amount):
    case = make_change_requested()

    response = make_client("sachbearbeitung").post(
        page_of(case, "propose_change"), proposal(case, amount=amount)
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["amount"]


def test_who_was_faster_is_told_and_the_confirmation_asked_again(region):
    case = make_change_proposed()
    signer = make_client("zeichnung")
    actions.send_back_change(application=case, by=make_officer(), note="Betrag prüfen")
    actions.propose_change(
        application=case, by=make_officer(), amount_cents=390_00, reasons="Gerundet"
    )

    response = signer.post(page_of(case, "amend"), {"version": case.version, "read": "on"})

    assert response.status_code == 409
    assert "Der Antrag wurde geändert" in text_of(response)
    assert response.context["form"]["read"].value() is False
    assert fresh(case).decided_cents == 280_00


def test_change_is_declined_with_reasons_that_go_out(region, mailoutbox):
    case = make_change_requested()
    worker = make_client("sachbearbeitung")
    empty = worker.post(page_of(case, "decline_change"), {"version": case.version, "note": " "})
    assert empty.status_code == 422
    mailoutbox.clear()

    sent = {"version": case.version, "note": "Der Anbieter hat keinen Bus."}
    worker.post(page_of(case, "decline_change"), sent)

    case = fresh(case)
    assert (case.status, case.decided_cents) == ("approved", 280_00)
    assert case.change_requests.get().outcome == "declined"
    assert "Der Anbieter hat keinen Bus." in mailoutbox[0].body


def test_sent_back_change_keeps_its_reasons_for_the_next_proposal(region):
    case = make_change_requested()
    worker, signer = make_client("sachbearbeitung"), make_client("zeichnung")
    sent = proposal(case, amount="350", reasons="Ein Teil ist gedeckt.")
    worker.post(page_of(case, "propose_change"), sent)

    note = {"version": fresh(case).version, "note": "Bitte voll rechnen."}
    signer.post(page_of(case, "send_back_change"), note)

    assert fresh(case).status == "change_requested"
    form = worker.get(page_of(case, "propose_change")).context["form"]
    assert form["reasons"].value() == "Ein Teil ist gedeckt."
    assert "Bitte voll rechnen." in text_of(worker.get(page_of(case)))


def test_tie_to_the_institution_bars_from_a_change(region):
    case = make_change_requested()
    client = make_client(SUPERUSER)
    Membership.objects.create(user=client.user, actor=case.institution)

    response = client.get(page_of(case, "propose_change"))

    assert response.status_code == 403
    assert "Sie gehören selbst zu dieser Einrichtung" in text_of(response)


# Typed in by the office


def as_form(case, **typed) -> dict:
    return changing.typed(case) | {"reasons": "Eine Klasse mehr."} | typed


def test_office_types_in_what_was_said_on_the_telephone(region, mailoutbox):
    case = make_decided()
    worker = make_client("sachbearbeitung")
    row = case.appointments.get()
    mailoutbox.clear()

    response = worker.post(
        page_of(case, "open_change"),
        as_form(case, **{"t0-0-summe": "500", "t0-kinder": "40"}),
        follow=True,
    )

    assert said(response) == [f"Der Änderungswunsch zu {case.number} ist aufgenommen."]
    [planned] = change_plan.from_json(case.change_requests.get().plan_json)
    assert (planned.pk, planned.children, planned.costs[0].total_cents) == (row.pk, 40, 500_00)
    assert fresh(case).status == "change_requested"
    assert [mail.to for mail in mailoutbox] == [[case.assignee.email]]


def test_rows_come_and_go_without_anything_being_kept(region):
    case = make_decided()
    worker, url = make_client("sachbearbeitung"), page_of(case, "open_change")

    more = worker.post(url, as_form(case, **{"termin-neu": "1", "t0-kinder": "40"}))
    less = worker.post(url, as_form(case, **{"zeile-weg": "t0-0"}))

    assert (more.status_code, less.status_code) == (200, 200)
    assert len(more.context["form"].wanted.pairs) == 2
    assert 'name="t0-kinder" value="40"' in text_of(more)
    assert "Bitte füllen Sie dieses Feld aus." not in text_of(more)
    assert fresh(case).status == "approved"


def test_plan_that_is_wrong_comes_back_with_its_sentences(region):
    case = make_decided()

    response = make_client("sachbearbeitung").post(
        page_of(case, "open_change"), as_form(case, **{"t0-kinder": "viele", "reasons": ""})
    )

    assert response.status_code == 422
    assert "Bitte geben Sie eine ganze Zahl an, zum Beispiel 25." in text_of(response)
    assert "Bitte schreiben Sie, was sich ändert und warum." in text_of(response)
    assert 'value="viele"' in text_of(response)


def test_plan_without_any_cost_is_no_change_but_calling_off(region):
    case = make_decided()

    sent = as_form(case, **{"t0-0-summe": "", "t0-0-art": ""})
    response = make_client("sachbearbeitung").post(page_of(case, "open_change"), sent)

    assert response.status_code == 422
    assert "So bleibt nichts zu fördern" in text_of(response)


def test_unchanged_plan_is_no_change(region):
    case = make_decided()

    response = make_client("sachbearbeitung").post(page_of(case, "open_change"), as_form(case))

    assert response.status_code == 409
    assert "Das ist der Plan, der schon bewilligt ist." in text_of(response)


# The difference


def test_difference_names_only_what_changes_and_the_money():
    case = make_change_requested(cents=500_00)

    found = differences.of_change(case, case.change_requests.get())

    [visit] = found.visits
    assert visit.state == "geändert"
    assert [(field.label, field.before, field.after) for field in visit.fields] == [
        ("Mietbus", "350,00\xa0€", "500,00\xa0€")
    ]
    assert [(row.label, row.before_cents, row.after_cents) for row in found.amounts] == [
        ("Kosten des Vorhabens", 350_00, 500_00),
        ("Andere Förderung", 0, 0),
        ("Zuschuss nach den Regeln", 280_00, 400_00),
    ]
    assert (found.decided_cents, found.grant_difference_cents) == (280_00, 120_00)


def test_difference_knows_new_and_dropped_appointments(today):
    case = make_decided()
    [planned] = wanted(case)
    values = {name: getattr(planned, name) for name in type(planned).__slots__}
    other = type(planned)(**values | {"pk": None, "group_label": "Klasse 4"})
    actions.request_change(
        application=case, by=case.submitted_by, reasons="Andere Klasse", plan=[other]
    )

    found = differences.of_change(fresh(case), case.change_requests.get())

    assert [visit.state for visit in found.visits] == ["entfällt", "neu"]
    assert ("Gruppe oder Klasse", "–", "Klasse 4") in [
        (field.label, field.before, field.after) for field in found.visits[1].fields
    ]


def test_open_amendment_takes_only_the_difference_from_the_year(region):
    case = make_change_proposed()

    assert case.budget_year.proposed_cents == 120_00
    [year] = budget_chart.with_proposals(BudgetYear.objects.all())
    assert year.waiting_cents == 120_00


def test_open_revocation_takes_nothing_from_the_year(region):
    case = make_revocation_proposed(paid=True, remaining=100_00)

    assert case.budget_year.proposed_cents == 0
