"""Fill a text with its data, and put other words in its place."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from bildungsregion.base.errors import DomainError
from bildungsregion.base.outbox.mail import one_line
from bildungsregion.base.prepared import Prepared

from . import slots
from .models import TextVersion
from .outline import Outline, outline
from .registry import Text, find


logger = logging.getLogger("bildungsregion.texts")
RIGHT = "base.add_textversion"
LONGEST, LONGEST_SUBJECT = 6000, 200
# The one in force comes first.
_VERSIONS = Prepared(
    lambda key: TextVersion.objects.filter(key=key).order_by("-version")[:1], key=str
)
FASTER = (
    "Inzwischen hat jemand anderes diesen Text geändert. Was jetzt gilt, steht unter „Fassungen“; "
    "Ihr Text steht noch im Feld."
)


@dataclass(frozen=True, slots=True)
class Written:
    """A mail as it will be read; the subject of what is no mail is empty."""

    subject: str
    body: str


def write(key: str, values: Mapping) -> Written:
    """The text of that key filled with the values its template asks for. Raises LookupError for an unknown key.

    Words of the office whose placeholders an update took away give way to the shipped text: a mail goes out.
    """
    text = find(key)
    row = _VERSIONS.row(key=key)
    if row is None or row.is_shipped:
        return _shipped(text, values)
    known = outline(text)
    if found := misfits(known, row.subject, row.body):
        said = ", ".join(map(slots.typed, found))
        logger.error("text %s, version %s: placeholders do not fit: %s", key, row.version, said)
        return _shipped(text, values)
    return _filled(row.subject, row.body, lambda name: known.value(name, values))


def misfits(known: Outline, subject: str, body: str) -> list[str]:
    """Placeholders of stored words that the shipped text no longer has, and those it cannot do without by now."""
    there = slots.named_in(f"{subject}\n{body}")
    gone = [name for name in there if name not in known.parts]
    return gone + [name for name in known.needed if name not in slots.named_in(body)]


def _shipped(text: Text, values: Mapping) -> Written:
    values = dict(values)
    subject = render_to_string(text.subject, values) if text.subject else ""
    return Written(one_line(subject), render_to_string(text.body, values))


def sample(text: Text, subject: str, body: str) -> Written:
    """As somebody would read it, with made-up data. The text must have been checked."""
    return _filled(subject, body, outline(text).example)


def paragraphs(key: str) -> str:
    """A text without data, for pages: the office's words or the shipped ones, in Markdown."""
    return write(key, {}).body.strip()


def _filled(subject: str, body: str, read: Callable[[str], str]) -> Written:
    whole = re.sub(r"\n{3,}", "\n\n", slots.fill(body, read).strip())
    return Written(one_line(slots.fill(subject, read)), f"{whole}\n")


def problems(text: Text, subject: str, body: str) -> dict[str, list[str]]:
    """What keeps the words from being used, as German sentences by field ("subject", "body")."""
    known = outline(text)
    where = "in dieser E-Mail" if text.is_mail else "in diesem Text"
    found = {
        "subject": slots.problems(subject, known.parts, where),
        "body": slots.problems(body, known.parts, where),
    }
    found["body"] += [
        f"Es fehlt „{slots.typed(name)}“: {known.parts[name][0].slot.meaning}. Ohne das hilft der Text niemandem."
        for name in known.needed
        if name not in slots.named_in(body)
    ]
    if text.is_mail and not subject:
        found["subject"].append("Eine E-Mail braucht einen Betreff.")
    if not body and not text.is_optional:
        found["body"].append("Der Text ist leer.")
    if len(body) > LONGEST:
        found["body"].append(f"Ein Text hat höchstens {LONGEST} Zeichen.")
    if len(subject) > LONGEST_SUBJECT:
        found["subject"].append(f"Ein Betreff hat höchstens {LONGEST_SUBJECT} Zeichen.")
    return {field: sentences for field, sentences in found.items() if sentences}


def save(text: Text, *, subject: str, body: str, by, version: int) -> TextVersion | None:
    """A new version, in force from now on; what was sent stays as it was.

    ``version`` is the one that was seen (0: the shipped text). Words that are the shipped ones give these
    back. Gives None where nothing changed. Raises DomainError without the right, for words that cannot be
    used, and when somebody was faster.
    """
    body = body.replace("\r\n", "\n").strip()
    if found := problems(text, subject, body):
        raise DomainError(" ".join(sentence for part in found.values() for sentence in part))
    shipped = outline(text)
    is_shipped = (subject, body) == (shipped.subject, shipped.body)
    return _append(
        text, version, by, is_shipped, "" if is_shipped else subject, "" if is_shipped else body
    )


def _append(text: Text, version: int, by, is_shipped: bool, subject: str, body: str):
    if not by.has_perm(RIGHT):
        raise DomainError("Für die Texte des Büros fehlt Ihnen die Berechtigung.")
    newest = TextVersion.objects.newest(text.key).get(text.key)
    if (newest.version if newest else 0) != version:
        raise DomainError(FASTER)
    before = (newest.is_shipped, newest.subject, newest.body) if newest else (True, "", "")
    if (is_shipped, subject, body) == before:
        return None
    try:
        with transaction.atomic():
            return TextVersion.objects.create(
                key=text.key, version=version + 1, is_shipped=is_shipped,
                subject=subject, body=body, written_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise DomainError(FASTER) from None
