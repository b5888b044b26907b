"""Orders leave for the cashier as a numbered list, and what the cashier says comes back."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from bildungsregion.base.money import euro
from bildungsregion.base.scanning.files import OwnFile
from funding import notices, payment_file, payment_return, permissions, typesetting
from funding.models import BankDataView, PaymentOrder, PaymentRun
from funding.workflow import note

from .paying import record_failed, record_paid


NO_RIGHT = "Für Auszahlungslisten fehlt Ihnen die Berechtigung."
MOVED_ON = (
    "Eine der Anordnungen steht inzwischen in einer anderen Liste oder ist nicht angeordnet. "
    "Bitte laden Sie die Seite neu."
)
OTHER_BY_NOW = "Inzwischen hat sich etwas geändert, gebucht ist nichts. Unten steht, was die Datei jetzt bewirkt."


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row of a return and what becomes of it: booked, known already, or refused with a sentence."""

    row: payment_return.Row
    order: PaymentOrder | None
    outcome: str
    sentence: str = ""

    BOOKED, KNOWN, REFUSED = "booked", "known", "refused"


@transaction.atomic
def open_run(*, orders: Iterable[PaymentOrder], by) -> PaymentRun:
    """Put ordered payments on a list with a number. Raises DomainError when one is on another already."""
    _demand_right(by)
    wanted = sorted({order.pk for order in orders})
    if not wanted:
        raise DomainError("Bitte wählen Sie mindestens eine Anordnung aus.")
    try:
        with transaction.atomic():
            run = PaymentRun.objects.create(number=_next_number(), opened_by=by)
    except IntegrityError:
        # Somebody else took the number just now.
        raise DomainError(MOVED_ON) from None
    if PaymentOrder.objects.filter(pk__in=wanted).to_list().update(run=run) != len(wanted):
        raise DomainError(MOVED_ON)
    run.total_cents = sum(run.orders.values_list("amount_cents", flat=True))
    run.save()
    return run


@transaction.atomic
def dissolve_run(*, run: PaymentRun, by) -> None:
    """Take a list apart that has not left yet; its orders wait for another one."""
    _demand_right(by)
    run = PaymentRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.exported_at:
        raise DomainError(f"{run} ist schon an die Kasse gegangen.")
    run.orders.update(run=None)
    run.delete()


@transaction.atomic
def release_run(*, run: PaymentRun, by) -> PaymentRun:
    """Sign the list off; never who put it together. Raises DomainError."""
    run = PaymentRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if not permissions.can_release_run(by):
        raise DomainError(NO_RIGHT)
    if run.opened_by_id == by.pk:
        raise DomainError(
            "Sie haben diese Liste zusammengestellt. Freigeben muss sie jemand anderes."
        )
    if run.released_at:
        raise DomainError(f"{run} ist schon freigegeben.")
    run.released_at, run.released_by = timezone.now(), by
    run.save()
    _tell_cases(run, "release_run", by, "funding.run_payments", "funding.order_payment")
    return run


@transaction.atomic
def export_run(*, run: PaymentRun, by) -> bytes:
    """The list as CSV for the cashier: written once; asked for again, the same file comes.

    It shows whole account numbers, so each time is written down. Raises DomainError while nobody has
    signed it off.
    """
    _demand_right(by)
    run = PaymentRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.exported_at:
        _demand_kept(run)
        _note_look(run, by, "als CSV")
        with run.csv.open("rb") as file:
            return file.read()
    if not run.released_at:
        raise DomainError(f"{run} ist noch nicht freigegeben.")
    content = payment_file.write(_rows(run))
    run.exported_at, run.exported_by = timezone.now(), by
    run.sha256 = hashlib.sha256(content).hexdigest()
    run.csv.save(f"{run.number}.csv", OwnFile(content), save=False)
    run.save()
    _tell_cases(run, "export_run", by, "funding.run_payments")
    _note_look(run, by, "ausgegeben")
    return content


@transaction.atomic
def run_as_pdf(*, run: PaymentRun, by) -> bytes:
    """The exported list as paper for the file, accessible and fit for the archive; the same every time.

    Like the CSV it shows whole account numbers.
    """
    _demand_right(by)
    if run.exported_at is None:
        raise DomainError(f"{run} ist noch nicht an die Kasse gegangen.")
    _demand_kept(run)
    _note_look(run, by, "als PDF")
    return typesetting.render(typesetting.Kind.PAYMENT_RUN, notices.payment_run(run))


