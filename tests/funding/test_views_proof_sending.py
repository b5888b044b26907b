"""The proof is sent once, read afterwards, opened by a question; strangers never come in."""

from datetime import timedelta

import pytest
from django.urls import reverse

from funding import actions, proofs
from funding.models import Application, CostLine, Receipt
from tests.factories.funding import (
    actual_lines,
    add_appointment,
    judge_all,
    let_pass,
    make_decided,
    make_draft,
    make_member,
    make_officer,
    make_report,
    make_reported,
    make_school,
    make_submitted,
    make_user,
    prove,
)
from tests.funding.browsing import queries_of, signed_in, text_of, url
from tests.funding.proving import BUS, receipt_address, save, upload


@pytest.fixture
def case(region, school_client):
    """Granted, the trip was yesterday: a bus for 350 euro."""
    return let_pass(make_decided(by=school_client.user, institution=school_client.actor))


@pytest.fixture
def begun(case):
    actions.begin_report(application=case, by=case.submitted_by)
    return case


def test_review_sends_and_says_what_comes_next(case, school_client):
    make_report(application=case)
    review = school_client.get(url("proof_review", case))
    case.refresh_from_db()

    response = school_client.post(url("proof_review", case), {"version": case.version})
    again = school_client.post(url("proof_review", case), {"version": case.version}, follow=True)

    case.refresh_from_db()
    assert "Nachweis senden" in text_of(review)
    assert response["Location"] == url("proof_sent", case)
    assert "Wie es weitergeht" in text_of(again)
    assert (case.status, case.draft_data) == ("reported", {})
    assert case.steps.filter(verb="submit_report").count() == 1


def test_incomplete_proof_is_not_sent(begun, school_client):
    begun.refresh_from_db()

    response = school_client.post(url("proof_review", begun), {"version": begun.version})

    assert response.status_code == 422
    assert "Zu „Mietbus“ fehlt der Beleg." in text_of(response)
    begun.refresh_from_db()
    assert begun.status == "approved"


def test_wrong_text_in_a_field_is_never_sent_over(case, school_client):
    make_report(application=case)
    save(school_client, case, t0_0_summe="35x", autosave="1")
    case.refresh_from_db()

    response = school_client.post(url("proof_review", case), {"version": case.version})

    assert response.status_code == 422
    assert "„35x“ ist kein Betrag." in text_of(response)


def test_review_of_an_old_version_is_shown_again(case, school_client):
    make_report(application=case)
    case.refresh_from_db()
    seen = case.version
    save(school_client, case, t0_kinder="21", autosave="1")

    response = school_client.post(url("proof_review", case), {"version": seen})
    case.refresh_from_db()

    assert response.status_code == 409
    assert "Der Nachweis wurde inzwischen geändert." in text_of(response)
    assert f'name="version" value="{case.version}"' in text_of(response)
    assert case.status == "approved"


def test_sent_proof_is_read_only(region, school_client):
    case = make_reported(by=school_client.user, institution=school_client.actor)

    page = school_client.get(url("proof", case))
    review = school_client.get(url("proof_review", case))
    receipt = school_client.get(receipt_address(case))
    written = school_client.post(url("proof", case), {"bericht": "Doch anders."})

    html = text_of(page)
    assert "Ihr Nachweis" in html
    assert "<textarea" not in html
    assert review["Location"] == receipt["Location"] == url("proof", case)
    assert written.status_code == 409
    assert case.usage_report.text == "Es war ein guter Tag."


def test_judgement_is_told_with_the_settlement_only(region, school_client):
    case = make_reported(by=school_client.user, institution=school_client.actor)
    officer = make_officer()
    actions.judge_receipt(
        receipt=Receipt.objects.get(), by=officer, accepted_cents=300_00, reason="Trinkgeld"
    )
    before = text_of(school_client.get(url("proof", case)))
    actions.settle(application=Application.objects.get(pk=case.pk), by=officer)
    after = text_of(school_client.get(url("proof", case)))

    assert "Trinkgeld" not in before
    assert "anerkannt 300,00 €: Trinkgeld" in after
    assert '<dt>Auszahlung</dt><dd class="br-money">240,00 €</dd>' in after


