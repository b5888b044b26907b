"""What the institution reads: one of six stages, the next step, and the day that counts."""

from datetime import date

import pytest

from funding import actions, stages, workflow
from funding.models import Application
from tests.factories.funding import (
    let_pass,
    make_decided,
    make_draft,
    make_in_review,
    make_officer,
    make_paid,
    make_proposed,
    make_report,
    make_reported,
)
from tests.factories.granted import (
    fresh,
    make_claim_open,
    make_hearing,
    make_overdue,
    make_revocation_proposed,
    make_waitlisted,
)


def test_every_stage_is_one_of_six():
    assert {stages.STAGES[status].group for status in Application.Status} == set(stages.Group)
    assert [str(group.label) for group in stages.Group] == [
        "Entwurf",
        "Eingegangen",
        "Rückfrage",
        "Entschieden",
        "Nachweis",
        "Abgeschlossen",
    ]


@pytest.mark.parametrize(
    ("make", "group", "day_label", "day"),
    [
        (make_draft, "draft", "Erster Termin", date(2026, 5, 1)),
        (make_proposed, "received", "Erster Termin", date(2026, 5, 1)),
        (make_waitlisted, "received", "Erster Termin", date(2026, 5, 1)),
        (make_decided, "decided", "Erster Termin", date(2026, 5, 1)),
        (lambda: let_pass(make_decided()), "proof", "Nachweis bis", date(2026, 4, 12)),
        (make_reported, "proof", "", None),
        (lambda: make_hearing(stated=False), "query", "Stellungnahme bis", date(2026, 3, 16)),
        (make_hearing, "query", "", None),
        (lambda: make_overdue(reminders=1), "proof", "Nachweis bis", date(2026, 3, 1)),
        (make_claim_open, "closed", "Rückzahlung bis", date(2026, 4, 1)),
        (make_paid, "closed", "", None),
    ],
)
def test_stage_names_the_next_day(db, make, group, day_label, day):
    stage = stages.stage(fresh(make()))

    assert (stage.group, stage.day_label, stage.day) == (group, day_label, day)


def test_question_and_its_day_come_first(db):
    case = make_in_review()
    actions.request_info(
        application=case, by=make_officer(), items=["Was?"], due_on=date(2026, 3, 20)
    )

    stage = stages.stage(fresh(case))

    assert (stage.group, stage.day_label, stage.day) == ("query", "Antwort bis", date(2026, 3, 20))


def test_office_matters_are_not_told():
    """Who waits for a signature, and where money was refused inside, reads nothing of it."""
    for inner, outer in (
        ("proposed", "in_review"),
        ("change_proposed", "change_requested"),
    ):
        assert stages.STAGES[inner] == stages.STAGES[outer]
    words = " ".join(f"{stage.label} {stage.next_step}" for stage in stages.STAGES.values())
    assert not {"Zeichnung", "Vorschlag", "Vier-Augen"} & set(words.split())


def test_proposed_revocation_reads_like_a_hearing_that_was_answered(db):
    assert stages.stage(make_revocation_proposed()) == stages.stage(make_hearing())


def test_announced_lapse_says_what_follows(db):
    stage = stages.stage(make_overdue(reminders=3))

    assert (stage.label, stage.tone) == ("Nachweis fällig", "danger")
    assert "widerrufen wir den Zuschuss" in str(stage.next_step)


def test_internal_notes_reach_no_mail(db, mailoutbox):
    case = make_reported()
    mailoutbox.clear()
    officer = make_officer()
    actions.query_report(application=case, by=officer, items=["Was?"], due_on=date(2026, 3, 20))
    actions.resume_report(application=case, by=officer, note="GEHEIM")

    assert all("GEHEIM" not in mail.body for mail in mailoutbox)
    assert case.steps.last().note_public == ""


def test_case_taken_over_from_before_is_not_asked_for_a_report(db):
    case = let_pass(make_decided())
    Application.objects.filter(pk=case.pk).update(imported_from="alt.csv")

    assert stages.stage(fresh(case)).label == "Bewilligt"


def test_available_verbs_follow_the_person(db):
    report = make_report()
    case = report.application

    assert workflow.available(case, case.submitted_by) == [
        "request_change",
        "cancel",
        "submit_report",
    ]
    assert workflow.available(case, make_officer("review_application")) == [
        "open_change",
        "cancel",
        "open_hearing",
    ]
