"""The office's steps through its own pages: what is said, what happens, who may, and what is kept."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from actors.models import Membership
from funding import actions, budget
from funding.models import Application, Decision, LedgerEntry
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_draft,
    make_in_review,
    make_officer,
    make_proposed,
    make_submitted,
)
from tests.factories.office import ANONYMOUS, BACKEND, SCHOOL, SUPERUSER, make_client


pytestmark = pytest.mark.django_db
STAFF = (
    "redaktion",
    "koordination",
    "sachbearbeitung",
    "zeichnung",
    "kasse",
    "lesend",
    "administration",
)
EVERYBODY = (*STAFF, SUPERUSER, SCHOOL, ANONYMOUS)


def page_of(case: Application, name: str = "change", *more) -> str:
    return reverse(f"admin:funding_application_{name}", args=[case.pk, *more])


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def outcomes(url: str) -> dict[str, int]:
    """What each role gets to see: the status for everybody."""
    found = {}
    for role in EVERYBODY:
        response = make_client(role).get(url)
        found[role] = response.status_code
        if response.streaming:
            b"".join(response)  # reading to the end closes the file
    return found


def expected(**allowed: int) -> dict[str, int]:
    """403 for all but those named; who is not of the office is led to its door."""
    return dict.fromkeys(EVERYBODY, 403) | {ANONYMOUS: 302, SCHOOL: 302} | allowed


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def text_of(response) -> str:
    return response.content.decode()


# Who comes in

READERS = dict.fromkeys(
    ("sachbearbeitung", "zeichnung", "kasse", "lesend", "administration", SUPERUSER), 200
)


def test_case_page_by_role(region):
    case = make_submitted()

    assert outcomes(page_of(case)) == expected(**READERS)
    assert make_client(SCHOOL).get(page_of(case), follow=True).status_code == 403


@pytest.mark.parametrize(
    ("name", "make", "roles"),
    [
        ("start_review", make_submitted, ["sachbearbeitung", SUPERUSER]),
        ("assign", make_submitted, ["sachbearbeitung", SUPERUSER]),
        ("request_info", make_in_review, ["sachbearbeitung", SUPERUSER]),
        ("propose", make_in_review, ["sachbearbeitung", SUPERUSER]),
        ("send_back", make_proposed, ["zeichnung", SUPERUSER]),
        ("sign", make_proposed, ["zeichnung", SUPERUSER]),
    ],
)
def test_step_page_by_role(region, name, make, roles):
    case = make()
    before = Application.objects.values().get(pk=case.pk)

    assert outcomes(page_of(case, name)) == expected(**dict.fromkeys(roles, 200))
    assert Application.objects.values().get(pk=case.pk) == before


@pytest.mark.parametrize(
    "name", ["start_review", "assign", "checks", "request_info", "propose", "sign"]
)
def test_posting_without_the_right_is_refused(region, name):
    case = make_submitted()
    before = Application.objects.values().get(pk=case.pk)

    sent = {"version": case.version}
    roles = ("redaktion", "lesend", "kasse", "zeichnung", SCHOOL)
    statuses = [make_client(role).post(page_of(case, name), sent).status_code for role in roles]

    # These steps are not open to anybody while the case has only been received.
    reached = 409 if name in ("request_info", "propose", "sign") else 403
    assert statuses == [403, reached, reached, reached, 302]
    assert Application.objects.values().get(pk=case.pk) == before


def test_files_of_a_case_by_role(region):
    case = make_proposed()

    assert outcomes(page_of(case, "draft", "pdf")) == expected(**READERS)
    letter = reverse("admin:funding_letter_file", args=[case.letters.get().pk])
    assert outcomes(letter) == expected(**READERS)


def test_booking_page_by_role(region):
    url = reverse("admin:funding_budgetyear_book", args=[make_budget_year().pk, "sperren"])
    keepers = dict.fromkeys(("kasse", "administration", SUPERUSER), 200)

    assert outcomes(url) == expected(**keepers)


@pytest.mark.parametrize("name", ["change", "start_review", "sign", "draft"])
def test_drafts_of_institutions_are_not_there(region, name):
    draft = make_draft()
    more = ["pdf"] if name == "draft" else []

    assert make_client(SUPERUSER).get(page_of(draft, name, *more)).status_code == 404


@pytest.mark.parametrize("key", ["0", "99", "abc", "9" * 30, "%00"])
def test_case_that_does_not_exist_is_404(region, key):
    response = make_client(SUPERUSER).get(f"/verwaltung/funding/application/{key}/change/")

    assert response.status_code == 404


def test_pages_of_the_fund_are_not_there_without_it(region):
    case = make_proposed()
    region.modules = []
    region.save()

    urls = [page_of(case), page_of(case, "sign"), reverse("admin:funding_budgetyear_changelist")]
    assert [make_client(SUPERUSER).get(url).status_code for url in urls] == [404, 404, 404]
    assert [Client().get(url).status_code for url in urls] == [404, 404, 404]


def test_a_tie_to_the_institution_bars_even_the_superuser(region):
    case = make_submitted()
    client = make_client(SUPERUSER)
    Membership.objects.create(user=client.user, actor=case.institution)
    sentence = "Sie gehören selbst zu dieser Einrichtung oder haben den Antrag gestellt."

    step = client.get(page_of(case, "start_review"))
    case_page = client.get(page_of(case))

    assert (step.status_code, case_page.status_code) == (403, 200)
    assert sentence in text_of(step)
    assert sentence in text_of(case_page)
    assert "In Bearbeitung nehmen" not in text_of(case_page)


# From take-up to signature


def test_case_goes_from_take_up_to_the_signed_letter(region, mailoutbox):
    case = make_submitted()
    make_budget_year(case.programme, allocated=1_000_00)
    worker, signer = make_client("sachbearbeitung"), make_client("zeichnung")
    mailoutbox.clear()

    taken = worker.post(page_of(case, "start_review"), {"version": case.version}, follow=True)
    assert said(taken) == [f"Sie bearbeiten jetzt {case.number}."]
    checks = {f"{check.code}": "open" for check in case.checks.all()}
    checked = worker.post(page_of(case, "checks"), shown(checks) | {"all_ok": "1"}, follow=True)
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
    assert [step.verb for step in case.steps.all()] == [
        "submit",
        "start_review",
        "propose",
        "approve",
    ]
    entry = LedgerEntry.objects.get(application=case)
    assert (entry.kind, entry.amount_cents, entry.booked_by) == ("COMMIT", 280_00, signer.user)


def proposal(case: Application, **fields) -> dict:
    year = case.programme.budget_years.get()
    return {
        "version": case.version,
        "budget_year": year.pk,
        "conditions": "",
        "reasons": "",
    } | fields


def shown(results: dict[str, str], **answers: str) -> dict[str, str]:
    """The checks' form as a browser sends it: what the page showed, and what was chosen."""
    sent = {}
    for code, result in results.items():
        sent |= {f"initial-{code}": result, code: answers.get(code, result)}
        sent |= {f"initial-{code}-note": "", f"{code}-note": answers.get(f"{code}_note", "")}
    return sent


