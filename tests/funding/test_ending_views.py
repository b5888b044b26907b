"""The office's pages of what ends without a proof: called off, reminded, announced, lapsed; and of the waiting list."""

from datetime import timedelta

import pytest

from funding import actions, budget
from funding.models import LedgerEntry
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_in_review,
    make_officer,
    make_reported,
)
from tests.factories.granted import fresh, make_change_requested, make_overdue, make_waitlisted
from tests.factories.office import SUPERUSER, make_client
from tests.funding.office import by_role, outcomes, page_of, proposal, said, text_of


pytestmark = pytest.mark.django_db
WORKERS = ("sachbearbeitung", SUPERUSER)
SIGNERS = ("zeichnung", SUPERUSER)


def make_short(**fields):
    """Checked, worth 280 euro, and 100 euro are left."""
    case = make_in_review(**fields)
    make_budget_year(case.programme, allocated=100_00)
    return case


def asked_back(**fields):
    case = make_reported(**fields)
    due_on = case.received_on + timedelta(days=400)
    actions.query_report(
        application=case, by=make_officer(), items=["Wo ist die Rechnung?"], due_on=due_on
    )
    return fresh(case)


@pytest.mark.parametrize(
    ("name", "make", "roles"),
    [
        ("put_on_waitlist", make_short, WORKERS),
        ("propose", make_waitlisted, WORKERS),
        ("cancel", make_decided, WORKERS),
        ("cancel", make_change_requested, WORKERS),
        ("remind", make_overdue, WORKERS),
        ("announce_lapse", lambda: make_overdue(reminders=2), WORKERS),
        ("lapse", lambda: make_overdue(reminders=3), SIGNERS),
        ("query_report", make_reported, WORKERS),
        ("resume_report", asked_back, WORKERS),
    ],
)
def test_page_of_an_end_by_role(region, name, make, roles):
    case = make()

    assert outcomes(page_of(case, name)) == by_role(*roles)
    assert fresh(case).version == case.version


# Waiting for money


def test_case_waits_where_the_money_is_gone(region, mailoutbox):
    case = make_short()
    worker = make_client("sachbearbeitung")
    year = case.programme.budget_years.get()
    assert "Auf die Warteliste setzen" in text_of(worker.get(page_of(case)))
    mailoutbox.clear()

    sent = {"version": case.version, "budget_year": year.pk, "note": "Topf leer"}
    response = worker.post(page_of(case, "put_on_waitlist"), sent, follow=True)

    case = fresh(case)
    assert said(response) == [f"{case.number} steht auf der Warteliste 2026."]
    assert (case.status, case.budget_year) == ("waitlisted", year)
    assert "Platz 1 von 1 für 2026; frei sind jetzt 100,00\xa0€." in text_of(response)
    assert mailoutbox[0].subject == f"{case.number}: Ihr Antrag steht auf der Warteliste"


def test_nobody_waits_while_there_is_money(region):
    case = make_in_review()
    year = make_budget_year(case.programme, allocated=1_000_00)
    worker = make_client("sachbearbeitung")
    assert "Auf die Warteliste setzen" not in text_of(worker.get(page_of(case)))

    sent = {"version": case.version, "budget_year": year.pk, "note": "Topf leer"}
    response = worker.post(page_of(case, "put_on_waitlist"), sent)

    assert response.status_code == 409
    assert "Das reicht, der Antrag muss nicht warten." in text_of(response)
    assert "Topf leer" in text_of(response)


def test_those_before_it_in_the_list_are_named_first(region, clock, today):
    first = make_waitlisted()
    clock(today + timedelta(days=1))
    second = make_in_review(programme=first.programme)
    actions.put_on_waitlist(application=second, by=make_officer(), budget_year=first.budget_year)
    worker = make_client("sachbearbeitung")
    sentence = (
        "Ein Antrag stand vor diesem auf der Warteliste und kann zuerst vorgeschlagen werden."
    )
    assert sentence not in text_of(worker.get(page_of(second)))

    budget.allocate(
        first.budget_year, 300_00, by=make_officer(), reason="Nachtrag", key="nachtrag-1"
    )

    pages = [page_of(second), page_of(second, "propose"), page_of(first)]
    assert [sentence in text_of(worker.get(page)) for page in pages] == [True, True, False]


def test_waiting_case_is_proposed_when_money_came(region):
    case = make_waitlisted()
    worker = make_client("sachbearbeitung")
    early = worker.post(page_of(case, "propose"), proposal(case, amount="280"))
    assert early.status_code == 409
    assert "sind erst 100,00\xa0€ verfügbar" in text_of(early)

    budget.allocate(
        case.budget_year, 500_00, by=make_officer(), reason="Nachtrag", key="nachtrag-1"
    )
    response = worker.post(page_of(case, "propose"), proposal(case, amount="280"), follow=True)

    assert said(response) == [f"280,00\xa0€ für {case.number} liegen zur Zeichnung vor."]
    assert fresh(case).status == "proposed"


# Called off


def test_office_calls_off_what_it_was_told(region, mailoutbox):
    case = make_decided()
    worker = make_client("sachbearbeitung")
    page = text_of(worker.get(page_of(case, "cancel")))
    assert "280,00\xa0€ werden frei und stehen wieder für andere bereit." in page
    assert worker.post(page_of(case, "cancel"), {"version": case.version}).status_code == 422
    mailoutbox.clear()

    sent = {"version": case.version, "note": "Am Telefon abgesagt"}
    response = worker.post(page_of(case, "cancel"), sent, follow=True)

    assert said(response) == [f"{case.number} ist abgesagt, das Geld ist wieder frei."]
    assert fresh(case).status == "cancelled"
    booked = LedgerEntry.objects.filter(application=case).values_list("kind", "amount_cents")
    assert list(booked) == [("COMMIT", 280_00), ("RELEASE", 280_00)]
    assert [mail.subject for mail in mailoutbox] == [f"{case.number}: Vorhaben abgesagt"]


