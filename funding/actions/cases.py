"""What every verb begins and ends with: the lock, the version, the frozen state."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from funding import case_reads, permissions
from funding.completeness import Problem
from funding.grant import Grant
from funding.models import Application, BudgetYear, CheckItem, InfoRequest, Snapshot


CHANGED = (
    "Der Antrag wurde inzwischen geändert. Es ist nichts verloren: Bitte laden Sie die Seite in einem "
    "neuen Fenster und übernehmen Sie Ihre Eingaben."
)
GONE = "Diesen Entwurf gibt es nicht mehr."

# What an application says; bank data stays out of the frozen states.
FROZEN_FIELDS = (
    "title", "field", "description", "place", "own_premises", "travel_mode", "bus_reason", "third_party_name",
    "third_party_cents", "head_name", "contact_name", "contact_phone", "contact_email", "account_holder",
    "delivery_consent",
)  # fmt: skip
FROZEN_APPOINTMENT = (
    "starts_on",
    "ends_on",
    "start_time",
    "group_label",
    "age_band",
    "children",
    "adults",
    "actual_children",
    "actual_adults",
)
FROZEN_COST = (
    "kind", "label", "persons", "unit_cents", "total_cents", "for_adults", "phase", "accepted_persons",
)  # fmt: skip
FROZEN_RECEIPT = (
    "issuer", "number", "issued_on", "amount_cents", "claimed_cents", "accepted_cents", "cut_reason",
)  # fmt: skip


class IncompleteError(DomainError):
    """The application lacks something; ``problems`` says what, and in which step of the form."""

    def __init__(self, problems: list[Problem]):
        super().__init__(problems[0].text)
        self.problems = problems


# The steps of the form that the reckoning reads.
RECKONED = frozenset(
    {Application.Section.APPOINTMENTS, Application.Section.COSTS, Application.Section.FINANCING}
)


def lock(
    application: Application, version: int | None = None, *, form_of: int | None = None
) -> Application:
    """The case as it is now, its row locked until the transaction ends.

    ``version`` is what the person saw; raises DomainError when the case has moved on since. ``form_of``: only its
    form is written into, by this account (case_reads.locked).
    """
    fresh = case_reads.locked(application, form_of=form_of)
    if fresh is None:
        raise DomainError(GONE)
    demand_seen(fresh, version)
    fresh.as_stored = _columns(fresh)
    return fresh


def demand_seen(application: Application, version: int | None) -> None:
    """Raises DomainError when the case, locked by now, has moved on since that version was seen; None: any."""
    if version is not None and application.version != version:
        raise DomainError(CHANGED)


def save(application: Application) -> None:
    """Write the case after a verb and give it a new version: of one that was locked, what differs since."""
    application.version += 1
    before = vars(application).pop("as_stored", None)
    application.save(update_fields=None if before is None else _changed(application, before))


def _changed(case: Application, before: dict[str, object]) -> set[str]:
    """The columns that differ, and those that tell nothing of a change inside of them or write themselves."""
    differ = {name for name, value in _columns(case).items() if value != before[name]}
    return differ | {"draft_data", "updated_at"}


@contextmanager
def editing(
    *, application: Application, section: str, by, version: int | None
) -> Iterator[Application]:
    """Write into one step of the form: whatever the block changes or saves counts once, as one new version.

    Columns that it sets are written after it. ``version`` is the hidden field of the form; None where the caller
    compares what was seen itself (drafts.save does, step by step). After a step that is reckoned with, the grant is
    reckoned anew. Raises DomainError when the step is not open to this person or somebody else was faster.
    """
    with transaction.atomic():
        case = lock(application, version, form_of=by.pk)
        if section not in case.editable_sections or not permissions.can_apply(by, case):
            raise DomainError("Dieser Schritt des Antrags kann gerade nicht geändert werden.")
        yield case
        if section in RECKONED:
            case_reads.read_costs(case)
            case.computed_cents = case.reckon().cents
        save(case)
    application.version, application.computed_cents = case.version, case.computed_cents


def _columns(case: Application) -> dict[str, object]:
    row = vars(case)
    return {column.attname: row[column.attname] for column in case._meta.concrete_fields}


def open_request(
    application: Application,
    *,
    items: Sequence[str],
    due_on: date,
    by,
    sections: Sequence[str] = (),
) -> InfoRequest:
    """Put questions to the institution, to be answered by a day. Raises DomainError."""
    questions = [item.strip() for item in items if item.strip()]
    if not questions:
        raise DomainError("Bitte stellen Sie mindestens eine Frage.")
    if due_on <= timezone.localdate():
        raise DomainError("Die Frist muss in der Zukunft liegen.")
    return InfoRequest.objects.create(
        application=application,
        items=questions,
        sections=[Application.Section(section).value for section in sections],
        due_on=due_on,
        asked_by=by,
    )


def close_requests(application: Application, *, by, answer: str | None = None) -> None:
    """Close the question that waits, with the institution's answer or (None) without one."""
    now = timezone.now()
    said = {} if answer is None else {"answer": answer, "answered_at": now, "answered_by": by}
    waiting = application.info_requests.filter(closed_at__isnull=True)
    waiting.update(closed_at=now, closed_by=by, **said)


