"""The receipt of an application as PDF and by mail, made from what filing wrote down (docs/adr/0369)."""

from django.db import transaction

from funding import emails, letters
from funding.models import Letter


# More than are filed in a second; the others have their turn at once.
AT_ONCE = 50


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
    """All that wait, the oldest first; how many.

    One that cannot be made does not hold up the others. Raises ExceptionGroup with what went wrong.
    """
    written, faults = 0, []
    for letter in Letter.objects.waiting()[:AT_ONCE]:
        try:
            acknowledge(letter=letter)
            written += 1
        except Exception as fault:  # what it was is told when the others are done
            faults.append(fault)
    if faults:
        raise ExceptionGroup("receipts could not be written", faults)
    return written
