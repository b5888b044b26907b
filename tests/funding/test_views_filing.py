"""Filing, answering and ending a case; the lists of them."""

import pytest
from django.urls import reverse

from funding import actions
from funding.models import Application
from tests.factories.funding import (
    make_draft,
    make_in_review,
    make_rule_set,
    make_submitted,
    make_user,
)
from tests.funding.browsing import (
    DECLARED,
    queries_of,
    signed_in,
    step,
    text_of,
    url,
    with_stamp,
)


@pytest.fixture
def rules(region):
    return make_rule_set()


@pytest.fixture
def draft(rules, school_client):
    return make_draft(by=school_client.user, institution=school_client.actor)


# Filing


def test_filing_gives_number_receipt_and_mail(
    draft, school_client, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = school_client.post(
            url("application_review", draft), DECLARED | {"token": "one"}, follow=True
        )
        actions.acknowledge_all()

    draft.refresh_from_db()
    html = text_of(response)
    assert response.redirect_chain[-1][0] == "/foerderung/antraege/KB-2026-0001/eingegangen/"
    assert "<h1>KB-2026-0001</h1>" in html
    assert (draft.status, draft.rule_set.version, draft.draft_data) == ("submitted", "2017", {})
    assert len(mailoutbox) == 1


def test_filing_five_times_makes_one_case_and_every_answer_leads_to_it(
    draft, school_client, mailoutbox
):
    address, sent = url("application_review", draft), DECLARED | {"token": "one"}

    places = [school_client.post(address, sent)["Location"] for _ in range(5)]
    actions.acknowledge_all()

    assert set(places) == {"/foerderung/antraege/KB-2026-0001/eingegangen/"}
    assert (Application.objects.filed().count(), len(mailoutbox)) == (1, 1)


def test_filing_in_a_second_window_leads_to_the_case(draft, school_client):
    school_client.post(url("application_review", draft), DECLARED | {"token": "one"})

    response = school_client.post(
        f"/foerderung/antraege/{draft.token}/pruefen/", DECLARED | {"token": "two"}
    )

    assert response["Location"] == "/foerderung/antraege/KB-2026-0001/"


def test_filing_what_was_changed_since_it_was_looked_over_is_refused(draft, school_client):
    seen = draft.version
    changed = with_stamp(draft, "kosten", **{"t0-0-summe": "900"})
    school_client.post(step(draft, "kosten"), changed)

    sent = DECLARED | {"token": "x", "version": str(seen)}
    response = school_client.post(url("application_review", draft), sent)

    assert response.status_code == 409
    assert "Der Antrag wurde inzwischen geändert." in text_of(response)
    assert "900,00 €" in text_of(response)
    assert f'name="version" value="{Application.objects.get().version}"' in text_of(response)
    assert Application.objects.get().is_draft


def test_filing_needs_the_declarations(draft, school_client):
    Application.objects.filter(pk=draft.pk).update(declared_true=False)

    response = school_client.post(
        url("application_review", draft), {"declared_true": "on", "token": "x"}
    )

    html = text_of(response)
    assert response.status_code == 422
    assert "Bitte bestätigen Sie das." in html
    assert Application.objects.get().is_draft


@pytest.mark.parametrize(
    ("section", "typed", "sentence"),
    [
        ("finanzierung", {"iban": "DE00"}, "IBAN: Diese IBAN kann nicht stimmen."),
        (
            "kosten",
            {"t0-0-summe": "12,505"},
            "oder Summe in €: Bitte geben Sie höchstens zwei Stellen",
        ),
        ("vorhaben", {"title": ""}, "Titel des Vorhabens: "),
        ("termine", {"t0-datum": "2026-03-02"}, "Datum: Der Termin muss in der Zukunft liegen"),
    ],
)
def test_filing_refuses_what_was_not_understood(draft, school_client, section, typed, sentence):
    school_client.post(step(draft, section), with_stamp(draft, section, **typed))

    shown = text_of(school_client.get(url("application_review", draft)))
    response = school_client.post(url("application_review", draft), DECLARED | {"token": "x"})

    assert sentence in shown
    assert f'href="{step(draft, section)}?pruefen"' in shown
    assert response.status_code == 422
    assert Application.objects.get().is_draft


def test_filing_late_is_allowed_and_told(rules, school_client):
    draft = make_draft(by=school_client.user, institution=school_client.actor, days_ahead=10)

    html = text_of(school_client.get(url("application_review", draft)))
    school_client.post(url("application_review", draft), DECLARED | {"token": "x"})

    draft.refresh_from_db()
    assert "Der Antrag kommt später, als wir ihn gern hätten." in html
    assert (draft.status, draft.late) == ("submitted", True)


def test_receipt_is_a_pdf_for_members_only(rules, school_client):
    case = make_submitted(by=school_client.user, institution=school_client.actor)
    address = url("application_receipt", case)

    response = school_client.get(address)

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert signed_in(make_user()).get(address).status_code == 404


# The office asks back


@pytest.fixture
def asked(rules, school_client, today):
    """A case with a question that reopens the appointments."""
    case = make_in_review(by=school_client.user, institution=school_client.actor)
    officer = case.assignee
    due = today.replace(day=20)
    actions.request_info(
        application=case, by=officer, items=["Wie viele Kinder?"], due_on=due, sections=["termine"]
    )
    case.refresh_from_db()
    return case


def test_question_reopens_only_the_named_steps(asked, school_client):
    opened = text_of(school_client.get(step(asked, "termine")))
    closed = school_client.get(step(asked, "kosten"))
    refused = school_client.post(
        step(asked, "kosten"), with_stamp(asked, "kosten", **{"t0-0-summe": "1"})
    )

    assert "Bitte antworten Sie bis 20. März 2026." in opened
    assert "Wie viele Kinder?" in opened
    assert closed["Location"] == asked.get_absolute_url()
    assert refused.status_code == 409


def test_answer_takes_over_the_changed_step_and_closes_it(asked, school_client):
    school_client.post(step(asked, "termine"), with_stamp(asked, "termine", **{"t0-kinder": "30"}))

    response = school_client.post(
        url("application_answer", asked), {"answer": "Es sind mehr geworden."}, follow=True
    )

    asked = Application.objects.get()
    assert (asked.status, asked.appointments.get().children, asked.draft_data) == (
        "in_review",
        30,
        {},
    )
    assert asked.appointments.get().cost_lines.get().total_cents == 350_00
    assert "Es sind mehr geworden." in text_of(response)


def test_answer_with_a_step_that_is_wrong_is_refused(asked, school_client):
    school_client.post(
        step(asked, "termine"), with_stamp(asked, "termine", **{"t0-kinder": "viele"})
    )

    response = school_client.post(url("application_answer", asked), {"answer": "Hier."})

    asked.refresh_from_db()
    assert response.status_code == 422
    assert (asked.status, asked.appointments.get().children) == ("info_requested", 22)
    assert "Hier.</textarea>" in text_of(response)


# Ends


def test_draft_is_discarded_after_a_question(draft, school_client):
    shown = school_client.get(url("application_discard", draft))
    response = school_client.post(url("application_discard", draft))

    assert "Entwurf verwerfen?" in text_of(shown)
    assert (response["Location"], Application.objects.count()) == (reverse("my_area"), 0)


def test_case_is_withdrawn_after_a_question(rules, school_client):
    case = make_submitted(by=school_client.user, institution=school_client.actor)

    response = school_client.post(
        url("application_withdraw", case), {"note": "Fällt aus"}, follow=True
    )

    case.refresh_from_db()
    assert case.status == "withdrawn"
    assert "Zurückgezogen" in text_of(response)


# Lists


def test_my_area_explains_how_to_begin(rules):
    html = text_of(signed_in(make_user()).get(reverse("my_area")))

    assert "Noch kein Antrag" in html
    assert reverse("funding:application_create") in html


def test_my_area_knows_no_fund_where_the_region_has_none(rules, school_client, region):
    make_draft(by=school_client.user, institution=school_client.actor)
    region.modules = []
    region.save()

    html = text_of(school_client.get(reverse("my_area")))

    assert "/foerderung/" not in html
    assert "Grundschule Adendorf" in html


def test_my_area_queries_do_not_grow(rules, school_client, django_assert_max_num_queries, today):
    def add():
        case = make_in_review(by=school_client.user, institution=school_client.actor)
        actions.request_info(
            application=case, by=case.assignee, items=["Wann?"], due_on=today.replace(day=20)
        )

    add()
    one = queries_of(school_client, reverse("my_area"), django_assert_max_num_queries)
    add()
    add()

    assert queries_of(school_client, reverse("my_area"), django_assert_max_num_queries) == one


@pytest.mark.parametrize("section", ["termine", "kosten", "einrichtung"])
def test_step_queries_do_not_grow(rules, school_client, django_assert_max_num_queries, section):
    draft = make_draft(by=school_client.user, institution=school_client.actor)
    one = queries_of(school_client, step(draft, section), django_assert_max_num_queries)
    for key in ("t1", "t2"):
        typed = {f"{key}-datum": "2026-05-10", f"{key}-kinder": "20"}
        school_client.post(step(draft, "termine"), with_stamp(draft, "termine", **typed))
        costs = {f"{key}-0-art": "bus", f"{key}-0-summe": "5"}
        school_client.post(step(draft, "kosten"), with_stamp(draft, "kosten", **costs))

    assert queries_of(school_client, step(draft, section), django_assert_max_num_queries) <= one


def test_detail_queries_do_not_grow(rules, school_client, django_assert_max_num_queries):
    counts = []
    for number in (1, 3):
        costs = tuple({"kind": "bus", "total_cents": 100_00 + n} for n in range(number))
        case = make_submitted(by=school_client.user, institution=school_client.actor, costs=costs)
        counts.append(
            queries_of(
                school_client, url("application_detail", case), django_assert_max_num_queries
            )
        )

    assert counts[0] == counts[1]
