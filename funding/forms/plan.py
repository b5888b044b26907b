"""A whole plan in one form: every appointment with its costs, as change_plan.py keeps it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property

from funding.change_plan import PlannedAppointment, PlannedCost

from . import costs, rows, visits
from .costs import CostGroup, CostTable
from .rows import RowForm
from .visits import AppointmentForm, AppointmentTable


# Which granted appointment a row takes the place of.
GRANTED = "nr"


@dataclass(frozen=True)
class PlanGroup:
    """One appointment: its own fields, its cost rows, and the granted appointment's pk or ""."""

    visit: AppointmentForm
    costs: CostGroup
    granted: str


@dataclass
class PlanTable:
    """All wanted appointments; ``data`` as typed, ``lenient`` while rows are added and taken away."""

    data: Mapping[str, str]
    lenient: bool = False

    @cached_property
    def groups(self) -> list[PlanGroup]:
        table = AppointmentTable(self.data, self.lenient)
        spent = CostTable(self.data, table.labels, self.lenient)
        return [
            PlanGroup(visit, group, self.data.get(f"{visit.key}-{GRANTED}", ""))
            for visit, group in zip(table.rows, spent.groups, strict=True)
        ]

    @property
    def faulty_rows(self) -> list[RowForm]:
        return [
            row for group in self.groups for row in (group.visit, *group.costs.rows) if row.errors
        ]

    @property
    def can_grow(self) -> bool:
        return len(self.groups) < rows.MAX_APPOINTMENTS

    def is_valid(self) -> bool:
        return not self.faulty_rows

    def planned(self) -> list[PlannedAppointment]:
        """What was typed, once it is valid."""
        return [
            PlannedAppointment(
                **group.visit.columns,
                costs=[_cost(row) for row in group.costs.costs],
                pk=int(group.granted) if _is_number(group.granted) else None,
            )
            for group in self.groups
        ]


def typed(plan: Iterable[PlannedAppointment]) -> dict[str, str]:
    """A plan under the names of its rows: what the form starts with."""
    data = {}
    for index, planned in enumerate(plan):
        key = f"t{index}"
        data |= visits.as_typed(key, planned) | costs.typed_rows(key, planned.costs)
        data[f"{key}-{GRANTED}"] = str(planned.pk or "")
    return data


def _cost(cost) -> PlannedCost:
    return PlannedCost(**asdict(cost))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
