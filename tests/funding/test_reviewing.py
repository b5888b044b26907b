"""What the case worker does: take up, check, ask back, hand on."""

from datetime import timedelta

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions
from funding.models import Application, CheckItem, CostLine
from tests.factories.funding import (
    make_in_review,
    make_member,
    make_officer,
    make_proposed,
    make_school,
    make_submitted,
)


def test_taking_up_lays_out_the_checks(db):
    officer = make_officer()

    application = actions.start_review(application=make_submitted(), by=officer)

    assert application.assignee == officer
    assert list(application.checks.values_list("result", flat=True)) == ["open"] * len(
        CheckItem.Code
    )


def test_checking_the_applicant_confirms_the_tie(db):
    school = make_school()
    newcomer = make_member(school, confirmed=False)
    officer = make_officer()
    application = make_in_review(
        institution=school, by=newcomer, case_worker=officer, checked=False
    )

    actions.record_check(application=application, code="applicant", result="ok", by=officer)

    tie = school.memberships.get(user=newcomer)
    assert (tie.confirmed_by, tie.confirmed_at is not None) == (officer, True)


def test_failed_check_needs_a_note_and_can_be_reopened(db):
    officer = make_officer()
    application = make_in_review(case_worker=officer, checked=False)

    with pytest.raises(DomainError, match="vermerken"):
        actions.record_check(application=application, code="place", result="not_ok", by=officer)
    actions.record_check(
        application=application, code="place", result="not_ok", note="Hamburg", by=officer
    )
    check = actions.record_check(application=application, code="place", result="open", by=officer)

    assert (check.checked_at, check.checked_by) == (None, None)


def test_checks_belong_to_review_and_to_the_office(db):
    officer = make_officer()
    application = make_in_review(case_worker=officer)
    with pytest.raises(DomainError, match="nicht prüfen"):
        actions.record_check(
            application=application, code="place", result="ok", by=application.created_by
        )
    proposed = make_proposed()
    with pytest.raises(DomainError, match="in Prüfung"):
        actions.record_check(application=proposed, code="place", result="ok", by=officer)


def test_case_is_handed_on_to_who_may_take_it(db):
    officer, colleague = make_officer(), make_officer(name="Vertretung")
    application = make_in_review(case_worker=officer)

    assert actions.assign(application=application, to=colleague, by=officer).assignee == colleague
    with pytest.raises(DomainError, match="nicht bearbeiten"):
        actions.assign(application=application, to=application.created_by, by=officer)
    with pytest.raises(DomainError, match="nicht von Ihnen"):
        actions.assign(application=application, to=officer, by=application.created_by)


def test_question_opens_named_steps_and_the_answer_closes_them(db, mailoutbox, today):
    officer = make_officer()
    application = make_in_review(case_worker=officer)
    by, due = application.created_by, today + timedelta(days=14)
    mailoutbox.clear()

    asked = {"items": ["Was kostet der Bus?", " "], "sections": ["kosten"], "due_on": due}
    request = actions.request_info(application=application, by=officer, **asked)
    application = Application.objects.get(pk=application.pk)
    assert (request.items, application.editable_sections) == (["Was kostet der Bus?"], ["kosten"])
    with actions.editing(
        application=application, section="kosten", by=by, version=application.version
    ):
        CostLine.objects.update(total_cents=400_00)
    with (
        pytest.raises(DomainError, match="nicht geändert"),
        actions.editing(
            application=application, section="termine", by=by, version=application.version
        ),
    ):
        pytest.fail("this step is not open")
    answered = actions.answer_info(application=application, by=by, answer="Jetzt 400 Euro.")

    assert (answered.status, answered.computed_cents, answered.requested_cents) == (
        "in_review",
        320_00,
        280_00,
    )
    request.refresh_from_db()
    assert (request.answer, request.answered_by) == ("Jetzt 400 Euro.", by)
    assert Application.objects.get(pk=application.pk).editable_sections == []
    assert [snapshot.occasion for snapshot in application.snapshots.all()] == [
        "submission",
        "answer",
    ]
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([by.email], "KB-2026-0001: Wir haben eine Rückfrage"),
        ([officer.email], "KB-2026-0001: Rückfrage beantwortet"),
    ]


def test_question_needs_words_and_a_day_ahead_and_an_answer_too(db, today):
    officer = make_officer()
    application = make_in_review(case_worker=officer)
    with pytest.raises(DomainError, match="mindestens eine Frage"):
        actions.request_info(
            application=application, by=officer, items=["  "], due_on=today + timedelta(days=1)
        )
    with pytest.raises(DomainError, match="Zukunft"):
        actions.request_info(application=application, by=officer, items=["Was?"], due_on=today)

    actions.request_info(
        application=application, by=officer, items=["Was?"], due_on=today + timedelta(days=1)
    )
    with pytest.raises(DomainError, match="schreiben Sie eine Antwort"):
        actions.answer_info(application=application, by=application.created_by)


def test_answer_may_not_empty_the_application(db, today):
    officer = make_officer()
    application = make_in_review(case_worker=officer)
    ask = {"items": ["Kosten?"], "sections": ["kosten"], "due_on": today + timedelta(days=9)}
    actions.request_info(application=application, by=officer, **ask)
    CostLine.objects.all().delete()

    with pytest.raises(actions.IncompleteError, match="kostet"):
        actions.answer_info(application=application, by=application.created_by, answer="Fertig")


def test_office_goes_on_without_an_answer(db, today):
    officer = make_officer()
    application = make_in_review(case_worker=officer)
    actions.request_info(
        application=application, by=officer, items=["Was?"], due_on=today + timedelta(days=1)
    )

    application = actions.resume_review(
        application=application, by=officer, note="Telefonisch geklärt"
    )

    request = application.info_requests.get()
    assert (application.status, request.closed_by, request.answered_by) == (
        "in_review",
        officer,
        None,
    )
    assert application.steps.last().note_internal == "Telefonisch geklärt"
