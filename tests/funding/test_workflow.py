"""The table of transitions: each allowed once, refused from every other state; roles, four eyes, conflict."""

from pathlib import Path

import pytest
from django.conf import settings

from bildungsregion.base.errors import DomainError
from funding import actions, workflow
from funding.models import Application, Step
from tests.factories.funding import (
    confirm,
    make_decided,
    make_draft,
    make_in_review,
    make_member,
    make_officer,
    make_order_failed,
    make_ordered,
    make_paid,
    make_proposed,
    make_reported,
    make_settled,
    make_submitted,
)
from tests.factories.granted import (
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


Status = Application.Status


def make_info_requested(today):
    application = make_in_review()
    actions.request_info(
        application=application,
        by=make_officer(),
        items=["Welche Klasse?"],
        due_on=today.replace(month=12),
    )
    application.refresh_from_db()
    return application


def make_report_query(today):
    application = make_reported()
    actions.query_report(
        application=application,
        by=make_officer(),
        items=["Welche Klasse?"],
        due_on=today.replace(month=12),
    )
    application.refresh_from_db()
    return application


def make_confirmed():
    application = make_settled()
    confirm(application.payment_order)
    return application


def make_withdrawn():
    application = make_submitted()
    return actions.withdraw(application=application, by=application.created_by)


@pytest.fixture
def in_state(db, today):
    """in_state("proposed"): a case of that state, as its actions leave it."""
    makers = {
        Status.DRAFT: make_draft,
        Status.SUBMITTED: make_submitted,
        Status.IN_REVIEW: make_in_review,
        Status.INFO_REQUESTED: lambda: make_info_requested(today),
        Status.PROPOSED: make_proposed,
        Status.APPROVED: make_decided,
        Status.REJECTED: lambda: make_decided(amount=0, reasons="Außerhalb des Landkreises."),
        Status.WITHDRAWN: make_withdrawn,
        Status.WAITLISTED: make_waitlisted,
        Status.CHANGE_REQUESTED: make_change_requested,
        Status.CHANGE_PROPOSED: make_change_proposed,
        Status.CANCELLED: make_cancelled,
        Status.LAPSED: make_lapsed,
        Status.HEARING: make_hearing,
        Status.REVOCATION_PROPOSED: make_revocation_proposed,
        Status.REVOKED: make_revoked,
        Status.CLAIM_OPEN: make_claim_open,
        Status.REPORTED: make_reported,
        Status.REPORT_QUERY: lambda: make_report_query(today),
        Status.SETTLED: lambda: make_confirmed(),
        Status.ORDERED: make_ordered,
        Status.ORDER_FAILED: make_order_failed,
        Status.PAID: lambda: make_ordered(),
        Status.CLOSED: make_paid,
    }
    assert set(makers) == set(Status), "every state needs a way to get there"
    return lambda status: makers[status]()


def right_person(application, verb):
    who = workflow.TRANSITIONS[verb][2]
    if who is workflow.SYSTEM:
        return None
    if who is workflow.APPLICANT:
        return application.created_by
    return make_officer(name="Vertretung")


# Steps that ask for more than the state: a case that has it.
READY = {
    "remind": lambda: make_overdue(),
    "announce_lapse": lambda: make_overdue(reminders=2),
    "lapse": lambda: make_overdue(reminders=3),
    "end_hearing": lambda: make_hearing(paid=True),
}


@pytest.mark.parametrize("status", Status)
def test_each_transition_is_allowed_from_its_states_and_refused_from_all_others(in_state, status):
    application = in_state(status)
    for verb, (sources, target, _who) in workflow.TRANSITIONS.items():
        application.status = status
        by = right_person(application, verb)
        if status in sources:
            ready = READY[verb]() if verb in READY else application
            by = right_person(ready, verb)
            step = workflow.step(ready, verb, by=by)
            assert (ready.status, step.from_status, step.to_status) == (target, status, target)
            assert (step.verb, step.taken_by) == (verb, by)
        else:
            with pytest.raises(DomainError, match="nicht möglich"):
                workflow.step(application, verb, by=by)
            assert application.status == status


def test_refusal_names_the_state_and_the_step(db):
    application = make_draft()

    sentence = workflow.refusal(application, "approve", make_officer())

    assert (
        sentence
        == "Der Antrag hat den Stand „Entwurf“. „Bewilligung zeichnen“ ist da nicht möglich."
    )


WITH_A_PERSON = [
    verb for verb, (_from, _to, who) in workflow.TRANSITIONS.items() if who is not workflow.SYSTEM
]


@pytest.mark.parametrize("verb", WITH_A_PERSON)
def test_nobody_else_takes_a_step(in_state, verb):
    """A stranger, the other side and an office member without the right are refused, each step."""
    sources, _target, who = workflow.TRANSITIONS[verb]
    application = in_state(sorted(sources)[0])
    stranger = make_member(make_draft(programme=application.programme).institution)
    before = Step.objects.count()
    for by in (
        stranger,
        make_officer() if who is workflow.APPLICANT else make_officer("view_application"),
    ):
        with pytest.raises(DomainError, match="Berechtigung"):
            workflow.step(application, verb, by=by)
    assert Step.objects.count() == before


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_proposer_never_signs(db, verb):
    case_worker = make_officer()
    application = make_proposed(case_worker=case_worker)

    with pytest.raises(DomainError, match="Zeichnen muss sie jemand anderes"):
        workflow.step(application, verb, by=case_worker)


def test_superuser_never_signs_an_own_proposal(db):
    """Nasty case 11."""
    boss = make_officer(is_superuser=True)
    application = make_proposed(case_worker=boss)

    assert workflow.available(application, boss) == ["put_on_waitlist", "send_back"]
    with pytest.raises(DomainError, match="Zeichnen muss sie jemand anderes"):
        actions.sign(application=application, by=boss)


@pytest.mark.parametrize("confirmed", [True, False])
def test_tie_to_the_institution_bars_the_office(db, confirmed):
    """Nasty case 11: the case worker is also a parent representative; an unconfirmed tie counts."""
    application = make_submitted()
    parent = make_member(
        application.institution, confirmed=confirmed, is_staff=True, is_superuser=True
    )

    with pytest.raises(DomainError, match="Vertretung"):
        actions.start_review(application=application, by=parent)
    assert not {"start_review", "approve"} & set(workflow.available(application, parent))


def test_available_lists_the_buttons_of_each_side(db):
    application = make_submitted()

    assert workflow.available(application, application.created_by) == ["withdraw"]
    assert workflow.available(application, make_officer()) == ["start_review"]
    assert workflow.available(application, make_officer("view_application")) == []


@pytest.mark.parametrize(
    ("status", "label"),
    [
        (Status.DRAFT, "Entwurf"),
        (Status.SUBMITTED, "Eingegangen"),
        (Status.IN_REVIEW, "In Prüfung"),
        (Status.INFO_REQUESTED, "Rückfrage"),
        (Status.PROPOSED, "In Prüfung"),
        (Status.APPROVED, "Bewilligt"),
        (Status.REJECTED, "Abgelehnt"),
        (Status.WITHDRAWN, "Zurückgezogen"),
        (Status.WAITLISTED, "Warteliste"),
        (Status.CHANGE_REQUESTED, "Änderung in Prüfung"),
        (Status.CHANGE_PROPOSED, "Änderung in Prüfung"),
        (Status.CANCELLED, "Abgesagt"),
        (Status.LAPSED, "Verfallen"),
        (Status.HEARING, "Anhörung"),
        (Status.REVOCATION_PROPOSED, "Anhörung"),
        (Status.REVOKED, "Widerrufen"),
        (Status.CLAIM_OPEN, "Rückforderung"),
        (Status.REPORTED, "Nachweis eingegangen"),
        (Status.REPORT_QUERY, "Rückfrage zum Nachweis"),
        (Status.SETTLED, "Nachweis geprüft"),
        (Status.ORDERED, "Nachweis geprüft"),
        (Status.ORDER_FAILED, "Zahlung nicht gelungen"),
        (Status.PAID, "Ausgezahlt"),
        (Status.CLOSED, "Abgeschlossen"),
    ],
)
def test_institution_reads_plain_stages(status, label):
    stage = workflow.stage(Application(status=status, computed_cents=100, decided_cents=None))

    assert stage.label == label
    assert stage.next_step


def test_partial_grant_has_its_own_stage():
    partly = Application(status=Status.APPROVED, computed_cents=100, decided_cents=99)

    assert workflow.stage(partly).label == "Teilweise bewilligt"


def test_table_in_the_papers_is_the_table():
    papers = Path(settings.BASE_DIR, "docs", "funding.md").read_text()

    assert workflow.as_markdown() in papers


def test_diagram_in_the_papers_is_the_table():
    papers = Path(settings.BASE_DIR, "docs", "funding.md").read_text()

    assert f"```mermaid\n{workflow.as_mermaid()}```\n" in papers


def test_what_follows_by_itself_has_no_button(db):
    case = make_settled()

    assert "close" not in workflow.available(case, make_officer(is_superuser=True))


def test_every_verb_has_a_label_and_every_state_a_stage():
    assert set(workflow.LABELS) == set(workflow.TRANSITIONS)
    assert set(workflow.STAGES) == set(Status)
