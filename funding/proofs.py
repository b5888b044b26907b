"""The proof of use while it is written: kept as typed, and understood as far as it can be.

As with an application's draft (drafts.py), ``Application.draft_data`` holds the raw text, here under
KEY, so that nothing is lost that is unfinished or wrong; the report, the heads and the actual cost
lines follow with everything that is right. Receipts are rows at once (docs/adr/0080).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from bildungsregion.base.money import plain_euro

from . import actions, grant, report_check
from .actions import ActualLine
from .completeness import Problem
from .drafts import LONGEST_TEXT, StaleError
from .forms import costs, rows
from .forms.proof import EVERYTHING, ActualCostForm, ProofForm
from .models import Application, Appointment, Attachment, CostLine, UsageReport
from .settlement import Settlement


KEY = "nachweis"
Status = Application.Status
OPEN = frozenset({Status.APPROVED, Status.REPORT_QUERY})
NAMES = ("andere", "bericht")
HEADS = ("kinder", "erwachsene")
COSTS = ("art", "bezeichnung", "personen", "preis", "summe")


def is_open(case: Application) -> bool:
    """Whether the proof may be written now. What was taken over from before was proven elsewhere."""
    return case.status in OPEN and not case.imported_from


def address(case: Application) -> str:
    return reverse("funding:proof", args=[case.key])


def is_begun(case: Application) -> bool:
    return UsageReport.objects.filter(application=case).exists()


def may_begin(case: Application) -> bool:
    return case.status == Status.APPROVED and not case.imported_from


@dataclass
class Proof:
    """A case's report with its rows under their names in the form („t0“, „t0-1“) and what is typed in them."""

    case: Application
    report: UsageReport
    appointments: dict[str, Appointment]
    lines: dict[str, CostLine]
    text: dict[str, str]
    # Rows that were to go and stayed because of their receipts.
    restored: list[CostLine] = field(default_factory=list)

    @property
    def stamp(self) -> str:
        """Tells two states of the form apart: its hidden field."""
        text = json.dumps(self.text, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def form(self, strict: str = "") -> ProofForm:
        return ProofForm(self.text, self.appointments, self.lines, strict)

    @cached_property
    def lenient(self) -> ProofForm:
        return self.form()

    @property
    def settlement(self) -> Settlement:
        """What follows from what is typed at this moment, finished or not (settlement.expected, live)."""
        planned = [grant.Appointment(group.costs, group.label) for group in self.lenient.groups]
        third_party = self.lenient.third_party_cents
        if third_party is None:
            third_party = self.report.third_party_cents
        result = grant.compute(self.case.rules(), planned, third_party)
        return Settlement(self.case.decided_cents, result)

    @property
    def loose_files(self) -> list[Attachment]:
        """Uploaded, and on no receipt yet."""
        files = self.case.attachments.filter(kind=Attachment.Kind.RECEIPT, receipts__isnull=True)
        return list(files)


def read(case: Application, text: Mapping[str, str] | None = None) -> Proof | None:
    """The proof as it stands, or with other text in its fields; None before it is begun."""
    report = UsageReport.objects.filter(application=case).first()
    if report is None:
        return None
    found = list(case.appointments.prefetch_related("cost_lines__receipts__attachment"))
    actual = [
        line
        for row in found
        for line in row.cost_lines.all()
        if line.phase == CostLine.Phase.ACTUAL
    ]
    kept = case.draft_data.get(KEY)
    if kept and sorted(kept["appointments"].values()) == sorted(row.pk for row in found):
        appointments = _by_key(kept["appointments"], found)
        lines = _by_key(kept["lines"], actual)
        kept_text = kept["text"]
    else:
        appointments = {f"t{index}": row for index, row in enumerate(found)}
        lines = _numbered(appointments, actual)
        kept_text = _typed(report, appointments, lines)
    return Proof(case, report, appointments, lines, dict(kept_text if text is None else text))


def _by_key(pks: Mapping[str, int], found: list) -> dict:
    rows_by_pk = {row.pk: row for row in found}
    return {key: rows_by_pk[pk] for key, pk in pks.items() if pk in rows_by_pk}


def _numbered(appointments: Mapping[str, Appointment], actual: list[CostLine]) -> dict:
    numbered = {}
    for key, row in appointments.items():
        own = (line for line in actual if line.appointment_id == row.pk)
        numbered |= {f"{key}-{index}": line for index, line in enumerate(own)}
    return numbered


def _typed(report: UsageReport, appointments: Mapping, lines: Mapping) -> dict[str, str]:
    """The rows as the text of their fields."""
    third_party = report.third_party_cents
    text = {"andere": plain_euro(third_party) if third_party else "", "bericht": report.text}
    for key, row in appointments.items():
        heads = (row.actual_children, row.actual_adults)
        for name, number in zip(HEADS, heads, strict=True):
            text[f"{key}-{name}"] = "" if number is None else str(number)
    for key, line in lines.items():
        text |= {f"{key}-{name}": typed for name, typed in costs.as_typed(line).items()}
    return text


def own_fields(data: Mapping[str, str]) -> dict[str, str]:
    """What of the sent data belongs to the proof, as text a database can keep."""
    kept = {}
    for name, text in data.items():
        key, _dash, last = name.rpartition("-")
        is_cost = last in COSTS and rows.lines({name: ""}, key.partition("-")[0]) == [key]
        is_heads = last in HEADS and rows.appointments({name: ""}) == [key]
        if name in NAMES or is_cost or is_heads:
            kept[name] = text.replace("\0", "").replace("\r\n", "\n")[:LONGEST_TEXT]
    return kept


@transaction.atomic
def save(*, case: Application, data: Mapping[str, str], seen: str, by) -> Proof:
    """Keep the proof as typed and take over what is right.

    ``seen`` is the stamp the form was made from: raises StaleError when the proof has been saved
    since with something else. A row that was taken away stays while it has receipts: ``restored``.
    """
    fresh, text = actions.lock(case), own_fields(data)
    before = read(fresh)
    if before is not None and seen != before.stamp and before.text != text:
        raise StaleError(
            _(
                "Der Nachweis wurde inzwischen in einem anderen Fenster oder von jemand anderem gespeichert."
            )
        )
    if before is None:
        # Says why not: not begun, or not the time for it.
        actions.save_report(application=fresh, by=by)
    restored = _with_receipts(before, text)
    after = read(fresh, text)
    form = after.lenient
    actions.save_report(
        application=fresh,
        by=by,
        text=form.words.cleaned_data.get("bericht"),
        third_party_cents=form.third_party_cents,
        heads=_heads(form),
        lines=_lines(form),
    )
    _keep(fresh, after, form)
    saved = read(Application.objects.with_costs().get(pk=fresh.pk))
    saved.restored = restored
    return saved


def _with_receipts(before: Proof, text: dict[str, str]) -> list[CostLine]:
    """Put rows back into the text that are gone from it and whose receipts are not."""
    restored = []
    for key, line in before.lines.items():
        own = {name: typed for name, typed in before.text.items() if name.startswith(f"{key}-")}
        if line.receipts.all() and not own.keys() & text.keys():
            text |= own
            restored.append(line)
    return restored


def _heads(form: ProofForm) -> dict[int, tuple[int, int]]:
    """What can be read; a gap leaves the numbers as they were until it is filled."""
    found = {}
    for group in form.groups:
        values = group.heads.cleaned_data
        children, adults = values.get("kinder"), values.get("erwachsene")
        if children is not None and adults is not None:
            found[group.appointment.pk] = children, adults
    return found


def _lines(form: ProofForm) -> list[ActualLine]:
    """Each row as it can be read; a known line in which something is wrong stays as it was."""
    found = []
    for group in form.groups:
        for row in group.rows:
            said = row.cost or (row.line and row.line.as_reckoned())
            if said:
                found.append(_line(group.appointment, said, row.line))
    return found


def _line(appointment: Appointment, cost: grant.Cost, line: CostLine | None) -> ActualLine:
    return ActualLine(
        appointment.pk, cost.kind, cost.total_cents, cost.persons, cost.unit_cents, cost.label,
        cost.for_adults, line and line.pk,
    )  # fmt: skip


def _keep(case: Application, proof: Proof, form: ProofForm) -> None:
    """The raw text, and which row belongs to which name; new lines in the order they were made."""
    known = {line.pk for line in proof.lines.values()}
    actual = CostLine.objects.filter(
        appointment__application=case, phase=CostLine.Phase.ACTUAL
    ).exclude(pk__in=known)
    new = iter(actual.order_by("pk").values_list("pk", flat=True))
    lines = {}
    for row in form.cost_rows:
        if row.line:
            lines[row.key] = row.line.pk
        elif row.cost:
            lines[row.key] = next(new)
    kept = {
        "text": proof.text,
        "appointments": {key: row.pk for key, row in proof.appointments.items()},
        "lines": lines,
    }
    now = Application.objects.get(pk=case.pk)
    now.draft_data = now.draft_data | {KEY: kept}
    now.save(update_fields=["draft_data", "updated_at"])


def faults(proof: Proof, strict: str = EVERYTHING) -> list[tuple[str, Problem]]:
    """What is typed wrong or missing: (id of the field, problem), in the order of the page."""
    found = []
    for part in proof.form(strict).faulty:
        place = _place(proof, getattr(part, "key", ""))
        for name, errors in part.errors.items():
            bound = part[name] if name in part.fields else None
            for sentence in errors:
                text = f"{bound.label}: {sentence}" if bound else sentence
                # „Wofür?: Bitte …“ is no German.
                problem = Problem(_section(part), place + text.replace("?: ", "? "))
                found.append((bound.id_for_label if bound else "", problem))
    return found


def _place(proof: Proof, key: str) -> str:
    """The appointment to begin a sentence with, where there are several."""
    row = proof.appointments.get(key.partition("-")[0])
    return f"{row}: " if row and len(proof.appointments) > 1 else ""


def _section(part) -> str:
    if isinstance(part, ActualCostForm):
        return report_check.COSTS
    return report_check.HEADS if hasattr(part, "key") else report_check.WORDS


def missing(proof: Proof) -> list[tuple[str, Problem]]:
    """All that keeps the proof from being sent: (id on the page, problem); empty when it is complete."""
    found = faults(proof)
    told = {anchor for anchor, _problem in found}
    heads = {row.pk: f"{key}-kinder" for key, row in proof.appointments.items()}
    receipts = {line.pk: key for key, line in proof.lines.items()}
    for problem in report_check.problems(proof.case, timezone.localdate()):
        anchor, text = "bericht", problem.text
        if problem.appointment in heads:
            anchor = heads[problem.appointment]
        elif problem.line in receipts:
            anchor = f"belege-{receipts[problem.line]}"
            text = _place(proof, receipts[problem.line]) + text
        if anchor not in told:
            found.append((anchor, Problem(problem.section, text)))
    # As they stand on the page: the words come last.
    return sorted(found, key=lambda pair: pair[1].section == report_check.WORDS)


@transaction.atomic
def send(*, case: Application, by, version: int | None, answer: str = "") -> None:
    """Send the proof, or the answer to the question about it. Raises IncompleteError, DomainError.

    ``version`` is that of the page on which it was looked over.
    """
    fresh = actions.lock(case, version)
    proof = read(fresh)
    if proof and is_open(fresh):
        if found := faults(proof):
            raise actions.IncompleteError([problem for _anchor, problem in found])
        for attachment in proof.loose_files:
            actions.drop_file(attachment=attachment, by=by)
        fresh.draft_data = {key: kept for key, kept in fresh.draft_data.items() if key != KEY}
        fresh.save(update_fields=["draft_data"])
    if fresh.status == Status.REPORT_QUERY:
        actions.answer_report(application=fresh, by=by, answer=answer)
    else:
        actions.submit_report(application=fresh, by=by)
