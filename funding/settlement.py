"""What is paid in the end: the rules once more with what it really cost, never more than was granted."""

from collections.abc import Mapping
from dataclasses import dataclass

from . import grant
from .models import Application, CostLine


@dataclass(frozen=True, slots=True)
class Settlement:
    """The grant for the actual costs beside what was decided; all amounts in cents."""

    decided_cents: int
    grant: grant.Grant

    @property
    def payout_cents(self) -> int:
        """The lower of the two (funding.md A4): a trip that became dearer is not paid dearer."""
        return min(self.decided_cents, self.grant.cents)

    @property
    def difference_cents(self) -> int:
        """How far the reckoning lies above (positive) or below the decision."""
        return self.grant.cents - self.decided_cents

    @property
    def released_cents(self) -> int:
        """What goes back into the year's budget."""
        return self.decided_cents - self.payout_cents


def expected(application: Application) -> Settlement:
    """By what the institution says: actual costs as entered, receipts not yet judged."""
    appointments = [row.as_reckoned(CostLine.Phase.ACTUAL) for row in _rows(application)]
    return _settle(application, appointments)


def reckoned(application: Application) -> Settlement:
    """By what the office has accepted, receipt by receipt; what is not judged counts nothing."""
    return _settle(application, [row.as_accepted() for row in _rows(application)])


def tried(
    application: Application, judged: Mapping[int, int | None], persons: Mapping[int, int | None]
) -> Settlement:
    """As if the receipts were accepted like this; nothing is written.

    ``judged`` maps receipt pk → cents (None: not judged), ``persons`` cost line pk → persons (None: all).
    What is in neither counts as it is kept.
    """
    rows = list(_rows(application))
    for line in (line for row in rows for line in row.cost_lines.all()):
        line.accepted_persons = persons.get(line.pk, line.accepted_persons)
        for receipt in line.receipts.all():
            receipt.accepted_cents = judged.get(receipt.pk, receipt.accepted_cents)
    return _settle(application, [row.as_accepted() for row in rows])


def _rows(application: Application):
    return application.appointments.prefetch_related("cost_lines__receipts")


def _settle(application: Application, appointments: list[grant.Appointment]) -> Settlement:
    third_party = application.usage_report.third_party_cents
    result = grant.compute(application.rules(), appointments, third_party)
    return Settlement(application.decided_cents, result)
