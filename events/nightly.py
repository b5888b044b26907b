"""What the calendar does every night (bildungsregion/base/nightly.py)."""

from datetime import date

from bildungsregion.base import nightly

from . import actions
from .actions import moving_up
from .incoming.fetching import fetch_due
from .models import FeedRun


@nightly.register("termine", "Termine aus Regeln", order=40)
def dates(today: date) -> str:
    return f"Termine von {actions.write_ahead(today=today)} Regeln weitergeschrieben."


@nightly.register("einreichungen", "Eingereichte Veranstaltungen", order=63)
def submissions(today: date) -> str:
    gone = actions.forget_submissions(today=today)
    return f"{gone} unbestätigte oder alte Einreichungen gelöscht."


@nightly.register("anmeldungen", "Anmeldungen zu Veranstaltungen", order=63)
def registrations(today: date) -> str:
    """Who is offered a place hears it at night at the latest, also where no outbox service runs."""
    moved = moving_up.move_up()
    reminded = moving_up.remind(today=today)
    gone = moving_up.forget(today=today)
    return f"{reminded} Personen erinnert, {moved} nachgerückt, {gone} Anmeldungen gelöscht."


@nightly.register("kalender", "Kalender von Veranstaltern", order=35)
def feeds(today: date) -> str:
    """At the latest once a night; `manage.py fetch_feeds` by the hour fetches more often."""
    runs = fetch_due(today=today)
    failed = sum(run.state == FeedRun.State.FAILED for run in runs)
    return f"{len(runs)} Kalender abgerufen, davon {failed} ohne Erfolg."