def test_calling_off_meanwhile_changed_keeps_what_was_typed(region):
    case = make_change_requested()
    actions.decline_change(application=case, by=make_officer(), reasons="Nein")

    sent = {"version": case.version, "note": "Klasse erkrankt"}
    response = make_client("sachbearbeitung").post(page_of(case, "cancel"), sent)

    assert response.status_code == 409
    assert "Klasse erkrankt" in text_of(response)
    assert f'name="version" value="{fresh(case).version}"' in text_of(response)
    assert fresh(case).status == "approved"


# Reminded, announced, lapsed


def test_reminders_lead_to_the_lapse_that_another_person_signs(region, mailoutbox, today):
    case = make_overdue()
    worker, signer = make_client(SUPERUSER), make_client("zeichnung")
    due = today + timedelta(days=10)
    steps = []
    for page in ("remind", "remind", "announce_lapse"):
        sent = {"version": fresh(case).version, "due_on": due.isoformat()}
        response = worker.post(page_of(case, page), sent, follow=True)
        steps += said(response)
        case.proof_reminders.update(due_on=today - timedelta(days=1))
    assert [step.partition(".")[0] for step in steps] == [
        "Die Erinnerung ist erstellt", "Die Erinnerung ist erstellt",
        f"Der Verfall ist angekündigt zum {due.day}",
    ]  # fmt: skip
    assert worker.get(page_of(case, "lapse")).status_code == 403

    sent = {"version": fresh(case).version, "read": "on"}
    response = signer.post(page_of(case, "lapse"), sent, follow=True)

    assert said(response) == [f"{case.number} ist verfallen. Der Bescheid ist erstellt."]
    assert fresh(case).status == "lapsed"
    kinds = [letter.kind for letter in case.letters.all()]
    assert kinds[2:] == ["reminder", "reminder", "hearing", "revocation_notice"]
    assert budget.balance(case)["committed"] == 0


def test_letter_of_a_reminder_is_looked_at_first_and_nothing_is_kept(region, today):
    case = make_overdue()
    due = today + timedelta(days=21)

    sent = {"version": case.version, "due_on": due.isoformat(), "draft": "pdf"}
    response = make_client("sachbearbeitung").post(page_of(case, "remind"), sent)

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF")
    assert (case.proof_reminders.count(), case.letters.count()) == (0, 2)


@pytest.mark.parametrize("typed", ["", "gestern", "2020-01-01"])
def test_day_of_a_reminder_that_cannot_be_is_said_at_the_field(region, typed):
    case = make_overdue()

    sent = {"version": case.version, "due_on": typed}
    response = make_client("sachbearbeitung").post(page_of(case, "remind"), sent)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["due_on"]


def test_only_the_step_whose_turn_it_is_stands_on_the_page(region):
    worker, signer = make_client("sachbearbeitung"), make_client("zeichnung")
    found = []
    for reminders in range(4):
        case = make_overdue(reminders=reminders)
        choices = [
            choice.verb
            for client in (worker, signer)
            for choice in client.get(page_of(case)).context["page"].next_steps
        ]
        found.append([verb for verb in choices if verb in ("remind", "announce_lapse", "lapse")])

    assert found == [["remind"], ["remind"], ["announce_lapse"], ["lapse"]]


def test_lapse_needs_the_tick_that_the_letter_was_read(region):
    case = make_overdue(reminders=3)

    response = make_client("zeichnung").post(page_of(case, "lapse"), {"version": case.version})

    assert response.status_code == 422
    assert "Bitte bestätigen Sie, dass Sie den Bescheid gelesen haben." in text_of(response)


# Questions about a proof


def test_question_about_a_proof_goes_out_and_comes_back_without_an_answer(
    region, mailoutbox, today
):
    case = make_reported()
    worker = make_client("sachbearbeitung")
    mailoutbox.clear()

    due = today + timedelta(days=14)
    sent = {"version": case.version, "items": "Wo ist die Rechnung?", "due_on": due.isoformat()}
    worker.post(page_of(case, "query_report"), sent)
    assert fresh(case).status == "report_query"
    assert "Wo ist die Rechnung?" in mailoutbox[0].body
    page = text_of(worker.get(page_of(case, "resume_report")))
    assert "Wo ist die Rechnung?" in page

    sent = {"version": fresh(case).version, "note": "Am Telefon geklärt"}
    response = worker.post(page_of(case, "resume_report"), sent, follow=True)

    assert said(response) == [f"Der Nachweis zu {case.number} ist wieder in Prüfung."]
    assert fresh(case).status == "reported"


def test_case_page_shows_the_proof_beside_the_plan(region):
    entry = {"kind": "entry", "unit_cents": 6_00}
    costs = (
        entry | {"persons": 20, "total_cents": 120_00},
        entry | {"persons": 2, "total_cents": 12_00, "for_adults": True},
    )
    case = make_reported(costs=costs)

    response = make_client("lesend").get(page_of(case))

    proof = response.context["page"].proof
    [visit] = proof.visits
    assert [(line.label, line.planned_cents, line.actual_cents) for line in visit.lines] == [
        ("Eintritt", 120_00, 120_00),
        ("Eintritt (Begleitpersonen)", 12_00, 12_00),
    ]
    assert (proof.judged, proof.claimed_cents, proof.is_judged) == (0, 132_00, False)
    assert "0 von 2 Belegen geprüft" in text_of(response)
    assert "Voraussichtliche Auszahlung" in text_of(response)
