"""Send what lies in the outbox, by any number of workers, each mail once.

A worker claims a mail with one conditional UPDATE that also sets the time of the next attempt
(the lease); it sends; it marks the mail as sent afterwards. A worker that dies in between loses
nothing: the lease runs out and the mail goes out again under the same Message-ID.
"""

import logging
import smtplib
import time
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import close_old_connections
from django.utils import timezone

from bildungsregion.base.errors import DATABASE_DOWN

from .models import LEASE, NO_ANSWER, NO_LOGIN, NO_SERVER, OutgoingMail, masked


logger = logging.getLogger("bildungsregion.outbox")

BATCH = 50


class RawMessage(Message):
    """The bytes of a mail as they were made; every transport gets exactly these."""

    raw = b""

    def as_bytes(self, unixfrom=False, linesep="\n", policy=None):
        # Line breaks are \n in the row; SMTP wants \r\n (RFC 5321, 2.3.8).
        lines = self.raw.replace(b"\r\n", b"\n")
        if policy is not None:
            linesep = policy.linesep
        return lines.replace(b"\n", linesep.encode())


class StoredMail(EmailMessage):
    """What a Django transport needs to send a row of the outbox."""

    def __init__(self, mail: OutgoingMail):
        self.raw = bytes(mail.message)
        sender = message_from_bytes(self.raw)["From"]
        super().__init__(subject=mail.subject, body=mail.body, from_email=sender, to=mail.to)

    def message(self, **kwargs):
        message = message_from_bytes(self.raw, _class=RawMessage)
        message.raw = self.raw
        return message


def deliver_due() -> int:
    """Send every mail that is due now; return how many were sent.

    Runs outside of any transaction: no lock is held while a mail server takes its time.
    """
    sent = 0
    due = OutgoingMail.objects.due(timezone.now()).values_list("pk", "attempts")
    for pk, attempts in list(due[:BATCH]):
        if claim(pk, attempts):
            sent += deliver(OutgoingMail.objects.get(pk=pk))
    return sent


def claim(pk: int, attempts: int) -> bool:
    """Take a mail for this worker; False when another one was faster."""
    now = timezone.now()
    return bool(
        OutgoingMail.objects.due(now)
        .filter(pk=pk, attempts=attempts)
        .order_by()
        .update(attempts=attempts + 1, due_at=now + LEASE, last_error="")
    )


def deliver(mail: OutgoingMail) -> bool:
    """Send a claimed mail and write down how it went."""
    try:
        get_connection(settings.OUTBOX_TRANSPORT).send_messages([StoredMail(mail)])
    except Exception as error:  # whatever a mail server can do must not stop the others
        _insist(partial(_mark_failed, mail, error))
        return False
    _insist(partial(_mark_sent, mail))
    return True


def retry(mail: OutgoingMail) -> bool:
    """Start afresh with a mail that was given up or waits; False when nothing can be sent."""
    if mail.is_erased:
        return False
    return bool(
        OutgoingMail.objects.filter(pk=mail.pk, sent_at=None).update(
            attempts=0, due_at=timezone.now(), given_up_at=None, last_error=""
        )
    )


def _mark_sent(mail):
    changes = {"sent_at": timezone.now(), "last_error": ""} | _erasure(mail)
    OutgoingMail.objects.filter(pk=mail.pk).update(**changes)
    logger.info("mail %s sent (%s)", mail.pk, mail.purpose or "-")


def _mark_failed(mail, error):
    now = timezone.now()
    changes = {"last_error": explained(error), "due_at": now + timedelta(minutes=2**mail.attempts)}
    if mail.attempts >= mail.max_attempts or is_permanent(error):
        changes |= {"given_up_at": now} | _erasure(mail)
    OutgoingMail.objects.filter(pk=mail.pk, sent_at=None).update(**changes)
    logger.warning("mail %s failed, attempt %s: %s", mail.pk, mail.attempts, type(error).__name__)


def _erasure(mail) -> dict:
    """What goes when a confidential mail has left (or never will); kept in development."""
    if not mail.confidential or settings.DEBUG:
        return {}
    return {"body": "", "message": b"", "to": [masked(address) for address in mail.to]}


def is_permanent(error: Exception) -> bool:
    """Whether the server refused every address for good (5xx, RFC 5321, 4.2.1)."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _ in error.recipients.values())


def explained(error: Exception) -> str:
    """The error in a German sentence, with the technical words behind it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        sentence = "Der Mailserver nimmt die Empfangsadresse nicht an."
    elif isinstance(error, smtplib.SMTPAuthenticationError):
        sentence = NO_LOGIN
    elif isinstance(error, (TimeoutError, smtplib.SMTPServerDisconnected)):
        sentence = NO_ANSWER
    elif isinstance(error, smtplib.SMTPException):
        sentence = "Der Mailserver hat die E-Mail nicht angenommen."
    elif isinstance(error, OSError):
        sentence = NO_SERVER
    else:
        sentence = "Beim Versenden ist ein Fehler aufgetreten."
    return f"{sentence} ({type(error).__name__}: {error})"[:500]


def _insist(write, attempts=5, pause=1.0):
    """Write the outcome even when the database stumbles: else the mail would go out twice."""
    for attempt in range(1, attempts + 1):
        try:
            return write()
        except DATABASE_DOWN:
            if attempt == attempts:
                raise
            close_old_connections()
            time.sleep(pause)
    return None
