"""Submission: number, day, rules, frozen state, receipt; and what is refused."""

import hashlib
from datetime import date

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions
from funding.actions.cases import digest
from funding.models import Letter, RuleSet, Snapshot
from tests.factories.funding import (
    add_appointment,
    make_draft,
    make_member,
    make_programme,
    make_rule_set,
    make_school,
    make_submitted,
)


def test_submission_gives_number_rules_state_receipt_and_mail(db, mailoutbox, today):
    draft = make_draft(title="Salz & <b>Kultur</b>")

    application = actions.submit(application=draft, by=draft.created_by, token="formular-1")

    assert (application.number, application.status) == ("KB-2026-0001", "submitted")
    assert (application.received_on, application.late) == (today, False)
    assert (application.requested_cents, application.computed_cents) == (280_00, 280_00)
    assert RuleSet.objects.get(pk=application.rule_set_id).locked is True
    snapshot = application.snapshots.get()
    assert (snapshot.occasion, snapshot.result_cents) == ("submission", 280_00)
    assert snapshot.input_json["appointments"][0]["costs"][0]["total_cents"] == 350_00
    assert snapshot.sha256 == digest({"input": snapshot.input_json, "steps": snapshot.steps_json})
    letter = application.letters.get()
    assert (letter.kind, letter.number) == ("receipt", "KB-2026-0001/1")
    letter = actions.acknowledge(letter=letter)
    with letter.pdf.open("rb") as pdf:
        content = pdf.read()
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == letter.sha256
    [mail] = mailoutbox
    assert mail.to == [draft.created_by.email]
    assert mail.subject == "KB-2026-0001: Ihr Antrag ist eingegangen"
    assert [(name, mime) for name, _content, mime in mail.attachments] == [
        ("Eingangsbestätigung_KB-2026-0001-1.pdf", "application/pdf")
    ]
    assert [(step.verb, step.taken_by) for step in application.steps.all()] == [
        ("submit", draft.created_by)
    ]


def test_double_click_files_once(db, mailoutbox):
    """Nasty case 2: the same form again gives the filed case and does nothing."""
    draft = make_draft()

    answers = [actions.submit(application=draft, by=draft.created_by, token="t") for _ in range(3)]
    actions.acknowledge_all()

    assert {answer.number for answer in answers} == {"KB-2026-0001"}
    assert (len(mailoutbox), Letter.objects.count(), Snapshot.objects.count()) == (1, 1, 1)


def test_form_of_another_application_is_outdated(db):
    filed = make_submitted(token="formular")
    draft = make_draft(programme=filed.programme)

    with pytest.raises(DomainError, match="veraltet"):
        actions.submit(application=draft, by=draft.created_by, token="formular")
    with pytest.raises(DomainError, match="veraltet"):
        actions.create_draft(
            programme=draft.programme,
            institution=draft.institution,
            by=draft.created_by,
            token=filed.token,
        )


def test_numbers_count_up_within_the_year(db, clock):
    first, second = make_submitted(), make_submitted()
    clock("2027-01-01 00:00")
    third = make_submitted()

    assert [case.number for case in (first, second, third)] == [
        "KB-2026-0001",
        "KB-2026-0002",
        "KB-2027-0001",
    ]


def test_incomplete_application_names_everything_missing(db):
    draft = make_draft(title="", iban="DE00", declared_true=False, third_party_cents=1, costs=())
    draft.appointments.update(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 2))

    with pytest.raises(actions.IncompleteError) as refused:
        actions.submit(application=draft, by=draft.created_by, token="t")

    assert [(problem.section, problem.text) for problem in refused.value.problems] == [
        ("vorhaben", "Bitte geben Sie dem Vorhaben einen Titel."),
        (
            "termine",
            "Der Termin am 02.03.2026 liegt nicht in der Zukunft. Für begonnene Vorhaben gibt es keinen Zuschuss.",
        ),
        ("kosten", "Bitte tragen Sie ein, was das Vorhaben kostet."),
        ("finanzierung", "Bitte nennen Sie, von wem die andere Förderung kommt."),
        ("finanzierung", "Bitte geben Sie die IBAN für die Auszahlung an."),
        ("pruefen", "Bitte bestätigen Sie alle Erklärungen."),
    ]
    draft.refresh_from_db()
    assert (draft.status, draft.number) == ("draft", None)


