"""The office's steps through its own pages: what is said, what happens, who may, and what is kept."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from actors.models import Membership
from funding import actions, case_page, workflow
from funding.models import Application
from tests.factories.funding import (
    make_budget_year,
    make_draft,
    make_in_review,
    make_officer,
    make_proposed,
    make_submitted,
)
from tests.factories.office import SCHOOL, SUPERUSER, make_client
from tests.funding.office import READERS, all_open, by_role, outcomes, page_of, said, shown, text_of


pytestmark = pytest.mark.django_db


# Who comes in


def test_case_page_by_role(region):
    case = make_submitted()

    assert outcomes(page_of(case)) == by_role(*READERS)
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

    assert outcomes(page_of(case, name)) == by_role(*roles)
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

    # Who may sign is told that the case is not there yet; who may not, that it is not theirs to do.
    signs = 409 if name == "sign" else 403
    assert statuses == [403, 403, 403, signs, 302]
    assert Application.objects.values().get(pk=case.pk) == before


def test_files_of_a_case_by_role(region):
    case = make_proposed()

    assert outcomes(page_of(case, "draft", "pdf")) == by_role(*READERS)
    letter = reverse("admin:funding_letter_file", args=[case.letters.get().pk])
    assert outcomes(letter) == by_role(*READERS)


def test_booking_page_by_role(region):
    url = reverse("admin:funding_budgetyear_book", args=[make_budget_year().pk, "sperren"])

    assert outcomes(url) == by_role("kasse", "administration", SUPERUSER)


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


def test_every_page_of_a_step_is_one_of_the_office():
    office = {verb for verb, row in workflow.TRANSITIONS.items() if row[2] in case_page.RIGHTS}

    assert set(case_page.PAGES) <= office


# Checks and questions


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
