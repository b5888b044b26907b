"""Propose and sign in the office: amounts, reasons, four eyes, and what happens when somebody was faster."""

import pytest

from funding import actions, budget
from funding.models import Decision, LedgerEntry
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_in_review,
    make_officer,
    make_proposed,
    make_submitted,
)
from tests.factories.office import SUPERUSER, make_client
from tests.funding.office import all_open, page_of, proposal, said, shown, text_of


pytestmark = pytest.mark.django_db


def test_case_goes_from_take_up_to_the_signed_letter(region, mailoutbox):
    case = make_submitted()
    make_budget_year(case.programme, allocated=1_000_00)
    worker, signer = make_client("sachbearbeitung"), make_client("zeichnung")
    mailoutbox.clear()

    taken = worker.post(page_of(case, "start_review"), {"version": case.version}, follow=True)
    assert said(taken) == [f"Sie bearbeiten jetzt {case.number}."]
    sent = shown(all_open(case)) | {"all_ok": "1"}
    checked = worker.post(page_of(case, "checks"), sent, follow=True)
    assert said(checked) == ["8 Prüfpunkte sind vermerkt."]
    case.refresh_from_db()
    form = worker.get(page_of(case, "propose")).context["form"]
    assert form["amount"].value() == "280,00"
    assert form["conditions"].value() == "Rechnungen aufheben."
    proposed = worker.post(page_of(case, "propose"), proposal(case, amount="280,00"), follow=True)
    assert said(proposed) == [f"280,00\xa0€ für {case.number} liegen zur Zeichnung vor."]
    assert mailoutbox == []

    case.refresh_from_db()
    signed = signer.post(
        page_of(case, "sign"), {"version": case.version, "read": "on"}, follow=True
    )

    case.refresh_from_db()
    assert said(signed) == [
        f"280,00\xa0€ für {case.number} sind bewilligt. Der Bescheid ist erstellt, die E-Mail unterwegs."
    ]
    assert (case.status, case.decided_cents, case.decided_by) == ("approved", 280_00, signer.user)
    assert [letter.kind for letter in case.letters.all()] == ["receipt", "grant_notice"]
    assert [mail.subject for mail in mailoutbox] == [
        f"{case.number}: Über Ihren Antrag ist entschieden"
    ]
    verbs = [step.verb for step in case.steps.all()]
    assert verbs == ["submit", "start_review", "propose", "approve"]
    entry = LedgerEntry.objects.get(application=case)
    assert (entry.kind, entry.amount_cents, entry.booked_by) == ("COMMIT", 280_00, signer.user)


# Propose