def proof_due_on(application: Application) -> date | None:
    """The programme's days after the last appointment; None where it sets no period."""
    days = application.programme.proof_days
    return None if days is None else application.last_day + timedelta(days=days)


def demand_checked(application: Application) -> None:
    """Every check is answered, or DomainError names those that are not."""
    unchecked = application.checks.filter(result=CheckItem.Result.OPEN)
    if unchecked:
        points = ", ".join(f"„{check.get_code_display()}“" for check in unchecked)
        raise DomainError(f"Diese Prüfpunkte sind noch offen: {points}.")


def budget_year_of(application: Application) -> BudgetYear:
    """The year of the first appointment (docs/adr/0011). Raises DomainError where it is not set up."""
    year = application.first_day.year
    found = application.programme.budget_years.filter(year=year).first()
    if found is None:
        raise DomainError(f"Für {year} ist noch kein Haushaltsjahr angelegt.")
    return found


def take_snapshot(
    application: Application,
    occasion: str,
    *,
    by,
    reckoned: Grant | None = None,
    as_read: Application | None = None,
) -> Snapshot:
    """Freeze what the application says and what follows from it under its pinned rules.

    ``reckoned`` is what was reckoned on this occasion, where it is not the plan. ``as_read`` is the case with its
    costs as it is stored by now, where the caller knows it.
    """
    case = as_read or case_reads.acted_on(application)
    reckoned = reckoned or case.reckon()
    frozen = json.loads(canonical({"input": _said(case), "steps": reckoned.steps()}))
    return Snapshot.objects.create(
        application=case,
        occasion=occasion,
        rule_set=case.rule_set,
        input_json=frozen["input"],
        steps_json=frozen["steps"],
        result_cents=reckoned.cents,
        sha256=digest(frozen),
        taken_by=by,
    )


def _said(case: Application) -> dict:
    """Everything the case says, as plain data; bank data left out."""
    said = {name: getattr(case, name) for name in FROZEN_FIELDS}
    said["institution"] = str(case.institution)
    said["provider"] = case.provider_label
    said["municipality"] = str(case.municipality or "")
    said["appointments"] = [
        {name: getattr(appointment, name) for name in FROZEN_APPOINTMENT}
        | {
            "costs": [
                {name: getattr(line, name) for name in FROZEN_COST}
                for line in appointment.cost_lines.all()
            ]
        }
        for appointment in case.appointments.all()
    ]
    said["receipts"] = [
        {name: getattr(receipt, name) for name in FROZEN_RECEIPT}
        | {"sha256": receipt.attachment.sha256}
        for receipt in case_reads.receipts(case)
    ]
    said["attachments"] = [attachment.sha256 for attachment in case_reads.attachments(case)]
    return said


def canonical(value) -> str:
    """JSON that is the same for the same content."""
    return json.dumps(
        value, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def digest(value) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()
