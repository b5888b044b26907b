"""What the calendar does every night (bildungsregion/base/nightly.py)."""

from datetime import date

from bildungsregion.base import nightly

from . import actions


@nightly.register("termine", "Termine aus Regeln", order=40)
def dates(today: date) -> str:
    return f"Termine von {actions.write_ahead(today=today)} Regeln weitergeschrieben."


@nightly.register("einreichungen", "Eingereichte Veranstaltungen", order=63)
def submissions(today: date) -> str:
    gone = actions.forget_submissions(today=today)
    return f"{gone} unbestätigte oder alte Einreichungen gelöscht."
