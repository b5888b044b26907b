"""The receipt of an application as PDF and by mail, made from what filing wrote down (docs/adr/0369)."""

import time

from django.db import transaction

from bildungsregion.base.errors import DATABASE_DOWN
from funding import emails, letters
from funding.models import Letter


REST_SECONDS = 120
# Letters that could not be made, and until when (a moment of time.monotonic) this process leaves them alone.
_rests_until: dict[int, float] = {}


def acknowledge(*, letter: Letter) -> Letter:
    """Make the PDF of a receipt that waits and write the mail that brings it; any other letter stays as it is.

    Whoever needs it first does it: the sender of mails within a second or two, or somebody who opens it. Two at the
    same moment make one. Raises typst.TypstError, and OSError where it cannot be stored.
    """
    if not letter.is_waiting:
        return letter
    made = letters.typeset(letter.kind, letter.context_json)
    _keep(letter.pk, made)
    letter.refresh_from_db(fields=Letter.MADE_LATER)
    return letter


@transaction.atomic
def _keep(letter: int, made: dict) -> None:
    rows = Letter.objects.waiting().select_for_update(of=("self",), no_key=True)
    waiting = rows.select_related("application").filter(pk=letter).first()
    if waiting is None:
        # Somebody else was faster.
        return
    file = made["pdf"]
    waiting.pdf.save(file.name, file, save=False)
    waiting.sha256, waiting.template_version = made["sha256"], made["template_version"]
    Letter.objects.complete(waiting)
    emails.receipt(waiting.application, waiting)


def acknowledge_all() -> int:
    """All that wait, the oldest first; how many were made.

    One that cannot be made does not hold up the others, and is tried again by this process after a while. Raises
    ExceptionGroup with what went wrong; at once where the database is away.
    """
    written, faults = 0, []
    for number in _due():
        try:
            acknowledge(letter=Letter.objects.get(pk=number))
            written += 1
        except DATABASE_DOWN:
            raise
        except Exception as fault:  # what it was is told when the others are done
            _rests_until[number] = time.monotonic() + REST_SECONDS
            faults.append(fault)
    if faults:
        raise ExceptionGroup("receipts could not be made", faults)
    return written


def _due() -> list[int]:
    """The keys of those that wait at this moment and have not failed just now."""
    now = time.monotonic()
    for letter in [letter for letter, until in _rests_until.items() if until <= now]:
        del _rests_until[letter]
    waiting = Letter.objects.waiting().values_list("pk", flat=True)
    return list(waiting.exclude(pk__in=_rests_until) if _rests_until else waiting)
