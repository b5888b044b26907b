"""EMAIL_BACKEND: store each mail instead of sending it."""

import io
import re
from copy import copy
from email.generator import BytesGenerator
from email.message import Message
from email.utils import getaddresses, make_msgid, parseaddr

from django.core.mail.backends.base import BaseEmailBackend

from .mail import one_line
from .models import OutgoingMail


class OutboxBackend(BaseEmailBackend):
    """Writes OutgoingMail rows in the transaction of the caller.

    A roll-back takes the mail with it, and no request ever waits for a mail server.
    """

    def send_messages(self, email_messages):
        """Store the messages; return how many. Raises ValueError for an address that is none."""
        rows = [stored(message) for message in email_messages if message.recipients()]
        OutgoingMail.objects.bulk_create(rows)
        return len(rows)


def stored(message) -> OutgoingMail:
    """The row of a Django mail: its MIME bytes, made once, under a Message-ID that stays.

    A repeated delivery carries the same Message-ID, so that mailboxes can drop the second one.
    """
    message = copy(message)
    message.subject = one_line(message.subject)
    message.extra_headers = dict(message.extra_headers)
    recipients = [_checked(address) for address in message.recipients()]
    given = {name.lower(): value for name, value in message.extra_headers.items()}
    message_id = given.get("message-id")
    if not message_id:
        # The host's own name is nobody's business: the sender's domain stands in the id.
        domain = parseaddr(message.from_email)[1].rpartition("@")[2] or "localhost"
        message_id = message.extra_headers["Message-ID"] = make_msgid(domain=domain)
    return OutgoingMail(
        to=recipients,
        subject=message.subject,
        body=message.body,
        message=as_bytes(message.message()),
        message_id=message_id,
        purpose=getattr(message, "purpose", ""),
        confidential=getattr(message, "confidential", False),
    )


class _Whole(BytesGenerator):
    """Writes a part in one go: line by line, an attachment takes ten times the calls."""

    def _write_lines(self, lines):
        if lines:
            self.write(self._NL.join(re.split(r"\r\n|\r|\n", lines)))


def as_bytes(mime: Message) -> bytes:
    """What Django's ``as_bytes()`` of a mail's MIME message gives."""
    out = io.BytesIO()
    _Whole(out, mangle_from_=False).flatten(mime)
    return out.getvalue()


def _checked(address: str) -> str:
    if not str(address).isprintable():
        raise ValueError("A mail address cannot hold line breaks or control characters.")
    found = getaddresses([str(address)])
    if len(found) != 1 or not all(found[0][1].partition("@")):
        raise ValueError("A mail address needs an @.")
    return str(address)
