"""What the fund does every night (bildungsregion/base/nightly.py)."""

from datetime import date
from io import StringIO

from django.core.management import call_command

from bildungsregion.base import nightly, region
from bildungsregion.base.nightly import Trouble

from . import actions, ledger_proof
from .models import BudgetYear


NO_FUND = "Diese Region hat keinen Fonds."


@nightly.register("buecher", "Bücher des Fonds", order=10)
def books(today: date) -> str:
    """First of all, before anything else is written."""
    if wrong := ledger_proof.faults():
        raise Trouble("\n".join(wrong))
    return f"{BudgetYear.objects.count()} Haushaltsjahre sind durch ihre Buchungen bewiesen."


@nightly.register("links", "Abgelaufene Links", order=20)
def links(today: date) -> str:
    return f"{actions.forget_expired_links(today=today)} abgelaufene Fragen an Anbieter gelöscht."


@nightly.register("aufbewahrung", "Aufbewahrung", order=30)
def keeping(today: date) -> str:
    said = StringIO()
    call_command("forget", stdout=said)
    done = [line.removeprefix("- ") for line in said.getvalue().splitlines() if line[:2] == "- "]
    return "; ".join(line for line in done if not line.endswith(": 0")) or "Nichts war fällig."


@nightly.register("erinnerungen", "Erinnerungen", order=40)
def reminders(today: date) -> str:
    if not region.current().has("funding"):
        return NO_FUND
    return f"{actions.send_reminders(today=today)} Personen erinnert."
