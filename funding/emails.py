"""The mails of the fund, one function each; they leave through the outbox when the action is committed."""

from django.conf import settings
from django.urls import reverse

from bildungsregion.base import region, texts
from bildungsregion.base.languages import in_german
from bildungsregion.base.outbox.mail import queue_mail

from .models import (
    Application,
    BankDetailsChange,
    ChangeRequest,
    InfoRequest,
    Letter,
    PaymentOrder,
    VenueConfirmation,
)


def receipt(application: Application, letter: Letter) -> None:
    """Your application has arrived, with the receipt as PDF."""
    with letter.pdf.open("rb") as pdf:
        attachment = (letter.file_name, pdf.read(), "application/pdf")
    _to_applicant("receipt", application, attachments=[attachment])


def info_requested(application: Application, request: InfoRequest) -> None:
    """The office asks something back, and by when."""
    _to_applicant("info_requested", application, info_request=request)


def info_answered(application: Application) -> None:
    """To the case worker: the institution has answered."""
    _to_office("info_answered", application)


def decided(application: Application, letter: Letter) -> None:
    """The decision is there; what it says stands only in the letter."""
    _to_applicant("decided", application, letter=letter)


def withdrawn(application: Application) -> None:
    """We have noted that you took the application back."""
    _to_applicant("withdrawn", application)


@in_german
def reminders(user, found) -> None:
    """All that somebody is reminded of today (reminders.Reminder), in one mail."""
    context = {
        "reminders": found,
        "region": region.current(),
        "portal": settings.PORTAL_URL.rstrip("/"),
    }
    mail = texts.write("funding/reminders", context)
    queue_mail(
        to=[user.email],
        subject=mail.subject,
        body=mail.body,
        purpose="funding_reminders",
    )


def letter_ready(application: Application, letter: Letter) -> None:
    """A letter after the decision is there; what it says stands only in it."""
    _to_applicant("letter_ready", application, letter=letter)


def letter_sent(application: Application, letter: Letter) -> None:
    """A letter by mail, as PDF."""
    with letter.pdf.open("rb") as pdf:
        attachment = (letter.file_name, pdf.read(), "application/pdf")
    _to_applicant("letter_sent", application, attachments=[attachment], letter=letter)


def waitlisted(application: Application) -> None:
    """The year's money is used up: the application waits, and we will tell."""
    _to_applicant("waitlisted", application)


def change_requested(application: Application, change: ChangeRequest) -> None:
    """To the case worker: the institution wants to change what was granted."""
    _to_office("change_requested", application, change=change)


def change_declined(application: Application, reasons: str) -> None:
    """The decision stays as it is, and why."""
    _to_applicant("change_declined", application, reasons=reasons)


def cancelled(application: Application) -> None:
    """We have noted that the project is called off."""
    _to_applicant("cancelled", application)


def hearing_answered(application: Application) -> None:
    """To the case worker: the institution has said its view."""
    _to_office("hearing_answered", application)


def hearing_dropped(application: Application, reasons: str) -> None:
    """Nothing is revoked, and why."""
    _to_applicant("hearing_dropped", application, reasons=reasons)


def claim_waived(application: Application) -> None:
    """Nothing more has to be paid back."""
    _to_applicant("claim_waived", application)


def report_received(application: Application) -> None:
    """The proof of use has arrived, and what follows."""
    _to_applicant("report_received", application)


def report_queried(application: Application, request: InfoRequest) -> None:
    """The office asks something back about the proof, and by when."""
    _to_applicant("report_queried", application, info_request=request)


def report_answered(application: Application) -> None:
    """To the case worker: the institution has answered about its proof."""
    _to_office("report_answered", application)


def venue_asked(application: Application, confirmation: VenueConfirmation, token: str) -> None:
    """To the venue: please confirm this visit; the link works once, so nobody else may read it."""
    link = settings.PORTAL_URL.rstrip("/") + reverse("funding:venue_visit", args=[token])
    to = [confirmation.email]
    _send("venue_asked", application, to, confidential=True, confirmation=confirmation, link=link)


def paid(application: Application, order: PaymentOrder) -> None:
    """The money is on its way; the case is done."""
    _to_applicant("paid", application, order=order)


def payment_failed(application: Application, order: PaymentOrder) -> None:
    """The payment came back: please look at the account again."""
    _to_applicant("payment_failed", application)


def bank_details_changed(application: Application, change: BankDetailsChange) -> None:
    """To the case worker, and to the institution: another account was named after the decision.

    The institution's mail names neither account whole; it is there for somebody who did not do it.
    """
    _to_office("bank_details_changed", application, change=change)
    _to_applicant("account_changed", application, change=change)


def _to_office(name: str, application: Application, **context) -> None:
    if application.assignee is not None:
        _send(name, application, [application.assignee.email], **context)


def applicant_addresses(application: Application) -> list[str]:
    """Who reads what goes to the institution; nobody where it came on paper without an address.

    The person who filed may not be the one to be asked: both read it, each once. Who typed in a
    paper application is not of the institution.
    """
    filed_by = None if application.on_behalf else application.submitted_by.email
    addresses = dict.fromkeys([application.contact_email, filed_by])
    return [address for address in addresses if address]


def _to_applicant(name: str, application: Application, attachments=(), **context) -> None:
    if to := applicant_addresses(application):
        _send(name, application, to, attachments=attachments, **context)


@in_german
def _send(
    name: str,
    application: Application,
    to: list[str],
    confidential=False,
    *,
    attachments=(),
    **context,
) -> None:
    context |= {
        "application": application,
        "region": region.current(),
        "address": settings.PORTAL_URL.rstrip("/") + application.get_absolute_url(),
    }
    mail = texts.write(f"funding/{name}", context)
    queue_mail(
        to=to,
        subject=mail.subject,
        body=mail.body,
        attachments=attachments,
        confidential=confidential,
        purpose=f"funding_{name}",
    )