def import_return(
    *, content: bytes, by, dry_run: bool = True, shown: Sequence[str] | None = None
) -> list[ReturnedRow]:
    """What the cashier says about orders, row by row; a dry run books nothing and says the same.

    Each row stands for itself: one that is refused does not hold up the others. ``shown`` are the
    outcomes that a dry run has shown to the person, row by row: when they would be others by now,
    nothing is booked. Raises DomainError then, when the file is no return at all, or without the right.
    """
    _demand_right(by)
    if shown is not None:
        now = [result.outcome for result in import_return(content=content, by=by)]
        if now != list(shown):
            raise DomainError(OTHER_BY_NOW)
    try:
        rows = payment_return.parse(content)
    except payment_return.NotAReturn as error:
        raise DomainError(str(error)) from error
    results, seen = [], set()
    for row in rows:
        order = PaymentOrder.objects.select_related("application", "run").filter(number=row.order)
        result = _judge(row, order.first(), row.order in seen)
        seen.add(row.order)
        if result.outcome == ReturnedRow.BOOKED:
            result = _take(result, by, dry_run=dry_run)
        results.append(result)
    return results


def _next_number() -> str:
    prefix = f"AL-{timezone.localdate():%Y}-"
    last = PaymentRun.objects.filter(number__startswith=prefix).order_by("-number").first()
    return f"{prefix}{int(last.number.removeprefix(prefix)) + 1 if last else 1:03d}"


def _judge(row: payment_return.Row, order: PaymentOrder | None, twice: bool) -> ReturnedRow:
    sentence = row.error
    if not sentence and order is None:
        sentence = f"Die Anordnung {row.order} gibt es nicht."
    elif not sentence and twice:
        sentence = f"Die Anordnung {row.order} steht zweimal in der Datei."
    elif not sentence and order.amount_cents != row.amount_cents:
        sentence = f"Angeordnet sind {euro(order.amount_cents)}, gemeldet {euro(row.amount_cents)}."
    if sentence:
        return ReturnedRow(row, order, ReturnedRow.REFUSED, sentence)
    paid = row.outcome == payment_return.PAID
    if (order.paid_on if paid else order.failed_at) is not None:
        return ReturnedRow(row, order, ReturnedRow.KNOWN, "Das ist schon vermerkt.")
    if order.paid_on or order.failed_at:
        return ReturnedRow(row, order, ReturnedRow.REFUSED, "Vermerkt ist schon das Gegenteil.")
    return ReturnedRow(row, order, ReturnedRow.BOOKED)


def _take(result: ReturnedRow, by, *, dry_run: bool) -> ReturnedRow:
    row, order = result.row, result.order
    try:
        if row.outcome == payment_return.PAID:
            record_paid(order=order, by=by, paid_on=row.on, dry_run=dry_run)
        else:
            record_failed(order=order, by=by, reason=row.reason, dry_run=dry_run)
    except DomainError as error:
        return ReturnedRow(row, order, ReturnedRow.REFUSED, error.message)
    return result


def _rows(run: PaymentRun) -> list[payment_file.Row]:
    orders = run.orders.select_related(
        "application__budget_year", "factual_by", "arithmetic_by", "ordered_by"
    )
    return [
        payment_file.Row(
            order.number,
            order.application.number,
            order.account_holder,
            order.iban,
            order.amount_cents,
            "EUR",
            order.purpose,
            order.application.budget_year.year,
            str(order.factual_by),
            str(order.arithmetic_by),
            str(order.ordered_by),
            timezone.localdate(order.ordered_at),
        )
        for order in orders.order_by("number")
    ]


def _demand_kept(run: PaymentRun) -> None:
    if not run.csv:
        raise DomainError(f"{run} ist nach Ablauf der Aufbewahrung gelöscht.")


def _note_look(run: PaymentRun, by, how: str) -> None:
    """Every view of a whole account number is written down, those in lists as well."""
    BankDataView.objects.bulk_create(
        BankDataView(application_id=pk, viewed_by=by, purpose=f"{run} {how}")
        for pk in run.orders.order_by("pk").values_list("application_id", flat=True)
    )


def _tell_cases(run: PaymentRun, verb: str, by, *rights: str) -> None:
    """A line in the log of each case on the list, for whose file the list's page is no part."""
    cases = [order.application for order in run.orders.select_related("application")]
    note(cases, verb, by=by, rights=rights, internal=str(run))


def _demand_right(by) -> None:
    if not permissions.can_run_payments(by):
        raise DomainError(NO_RIGHT)
