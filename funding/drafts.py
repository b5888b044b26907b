"""A draft is what people typed: kept as typed, step by step, and understood as far as it can be.

``Application.draft_data`` holds the raw text of each step (section → field → text), so that nothing
is lost that is unfinished or wrong; the columns and rows of the case follow with everything that is
right. Once filed, the columns are the truth: a step that the office reopens starts from them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from actors.models import Actor, Membership
from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import CentsField, plain_euro

from . import actions, case_reads, grant, prefill
from .completeness import Problem
from .forms import costs, rows, visits
from .forms.costs import CostTable
from .forms.sections import FinancingForm, InstitutionForm, ProjectForm, SectionForm, TravelForm
from .forms.visits import AppointmentTable
from .models import Application, Appointment, CostLine, Programme


Section = Application.Section

COLUMN_FORMS: dict[str, type[SectionForm]] = {
    Section.INSTITUTION: InstitutionForm,
    Section.PROJECT: ProjectForm,
    Section.COSTS: TravelForm,
    Section.FINANCING: FinancingForm,
}
# Steps that hang together: costs belong to appointments.
ROW_SECTIONS = (Section.APPOINTMENTS, Section.COSTS)
LONGEST_TEXT = 5000
# Steps that are known to have no fault; the oldest is forgotten.
_faultless: dict[tuple, None] = {}
MOST_FAULTLESS = 5_000
# Taken over from the last application of the same person for the same institution: nobody is asked twice.
KEPT_FIELDS = (
    "head_name",
    "contact_name",
    "contact_phone",
    "contact_email",
    "iban",
    "account_holder",
)


class StaleError(DomainError):
    """Somebody saved this step in the meantime, perhaps oneself in another window."""


def own_fields(section: str, data: Mapping[str, str]) -> dict[str, str]:
    """What of the sent data belongs to this step, as text a database can keep."""
    names = set(COLUMN_FORMS[section].base_fields) if section in COLUMN_FORMS else set()
    kept = {}
    for name, text in data.items():
        is_line = bool(rows.lines({name: ""}, name.partition("-")[0]))
        is_visit = not is_line and bool(rows.appointments({name: ""}))
        in_rows = (section == Section.COSTS and is_line) or (
            section == Section.APPOINTMENTS and is_visit
        )
        if name in names or in_rows:
            kept[name] = text.replace("\0", "").replace("\r\n", "\n")[:LONGEST_TEXT]
    return kept


def typed(case: Application, section: str) -> dict[str, str]:
    """The text of a step's fields: as last saved, or as the case says it."""
    if section in case.draft_data:
        return case.draft_data[section]
    form = COLUMN_FORMS.get(section)
    text = {name: _text(case, name) for name in form.base_fields} if form else {}
    if section == Section.PROJECT:
        text["own_premises"] = "ja" if case.own_premises else "nein"
    if section == Section.FINANCING and not case.third_party_cents:
        text["third_party_cents"] = ""
    if section in ROW_SECTIONS:
        case_reads.know_costs(case)
        for index, appointment in enumerate(case.appointments.all()):
            key = f"t{index}"
            if section == Section.APPOINTMENTS:
                text |= visits.as_typed(key, appointment)
            else:
                planned = [line for line in appointment.cost_lines.all() if line.phase == "plan"]
                text |= costs.typed_rows(key, planned)
    return text


def _text(case: Application, name: str) -> str:
    """What stands in a column, as it would be typed or chosen."""
    column = Application._meta.get_field(name)
    value = getattr(case, column.attname)
    if value is None:
        return ""
    return plain_euro(value) if isinstance(column, CentsField) else str(value)


def stamp(case: Application, section: str) -> str:
    """Tells two states of a step apart: the hidden field of its form."""
    return _digest(case, section)[:16]


def column_form(
    case: Application, section: str, *, lenient: bool, text: Mapping[str, str] | None = None
) -> SectionForm | None:
    """The fields of a step that are columns, with what is saved, or with ``text``; None: it has none."""
    form = COLUMN_FORMS.get(section)
    if form is None:
        return None
    text = typed(case, section) if text is None else text
    filled = form(text, lenient=lenient, auto_id="%s")
    if case.on_behalf and "contact_email" in filled.fields:
        # Who writes on paper may have no mailbox; letters go by post then.
        filled.fields["contact_email"].required = False
    return filled


def appointment_table(case: Application, *, lenient: bool) -> AppointmentTable:
    return AppointmentTable(typed(case, Section.APPOINTMENTS), lenient, case.day_of_receipt)


def cost_table(case: Application, *, lenient: bool) -> CostTable:
    table = appointment_table(case, lenient=True)
    return CostTable(typed(case, Section.COSTS), table.labels, lenient)


