"""The mails of the calendar, one function each; they leave through the outbox."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from bildungsregion.base import region, texts
from bildungsregion.base.languages import in_german
from bildungsregion.base.outbox import queue_mail

from .models import Event, Occurrence, Submission


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it will be read; the office sees it before it is sent."""

    to: str
    subject: str
    body: str


def confirm(submission: Submission) -> None:
    """To who proposed without an account: only this link brings the proposal to the office."""
    path = reverse("events:submission", args=[submission.key])
    _send(
        _written("submission_confirm", submission.email, submission=submission, path=path),
        "submission_confirm",
        confidential=True,
    )


def accepted(submission: Submission) -> Mail:
    return _written("submission_accepted", submission.email, submission=submission)


def refused(submission: Submission) -> Mail:
    return _written("submission_refused", submission.email, submission=submission)


def send(mail: Mail, purpose: str) -> None:
    """The mail that was shown, as it was shown."""
    _send(mail, purpose)


def date_changed(date: Occurrence, *, was: str, by) -> None:
    """To the office: somebody of the organiser called a date off or moved it, and everybody sees it."""
    to = region.current().office_email
    path = reverse("admin:events_event_dates", args=[date.event_id])
    _send(_written("date_changed", to, date=date, was=was, by=by, path=path), "date_changed")


def called_off(event: Event, *, by) -> None:
    """To the office: somebody of the organiser called the whole event off, and everybody sees it."""
    to = region.current().office_email
    path = reverse("admin:events_event_change", args=[event.pk])
    _send(_written("called_off", to, event=event, by=by, path=path), "called_off")


@in_german
def _written(name: str, to: str, **context) -> Mail:
    context |= {"region": region.current(), "portal": settings.PORTAL_URL.rstrip("/")}
    mail = texts.write(f"events/{name}", context)
    return Mail(to, mail.subject, mail.body)


def _send(mail: Mail, purpose: str, *, confidential: bool = False) -> None:
    if not mail.to:
        return
    queue_mail(
        to=[mail.to], subject=mail.subject, body=mail.body, purpose=purpose,
        confidential=confidential,
    )  # fmt: skip
