"""The proof of use, as the institution writes it: heads, costs, receipts, a few words; questions about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.uploads import CheckedUpload
from funding import emails, permissions, report_check
from funding.models import (
    Application,
    Appointment,
    Attachment,
    CostLine,
    InfoRequest,
    Receipt,
    Snapshot,
    UsageReport,
)
from funding.workflow import step

from .cases import IncompleteError, close_requests, lock, open_request, save, take_snapshot
from .filing import keep_once


NOT_NOW = "Der Nachweis kann gerade nicht geändert werden."


@dataclass(frozen=True, slots=True)
class ActualLine:
    """One actual cost as a form gives it; ``pk`` of a line that is there already, else None."""

    appointment: int
    kind: str
    total_cents: int
    persons: int | None = None
    unit_cents: int | None = None
    label: str = ""
    for_adults: bool = False
    pk: int | None = None


@transaction.atomic
def begin_report(*, application: Application, by) -> UsageReport:
    """The report as a draft, prefilled from the plan: heads and cost lines; the same again if it is begun."""
    application = _writable(application, by)
    report, begun = UsageReport.objects.get_or_create(
        application=application,
        defaults={
            "begun_at": timezone.now(),
            "begun_by": by,
            "third_party_cents": application.third_party_cents,
        },
    )
    if begun:
        for row in application.appointments.prefetch_related("cost_lines"):
            row.actual_children, row.actual_adults = row.children, row.adults
            row.save(update_fields=["actual_children", "actual_adults"])
            CostLine.objects.bulk_create(_as_actual(line) for line in row.cost_lines.all())
    return report


@transaction.atomic
def save_report(
    *,
    application: Application,
    by,
    text: str | None = None,
    third_party_cents: int | None = None,
    heads: Mapping[int, tuple[int, int]] | None = None,
    lines: Sequence[ActualLine] | None = None,
    version: int | None = None,
) -> UsageReport:
    """Write into the report; None leaves a part as it is.

    ``heads`` maps appointment pk → (children, adults). ``lines`` is the whole list of actual costs:
    a line that is missing goes, with its receipts. What changed must be judged anew. Raises
    DomainError for rows of other cases and for what no cost line can hold.
    """
    application = _writable(application, by, version)
    report = _report_of(application)
    if text is not None:
        report.text = text.strip()
    if third_party_cents is not None:
        report.third_party_cents = third_party_cents
    report.save()
    rows = {row.pk: row for row in application.appointments.all()}
    for pk, (children, adults) in (heads or {}).items():
        row = _own(rows, pk)
        row.actual_children, row.actual_adults = children, adults
        _write(row)
    if lines is not None:
        _replace_lines(rows, lines)
    save(application)
    return report


@transaction.atomic
def add_receipt(
    *,
    line: CostLine,
    by,
    issued_on: date,
    amount_cents: int,
    checked: CheckedUpload | None = None,
    attachment: Attachment | None = None,
    claimed_cents: int | None = None,
    number: str = "",
    issuer: str = "",
) -> Receipt:
    """Prove an actual cost by a checked file, new or already with the case.

    ``claimed_cents`` is what of the invoice belongs to this line (None: all of it). Several lines
    may share one file. The very same once more (a second click) is the receipt that is there
    already. Raises DomainError when the report is not open, or there are too many receipts or files.
    """
    application = _writable(line.appointment.application, by)
    if line.phase != CostLine.Phase.ACTUAL:
        raise DomainError("Belege gehören zu den tatsächlichen Kosten.")
    _demand_past(issued_on)
    attachment = attachment or _keep(application, checked, by)
    if attachment.application_id != application.pk:
        raise DomainError("Diese Datei gehört zu einem anderen Antrag.")
    said = {
        "issuer": issuer.strip(),
        "number": number.strip(),
        "issued_on": issued_on,
        "amount_cents": amount_cents,
        "claimed_cents": amount_cents if claimed_cents is None else claimed_cents,
    }
    if same := Receipt.objects.filter(cost_line=line, attachment=attachment, **said).first():
        return same
    count = Receipt.objects.filter(cost_line__appointment__application=application).count()
    if count >= Receipt.MAX_PER_APPLICATION:
        raise DomainError(f"Mehr als {Receipt.MAX_PER_APPLICATION} Belege sind nicht möglich.")
    receipt = Receipt(cost_line=line, attachment=attachment, **said)
    _write(receipt)
    return receipt


@transaction.atomic
def change_receipt(
    *,
    receipt: Receipt,
    by,
    issued_on: date,
    amount_cents: int,
    claimed_cents: int | None = None,
    number: str = "",
    issuer: str = "",
) -> Receipt:
    """Correct what was typed off a receipt; what changed must be judged anew. Raises DomainError."""
    application = _writable(receipt.cost_line.appointment.application, by)
    _demand_past(issued_on)
    receipt = Receipt.objects.filter(
        pk=receipt.pk, cost_line__appointment__application=application
    ).first()
    if receipt is None:
        raise DomainError("Diesen Beleg gibt es nicht mehr.")
    receipt.issued_on, receipt.number, receipt.issuer = issued_on, number.strip(), issuer.strip()
    receipt.amount_cents = amount_cents
    receipt.claimed_cents = amount_cents if claimed_cents is None else claimed_cents
    receipt.accepted_cents, receipt.cut_reason = None, ""
    receipt.judged_at = receipt.judged_by = None
    _write(receipt)
    return receipt


@transaction.atomic
def keep_file(*, application: Application, checked: CheckedUpload, by) -> Attachment:
    """Keep a checked file of the report before it belongs to a receipt; the same file is kept once."""
    return _keep(_writable(application, by), checked, by)


@transaction.atomic
def drop_file(*, attachment: Attachment, by) -> None:
    """Take a file away that no receipt names. Raises DomainError when one does."""
    _writable(attachment.application, by)
    if attachment.kind != Attachment.Kind.RECEIPT or attachment.receipts.exists():
        raise DomainError("Diese Datei gehört zu einem Beleg.")
    _forget(attachment)


@transaction.atomic
def remove_receipt(*, receipt: Receipt, by) -> None:
    """Take a receipt away while the report is open; its file goes with the last receipt that names it."""
    _writable(receipt.cost_line.appointment.application, by)
    _drop(receipt)


@transaction.atomic
def submit_report(*, application: Application, by, version: int | None = None) -> UsageReport:
    """Send the report to the office (guideline no. 3 d). Raises IncompleteError with all that is missing."""
    application = lock(application, version)
    step(application, "submit_report", by=by)
    report = _report_of(application)
    _demand_complete(application)
    report.submitted_at, report.submitted_by = timezone.now(), by
    report.save()
    save(application)
    take_snapshot(application, Snapshot.Occasion.REPORT, by=by)
    emails.report_received(application)
    return report


@transaction.atomic
def query_report(
    *,
    application: Application,
    by,
    items: Sequence[str],
    due_on: date,
    version: int | None = None,
) -> InfoRequest:
    """Ask the institution back about its report; the report opens again until the answer."""
    application = lock(application, version)
    step(application, "query_report", by=by)
    request = open_request(application, items=items, due_on=due_on, by=by)
    save(application)
    emails.report_queried(application, request)
    return request


@transaction.atomic
def answer_report(
    *, application: Application, by, answer: str = "", version: int | None = None
) -> Application:
    """Send the report again, with an answer or only with what was changed in it."""
    application = lock(application, version)
    step(application, "answer_report", by=by)
    _demand_complete(application)
    close_requests(application, by=by, answer=answer.strip())
    save(application)
    take_snapshot(application, Snapshot.Occasion.REPORT, by=by)
    emails.report_answered(application)
    return application


@transaction.atomic
def resume_report(
    *, application: Application, by, note: str = "", version: int | None = None
) -> Application:
    """Go on with the report as it is, because the answer came otherwise or not at all."""
    application = lock(application, version)
    step(application, "resume_report", by=by, note_internal=note)
    close_requests(application, by=by)
    save(application)
    return application


def _writable(application: Application, by, version: int | None = None) -> Application:
    """The locked case, while its report may be written: granted and not sent yet, or asked back."""
    application = lock(application, version)
    open_now = (Application.Status.APPROVED, Application.Status.REPORT_QUERY)
    if application.status not in open_now or not permissions.can_apply(by, application):
        raise DomainError(NOT_NOW)
    return application


def _report_of(application: Application) -> UsageReport:
    report = UsageReport.objects.filter(application=application).first()
    if report is None:
        raise DomainError("Der Nachweis ist noch nicht begonnen.")
    return report


def _demand_complete(application: Application) -> None:
    if missing := report_check.problems(application, timezone.localdate()):
        raise IncompleteError(missing)


def _as_actual(line: CostLine) -> CostLine:
    same = ("appointment_id", "kind", "label", "persons", "unit_cents", "total_cents", "for_adults")
    return CostLine(phase=CostLine.Phase.ACTUAL, **{name: getattr(line, name) for name in same})


def _replace_lines(rows: Mapping[int, Appointment], lines: Sequence[ActualLine]) -> None:
    there = {
        line.pk: line
        for line in CostLine.objects.filter(
            appointment__in=rows.values(), phase=CostLine.Phase.ACTUAL
        )
    }
    kept = {line.pk for line in lines} - {None}
    for pk, line in there.items():
        if pk not in kept:
            for receipt in line.receipts.all():
                _drop(receipt)
            line.delete()
    for said in lines:
        line = CostLine(phase=CostLine.Phase.ACTUAL) if said.pk is None else _own(there, said.pk)
        before = line.as_reckoned()
        line.appointment = _own(rows, said.appointment)
        for name in ("kind", "total_cents", "persons", "unit_cents", "label", "for_adults"):
            setattr(line, name, getattr(said, name))
        if line.pk is None or line.as_reckoned() != before:
            line.accepted_persons = None
            _write(line)
            line.receipts.update(accepted_cents=None, cut_reason="", judged_at=None, judged_by=None)


def _own(rows: Mapping[int, object], pk: int):
    if pk not in rows:
        raise DomainError(
            "Diese Zeile gehört nicht zu diesem Antrag. Bitte laden Sie die Seite neu."
        )
    return rows[pk]


def _write(row) -> None:
    """Save what a form gave; the sentences of the model's own constraints reach people."""
    try:
        row.full_clean(exclude=["number_key"])
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from error
    row.save()


def _keep(application: Application, checked: CheckedUpload | None, by) -> Attachment:
    if checked is None:
        raise DomainError("Bitte wählen Sie die Datei des Belegs aus.")
    return keep_once(application, checked, kind=Attachment.Kind.RECEIPT, by=by)


def _drop(receipt: Receipt) -> None:
    attachment = receipt.attachment
    receipt.delete()
    if attachment.kind == Attachment.Kind.RECEIPT and not attachment.receipts.exists():
        _forget(attachment)


def _forget(attachment: Attachment) -> None:
    attachment.delete()
    storage, name = attachment.file.storage, attachment.file.name
    transaction.on_commit(lambda: storage.delete(name))


def _demand_past(issued_on: date) -> None:
    if issued_on > timezone.localdate():
        raise DomainError("Das Datum des Belegs liegt in der Zukunft.")
