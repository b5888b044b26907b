"""What the clock does when the time of a case is over. Each verb is safe to repeat.

Files go last, before the commit: a run that is killed leaves rows whose file is missing and is done
again the next night; the other way round a file would stay that nothing names any more.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from bildungsregion.base.errors import DomainError
from funding import retention
from funding.models import (
    Application,
    Appointment,
    Attachment,
    ChangeRequest,
    CostLine,
    Hearing,
    InfoRequest,
    PaymentOrder,
    PaymentRun,
    Receipt,
    UsageReport,
    VenueConfirmation,
)

from .cases import lock, save


DAYS_AFTER_EXPIRY = 14


@transaction.atomic
def forget_draft(*, application: Application, today: date | None = None) -> None:
    """Delete a draft with its files; with ``today`` only one that has lain still for its term."""
    draft = lock(application)
    if not draft.is_draft or (today and not retention.term(draft).is_over(today)):
        raise DomainError("Dieser Entwurf ist noch in Arbeit.")
    files = _files(draft.attachments.all(), "file")
    draft.delete()
    _delete(files)


@transaction.atomic
def anonymise(*, application: Application, today: date) -> Application:
    """Take the people out of a case for good; sums, days, kinds and the ledger stay (funding.md D4, 20).

    Letters and snapshots stay as rows with their hash. Raises DomainError while the term runs or
    anything is open; a case that is anonymised already is left as it is.
    """
    case = lock(application)
    if case.anonymised_on is not None:
        return case
    if found := retention.obstacles(case, today):
        raise DomainError(f"{case.number}: {' '.join(found)}")
    files = _files(case.attachments.all(), "file") + _files(case.letters.all(), "pdf")
    case.anonymised_on = today
    for name, empty in retention.BLANKS[Application].items():
        setattr(case, name, empty)
    save(case)
    for model, path in OF_CASE.items():
        model.objects.filter(**{path: case}).update(**retention.BLANKS[model])
    for rows, column in retention.words_of(case):
        rows.update(**{column: retention.FORGOTTEN})
    for decision in case.decisions.all():
        reasons = retention.reasons_left(decision, case.programme.reason_modules)
        case.decisions.filter(pk=decision.pk).forget(reasons)
    logs = (case.steps, case.bank_changes, case.bank_views, case.file_views)
    for rows in (case.letters, case.snapshots, *logs):
        rows.all().forget()
    files += _lists_of_the_forgotten(case)
    _delete(files)
    return case


def forget_expired_links(*, today: date) -> int:
    """Questions to venues that nobody answered, with the address that was asked; how many.

    They stay for a while after their last day, so that the institution sees that it asked.
    """
    old = VenueConfirmation.objects.filter(
        confirmed_on__isnull=True, expires_on__lt=today - timedelta(days=DAYS_AFTER_EXPIRY)
    )
    return old.delete()[0]


# How the rows of a case find it.
OF_CASE = {
    Appointment: "application",
    CostLine: "appointment__application",
    Attachment: "application",
    InfoRequest: "application",
    ChangeRequest: "application",
    Hearing: "application",
    UsageReport: "application",
    Receipt: "cost_line__appointment__application",
    VenueConfirmation: "appointment__application",
    PaymentOrder: "application",
}


def _lists_of_the_forgotten(case: Application) -> list:
    """Files of payment lists on which nobody is named any more but the people of anonymised cases."""
    named = PaymentOrder.objects.filter(application__anonymised_on__isnull=True, run=OuterRef("pk"))
    runs = PaymentRun.objects.filter(~Exists(named), orders__application=case).exclude(csv="")
    files = _files(runs, "csv")
    PaymentRun.objects.filter(pk__in=[run.pk for run in runs]).update(csv="")
    return files


def _files(rows, column: str) -> list:
    return [file for row in rows if (file := getattr(row, column))]


def _delete(files: list) -> None:
    for file in files:
        file.storage.delete(file.name)
