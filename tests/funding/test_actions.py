"""The procedure as stories: what changed in rows, money, letters and mail."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile

from actors.models import Offer
from bildungsregion.base.errors import DomainError
from bildungsregion.base.uploads import CheckedUpload
from funding import actions, budget, letters
from funding.actions.cases import digest
from funding.models import Application, CheckItem, CostLine, Decision, Letter, RuleSet, Snapshot
from tests.factories.funding import (
    add_appointment,
    make_budget_year,
    make_decided,
    make_draft,
    make_in_review,
    make_member,
    make_officer,
    make_programme,
    make_proposed,
    make_rule_set,
    make_school,
    make_submitted,
)


Section = Application.Section


def a_file(text: bytes = b"%PDF-1.7 Angebot", name: str = "Angebot Busfirma.pdf") -> CheckedUpload:
    digest = hashlib.sha256(text).hexdigest()
    return CheckedUpload(
        content=ContentFile(text, name="0123456789abcdef0123456789abcdef.pdf"),
        name=name,
        mime="application/pdf",
        extension="pdf",
        size=len(text),
        sha256=digest,
        pages=1,
    )


# Drafts


def test_draft_begins_with_what_is_known(region):
    school = make_school()
    by = make_member(school, confirmed=False)

    draft = actions.create_draft(programme=make_programme(), institution=school, by=by)

    assert (draft.status, draft.number, draft.version) == ("draft", None, 1)
    assert (draft.contact_email, draft.contact_name) == (by.email, "Lehrkraft")
    assert draft.editable_sections == list(Section)


@pytest.mark.parametrize(
    ("at_school", "place", "own_premises"),
    [(False, "Sülfmeisterstraße 1", False), (True, "Grundschule Am Weinberg", True)],
)
def test_offer_fills_in_what_it_says(region, at_school, place, own_premises):
    school = make_school()
    museum = make_school(kind="museum", name="Salzmuseum")
    offer = Offer.objects.create(
        actor=museum, title="Salz macht Geschichte", slug="salz", kind="lernort", at_school=at_school,
        field="museal", place="Sülfmeisterstraße 1",
    )  # fmt: skip

    draft = actions.create_draft(
        programme=make_programme(), institution=school, by=make_member(school), offer=offer
    )

    assert (draft.title, draft.provider, draft.field) == ("Salz macht Geschichte", museum, "museal")
    assert (draft.place, draft.own_premises) == (place, own_premises)
    assert draft.municipality == (school if at_school else museum).municipality


def test_same_form_sent_twice_begins_one_draft(region):
    school, programme = make_school(), make_programme()
    by = make_member(school)

    first = actions.create_draft(programme=programme, institution=school, by=by, token="formular-1")
    again = actions.create_draft(programme=programme, institution=school, by=by, token="formular-1")

    assert first == again
    assert Application.objects.count() == 1


def test_first_draft_for_an_institution_notes_an_unconfirmed_contact(region):
    school = make_school()
    newcomer = make_member(make_school())

    actions.create_draft(programme=make_programme(), institution=school, by=newcomer)

    tie = school.memberships.get(user=newcomer)
    assert (tie.role, tie.confirmed_at) == ("contact", None)


def test_draft_is_refused_where_the_fund_is_closed_or_the_institution_not_eligible(region):
    theatre = make_school(kind="theater", name="Theater")
    with pytest.raises(DomainError, match="allgemeinbildende"):
        actions.create_draft(
            programme=make_programme(), institution=theatre, by=make_member(theatre)
        )
    school = make_school()
    closed = make_programme(slug="alt", is_open=False)
    with pytest.raises(DomainError, match="zurzeit keine"):
        actions.create_draft(programme=closed, institution=school, by=make_member(school))


def test_number_of_drafts_is_bounded(region, monkeypatch):
    monkeypatch.setattr("funding.actions.applying.MAX_DRAFTS", 1)
    draft = make_draft()

    with pytest.raises(DomainError, match="schon 1"):
        actions.create_draft(
            programme=draft.programme, institution=draft.institution, by=draft.created_by
        )


def test_editing_reckons_anew_and_counts_once(db):
    draft = make_draft()

    with actions.editing(application=draft, section="kosten", by=draft.created_by, version=1):
        CostLine.objects.update(total_cents=500_00)

    draft.refresh_from_db()
    assert (draft.version, draft.computed_cents) == (2, 400_00)


def test_second_tab_is_told_and_overwrites_nothing(db):
    """Nasty case 9."""
    draft = make_draft()
    with actions.editing(
        application=draft, section="vorhaben", by=draft.created_by, version=1
    ) as case:
        Application.objects.filter(pk=case.pk).update(title="Aus dem ersten Fenster")

    with (
        pytest.raises(DomainError, match="inzwischen geändert"),
        actions.editing(
            application=draft, section="vorhaben", by=draft.created_by, version=1
        ) as case,
    ):
        Application.objects.filter(pk=case.pk).update(title="Aus dem zweiten Fenster")

    draft.refresh_from_db()
    assert (draft.title, draft.version) == ("Aus dem ersten Fenster", 2)


def test_strangers_and_the_office_do_not_edit(db):
    draft = make_draft()
    for by in (make_member(make_school()), make_officer(is_superuser=True)):
        with (
            pytest.raises(DomainError),
            actions.editing(application=draft, section="kosten", by=by, version=1),
        ):
            pytest.fail("nobody comes here")


def test_discarded_draft_leaves_nothing(db, django_capture_on_commit_callbacks):
    draft = make_draft()
    attachment = actions.attach(
        application=draft, checked=a_file(), kind="angebot", by=draft.created_by
    )
    storage, name = attachment.file.storage, attachment.file.name

    with django_capture_on_commit_callbacks(execute=True):
        actions.discard(application=draft, by=draft.created_by)

    assert not Application.objects.exists()
    assert not storage.exists(name)
    with pytest.raises(DomainError, match="nicht mehr"):
        actions.submit(application=draft, by=draft.created_by, token="t")


def test_filed_case_is_never_discarded(db):
    application = make_submitted()

    with pytest.raises(DomainError, match="Entwürfe"):
        actions.discard(application=application, by=application.created_by)


# Attachments


def test_same_file_is_kept_once_and_others_up_to_the_limit(db, monkeypatch):
    monkeypatch.setattr("funding.models.Attachment.MAX_PER_APPLICATION", 2)
    draft = make_draft()

    def attach(text):
        return actions.attach(
            application=draft, checked=a_file(text), kind="angebot", by=draft.created_by
        )

    assert attach(b"eins") == attach(b"eins")
    attach(b"zwei")
    with pytest.raises(DomainError, match="höchstens 2"):
        attach(b"drei")
    assert draft.attachments.count() == 2


def test_filed_case_takes_no_attachment(db):
    application = make_submitted()

    with pytest.raises(DomainError, match="nicht geändert"):
        actions.attach(
            application=application, checked=a_file(), kind="angebot", by=application.created_by
        )


def test_attachment_of_a_filed_case_stays(db, today, clock):
    draft = make_draft()
    old = actions.attach(application=draft, checked=a_file(), kind="angebot", by=draft.created_by)
    by, officer = draft.created_by, make_officer()
    application = actions.submit(application=draft, by=by, token="t")
    actions.start_review(application=application, by=officer)
    ask = {
        "items": ["Bitte ein Angebot"],
        "sections": ["anlagen"],
        "due_on": today + timedelta(days=9),
    }
    actions.request_info(application=application, by=officer, **ask)
    clock("2026-03-03")

    new = actions.attach(application=application, checked=a_file(b"neu"), kind="angebot", by=by)
    actions.detach(attachment=new, by=by)
    with pytest.raises(DomainError, match="bei den Akten"):
        actions.detach(attachment=old, by=by)

    assert [attachment.name for attachment in application.attachments.all()] == [
        "Angebot Busfirma.pdf"
    ]


# Submission


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


# Review


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


# Proposal and signature


def test_proposal_freezes_and_binds_nothing(db):
    application = make_proposed()

    decision = application.decision
    assert (decision.kind, decision.amount_cents, decision.conditions) == (
        "approve",
        280_00,
        "Rechnungen aufheben.",
    )
    assert application.budget_year.year == 2026
    assert application.budget_year.committed_cents == 0
    assert application.snapshots.last().occasion == "proposal"


@pytest.mark.parametrize(
    ("amount", "reasons", "kind"),
    [
        (280_00, "", "approve"),
        (200_00, "Nur eine Fahrt ist nötig.", "partial"),
        (300_00, "Härtefall nach Rücksprache.", "approve"),
        (0, "Liegt außerhalb des Landkreises.", "reject"),
    ],
)
def test_amount_decides_the_kind(db, amount, reasons, kind):
    application = make_proposed(amount=amount, reasons=reasons)

    assert (application.decision.kind, application.decision.amount_cents) == (kind, amount)


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        (279_99, "Bitte begründen Sie den anderen Betrag"),
        (280_01, "Bitte begründen Sie den anderen Betrag"),
        (0, "ist eine Ablehnung"),
        (350_01, "Mehr als die noch offenen Kosten"),
        (-1, "nicht negativ"),
    ],
)
def test_proposal_without_reasons_is_refused(db, amount, sentence):
    application = make_in_review()
    make_budget_year(application.programme, allocated=1_000_00)

    with pytest.raises(DomainError, match=sentence):
        actions.propose(
            application=application, by=make_officer(), amount_cents=amount, reasons=" "
        )

    application.refresh_from_db()
    assert (application.status, Decision.objects.count()) == ("in_review", 0)


def test_grant_of_zero_is_a_rejection_even_when_computed(db):
    """Nasty case 18: other grants cover everything."""
    application = make_in_review(third_party_name="Förderverein", third_party_cents=400_00)
    make_budget_year(application.programme)
    assert application.reckon().cents == 0

    with pytest.raises(DomainError, match="ist eine Ablehnung"):
        actions.propose(application=application, by=make_officer(), amount_cents=0)
    decision = actions.propose(
        application=application, by=make_officer(), amount_cents=0, reasons="Schon voll gefördert."
    )
    actions.sign(application=application, by=make_officer(name="Zeichnung"))

    assert decision.kind == "reject"
    assert application.letters.last().kind == "rejection_notice"


def test_proposal_waits_for_all_checks(db):
    application = make_in_review(checked=False)

    with pytest.raises(DomainError, match="noch offen: „Die Person darf"):
        actions.propose(application=application, by=make_officer(), amount_cents=280_00)


def test_failed_check_needs_reasons_to_grant_all_the_same(db):
    officer = make_officer()
    application = make_in_review(case_worker=officer)
    make_budget_year(application.programme)
    actions.record_check(
        application=application, code="costs", result="not_ok", note="Angebot fehlt", by=officer
    )

    with pytest.raises(DomainError, match="begründen Sie die Bewilligung"):
        actions.propose(application=application, by=officer, amount_cents=280_00)


def test_money_comes_from_the_year_of_the_first_day(db):
    application = make_in_review(days_ahead=330)

    with pytest.raises(DomainError, match="Für 2027 ist noch kein Haushaltsjahr"):
        actions.propose(application=application, by=make_officer(), amount_cents=280_00)
    next_year = make_budget_year(application.programme, year=2027)
    decision = actions.propose(application=application, by=make_officer(), amount_cents=280_00)

    assert decision.budget_year == next_year


def test_returned_proposal_is_dropped_and_the_note_stays_inside(db, mailoutbox):
    application = make_proposed()
    mailoutbox.clear()
    with pytest.raises(DomainError, match="was noch zu tun ist"):
        actions.send_back(application=application, by=make_officer(), note=" ")

    application = actions.send_back(
        application=application, by=make_officer(), note="Zweites Angebot fehlt"
    )

    assert (application.status, Decision.objects.count(), mailoutbox) == ("in_review", 0, [])
    last = application.steps.last()
    assert (last.note_internal, last.note_public) == ("Zweites Angebot fehlt", "")


def test_signature_binds_money_issues_the_letter_and_mails(db, mailoutbox):
    application = make_proposed(delivery_consent=True)
    signer = make_officer(name="Leitung Bildung und Kultur")
    mailoutbox.clear()

    decision = actions.sign(application=application, by=signer, version=application.version)

    application.refresh_from_db()
    assert (application.status, application.decided_cents, application.decided_by) == (
        "approved",
        280_00,
        signer,
    )
    assert decision.signed_by == signer
    assert budget.balance(application) == {"committed": 280_00, "paid": 0}
    letter = decision.letters.get()
    assert (letter.kind, letter.number) == ("grant_notice", "KB-2026-0001/2")
    context = letter.context_json
    assert (context["amount_cents"], context["signer"]) == (280_00, "Leitung Bildung und Kultur")
    assert context["conditions"] == ["Rechnungen aufheben."]
    assert context["remedy_text"].startswith("Gegen diesen Bescheid")
    assert context["proof_due_on"] == "2026-06-12"
    assert context == json.loads(json.dumps(context))
    [mail] = mailoutbox
    assert (mail.subject, mail.attachments) == (
        "KB-2026-0001: Über Ihren Antrag ist entschieden",
        [],
    )
    assert "280,00" not in mail.body


def test_rejection_binds_no_money(db):
    application = make_decided(amount=0, reasons="Außerhalb des Landkreises.")

    assert (application.status, application.decided_cents) == ("rejected", 0)
    assert budget.balance(application) == {"committed": 0, "paid": 0}
    assert application.letters.last().kind == "rejection_notice"


def test_partial_grant_has_its_letter(db):
    application = make_decided(amount=100_00, reasons="Der Rest ist anderweitig gedeckt.")

    letter = application.letters.last()
    assert (letter.kind, letter.context_json["amount_cents"]) == ("partial_grant_notice", 100_00)


def test_provisional_budget_stands_in_the_conditions(db):
    programme = make_programme()
    year = make_budget_year(programme, allocated=1_000_00, state="provisional")

    application = make_decided(programme=programme, budget_year=year)

    assert application.letters.last().context_json["conditions"] == [
        "Rechnungen aufheben.",
        "Die Bewilligung steht unter dem Vorbehalt, dass der Haushalt in Kraft tritt.",
    ]


def test_notice_without_a_proof_period_names_none(db):
    application = make_decided(programme=make_programme(proof_days=None))

    assert application.letters.last().context_json["proof_due_on"] == ""


def test_empty_budget_leaves_the_proposal_as_it_was(db, mailoutbox):
    application = make_proposed(
        budget_year=None, programme=make_budget_year(allocated=100_00).programme
    )
    mailoutbox.clear()

    with pytest.raises(DomainError, match="nur noch 100,00"):
        actions.sign(application=application, by=make_officer())

    application.refresh_from_db()
    assert (application.status, application.decided_at) == ("proposed", None)
    assert (mailoutbox, application.letters.count(), application.entries.count()) == ([], 1, 0)
    assert application.decision.signed_at is None


def test_no_letter_no_decision(db, monkeypatch):
    """What cannot be printed is not decided: money, status and mail stay."""

    def broken(kind, context):
        raise RuntimeError("typesetting")

    application = make_proposed()
    monkeypatch.setattr(letters.typesetting, "render", broken)

    with pytest.raises(RuntimeError):
        actions.sign(application=application, by=make_officer())

    application.refresh_from_db()
    assert (application.status, application.budget_year.committed_cents) == ("proposed", 0)


def test_signer_signs_what_they_saw(db):
    """Nasty case 9: the case moved on while the page was open."""
    application = make_proposed()
    seen = application.version
    actions.send_back(application=application, by=make_officer(), note="Bitte prüfen")
    officer = make_officer()
    actions.propose(application=application, by=officer, amount_cents=100_00, reasons="Weniger")

    with pytest.raises(DomainError, match="inzwischen geändert"):
        actions.sign(application=application, by=make_officer(), version=seen)


@pytest.mark.parametrize("amount", [280_00, 0])
def test_decided_is_decided(db, amount):
    """Nasty case 12: approve twice, reject after approve, withdraw after either."""
    application = make_decided(amount=amount, reasons="Weil es so ist.")

    for verb, more in (
        ("sign", {}),
        ("send_back", {"note": "x"}),
        ("propose", {"amount_cents": 0, "reasons": "x"}),
    ):
        with pytest.raises(DomainError, match="nicht möglich"):
            getattr(actions, verb)(application=application, by=make_officer(), **more)
    with pytest.raises(DomainError, match="nicht möglich"):
        actions.withdraw(application=application, by=application.created_by)

    assert application.letters.count() == 2
    assert application.entries.count() == (1 if amount else 0)


def test_withdrawal_drops_the_proposal(db, mailoutbox):
    """Nasty case 12: approve after withdraw."""
    application = make_proposed()
    mailoutbox.clear()

    application = actions.withdraw(
        application=application, by=application.created_by, note="Ausflug fällt aus"
    )

    assert (application.status, Decision.objects.count()) == ("withdrawn", 0)
    assert [mail.subject for mail in mailoutbox] == ["KB-2026-0001: Antrag zurückgezogen"]
    with pytest.raises(DomainError, match="nicht möglich"):
        actions.sign(application=application, by=make_officer())


def test_withdrawal_closes_an_open_question(db, today):
    officer = make_officer()
    application = make_in_review(case_worker=officer)
    actions.request_info(
        application=application, by=officer, items=["Was?"], due_on=today + timedelta(days=1)
    )

    actions.withdraw(application=application, by=application.created_by)

    assert application.info_requests.get().closed_by == application.created_by


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
