"""A wanted plan as plain data: appointments and their costs beside the ones that were granted."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from bildungsregion.base.errors import DomainError

from . import grant, summary
from .models import Application, Appointment, CostLine, Receipt


@dataclass(frozen=True, slots=True)
class PlannedCost:
    """One cost as a form gives it, gross; integer cents."""

    kind: str
    total_cents: int
    persons: int | None = None
    unit_cents: int | None = None
    label: str = ""
    for_adults: bool = False


@dataclass(frozen=True, slots=True)
class PlannedAppointment:
    """One wanted appointment; ``pk`` of the granted one that it takes the place of, else None."""

    starts_on: date
    children: int
    costs: Sequence[PlannedCost]
    adults: int = 0
    ends_on: date | None = None
    start_time: time | None = None
    group_label: str = ""
    age_band: str = ""
    pk: int | None = None


COLUMNS = ("starts_on", "ends_on", "start_time", "group_label", "age_band", "children", "adults")
COSTS = ("kind", "total_cents", "persons", "unit_cents", "label", "for_adults")


def current(application: Application) -> list[PlannedAppointment]:
    """What was granted, as the form starts with it."""
    rows = list(application.appointments.all())
    prefetch_related_objects(rows, "cost_lines")
    return [
        PlannedAppointment(
            **{name: getattr(row, name) for name in COLUMNS},
            pk=row.pk,
            costs=[
                PlannedCost(**{name: getattr(line, name) for name in COSTS})
                for line in row.cost_lines.all()
                if line.phase == CostLine.Phase.PLAN
            ],
        )
        for row in rows
    ]


def as_json(plan: Iterable[PlannedAppointment]) -> list[dict]:
    """Plain data for ChangeRequest.plan_json; days and times in ISO 8601."""
    rows = [asdict(wanted) for wanted in plan]
    for row in rows:
        row["ends_on"] = row["ends_on"] or row["starts_on"]
        for name in ("starts_on", "ends_on", "start_time"):
            row[name] = row[name] and row[name].isoformat()
    return rows


def from_json(rows: Iterable[dict]) -> list[PlannedAppointment]:
    return [
        PlannedAppointment(
            **row
            | {
                "starts_on": date.fromisoformat(row["starts_on"]),
                "ends_on": date.fromisoformat(row["ends_on"]),
                "start_time": row["start_time"] and time.fromisoformat(row["start_time"]),
                "costs": [PlannedCost(**cost) for cost in row["costs"]],
            }
        )
        for row in rows
    ]


def reckon(
    application: Application, plan: Iterable[PlannedAppointment], third_party_cents: int
) -> grant.Grant:
    """The grant for the wanted plan under the pinned rules."""
    appointments = [
        grant.Appointment(
            tuple(grant.Cost(**asdict(cost)) for cost in wanted.costs), str(_row(wanted))
        )
        for wanted in plan
    ]
    return grant.compute(application.rules(), appointments, third_party_cents)


def labels(plan: Iterable[PlannedAppointment]) -> list[str]:
    """The wanted appointments as the letters name them, the first day first."""
    in_order = sorted(plan, key=lambda wanted: wanted.starts_on)
    return [summary.appointment_label(_row(wanted)) for wanted in in_order]


def proof_due_on(application: Application, plan: Iterable[PlannedAppointment]) -> date | None:
    """The programme's days after the last wanted day; None where it sets no period."""
    days = application.programme.proof_days
    last = max(_row(wanted).ends_on for wanted in plan)
    return None if days is None else last + timedelta(days=days)


def check(application: Application, plan: Sequence[PlannedAppointment], today: date) -> None:
    """Whether the plan can be kept at all. Raises DomainError with the sentence of the first fault."""
    granted = {row.pk: row for row in application.appointments.all()}
    if not plan:
        raise DomainError("Ein Vorhaben braucht mindestens einen Termin.")
    for wanted in plan:
        old = granted.get(wanted.pk)
        if wanted.pk is not None and old is None:
            raise DomainError("Dieser Termin gehört nicht zu diesem Antrag.")
        moved = old is None or old.starts_on != wanted.starts_on
        if moved and wanted.starts_on < today:
            raise DomainError("Ein neuer Termin kann nicht in der Vergangenheit liegen.")
        row = _row(wanted)
        row.application = application
        _clean(row)
        for cost in wanted.costs:
            _clean(CostLine(**asdict(cost)), exclude=["appointment"])


def apply(application: Application, plan: Iterable[PlannedAppointment]) -> None:
    """Write the plan into the case's rows; the caller has frozen the old one and holds the lock."""
    granted = {row.pk: row for row in application.appointments.all()}
    for wanted in plan:
        row = granted.pop(wanted.pk, None) or Appointment(application=application)
        for name in COLUMNS:
            setattr(row, name, getattr(wanted, name))
        row.save()
        row.cost_lines.filter(phase=CostLine.Phase.PLAN).delete()
        CostLine.objects.bulk_create(
            CostLine(appointment=row, **asdict(cost)) for cost in wanted.costs
        )
    for row in granted.values():
        # A report that was begun for it goes with it; the files stay with the case.
        Receipt.objects.filter(cost_line__appointment=row).delete()
        row.delete()


def _row(wanted: PlannedAppointment) -> Appointment:
    row = Appointment(**{name: getattr(wanted, name) for name in COLUMNS})
    row.ends_on = row.ends_on or row.starts_on
    return row


def _clean(row, exclude: Sequence[str] = ()) -> None:
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from error
