"""The proof of use: begun from the plan, written, sent, asked about, and confirmed by the venue."""

from datetime import timedelta

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions, budget
from funding.models import CostLine, Receipt, VenueConfirmation
from funding.models.proof import number_key
from tests.factories.funding import (
    actual_lines,
    judge_all,
    let_pass,
    make_decided,
    make_member,
    make_officer,
    make_report,
    make_reported,
    make_school,
    make_upload,
    prove,
)


@pytest.fixture
def case(db):
    return let_pass(make_decided())


def test_report_begins_with_the_plan(case):
    actions.begin_report(application=case, by=case.submitted_by)
    actions.begin_report(application=case, by=case.submitted_by)

    row = case.appointments.get()
    assert (row.actual_children, row.actual_adults) == (22, 2)
    assert list(actual_lines(case).values_list("kind", "total_cents")) == [("bus", 350_00)]
    assert case.usage_report.begun_by == case.submitted_by


def test_report_needs_everything_before_it_is_sent(case):
    by = case.submitted_by
    actions.begin_report(application=case, by=by)
    actions.save_report(
        application=case, by=by, heads={}, third_party_cents=0,
        lines=[actions.ActualLine(case.appointments.get().pk, "bus", 340_00)],
    )  # fmt: skip

    with pytest.raises(actions.IncompleteError) as error:
        actions.submit_report(application=case, by=by)

    assert [(problem.section, problem.text) for problem in error.value.problems] == [
        ("belege", "Zu „Mietbus“ fehlt der Beleg."),
        ("bericht", "Bitte schreiben Sie ein bis drei Sätze, wie es war."),
    ]


def test_receipts_must_add_up(case):
    by = case.submitted_by
    actions.begin_report(application=case, by=by)
    prove(actual_lines(case).get(), by=by, claimed_cents=300_00)
    actions.save_report(application=case, by=by, text="Gut.")

    with pytest.raises(actions.IncompleteError) as error:
        actions.submit_report(application=case, by=by)

    assert error.value.message.replace("\u00a0", " ") == (
        "„Mietbus“: Angegeben sind 350,00 €, die Belege ergeben 300,00 €."
    )


def test_report_waits_for_the_last_day(db):
    case = make_decided()
    by = case.submitted_by
    actions.begin_report(application=case, by=by)
    for line in actual_lines(case):
        prove(line, by=by)
    actions.save_report(application=case, by=by, text="Gut.")

    with pytest.raises(actions.IncompleteError, match="ist noch nicht vorbei"):
        actions.submit_report(application=case, by=by)


def test_sent_report_is_frozen_and_told(db, mailoutbox):
    report = make_report()
    case = report.application
    mailoutbox.clear()

    actions.submit_report(application=case, by=case.submitted_by)

    case.refresh_from_db()
    report.refresh_from_db()
    assert (case.status, report.submitted_by) == ("reported", case.submitted_by)
    frozen = case.snapshots.last()
    assert frozen.occasion == "report"
    assert frozen.input_json["receipts"][0]["claimed_cents"] == 350_00
    assert mailoutbox[0].subject == f"{case.number}: Ihr Nachweis ist eingegangen"
    line = actual_lines(case).get()
    for change in (
        lambda: actions.save_report(application=case, by=case.submitted_by, text="Doch nicht."),
        lambda: prove(line, by=case.submitted_by),
        lambda: actions.remove_receipt(receipt=line.receipts.get(), by=case.submitted_by),
        lambda: actions.begin_report(application=case, by=case.submitted_by),
    ):
        with pytest.raises(DomainError, match="kann gerade nicht geändert werden"):
            change()


def test_question_opens_the_report_again_until_the_answer(db, mailoutbox, today):
    case = make_reported()
    officer, by = make_officer(), case.submitted_by
    judge_all(case, by=officer)

    actions.query_report(
        application=case, by=officer, items=["Wo ist die Rückfahrt?"], due_on=today + timedelta(7)
    )
    case.refresh_from_db()
    line = actual_lines(case).get()
    actions.save_report(
        application=case,
        by=by,
        lines=[actions.ActualLine(line.appointment_id, "bus", 400_00, pk=line.pk)],
    )
    prove(line, by=by, amount_cents=50_00, number="RE-2")
    actions.answer_report(application=case, by=by, answer="Liegt bei.")

    case.refresh_from_db()
    assert case.status == "reported"
    assert case.info_requests.get().answer == "Liegt bei."
    assert list(Receipt.objects.values_list("accepted_cents", flat=True)) == [None, None]
    assert [mail.subject for mail in mailoutbox][-2:] == [
        f"{case.number}: Rückfrage zu Ihrem Nachweis",
        f"{case.number}: Rückfrage zum Nachweis beantwortet",
    ]


