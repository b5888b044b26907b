"""Payments in the demonstration: confirmed, ordered, sent to the cashier in lists, and what came back."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from funding import actions
from funding.models import PaymentOrder, PaymentRun

from .played import Office, Played


# A list leaves every second week; what it says comes back after five days.
EVERY, RETURN_AFTER = 14, 5
# The last list but two has come back; one is with the cashier, one waits to be signed off.
LAST_RETURNED, LAST_SENT, LAST_OPENED = 9, 3, 1


def lists(office: Office) -> Iterator[datetime]:
    """The lists of the year, oldest first."""
    for days in reversed(range(LAST_RETURNED, 360, EVERY)):
        yield office.ago(days)
        run = _open(office)
        if run is None:
            continue
        yield timezone.now() + timedelta(hours=1)
        _send(office, run)
        yield timezone.now() + timedelta(days=RETURN_AFTER)
        actions.import_return(content=_as_returned(office, run), by=office.cashier, dry_run=False)
    yield office.ago(LAST_SENT)
    run = _open(office)
    yield timezone.now() + timedelta(minutes=30)
    if run is not None:
        _send(office, run)
    yield office.ago(LAST_OPENED)
    _open(office)


def confirm(played: Played) -> None:
    """The case worker states that it is factually right, the cashier that it is reckoned right."""
    order = played.refresh().payment_order
    payee = PaymentOrder.Payee.AUTHORITY
    actions.confirm_factual(order=order, by=played.office.case_worker, payee=payee)
    actions.confirm_arithmetic(order=order, by=played.office.cashier)


def order(played: Played) -> None:
    actions.order_payment(application=played.application, by=played.office.signer)


def _open(office: Office) -> PaymentRun | None:
    waiting = list(PaymentOrder.objects.to_list())
    return actions.open_run(orders=waiting, by=office.cashier) if waiting else None


def _send(office: Office, run: PaymentRun) -> None:
    run = actions.release_run(run=run, by=office.signer)
    actions.export_run(run=run, by=office.cashier)


def _as_returned(office: Office, run: PaymentRun) -> bytes:
    """The cashier's file: everything is paid but what is known to fail."""
    rows = ["Anordnung;Ergebnis;Datum;Betrag;Grund"]
    for sent in run.orders.order_by("number"):
        reason = office.will_fail.pop(sent.application_id, "")
        outcome = "gescheitert" if reason else "bezahlt"
        amount = f"{sent.amount_cents // 100},{sent.amount_cents % 100:02d}"
        day = f"{timezone.localdate():%d.%m.%Y}"
        rows.append(f"{sent.number};{outcome};{day};{amount};{reason}")
    return "\r\n".join(rows).encode()
