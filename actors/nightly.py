"""What the directory does every night (bildungsregion/base/nightly.py)."""

from datetime import date

from bildungsregion.base import nightly

from . import actions


@nightly.register("anfragen", "Anfragen an Lernorte", order=60)
def enquiries(today: date) -> str:
    return f"{actions.forget_enquirers(today=today)} E-Mails mit alten Anfragen gelöscht."