def test_unanswered_question_does_not_hold_the_report_up(db, today):
    case = make_reported()
    officer = make_officer()
    actions.query_report(application=case, by=officer, items=["Was?"], due_on=today + timedelta(7))

    case = actions.resume_report(application=case, by=officer, note="Am Telefon geklärt.")

    assert (case.status, case.info_requests.get().closed_by) == ("reported", officer)


def test_line_that_goes_takes_its_receipt_and_file_along(db):
    report = make_report()
    case = report.application

    actions.save_report(application=case, by=case.submitted_by, lines=[])

    assert (Receipt.objects.count(), case.attachments.count()) == (0, 0)


def test_two_lines_may_share_one_file(case):
    by = case.submitted_by
    actions.begin_report(application=case, by=by)
    row = case.appointments.get()
    actions.save_report(
        application=case,
        by=by,
        lines=[actions.ActualLine(row.pk, "bus", 10_00), actions.ActualLine(row.pk, "opnv", 5_00)],
    )
    bus, opnv = actual_lines(case)
    first = prove(bus, by=by, amount_cents=15_00, claimed_cents=10_00, content=b"eine Rechnung")
    second = prove(opnv, by=by, amount_cents=15_00, claimed_cents=5_00, content=b"eine Rechnung")

    assert first.attachment == second.attachment
    actions.remove_receipt(receipt=first, by=by)
    assert case.attachments.count() == 1
    actions.remove_receipt(receipt=second, by=by)
    assert case.attachments.count() == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount_cents": 0}, "mindestens|größer|groß"),
        ({"claimed_cents": 350_01}, "höchstens der Betrag des Belegs"),
        ({"days": 1}, "in der Zukunft"),
    ],
)
def test_receipt_that_makes_no_sense_is_refused(case, today, fields, sentence):
    by = case.submitted_by
    actions.begin_report(application=case, by=by)
    line = actual_lines(case).get()
    issued = today + timedelta(days=fields.pop("days", 0))

    with pytest.raises(DomainError, match=sentence):
        prove(line, by=by, issued_on=issued, **fields)


def test_receipt_needs_its_file_of_this_case_and_an_actual_line(case):
    by = case.submitted_by
    other = make_report(programme=case.programme).application
    actions.begin_report(application=case, by=by)
    line = actual_lines(case).get()
    day = case.last_day
    for line_, more, sentence in (
        (line, {}, "Bitte wählen Sie die Datei"),
        (line, {"attachment": other.attachments.get()}, "gehört zu einem anderen Antrag"),
        (CostLine.objects.get(appointment__application=case, phase="plan"),
         {"checked": make_upload()}, "tatsächlichen Kosten"),
    ):  # fmt: skip
        with pytest.raises(DomainError, match=sentence):
            actions.add_receipt(line=line_, by=by, issued_on=day, amount_cents=1, **more)


def test_number_of_receipts_has_an_end(case, monkeypatch):
    monkeypatch.setattr(Receipt, "MAX_PER_APPLICATION", 1)
    by = case.submitted_by
    actions.begin_report(application=case, by=by)
    line = actual_lines(case).get()
    prove(line, by=by, claimed_cents=1)

    with pytest.raises(DomainError, match="Mehr als 1 Belege"):
        prove(line, by=by, number="2")


def test_rows_of_another_case_are_refused(case):
    other = make_decided(programme=case.programme)
    by = case.submitted_by
    actions.begin_report(application=case, by=by)
    row = other.appointments.get()

    for more in (
        {"heads": {row.pk: (1, 1)}},
        {"lines": [actions.ActualLine(row.pk, "bus", 1)]},
        {"lines": [actions.ActualLine(case.appointments.get().pk, "bus", 1, pk=999)]},
    ):
        with pytest.raises(DomainError, match="gehört nicht zu diesem Antrag"):
            actions.save_report(application=case, by=by, **more)


