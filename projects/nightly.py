"""What projects do every night (bildungsregion/base/nightly.py)."""

from datetime import date

from bildungsregion.base import nightly

from . import actions


@nightly.register("projekte", "Anfragen zu Projekten", order=61)
def enquiries(today: date) -> str:
    mails = actions.forget_enquirers(today=today)
    senders = actions.forget_senders(today=today)
    return f"Gelöscht: {mails} E-Mails mit alten Anfragen, {senders} Adressen."
