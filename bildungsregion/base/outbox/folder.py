"""OUTBOX_TRANSPORT for development: one readable file for each mail."""

import re
from email import message_from_bytes, policy
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.text import slugify


READABLE = policy.SMTPUTF8.clone(
    cte_type="8bit", linesep="\n", max_line_length=0, refold_source="all"
)


class FolderBackend(BaseEmailBackend):
    """Writes mails below EMAIL_FILE_PATH as .eml files that an editor can read."""

    def send_messages(self, email_messages):
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = _file_name(message.subject)
            (folder / name).write_bytes(_readable(message.message().as_bytes()))
        return len(email_messages)


def _file_name(subject: str) -> str:
    now = timezone.localtime()
    words = slugify(re.sub("ß", "ss", subject))[:60] or "mail"
    return f"{now:%Y-%m-%d-%H%M%S}-{words}-{uuid4().hex[:6]}.eml"


def _readable(raw: bytes) -> bytes:
    """The same mail with headers and text as UTF-8 instead of =C3=BC."""
    mail = message_from_bytes(raw, policy=READABLE)
    for part in mail.walk():
        if part.get_content_type() == "text/plain" and not part.is_attachment():
            part.set_content(part.get_content(), cte="8bit")
    return mail.as_bytes(policy=READABLE)