def test_what_no_line_can_hold_is_a_sentence(case):
    by = case.submitted_by
    actions.begin_report(application=case, by=by)
    row = case.appointments.get()

    with pytest.raises(DomainError, match="für wie viele Personen der Eintritt gilt"):
        actions.save_report(
            application=case, by=by, lines=[actions.ActualLine(row.pk, "entry", 10_00)]
        )
    other = let_pass(make_decided(programme=case.programme))
    with pytest.raises(DomainError, match="noch nicht begonnen"):
        actions.save_report(application=other, by=other.submitted_by)


def test_strangers_and_the_office_do_not_write_reports(case):
    for by in (make_member(make_school()), make_officer()):
        with pytest.raises(DomainError):
            actions.begin_report(application=case, by=by)


def test_late_report_is_welcome(db):
    """A report after its due day is a report; only the office's reminder makes it lapse."""
    case = let_pass(make_decided(), days=100)
    report = make_report(application=case)

    actions.submit_report(application=report.application, by=case.submitted_by)

    case.refresh_from_db()
    assert (case.status, budget.balance(case)["committed"]) == ("reported", 280_00)


@pytest.mark.parametrize(
    ("one", "other"),
    [("RE-2026/0042", "re 2026 / 42"), ("0007", "7"), ("Nr. 12-A", "NR 12 a")],
)
def test_numbers_written_differently_are_one(one, other):
    assert number_key(one) == number_key(other)


def test_different_numbers_stay_different():
    assert len({number_key(text) for text in ("RE-1", "RE-11", "RE-10", "")}) == 4


def ask(case, by=None):
    return actions.ask_venue(
        appointment=case.appointments.get(),
        email="kasse@museum.example",
        by=by or case.submitted_by,
    )


def token_in(mail):
    [line] = [line for line in mail.body.splitlines() if "/foerderung/besuch/" in line]
    return line.rstrip("/").rpartition("/")[2]


def test_venue_confirms_once_by_the_link_of_the_mail(case, mailoutbox, today):
    mailoutbox.clear()
    ask(case)
    token = token_in(mailoutbox[0])
    assert mailoutbox[0].to == ["kasse@museum.example"]
    assert mailoutbox[0].confidential

    assert actions.find_confirmation(token).appointment == case.appointments.get()
    actions.confirm_visit(token=token, confirmer="Kasse", persons=24, note="Alles gut.")

    confirmation = VenueConfirmation.objects.get()
    assert (confirmation.confirmed_on, confirmation.confirmer, confirmation.persons) == (
        today,
        "Kasse",
        24,
    )
    assert token not in str(VenueConfirmation.objects.values().get())
    with pytest.raises(DomainError, match="gilt nicht mehr"):
        actions.confirm_visit(token=token, confirmer="Noch einmal")
    with pytest.raises(DomainError, match="schon bestätigt"):
        ask(case)


def test_new_link_ends_the_old_one(case, mailoutbox):
    mailoutbox.clear()
    ask(case)
    ask(case, make_officer())

    with pytest.raises(DomainError, match="gilt nicht mehr"):
        actions.find_confirmation(token_in(mailoutbox[0]))
    assert actions.find_confirmation(token_in(mailoutbox[1])).email == "kasse@museum.example"


def test_link_expires(case, mailoutbox, clock, today):
    mailoutbox.clear()
    ask(case)
    token = token_in(mailoutbox[0])

    clock(today + timedelta(days=30))
    assert actions.find_confirmation(token)
    clock(today + timedelta(days=31))
    with pytest.raises(DomainError, match="gilt nicht mehr"):
        actions.find_confirmation(token)


def test_venue_must_say_who_speaks(case, mailoutbox):
    mailoutbox.clear()
    ask(case)

    with pytest.raises(DomainError, match="Ihren Namen"):
        actions.confirm_visit(token=token_in(mailoutbox[0]), confirmer=" ")
    with pytest.raises(DomainError, match="gilt nicht mehr"):
        actions.confirm_visit(token="geraten", confirmer="Kasse")


def test_venue_is_asked_after_the_visit_by_those_who_may(db):
    case = make_decided()
    with pytest.raises(DomainError, match="war noch nicht"):
        ask(case)
    with pytest.raises(DomainError, match="nicht angefordert"):
        ask(case, make_member(make_school()))
