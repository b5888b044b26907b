"""What a wanted change would change: field by field beside the granted plan, and in money."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format

from bildungsregion.base.money import euro

from . import change_plan
from .change_plan import PlannedAppointment, PlannedCost
from .grant import Grant
from .models import Application, Appointment, ChangeRequest, CostLine


NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Field:
    """One field as granted and as wanted."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment: ``state`` is neu, entfällt, geändert or unverändert; only changed fields."""

    title: str
    state: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Amount:
    """Integer cents as granted and as wanted; the difference is positive where it becomes more."""

    label: str
    before_cents: int
    after_cents: int

    @property
    def difference_cents(self) -> int:
        return self.after_cents - self.before_cents


@dataclass(frozen=True, slots=True)
class Difference:
    change: ChangeRequest
    visits: Sequence[Visit]
    amounts: Sequence[Amount]
    reckoned: Grant
    decided_cents: int

    @property
    def grant_difference_cents(self) -> int:
        """What the rules give for the wanted plan, less what is granted."""
        return self.reckoned.cents - self.decided_cents


def of_change(application: Application, change: ChangeRequest) -> Difference:
    """The wanted plan beside the granted one, under the pinned rules of the case."""
    wanted = change_plan.from_json(change.plan_json)
    granted = change_plan.current(application)
    before = change_plan.reckon(application, granted, application.third_party_cents)
    after = change_plan.reckon(application, wanted, change.third_party_cents)
    return Difference(
        change=change,
        visits=list(_visits(granted, wanted)),
        amounts=[
            Amount("Kosten des Vorhabens", before.cost_cents, after.cost_cents),
            Amount("Andere Förderung", before.third_party_cents, after.third_party_cents),
            Amount("Zuschuss nach den Regeln", before.cents, after.cents),
        ],
        reckoned=after,
        decided_cents=application.decided_cents,
    )


def _visits(
    granted: Sequence[PlannedAppointment], wanted: Sequence[PlannedAppointment]
) -> Iterator[Visit]:
    by_pk = {row.pk: row for row in wanted if row.pk is not None}
    for old in granted:
        new = by_pk.get(old.pk)
        fields = list(_fields(old, new))
        state = "entfällt" if new is None else "geändert" if fields else "unverändert"
        yield Visit(_title(old), state, fields if new else [])
    for new in wanted:
        if new.pk is None:
            yield Visit(_title(new), "neu", list(_fields(None, new)))


def _title(planned: PlannedAppointment) -> str:
    day = date_format(planned.starts_on, "j. F Y")
    return ", ".join(part for part in (day, planned.group_label) if part)


def _fields(old: PlannedAppointment | None, new: PlannedAppointment | None) -> Iterator[Field]:
    for name in change_plan.COLUMNS:
        before, after = _said(old, name), _said(new, name)
        if before != after:
            yield Field(str(Appointment._meta.get_field(name).verbose_name), before, after)
    before, after = _costs(old), _costs(new)
    for key in dict.fromkeys([*before, *after]):
        was, becomes = before.get(key, NOTHING), after.get(key, NOTHING)
        if was != becomes:
            yield Field(key[0], was, becomes)


def _said(planned: PlannedAppointment | None, name: str) -> str:
    value = None if planned is None else getattr(planned, name)
    if value in (None, "") or (name == "ends_on" and value == planned.starts_on):
        return NOTHING
    if name in ("starts_on", "ends_on"):
        return date_format(value, "j. F Y")
    return f"{value:%H:%M} Uhr" if name == "start_time" else str(value)


def _costs(planned: PlannedAppointment | None) -> dict[tuple[str, int], str]:
    """Each cost under its name; the second of the same name under a number of its own."""
    found: dict[tuple[str, int], str] = {}
    for cost in planned.costs if planned else ():
        line, number = _line(cost), 1
        while (line, number) in found:
            number += 1
        found[line, number] = _price(cost)
    return found


def _line(cost: PlannedCost) -> str:
    name = f"{CostLine.Kind(cost.kind).label} {cost.label}".strip()
    return f"{name} (Begleitpersonen)" if cost.for_adults else name


def _price(cost: PlannedCost) -> str:
    if cost.unit_cents is not None and cost.persons:
        return f"{cost.persons} × {euro(cost.unit_cents)} = {euro(cost.total_cents)}"
    return euro(cost.total_cents) + (f" für {cost.persons} Personen" if cost.persons else "")