def test_picked_sentences_stand_before_own_words(region):
    case = make_in_review()
    case.programme.reason_modules = [
        "Der Eintritt liegt unter 5 Euro.",
        "Die Mittel sind gebunden.",
    ]
    case.programme.save()
    make_budget_year(case.programme, allocated=1_000_00)

    make_client("sachbearbeitung").post(
        page_of(case, "propose"),
        proposal(
            case,
            amount="100",
            modules=["Der Eintritt liegt unter 5 Euro."],
            reasons="Siehe Angebot.",
        ),
    )

    decision = Decision.objects.get()
    assert (decision.kind, decision.amount_cents) == ("partial", 100_00)
    assert decision.reasons == "Der Eintritt liegt unter 5 Euro.\n\nSiehe Angebot."


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("100,00", "Berechnet sind 280,00\xa0€. Bitte begründen Sie den anderen Betrag."),
        ("0", "Ein Zuschuss von 0,00 € ist eine Ablehnung. Bitte begründen Sie sie."),
        ("400", "Mehr als die noch offenen Kosten von 350,00\xa0€ kann der Zuschuss nicht decken."),
    ],
)
def test_amount_that_needs_more_is_refused_with_its_sentence(region, amount, sentence):
    case = make_in_review()
    make_budget_year(case.programme, allocated=1_000_00)

    response = make_client("sachbearbeitung").post(
        page_of(case, "propose"), proposal(case, amount=amount, conditions="Nur mit Beleg.")
    )

    assert response.status_code == 409
    assert sentence in text_of(response)
    assert f'value="{amount}"' in text_of(response)
    assert "Nur mit Beleg." in text_of(response)
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("amount", ["", "viel", "12,505", "-5"])
def test_amount_that_cannot_be_read_is_said_at_the_field(region, amount):
    case = make_in_review()
    make_budget_year(case.programme, allocated=1_000_00)

    response = make_client("sachbearbeitung").post(
        page_of(case, "propose"), proposal(case, amount=amount)
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["amount"]


def test_zero_is_a_rejection_that_the_signer_signs(region, mailoutbox):
    case = make_in_review()
    make_budget_year(case.programme, allocated=1_000_00)
    make_client("sachbearbeitung").post(
        page_of(case, "propose"), proposal(case, amount="0", reasons="Der Ort liegt außerhalb.")
    )
    case.refresh_from_db()
    signer = make_client("zeichnung")
    assert signer.get(page_of(case, "sign")).context["title"] == "Ablehnung zeichnen"
    mailoutbox.clear()

    signer.post(page_of(case, "sign"), {"version": case.version, "read": "on"})

    case.refresh_from_db()
    assert (case.status, case.decided_cents) == ("rejected", 0)
    assert case.letters.last().kind == "rejection_notice"
    assert LedgerEntry.objects.filter(application=case).count() == 0
    assert len(mailoutbox) == 1


def test_open_checks_come_before_the_proposal(region):
    case = make_in_review(checked=False)
    make_budget_year(case.programme, allocated=1_000_00)
    client = make_client("sachbearbeitung")

    page = client.get(page_of(case, "propose"))
    sent = client.post(page_of(case, "propose"), proposal(case, amount="280"))

    assert "Es sind noch Prüfpunkte offen." in text_of(page)
    assert 'name="amount"' not in text_of(page)
    assert sent.status_code == 409
    assert Decision.objects.count() == 0


# Sign


def test_proposer_reads_why_they_do_not_sign(region):
    client = make_client(SUPERUSER)
    case = make_proposed(case_worker=client.user)
    sentence = "Sie haben diese Entscheidung vorgeschlagen. Zeichnen muss sie jemand anderes."

    page = client.get(page_of(case, "sign"))
    sent = client.post(page_of(case, "sign"), {"version": case.version, "read": "on"})

    case.refresh_from_db()
    assert (page.status_code, sent.status_code, case.status) == (403, 403, "proposed")
    assert sentence in text_of(page)
    assert sentence in text_of(sent)
    assert sentence in text_of(client.get(page_of(case)))


def test_signature_needs_its_confirmation(region):
    case = make_proposed()

    response = make_client("zeichnung").post(page_of(case, "sign"), {"version": case.version})

    case.refresh_from_db()
    assert (response.status_code, case.status) == (422, "proposed")
    assert "Bitte bestätigen Sie, dass Sie den Bescheid gelesen haben." in text_of(response)


def test_sign_page_shows_the_effect_on_the_budget(region):
    year = make_budget_year(allocated=1_000_00)
    case = make_proposed(budget_year=year)

    page = make_client("zeichnung").get(page_of(case, "sign"))

    shown = page.context
    assert (shown["pot"].available_cents, shown["proposal"].amount_cents) == (1_000_00, 280_00)
    assert (shown["left_cents"], shown["missing_cents"]) == (720_00, 0)
    assert "280,00\xa0€ werden im Haushalt 2026 gebunden." in text_of(page)
    assert f"Eine E-Mail geht an {case.contact_email}" in text_of(page)


def test_exhausted_budget_is_said_and_the_proposal_waits_on(region):
    year = make_budget_year(allocated=300_00)
    case = make_proposed(budget_year=year)
    make_decided(programme=case.programme, budget_year=year)
    signer = make_client("zeichnung")
    assert "Es fehlen 260,00\xa0€." in text_of(signer.get(page_of(case, "sign")))

    response = signer.post(page_of(case, "sign"), {"version": case.version, "read": "on"})

    case.refresh_from_db()
    assert (response.status_code, case.status) == (409, "proposed")
    assert (
        "Im Haushaltsjahr 2026 sind nur noch 20,00\xa0€ verfügbar. 280,00\xa0€ gehen nicht."
        in text_of(response)
    )
    assert budget.prove([year]) == []


def test_signer_sends_back_with_a_note(region):
    case = make_proposed()
    signer = make_client("zeichnung")
    empty = signer.post(page_of(case, "send_back"), {"version": case.version, "note": " "})
    assert (empty.status_code, case.decisions.count()) == (422, 1)

    response = signer.post(
        page_of(case, "send_back"), {"version": case.version, "note": "Bus zu teuer?"}, follow=True
    )

    case.refresh_from_db()
    assert said(response) == [f"{case.number} ist zurückgegeben."]
    assert (case.status, case.decisions.count()) == ("in_review", 0)
    assert case.steps.last().note_internal == "Bus zu teuer?"


def test_draft_of_the_letter_is_shown_and_kept_nowhere(region):
    case = make_proposed()
    signer = make_client("zeichnung")

    pdf = signer.get(page_of(case, "draft", "pdf"))
    picture = signer.get(page_of(case, "draft", "png"))

    assert pdf.content.startswith(b"%PDF-")
    assert picture.content.startswith(b"\x89PNG")
    assert "no-store" in pdf["Cache-Control"]
    assert "no-store" in picture["Cache-Control"]
    assert case.letters.count() == 1


def test_draft_of_a_letter_without_a_proposal_is_404(region):
    assert (
        make_client("zeichnung").get(page_of(make_in_review(), "draft", "pdf")).status_code == 404
    )


# Somebody else was faster


def test_stale_form_keeps_what_was_typed_and_can_be_sent_again(region):
    case = make_in_review()
    make_budget_year(case.programme, allocated=1_000_00)
    worker = make_client("sachbearbeitung")
    actions.assign(application=case, to=worker.user, by=worker.user)

    stale = proposal(case, amount="100", reasons="Nur eine Fahrt.")
    refused = worker.post(page_of(case, "propose"), stale)

    assert refused.status_code == 409
    assert "Der Antrag wurde geändert, während Sie auf dieser Seite waren." in text_of(refused)
    assert "Nur eine Fahrt." in text_of(refused)
    assert f'name="version" value="{case.version + 1}"' in text_of(refused)
    assert Decision.objects.count() == 0
    again = worker.post(page_of(case, "propose"), stale | {"version": case.version + 1})
    assert (again.status_code, Decision.objects.get().amount_cents) == (302, 100_00)


def test_typed_text_is_shown_when_the_step_is_gone(region):
    case = make_in_review()
    client = make_client("sachbearbeitung")
    actions.withdraw(application=case, by=case.created_by)

    response = client.post(
        page_of(case, "request_info"),
        {"version": case.version, "items": "Wie viele Kinder?", "due_on": "2026-03-20"},
    )

    assert response.status_code == 409
    assert "Der Antrag hat den Stand „Zurückgezogen“." in text_of(response)
    assert "Wie viele Kinder?" in text_of(response)
    assert 'type="submit"' not in text_of(response).split("<main")[1].split("<footer")[0]


def test_signature_of_a_page_that_is_old_asks_again(region):
    worker = make_officer()
    case = make_proposed(case_worker=worker)
    seen = case.version
    actions.send_back(application=case, by=make_officer(), note="Bitte senken.")
    actions.propose(application=case, by=worker, amount_cents=100_00, reasons="Gesenkt.")
    signer = make_client("zeichnung")

    response = signer.post(page_of(case, "sign"), {"version": seen, "read": "on"})

    case.refresh_from_db()
    assert (response.status_code, case.status) == (409, "proposed")
    assert "100,00\xa0€ werden im Haushalt 2026 gebunden." in text_of(response)
    assert "checked" not in text_of(response).split("<footer")[0]


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "١"])
def test_form_without_a_version_changes_nothing(region, version):
    case = make_submitted()

    response = make_client("sachbearbeitung").post(
        page_of(case, "start_review"), {"version": version}
    )

    case.refresh_from_db()
    assert (response.status_code, case.status) == (409, "submitted")
    assert "Bitte laden Sie die Seite neu." in text_of(response)


def test_a_proposal_that_came_back_is_not_written_a_second_time(region):
    case = make_proposed(amount=200_00, reasons="Der Bus ist zu groß.")
    actions.send_back(application=case, by=make_officer(), note="Bitte noch einmal rechnen.")

    form = make_client("sachbearbeitung").get(page_of(case, "propose")).context["form"]

    assert form["reasons"].value() == "Der Bus ist zu groß."
    assert form["amount"].value() == "280,00"