def reckon(case: Application, costs: CostTable | None = None) -> grant.Grant:
    """The grant for what stands in the form at this moment, finished or not; ``costs``: its lenient table."""
    costs = costs or cost_table(case, lenient=True)
    financing = column_form(case, Section.FINANCING, lenient=True)
    third_party = (
        0
        if "third_party_cents" in financing.errors
        else financing.cleaned_data["third_party_cents"]
    )
    return grant.compute(case.rules(), costs.planned(), third_party)


def faults(case: Application, section: str, mark: str = "") -> list[tuple[str, str]]:
    """What keeps a step from being complete: (label, sentence) of each field.

    A step without any is remembered by a digest of its text, where ``mark`` says the edition (base/edition.py) of the
    directory that it names places of: for the same text, day and edition it is not checked again.
    """
    days = timezone.localdate(), case.day_of_receipt
    known = (mark, section, _seen(case, section), days, case.on_behalf)
    if mark and known in _faultless:
        return []
    found = _checked(case, section)
    if mark and not found:
        _faultless[known] = None
        if len(_faultless) > MOST_FAULTLESS:
            _faultless.pop(next(iter(_faultless)), None)
    return found


def _seen(case: Application, section: str) -> tuple[str, ...]:
    """Everything that was typed and that the faults of a step depend on, as digests that nobody can match."""
    others = [Section.APPOINTMENTS] if section == Section.COSTS else []
    return tuple(_digest(case, one) for one in [section, *others])


