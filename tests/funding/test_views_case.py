"""The case's page: its stage, the one button, the money, the course."""

from datetime import date

import pytest

from funding import actions, workflow
from funding.models import Application, Attachment, Programme
from funding.views import timeline
from tests.factories.funding import (
    let_pass,
    make_budget_year,
    make_decided,
    make_in_review,
    make_officer,
    make_order_failed,
    make_ordered,
    make_paid,
    make_proposed,
    make_reported,
    make_rule_set,
    make_settled,
    make_submitted,
)
from tests.factories.granted import (
    fresh,
    make_cancelled,
    make_change_proposed,
    make_change_requested,
    make_claim_open,
    make_hearing,
    make_lapsed,
    make_overdue,
    make_revocation_proposed,
    make_revoked,
    make_waitlisted,
)
from tests.funding.browsing import queries_of, signed_in, text_of, url


@pytest.fixture
def rules(region):
    return make_rule_set()


@pytest.fixture
def own(rules, school_client) -> dict:
    """Whose cases are made here."""
    return {"by": school_client.user, "institution": school_client.actor}


def make_asked(**fields) -> Application:
    case = make_in_review(**fields)
    actions.request_info(
        application=case, by=case.assignee, items=["Wann?"], due_on=date(2026, 3, 20)
    )
    return fresh(case)


def make_report_query(**fields) -> Application:
    case = make_reported(**fields)
    actions.query_report(
        application=case, by=make_officer(), items=["Wo ist die Rechnung?"], due_on=date(2026, 3, 20)
    )  # fmt: skip
    return fresh(case)


def make_withdrawn(**fields) -> Application:
    case = make_submitted(**fields)
    return actions.withdraw(application=case, by=case.submitted_by)


def make_rejected(**fields) -> Application:
    return make_decided(amount=0, reasons="Schon begonnen.", **fields)


def make_unstated(**fields) -> Application:
    return make_hearing(stated=False, **fields)


def make_waiting(**fields) -> Application:
    return make_waitlisted(
        year=make_budget_year(Programme.objects.get(), allocated=100_00), **fields
    )


def make_late(*, institution, reminders: int = 0, **fields) -> Application:
    """Filed by a colleague: the office's letters are written by others."""
    return make_overdue(reminders=reminders, institution=institution)


def make_forfeited(*, institution, **fields) -> Application:
    return make_lapsed(institution=institution)


STATES = [
    # how it comes to be, its label, the one button (None: nothing to do)
    (make_submitted, "Eingegangen", None),
    (make_in_review, "In Prüfung", None),
    (make_asked, "Rückfrage", "Rückfrage beantworten"),
    (make_waiting, "Warteliste", None),
    (make_proposed, "In Prüfung", None),
    (make_decided, "Bewilligt", None),
    (make_rejected, "Abgelehnt", None),
    (make_withdrawn, "Zurückgezogen", None),
    (make_change_requested, "Änderung in Prüfung", None),
    (make_change_proposed, "Änderung in Prüfung", None),
    (make_cancelled, "Abgesagt", None),
    (make_late, "Nachweis fällig", None),
    (make_forfeited, "Verfallen", None),
    (make_reported, "Nachweis eingegangen", None),
    (make_report_query, "Rückfrage zum Nachweis", None),
    (make_settled, "Nachweis geprüft", None),
    (make_ordered, "Nachweis geprüft", None),
    (make_order_failed, "Zahlung nicht gelungen", "Bankverbindung prüfen"),
    (make_paid, "Abgeschlossen", None),
    (make_unstated, "Anhörung", "Stellung nehmen"),
    (make_hearing, "Anhörung", None),
    (make_revocation_proposed, "Anhörung", None),
    (make_revoked, "Widerrufen", None),
    (make_claim_open, "Rückforderung", None),
]


def test_every_state_is_looked_at():
    """A draft has its form for a page; waiting, forfeited, asked, decided and paid are the others."""
    told = {make.__name__.removeprefix("make_") for make, _label, _button in STATES}

    assert set(Application.Status) - told == {
        "draft", "waitlisted", "lapsed", "info_requested", "approved", "closed",
    }  # fmt: skip


