"""What people read in their mail."""

from datetime import date

import pytest

from bildungsregion.base.models import OutgoingMail
from funding import actions
from tests.factories.funding import (
    make_decided,
    make_in_review,
    make_officer,
    make_proposed,
    make_submitted,
)


def test_receipt_promises_nothing_and_reaches_both(db, mailoutbox):
    application = make_submitted(contact_email="klasse3b@schule.example", days_ahead=10)

    [mail] = mailoutbox
    assert mail.to == ["klasse3b@schule.example", application.created_by.email]
    assert "Eine Zusage ist sie nicht" in mail.body
    assert "weniger als 42 Tage" in mail.body
    assert f"/antraege/{application.number}/" in mail.body


def test_title_with_line_breaks_and_signs_stays_text(db, mailoutbox):
    make_submitted(title="Salz & <b>Mehl</b>\r\nBcc: alle@schule.example")

    [mail] = mailoutbox
    assert mail.subject == "KB-2026-0001: Ihr Antrag ist eingegangen"
    assert "Salz & <b>Mehl</b>" in mail.body
    assert mail.bcc == []


def test_question_lists_what_is_asked_and_by_when(db, mailoutbox):
    application = make_in_review()
    mailoutbox.clear()

    actions.request_info(
        application=application,
        by=make_officer(),
        items=["Was kostet der Bus?", "Welche Klasse?"],
        sections=["kosten", "termine"],
        due_on=date(2026, 3, 16),
    )

    [mail] = mailoutbox
    assert "- Was kostet der Bus?\n- Welche Klasse?" in mail.body
    assert "- Kosten\n- Termine und Gruppen" in mail.body
    assert "bis zum 16. März 2026" in mail.body


@pytest.mark.parametrize(
    ("consent", "sentence"), [(True, "in den nächsten zehn Tagen"), (False, "kommt mit der Post")]
)
def test_decision_mail_says_where_the_notice_is_but_not_what_it_says(
    db, mailoutbox, consent, sentence
):
    application = make_proposed(delivery_consent=consent)
    mailoutbox.clear()

    actions.sign(application=application, by=make_officer(name="Zeichnung"))

    [mail] = mailoutbox
    assert sentence in mail.body
    assert "bewilligt" not in mail.body


def test_mail_waits_in_the_outbox_of_the_same_transaction(db, settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    application = make_decided()

    assert list(OutgoingMail.objects.order_by("pk").values_list("purpose", flat=True)) == [
        "funding_receipt",
        "funding_decided",
    ]
    assert application.status == "approved"