def test_question_opens_the_proof_again(region, school_client, today):
    case = make_reported(by=school_client.user, institution=school_client.actor)
    officer = make_officer()
    judge_all(case, by=officer)
    actions.query_report(
        application=case, by=officer, items=["Wo ist die Rückfahrt?"], due_on=today + timedelta(7)
    )

    html = text_of(school_client.get(url("proof", case)))
    save(school_client, case, bericht="Die Rückfahrt ist dabei.", next="1")
    review = text_of(school_client.get(url("proof_review", case)))
    case.refresh_from_db()
    sent = {"version": case.version, "answer": "Sie steht auf derselben Rechnung."}
    response = school_client.post(url("proof_review", case), sent)

    case.refresh_from_db()
    assert "Bitte antworten Sie bis 9. März 2026." in html
    assert "Wo ist die Rückfahrt?" in html
    assert "Ihre Antwort" in review
    assert response["Location"] == url("proof_sent", case)
    assert (case.status, case.usage_report.text) == ("reported", "Die Rückfahrt ist dabei.")
    assert case.info_requests.get().answer == "Sie steht auf derselben Rechnung."


# Who comes in


def addresses(case) -> list[str]:
    line = CostLine.objects.filter(appointment__application=case).last()
    return [
        url("proof", case),
        url("proof_review", case),
        url("proof_sent", case),
        url("proof_receipt", case, line.pk),
        url("venue_ask", case, case.appointments.first().pk),
    ]


@pytest.mark.parametrize("make", [make_draft, make_submitted, make_decided, make_reported])
def test_strangers_meet_a_404_in_every_state(region, make):
    case = make()
    strangers = [make_user(), make_member(make_school()), make_officer()]

    for stranger in strangers:
        client = signed_in(stranger)
        for address in addresses(case):
            assert client.get(address).status_code == 404
            assert client.post(address, {"begin": "1"}).status_code == 404


def test_nobody_signed_in_is_led_to_the_login(begun, client):
    for address in addresses(begun):
        assert client.get(address)["Location"].startswith("/konto/anmelden/")


def test_rows_of_other_cases_are_404(begun, school_client):
    other = make_report(programme=begun.programme).application
    line = actual_lines(other).get()
    plan = CostLine.objects.get(appointment__application=begun, phase="plan")

    for wrong in (
        url("proof_receipt", begun, line.pk),
        url("proof_receipt", begun, plan.pk),
        receipt_address(begun, line.receipts.get().pk),
        url("venue_ask", begun, other.appointments.get().pk),
    ):
        assert school_client.get(wrong).status_code == 404
        assert school_client.post(wrong).status_code == 404


def test_file_of_another_case_cannot_be_named(begun, school_client):
    other = make_report(programme=begun.programme).application

    response = upload(school_client, begun, content=None, vorhanden=other.attachments.get().pk)

    assert response.status_code == 422
    assert "Bitte wählen Sie eine Datei aus." in text_of(response)


def test_proof_before_the_decision_leads_to_the_case(region, school_client):
    case = make_submitted(by=school_client.user, institution=school_client.actor)

    for name in ("proof", "proof_review", "proof_sent"):
        response = school_client.get(url(name, case), follow=True)
        assert response.redirect_chain[-1][0] == case.get_absolute_url()
    refused = school_client.post(url("proof", case), {"begin": "1"})
    assert refused["Location"] == case.get_absolute_url()
    assert not proofs.is_begun(case)


def test_queries_do_not_grow_with_rows(begun, school_client, django_assert_max_num_queries, today):
    counts = []
    for number in (1, 3):
        for index in range(number - actual_lines(begun).count()):
            row = add_appointment(begun, today - timedelta(days=3 + index))
            CostLine.objects.create(appointment=row, phase="actual", **BUS)
        for line in actual_lines(begun):
            prove(line, by=begun.submitted_by, number=f"N{number}-{line.pk}")
        pages = (url("proof", begun), url("proof_review", begun), begun.get_absolute_url())
        counts.append(
            [queries_of(school_client, page, django_assert_max_num_queries) for page in pages]
        )

    assert counts[0] == counts[1]


def test_module_switch_hides_the_proof(begun, school_client, region):
    region.modules = []
    region.save()

    assert school_client.get(url("proof", begun)).status_code == 404
    assert school_client.get(reverse("funding:venue_thanks")).status_code == 404
