"""Put a mail into the outbox."""

from collections.abc import Iterable, Mapping, Sequence
from email.utils import getaddresses
from types import MappingProxyType

from django.core.mail import EmailMultiAlternatives


def one_line(text: str) -> str:
    """`text` without line breaks and control characters, blanks folded.

    Titles typed by people end up in subjects; a line break there would begin a new header
    (RFC 5322, 2.2).
    """
    printable = "".join(char if char.isprintable() else " " for char in str(text))
    return " ".join(printable.split())


def _demand_one(address: str) -> None:
    """Raises ValueError unless it is one address; versions of Django differ in what they let through."""
    if not address.isprintable() or len(getaddresses([address])) != 1:
        raise ValueError(f"not one address: {address!r}")


class QueuedMail(EmailMultiAlternatives):
    """A mail that says what it is for and whether the office may read it."""

    purpose = ""
    confidential = False


def queue_mail(
    *,
    to: Sequence[str],
    subject: str,
    body: str,
    html: str = "",
    headers: Mapping[str, str] = MappingProxyType({}),
    attachments: Iterable[tuple[str, bytes, str]] = (),
    reply_to: Sequence[str] = (),
    confidential: bool = False,
    purpose: str = "",
) -> None:
    """Write a mail to be sent once the surrounding transaction is committed.

    `html` says the same as `body` for programs that show it (multipart/alternative, RFC 2046, 5.1.4);
    `headers` are further ones. `attachments` are (file name, content, MIME type). An answer goes to
    `reply_to`, where given. `purpose` is a short word of our own ("receipt"), for lists and logs. A `confidential` mail
    (a login code) cannot be read in the office, and its text is erased as soon as it is sent or
    given up.
    Raises ValueError when an address is none, or several.
    """
    for address in (*to, *reply_to):
        _demand_one(address)
    mail = QueuedMail(
        subject=one_line(subject),
        body=body,
        to=list(to),
        attachments=list(attachments),
        reply_to=list(reply_to),
        headers={"Auto-Submitted": "auto-generated", **headers},
    )
    if html:
        mail.attach_alternative(html, "text/html")
    mail.purpose = purpose
    mail.confidential = confidential
    mail.send()