def all_open(case: Application) -> dict[str, str]:
    return {check.code: check.result for check in case.checks.all()}


def test_checks_are_answered_one_by_one(region):
    case = make_in_review(checked=False)
    client = make_client("sachbearbeitung")

    sent = shown(
        all_open(case), place="ok", premises="n_a", costs="not_ok", costs_note="Netto statt brutto."
    )
    response = client.post(page_of(case, "checks"), sent, follow=True)

    assert said(response) == ["3 Prüfpunkte sind vermerkt."]
    answered = case.checks.exclude(result="open").values_list("code", "result", "note")
    assert list(answered) == [
        ("place", "ok", ""),
        ("premises", "n_a", ""),
        ("costs", "not_ok", "Netto statt brutto."),
    ]
    assert set(case.checks.exclude(result="open").values_list("checked_by", flat=True)) == {
        client.user.pk
    }


def test_check_that_failed_needs_a_note_and_keeps_what_was_typed(region):
    case = make_in_review(checked=False)
    client = make_client("sachbearbeitung")

    sent = shown(all_open(case), costs="not_ok", place="ok", place_note="Hansestadt")
    response = client.post(page_of(case, "checks"), sent)

    assert response.status_code == 422
    assert "Bitte vermerken Sie, was nicht in Ordnung ist." in text_of(response)
    assert 'value="Hansestadt"' in text_of(response)
    assert case.checks.exclude(result="open").count() == 0


