"""Who may see what of an application: strangers nothing, members theirs, the office what was filed."""

import pytest
from django.urls import reverse

from funding import actions
from funding.models import Application
from tests.factories.funding import (
    make_budget_year,
    make_decided,
    make_draft,
    make_in_review,
    make_member,
    make_officer,
    make_order_failed,
    make_paid,
    make_rule_set,
    make_school,
    make_submitted,
    make_user,
)
from tests.factories.granted import make_change_requested, make_claim_open, make_hearing
from tests.funding.browsing import (
    signed_in,
    step,
    text_of,
    url,
)


@pytest.fixture
def rules(region):
    return make_rule_set()


def make_unheard() -> Application:
    return make_hearing(stated=False)


def pages_of(case: Application) -> list[str]:
    names = ["application_detail", "application_review", "application_submitted", "application_answer",
             "application_discard", "application_withdraw", "application_receipt", "application_change",
             "application_retract", "application_cancel", "application_hearing", "application_account",
             "application_delivery", "application_copy"]  # fmt: skip
    sections = [step(case, section) for section in Application.Section]
    return [url(name, case) for name in names] + sections


@pytest.mark.parametrize(
    "made",
    [make_draft, make_submitted, make_decided, make_change_requested, make_unheard, make_order_failed,
     make_paid, make_claim_open],
)  # fmt: skip
def test_strangers_find_nothing(rules, made):
    case = made()
    strangers = [make_user(), make_member(make_school(name="Nachbarschule"))]

    answers = {
        signed_in(user).get(page).status_code for user in strangers for page in pages_of(case)
    } | {signed_in(user).post(page).status_code for user in strangers for page in pages_of(case)}

    assert answers <= {404, 405}
    assert Application.objects.get(pk=case.pk).version == case.version


def test_visitors_are_sent_to_the_login(rules, client):
    case = make_submitted()

    assert {client.get(page)["Location"] for page in pages_of(case)} == {
        f"/konto/anmelden/?next={page}" for page in pages_of(case)
    }


def test_made_up_numbers_look_like_those_of_others(rules):
    case, client = make_submitted(), signed_in(make_user())

    bodies = {client.get(f"/foerderung/antraege/{key}/").content.replace(key.encode(), b"")
              for key in (case.number, case.token, "KB-2026-9999")}  # fmt: skip

    assert len(bodies) == 1


def test_unconfirmed_member_sees_only_own_cases(rules):
    school = make_school()
    others = make_draft(by=make_member(school), institution=school)
    newcomer = make_member(school, confirmed=False)
    own = make_draft(by=newcomer, institution=school, title="Mein eigener")

    client = signed_in(newcomer)

    assert client.get(step(others, "vorhaben")).status_code == 404
    assert client.get(step(own, "vorhaben")).status_code == 200
    assert [case.pk for case in client.get(reverse("my_area")).context["cases"]] == [own.pk]


def test_confirmed_member_sees_all_of_the_institution(rules):
    school = make_school()
    case = make_draft(by=make_member(school), institution=school)

    assert signed_in(make_member(school)).get(step(case, "vorhaben")).status_code == 200


def test_office_reads_filed_cases_and_writes_in_none(rules):
    case, draft, office = make_decided(), make_draft(), signed_in(make_officer())
    read_only = {url(name, case) for name in ("application_detail", "application_receipt")}
    written = [page for page in pages_of(case) if page not in read_only]

    assert office.get(url("application_detail", case)).status_code == 200
    assert {office.get(page).status_code for page in [*written, step(draft, "vorhaben")]} == {404}
    assert {office.post(page).status_code for page in written} == {404}
    assert Application.objects.get(pk=case.pk).version == case.version


def test_detail_never_shows_internal_notes(rules, school_client):
    case = make_in_review(by=school_client.user, institution=school_client.actor)
    case.checks.update(note="nur für uns")
    actions.propose(
        application=case,
        by=case.assignee,
        amount_cents=case.computed_cents,
        budget_year=make_budget_year(case.programme),
    )
    actions.send_back(application=case, by=make_officer(), note="intern zurück")

    html = text_of(school_client.get(url("application_detail", case)))

    assert [note in html for note in ("nur für uns", "intern zurück", "Zur Zeichnung")] == [
        False
    ] * 3
    assert "In Prüfung" in html


def test_decided_case_offers_its_letter(rules, school_client):
    case = make_decided(by=school_client.user, institution=school_client.actor)
    letter = case.letters.get(kind="grant_notice")

    html = text_of(school_client.get(url("application_detail", case)))
    response = school_client.get(url("letter_download", case, letter.pk))

    assert "280,00 €" in html
    assert letter.get_absolute_url() in html
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert signed_in(make_user()).get(url("letter_download", case, letter.pk)).status_code == 404
