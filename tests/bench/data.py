"""A fund of ten years, quickly: one case of each kind is made by the actions, the others are its copies."""

import copy
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import get_random_string

from actors.models import Actor
from funding import budget, references
from funding.models import (
    Application,
    Appointment,
    Attachment,
    BudgetYear,
    CheckItem,
    CostLine,
    Decision,
    LedgerEntry,
    Receipt,
    Snapshot,
    Step,
    UsageReport,
)
from tests.factories.funding import make_budget_year, make_municipality, make_reported, make_school


YEARS, CASES_A_YEAR = 10, 250
# More cases of a second programme, so that the office's list has 5,000.
OTHERS = 2_500
OF_CASE = (Appointment, Attachment, CheckItem, Decision, LedgerEntry, Snapshot, Step, UsageReport)


def copies(case: Application, count: int, *, prefix: str, year: BudgetYear | None = None) -> list:
    """So many cases like this one with all their rows, spread over other institutions and months."""
    year = year or case.budget_year
    schools = list(Actor.objects.filter(kind="grundschule").order_by("pk"))
    shift = timedelta(days=365 * (case.budget_year.year - year.year))
    made = Application.objects.bulk_create(
        _changed(
            case,
            number=f"{prefix}-{year.year}-{number:04d}",
            token=get_random_string(22),
            submit_token=None if case.submit_token is None else get_random_string(22),
            institution=schools[number % len(schools)],
            provider_name=f"Anbieter {number % 15}",
            budget_year=year,
            received_on=case.received_on - shift - timedelta(days=number % 90),
        )
        for number in range(2, count + 2)
    )
    # Who files in the run gets a number behind them.
    with transaction.atomic():
        references.keep_free_of(made[-1].number, case.programme)
    rows = {model: _of_case(model, case, made, year) for model in OF_CASE}
    lines = _below(CostLine, rows, appointment=Appointment)
    _below(Receipt, rows | {CostLine: lines}, cost_line=CostLine, attachment=Attachment)
    bound = sum(case.entries.filter(kind="COMMIT").values_list("amount_cents", flat=True)) * count
    BudgetYear.objects.filter(pk=year.pk).move(committed_cents=F("committed_cents") + bound)
    return made


def _of_case(model, case, made, year) -> dict[int, list]:
    """Row of the first case → its copies, in the order of the cases."""
    fields = {field.name for field in model._meta.concrete_fields}
    found = {}
    for row in model.objects.filter(application=case):
        new = []
        for other in made:
            changes = {"application": other}
            if "budget_year" in fields:
                changes["budget_year"] = year
            if "idempotency_key" in fields:
                changes["idempotency_key"] = f"{row.idempotency_key}:{other.number}"
            new.append(_changed(row, **changes))
        found[row.pk] = model.objects.bulk_create(new, batch_size=500)
    return found


def _below(model, rows: dict, **parents) -> dict[int, list]:
    """The same for rows that hang on copied rows."""
    first = next(iter(parents))
    found = {}
    for row in model.objects.filter(**{f"{first}__in": list(rows[parents[first]])}):
        keys = {name: getattr(row, f"{name}_id") for name in parents}
        count = len(rows[parents[first]][keys[first]])
        found[row.pk] = model.objects.bulk_create(
            [
                _changed(row, **{name: rows[parents[name]][keys[name]][i] for name in parents})
                for i in range(count)
            ],
            batch_size=500,
        )
    return found


def _changed(row, **changes):
    new = copy.copy(row)
    new._state = copy.copy(row._state)
    new._state.fields_cache = {}
    new._state.adding, new.pk, new.id = True, None, None
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def fill() -> tuple[Application, list[Application]]:
    """The whole fund; gives the first case and the 250 reported ones of the newest year."""
    first = make_reported(
        costs=(
            {"kind": "bus", "total_cents": 350_00},
            {"kind": "entry", "persons": 22, "unit_cents": 6_00, "total_cents": 132_00},
        )
    )
    towns = [make_municipality(name=f"Gemeinde {number}") for number in range(8)]
    for number in range(40):
        make_school(name=f"Grundschule {number}", municipality=towns[number % 8])
    newest = first.budget_year
    _allocate(newest)
    reported = copies(first, CASES_A_YEAR - 1, prefix="KB")
    for back in range(1, YEARS):
        year = make_budget_year(first.programme, year=newest.year - back, allocated=500_000_00)
        copies(first, CASES_A_YEAR, prefix="KB", year=year)
    copies(first, OTHERS, prefix="ZB")
    return first, reported


def _allocate(year: BudgetYear) -> None:
    """Enough for all of them; the books are proven at the end of the run."""
    by = LedgerEntry.objects.first().booked_by
    budget.allocate(year, 5_000_000_00, by=by, reason="Messung", key="bench")