def test_answer_of_a_colleague_meanwhile_is_not_undone(region):
    case = make_in_review(checked=False)
    seen = all_open(case)
    actions.record_check(application=case, code="place", result="ok", by=make_officer())
    client = make_client("sachbearbeitung")

    client.post(page_of(case, "checks"), shown(seen, dates="ok"))

    assert list(case.checks.exclude(result="open").values_list("code", flat=True)) == [
        "place",
        "dates",
    ]


def test_first_check_confirms_who_filed(region):
    case = make_submitted()
    Membership.objects.update(confirmed_at=None, confirmed_by=None)
    client = make_client("sachbearbeitung")
    client.post(page_of(case, "start_review"), {"version": case.version})
    hint = "Mit dem ersten Prüfpunkt bestätigen Sie, dass diese Person für die Einrichtung spricht."
    assert hint in text_of(client.get(page_of(case)))

    client.post(page_of(case, "checks"), shown(all_open(case), applicant="ok"))

    assert Membership.objects.get().confirmed_by == client.user
    assert hint not in text_of(client.get(page_of(case)))


def test_checks_are_refused_once_the_case_has_moved_on(region):
    case = make_proposed()

    response = make_client("sachbearbeitung").post(
        page_of(case, "checks"), shown(all_open(case), place="not_ok", place_note="Doch nicht")
    )

    assert response.status_code == 409
    assert case.checks.get(code="place").result == "ok"


def test_questions_go_out_with_the_day_and_the_reopened_parts(region, mailoutbox):
    case = make_in_review()
    client = make_client("sachbearbeitung")
    mailoutbox.clear()
    page = client.get(page_of(case, "request_info"))
    assert page.context["form"]["due_on"].value() == date(2026, 3, 16)
    assert f"Eine E-Mail geht an {case.contact_email}" in text_of(page)

    response = client.post(
        page_of(case, "request_info"),
        {
            "version": case.version,
            "items": "Wie viele Kinder fahren mit?\r\n\r\nGibt es ein Angebot?",
            "due_on": "2026-03-20",
            "sections": ["termine", "anlagen"],
        },
        follow=True,
    )

    request = case.info_requests.get()
    assert said(response) == ["Die Rückfrage ist unterwegs. Antwort bis 20. März 2026."]
    assert request.items == ["Wie viele Kinder fahren mit?", "Gibt es ein Angebot?"]
    assert (request.sections, request.due_on) == (["termine", "anlagen"], date(2026, 3, 20))
    assert [mail.to for mail in mailoutbox] == [[case.contact_email]]


def test_question_for_yesterday_keeps_what_was_typed(region):
    case = make_in_review()

    response = make_client("sachbearbeitung").post(
        page_of(case, "request_info"),
        {"version": case.version, "items": "Wie viele?", "due_on": "2026-03-01"},
    )

    assert response.status_code == 409
    assert "Die Frist muss in der Zukunft liegen." in text_of(response)
    assert "Wie viele?" in text_of(response)
    assert case.info_requests.count() == 0


def test_review_goes_on_without_an_answer(region):
    worker = make_client("sachbearbeitung")
    case = make_in_review()
    actions.request_info(
        application=case, by=worker.user, items=["Wie viele?"], due_on=date(2026, 3, 9)
    )
    case.refresh_from_db()
    page = worker.get(page_of(case, "resume_review"))
    assert "Wie viele?" in text_of(page)

    worker.post(
        page_of(case, "resume_review"), {"version": case.version, "note": "Am Telefon: 22."}
    )

    case.refresh_from_db()
    assert case.status == "in_review"
    assert case.steps.last().note_internal == "Am Telefon: 22."


def test_case_is_handed_to_a_colleague(region):
    case = make_in_review()
    colleague = make_officer("review_application", name="Vertretung")

    response = make_client("sachbearbeitung").post(
        page_of(case, "assign"), {"version": case.version, "to": colleague.pk}, follow=True
    )

    case.refresh_from_db()
    assert case.assignee == colleague
    assert said(response) == [f"{case.number} ist übergeben an: Vertretung."]


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
    assert 'type="submit"' not in text_of(response).split("<main")[1]


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
    assert "checked" not in text_of(response)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "١"])
def test_form_without_a_version_changes_nothing(region, version):
    case = make_submitted()

    response = make_client("sachbearbeitung").post(
        page_of(case, "start_review"), {"version": version}
    )

    case.refresh_from_db()
    assert (response.status_code, case.status) == (409, "submitted")
    assert "Bitte laden Sie die Seite neu." in text_of(response)
