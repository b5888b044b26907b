"""The mails of the fund, one function each; they leave through the outbox when the action is committed."""

from django.conf import settings
from django.template.loader import render_to_string

from bildungsregion.base import region
from bildungsregion.base.outbox.mail import queue_mail

from .models import Application, InfoRequest, Letter


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
    if application.assignee is not None:
        _send("info_answered", application, [application.assignee.email])


def decided(application: Application, letter: Letter) -> None:
    """The decision is there; what it says stands only in the letter."""
    _to_applicant("decided", application, letter=letter)


def withdrawn(application: Application) -> None:
    """We have noted that you took the application back."""
    _to_applicant("withdrawn", application)


def reminders(user, found) -> None:
    """All that somebody is reminded of today (reminders.Reminder), in one mail."""
    context = {
        "reminders": found,
        "region": region.current(),
        "portal": settings.PORTAL_URL.rstrip("/"),
    }
    queue_mail(
        to=[user.email],
        subject=render_to_string("funding/emails/reminders_subject.txt", context),
        body=render_to_string("funding/emails/reminders.txt", context),
        purpose="funding_reminders",
    )


def _to_applicant(name: str, application: Application, attachments=(), **context) -> None:
    # The person who filed may not be the one to be asked: both read it, each once.
    to = dict.fromkeys([application.contact_email, application.submitted_by.email])
    _send(name, application, [address for address in to if address], attachments, **context)


def _send(name: str, application: Application, to: list[str], attachments=(), **context) -> None:
    context |= {
        "application": application,
        "region": region.current(),
        "address": settings.PORTAL_URL.rstrip("/") + application.get_absolute_url(),
    }
    queue_mail(
        to=to,
        subject=render_to_string(f"funding/emails/{name}_subject.txt", context),
        body=render_to_string(f"funding/emails/{name}.txt", context),
        attachments=attachments,
        purpose=f"funding_{name}",
    )
