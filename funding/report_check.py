"""What a usage report still lacks before it may be sent, as sentences for the institution."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from bildungsregion.base.money import euro

from .completeness import Problem
from .models import Application, Appointment, CostLine


# The pages of the report, for whoever links a problem to its place.
HEADS, COSTS, WORDS = "teilnehmende", "belege", "bericht"


@dataclass(frozen=True, slots=True)
class Missing(Problem):
    """What the report lacks, with the appointment or the cost line (its pk) that it is about."""

    appointment: int | None = None
    line: int | None = None


def problems(application: Application, today: date) -> list[Missing]:
    """Everything that keeps the report from being sent on that day; empty when it is complete."""
    rows = list(application.appointments.prefetch_related("cost_lines__receipts"))
    found = [problem for row in rows for problem in _appointment(row, today)]
    if not application.usage_report.text.strip():
        found.append(Missing(WORDS, _("Bitte schreiben Sie ein bis drei Sätze, wie es war.")))
    return found


def _appointment(row: Appointment, today: date) -> Iterator[Missing]:
    if row.ends_on > today:
        text = _("Der Termin am %(day)s ist noch nicht vorbei.")
        yield Missing(HEADS, text % {"day": f"{row.ends_on:%d.%m.%Y}"}, row.pk)
    if row.actual_children is None or row.actual_adults is None:
        text = _("Bitte geben Sie an, wie viele Personen am %(day)s wirklich dabei waren.")
        yield Missing(HEADS, text % {"day": f"{row.starts_on:%d.%m.%Y}"}, row.pk)
    for line in row.cost_lines.all():
        if line.phase == CostLine.Phase.ACTUAL and line.total_cents:
            yield from _line(line)


def _line(line: CostLine) -> Iterator[Missing]:
    receipts = line.receipts.all()
    proved = sum(receipt.claimed_cents for receipt in receipts)
    if not receipts:
        yield Missing(COSTS, _("Zu „%(line)s“ fehlt der Beleg.") % {"line": line}, line=line.pk)
    elif proved != line.total_cents:
        text = _("„%(line)s“: Angegeben sind %(said)s, die Belege ergeben %(proved)s.")
        amounts = {"line": line, "said": euro(line.total_cents), "proved": euro(proved)}
        yield Missing(COSTS, text % amounts, line=line.pk)