def _digest(case: Application, section: str) -> str:
    """SHA-256 of what was typed into a step."""
    text = json.dumps(typed(case, section), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _checked(case: Application, section: str) -> list[tuple[str, str]]:
    forms = [column_form(case, section, lenient=False)]
    if section == Section.APPOINTMENTS:
        forms += appointment_table(case, lenient=False).rows
    if section == Section.COSTS:
        forms += cost_table(case, lenient=False).all_rows
    found = []
    for form in filter(None, forms):
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            found += [(str(label), error) for error in errors]
    return found


@transaction.atomic
def begin(
    *, programme: Programme, institution: Actor, role: str, by, token: str, query: Mapping[str, str]
) -> Application:
    """A draft with everything that is known already: the last application's contact and account, the
    offer or event and the costs that the address names. The same token again gives the same draft."""
    begun = Application.objects.filter(token=token).first()
    if begun is not None and begun.created_by_id == by.pk:
        return begun
    Membership.objects.get_or_create(user=by, actor=institution, defaults={"role": role})
    offer = prefill.offer_named(query)
    case = actions.create_draft(
        programme=programme,
        institution=institution,
        by=by,
        token="" if begun else token,
        offer=offer,
        event=None if offer else prefill.event_named(query),
    )
    _remember_last(case)
    cost_rows = prefill.cost_rows(query)
    data = {
        Section.APPOINTMENTS: own_fields(Section.APPOINTMENTS, cost_rows),
        Section.COSTS: own_fields(Section.COSTS, cost_rows) | _travel(cost_rows),
        Section.FINANCING: _financing(case, query.get("andere", "")),
    }
    case.draft_data = {section.value: text for section, text in data.items() if text}
    case.save()
    return case


def _remember_last(case: Application) -> None:
    earlier = Application.objects.filter(created_by=case.created_by, institution=case.institution)
    last = earlier.exclude(pk=case.pk).order_by("-created_at").first()
    for name in KEPT_FIELDS if last else ():
        setattr(case, name, getattr(last, name) or getattr(case, name))


def _travel(cost_rows: Mapping[str, str]) -> dict[str, str]:
    kinds = {text for name, text in cost_rows.items() if name.endswith("-art")} & {"opnv", "bus"}
    mode = "beides" if len(kinds) == 2 else "".join(kinds)
    return {"travel_mode": mode, "bus_reason": ""} if mode else {}


def _financing(case: Application, third_party: str) -> dict[str, str]:
    return (
        typed(case, Section.FINANCING) | {"third_party_cents": third_party[:30]}
        if third_party
        else {}
    )


def save(
    *,
    case: Application,
    section: str,
    data: Mapping[str, str],
    seen: str,
    by,
    copied: tuple[str, str] | None = None,
) -> Application:
    """Keep a step as typed and take over what is right.

    ``copied``: (key, new key) of an appointment that was repeated just now: its costs come along.

    ``seen`` is the stamp the form was made from: raises StaleError when the step has been saved
    since with something else. A case that is filed takes over only a step without any fault.
    """
    text = own_fields(section, data)
    # Understood before the case is locked: on SQLite everybody who writes waits for that lock.
    form = column_form(case, section, lenient=True, text=text)
    if form is not None:
        form.is_valid()
    with actions.editing(application=case, section=section, by=by, version=None) as fresh:
        if seen != stamp(fresh, section) and typed(fresh, section) != text:
            raise StaleError(
                "Dieser Schritt wurde inzwischen in einem anderen Fenster oder von jemand anderem gespeichert."
            )
        if section in ROW_SECTIONS and fresh.appointments.exists():
            # Keys of rows follow the order of days: both steps are fixed before one of them moves.
            fresh.draft_data = {s.value: typed(fresh, s) for s in ROW_SECTIONS} | fresh.draft_data
        if copied and Section.COSTS in fresh.editable_sections:
            lines = typed(fresh, Section.COSTS)
            costs_too = lines | rows.copied_lines(lines, *copied)
            fresh.draft_data = fresh.draft_data | {Section.COSTS.value: costs_too}
        fresh.draft_data = _tidy(fresh.draft_data | {section: text})
        if fresh.is_draft or not faults(fresh, section):
            _take_over(fresh, section, form)
    return fresh


def _tidy(data: dict) -> dict:
    """Without the costs of appointments that were taken away."""
    if Section.APPOINTMENTS not in data or Section.COSTS not in data:
        return data
    keys = set(rows.appointments(data[Section.APPOINTMENTS])) or {"t0"}
    lines = data[Section.COSTS]
    kept = {
        n: t
        for n, t in lines.items()
        if not rows.appointments({n: ""}) or n.partition("-")[0] in keys
    }
    return data | {Section.COSTS.value: kept}


def _take_over(case: Application, section: str, form: SectionForm | None) -> None:
    if form is not None:
        form.apply(case)
    if section in ROW_SECTIONS:
        _write_rows(case)


def _write_rows(case: Application) -> None:
    """The appointments and their planned costs anew, as far as they are right."""
    table = appointment_table(case, lenient=True)
    groups = {group.key: group for group in cost_table(case, lenient=True).groups}
    case.appointments.all().delete()
    case_reads.forget_costs(case)
    for row in table.rows:
        if row.is_complete:
            appointment = Appointment.objects.create(application=case, **row.columns)
            CostLine.objects.bulk_create(_line(appointment, cost) for cost in groups[row.key].costs)


def _line(appointment: Appointment, cost: grant.Cost) -> CostLine:
    return CostLine(
        appointment=appointment, kind=cost.kind, label=cost.label, persons=cost.persons,
        unit_cents=cost.unit_cents, total_cents=cost.total_cents, for_adults=cost.for_adults,
    )  # fmt: skip


def file(
    *,
    case: Application,
    declarations: Mapping[str, bool],
    token: str,
    by,
    version: int | None = None,
    mark: str = "",
) -> Application:
    """Declare and submit in one go; what was typed has become columns by then.

    ``version`` is that of the page on which the application was looked over, ``mark`` the edition as for ``faults``.
    """
    # Read and understood before the lock: on SQLite everybody who writes waits for it.
    case_reads.read_costs(case)
    missing = problems(case, list(Section), mark) if case.is_draft else []
    with transaction.atomic():
        fresh = actions.lock(case)
        if fresh.is_draft:
            if fresh.version == case.version:
                case_reads.take_costs(fresh, case)
            else:
                missing = problems(fresh, list(Section), mark)
            if missing:
                raise actions.IncompleteError(missing)
            for name, value in declarations.items():
                setattr(fresh, name, value)
            # Written with all that filing writes, or not at all.
            fresh.draft_data = {}
        return actions.submit(
            application=fresh, by=by, token=token, version=version, is_locked=True
        )


@transaction.atomic
def answer(*, case: Application, text: str, by) -> Application:
    """Send the answer to a question of the office together with the steps it reopened."""
    fresh = actions.lock(case)
    _demand_understood(fresh, fresh.editable_sections)
    fresh.draft_data = {}
    fresh.save()
    return actions.answer_info(application=fresh, by=by, answer=text)


def _demand_understood(case: Application, sections: Iterable[str]) -> None:
    """Raises IncompleteError for what was typed and could not be taken over: nothing is dropped silently."""
    if missing := problems(case, sections):
        raise actions.IncompleteError(missing)


def problems(case: Application, sections: Iterable[str], mark: str = "") -> list[Problem]:
    """The faults of these steps as sentences, each with the step that asks for it; ``mark`` as for ``faults``."""
    return [
        Problem(section, f"{label}: {sentence}" if label else sentence)
        for section in sections
        for label, sentence in faults(case, section, mark)
    ]