def test_blank_draft_names_the_rest(region):
    school = make_school()
    programme = make_rule_set().programme
    by = make_member(school, name="")
    draft = actions.create_draft(programme=programme, institution=school, by=by)
    draft.contact_email, draft.travel_mode = "", "bus"
    draft.save()

    with pytest.raises(actions.IncompleteError) as refused:
        actions.submit(application=draft, by=by, token="t")

    assert len(refused.value.problems) == 14


@pytest.mark.parametrize(
    ("received", "first_day", "late"),
    [
        ("2026-01-27 23:59", "2026-03-10", False),
        ("2026-01-28 00:00", "2026-03-10", True),
        ("2026-03-09 23:59", "2026-04-20", False),
        ("2026-03-10 00:01", "2026-04-20", True),
        ("2028-01-18 12:00", "2028-02-29", False),
        ("2028-01-19 12:00", "2028-02-29", True),
    ],
)
def test_six_weeks_are_counted_in_days_of_berlin(db, clock, received, first_day, late):
    """Nasty case 6: seconds around midnight, the change of clocks on 29.03.2026, 29 February."""
    clock(received)
    draft = make_draft()
    draft.appointments.update(
        starts_on=date.fromisoformat(first_day), ends_on=date.fromisoformat(first_day)
    )

    application = actions.submit(application=draft, by=draft.created_by, token="t")

    assert (application.received_on, application.late) == (date.fromisoformat(received[:10]), late)


def test_hard_lead_time_refuses(db):
    programme = make_programme(lead_is_soft=False)
    draft = make_draft(programme=programme, days_ahead=41)

    with pytest.raises(DomainError, match="42 Tage"):
        actions.submit(application=draft, by=draft.created_by, token="t")


def test_rules_are_those_of_the_receipt(db, clock):
    """Nasty case 8: the version changes between draft, submission, clarification and proposal."""
    programme = make_programme()
    make_rule_set(programme)
    make_rule_set(programme, version="2026", valid_from=date(2026, 3, 5), bus_rate_bp=5000)
    draft = make_draft(programme=programme)
    assert draft.reckon().cents == 280_00
    clock("2026-03-05")
    assert draft.reckon().cents == 175_00

    application = actions.submit(application=draft, by=draft.created_by, token="t")
    make_rule_set(programme, version="2027", valid_from=date(2026, 3, 6), bus_rate_bp=1000)
    clock("2026-03-09")
    application.refresh_from_db()

    assert (application.rule_set.version, application.reckon().cents) == ("2026", 175_00)


def test_no_rules_no_submission(db):
    draft = make_draft()
    draft.programme.rule_sets.update(valid_from=date(2030, 1, 1))

    with pytest.raises(DomainError, match="noch keine Förderregeln"):
        actions.submit(application=draft, by=draft.created_by, token="t")


def test_several_appointments_are_reckoned_and_printed_one_by_one(db):
    draft = make_draft(costs=({"kind": "honorar", "total_cents": 150_00},))
    costs = (
        {"kind": "honorar", "total_cents": 260_00},
        {"kind": "entry", "persons": 20, "total_cents": 100_00},
    )
    add_appointment(
        draft, date(2026, 5, 20), costs, group_label="Klasse 4 a", ends_on=date(2026, 5, 21)
    )

    application = actions.submit(application=draft, by=draft.created_by, token="t")

    assert application.requested_cents == 150_00 + 200_00 + 50_00
    reckoning = application.letters.get().context_json["reckoning"]
    assert reckoning["appointments"] == [
        "1. Mai 2026, Klasse 3 b (22 Kinder und Jugendliche, 2 Begleitpersonen)",
        "20. Mai 2026 bis 21. Mai 2026, Klasse 4 a (22 Kinder und Jugendliche, 2 Begleitpersonen)",
    ]
    assert [(line["appointment"], line["cents"]) for line in reckoning["lines"]] == [
        (0, 150_00),
        (1, 50_00),
        (1, 200_00),
    ]