@pytest.mark.parametrize(("make", "label", "button"), STATES, ids=lambda x: getattr(x, "__name__", None))  # fmt: skip
def test_page_tells_the_stage_and_offers_one_button(own, school_client, make, label, button):
    case = make(**own)

    response = school_client.get(url("application_detail", case))

    stage = response.context["stage"]
    first = response.context["moves"].first
    html = text_of(response)
    assert response.status_code == 200
    assert (str(stage.label), first and first.label) == (label, button)
    assert f'<span class="kern-label">{label}</span>' in html
    assert str(stage.next_step) in html
    for inner in ("Zur Zeichnung", "zur Zeichnung", "Vorschlag", "vorgeschlagen"):
        assert inner not in html


def main_of(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


FILLED = {
    make_asked: "Rückfrage beantworten",
    make_decided: "Ansehen (PDF)",
    make_rejected: "Ansehen (PDF)",
    make_late: "Nachweis beginnen",
    make_forfeited: "Ansehen (PDF)",
    make_report_query: "Rückfrage beantworten",
    make_order_failed: "Bankverbindung prüfen",
    make_unstated: "Stellung nehmen",
    make_revoked: "Ansehen (PDF)",
    make_claim_open: "Ansehen (PDF)",
}


@pytest.mark.parametrize("make", [make for make, _label, _button in STATES])
def test_page_has_one_filled_button_at_most(own, school_client, make):
    case = make(**own)

    html = main_of(school_client.get(url("application_detail", case)))

    buttons = [part.partition("</a>")[0] for part in html.split("kern-btn--primary")[1:]]
    labels = [part.rpartition('kern-label">')[2].partition("<")[0] for part in buttons]
    assert labels == ([FILLED[make]] if make in FILLED else [])


def test_letter_that_waits_has_the_filled_button_until_the_proof_is_due(own, school_client):
    case = make_decided(delivery_consent=True, **own)
    letter = case.letters.get(kind="grant_notice")

    before = school_client.get(url("application_detail", case)).context["primary_letter"]
    let_pass(case)
    after = school_client.get(url("application_detail", case)).context["primary_letter"]

    assert (before, after) == (letter, None)


def test_receipts_stand_in_the_proof_and_not_under_the_attachments(own, school_client):
    case = make_reported(**own)
    Attachment.objects.create(
        application=case, kind="angebot", name="Angebot.pdf", file="a.pdf", size=9, uploaded_by=own["by"]
    )  # fmt: skip

    response = school_client.get(url("application_detail", case))

    assert [row.name for row in response.context["attachments"]] == ["Angebot.pdf"]
    assert case.attachments.filter(kind="beleg").count() == 1


def test_anonymised_case_says_why_it_cannot_be_repeated(own, school_client, today):
    case = make_paid(**own)
    Application.objects.filter(pk=case.pk).update(anonymised_on=today)

    html = text_of(school_client.get(url("application_detail", case)))

    assert "Er lässt sich nicht wiederholen: Bitte beginnen Sie neu." in html
    assert "Noch einmal beantragen" not in html


def test_closed_programme_says_that_it_takes_no_applications(own, school_client):
    case = make_submitted(**own)
    Programme.objects.update(is_open=False)

    html = text_of(school_client.get(url("application_detail", case)))

    assert "„Fonds Kulturelle Bildung“ nimmt zurzeit keine Anträge an." in html
    assert "Noch einmal beantragen" not in html


@pytest.mark.parametrize(
    ("make", "more"),
    [
        (make_submitted, ["delivery", "withdraw"]),
        (make_decided, ["change", "account", "delivery", "cancel"]),
        (make_change_requested, ["retract", "delivery", "cancel"]),
        (make_change_proposed, ["delivery"]),
        (make_reported, ["account", "delivery"]),
        (make_order_failed, ["delivery"]),
        (make_paid, ["delivery"]),
    ],
)
def test_page_offers_what_else_is_possible(own, school_client, make, more):
    case = make(**own)

    moves = school_client.get(url("application_detail", case)).context["moves"]

    assert [move.url for move in moves.more] == [url(f"application_{name}", case) for name in more]
    assert moves.again is True


def test_office_sees_no_buttons_of_the_institution(own):
    case = make_decided(**own)

    moves = signed_in(make_officer()).get(url("application_detail", case)).context["moves"]

    assert (moves.first, moves.more, moves.again) == (None, [], False)


# The course


def test_course_names_every_verb_or_keeps_it_inside():
    assert timeline.TITLES.keys() | timeline.INTERNAL == set(workflow.TRANSITIONS) | set(
        workflow.NOTED
    )
    assert not timeline.TITLES.keys() & timeline.INTERNAL


def test_course_tells_no_internal_step_and_no_internal_note(own, school_client):
    case = make_order_failed(**own)
    actions.prepare_again(application=case, by=make_officer(), note="GEHEIM")

    response = school_client.get(url("application_detail", case))

    assert [step.title for step in response.context["events"]] == [
        "Antrag eingegangen",
        "Wir prüfen den Antrag",
        "Bewilligt",
        "Nachweis eingegangen",
        "Nachweis geprüft und abgerechnet",
        "Auszahlung angeordnet",
        "Die Überweisung kam zurück",
    ]
    assert [word in text_of(response) for word in ("GEHEIM", "IBAN unbekannt")] == [False, False]


# The waiting list


def test_waiting_case_knows_its_place(rules, own, school_client):
    year = make_budget_year(rules.programme, allocated=100_00)
    make_waitlisted(year=year)
    case = make_waitlisted(year=year, **own)
    Application.objects.filter(pk=case.pk).update(complete_since="2026-03-02T12:00+01:00")

    html = text_of(school_client.get(url("application_detail", case)))

    assert "Ihr Antrag steht auf Platz 2 von 2 der Warteliste 2026." in html


# Money


def test_payment_is_told_with_its_days_and_a_masked_account(own, school_client):
    ordered = text_of(school_client.get(url("application_detail", make_ordered(**own))))
    paid = text_of(school_client.get(url("application_detail", make_paid(**own))))

    assert "Angeordnet am 2. März 2026." in ordered
    assert "Wird überwiesen auf DE89 … 3000, Gemeinde Adendorf." in ordered
    assert "Überwiesen am 2. März 2026 auf das Konto DE89 … 3000, Gemeinde Adendorf." in paid
    assert "0532" not in ordered + paid


def test_claim_says_how_much_until_when_and_with_what_reference(own, school_client, today):
    case = make_claim_open(**own)
    actions.record_refund(
        claim=case.claim, by=make_officer(), cents=100_00, received_on=today, reference="B 1"
    )

    html = text_of(school_client.get(url("application_detail", case)))

    assert "180,00 €</strong> bis 1. April 2026" in html
    assert f"Verwendungszweck: {case.number}" in html
    assert "100,00 € von 280,00 € sind schon da." in html


def test_wish_for_a_change_stands_beside_what_is_granted(own, school_client):
    html = text_of(school_client.get(url("application_detail", make_change_requested(**own))))

    assert "Änderungswunsch vom 2. März 2026" in html
    assert "Nach den Regeln wären das 400,00 € Zuschuss; bewilligt sind 280,00 €." in html


@pytest.mark.parametrize("make", [make_decided, make_paid, make_hearing])
def test_page_queries_do_not_grow(own, school_client, django_assert_max_num_queries, make):
    counts = []
    for number in (1, 3):
        costs = tuple({"kind": "bus", "total_cents": 100_00 + n} for n in range(number))
        case = make(costs=costs, **own)
        for _more in range(number - 1):
            actions.choose_delivery(
                application=case, by=own["by"], in_portal=not fresh(case).delivery_consent
            )
        address = url("application_detail", case)
        counts.append(queries_of(school_client, address, django_assert_max_num_queries))

    assert counts[0] == counts[1]
