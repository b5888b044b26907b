"""From the settled amount to the money: confirm, order, pay, and pay again when it came back."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from funding import bank, budget, emails, letters, notices, permissions
from funding.models import (
    Application,
    BankDataView,
    BankDetailsChange,
    Letter,
    PaymentOrder,
)
from funding.workflow import note, refusal, step

from .cases import lock, save
from .closing import close
from .settling import lay_out_order


S = Application.Status
CONFIRMS = ("funding.confirm_payment",)
# From the decision on, a new account is a change that must be told; what is ordered is on its way.
ACCOUNT_MAY_CHANGE = frozenset({S.APPROVED, S.REPORTED, S.REPORT_QUERY, S.SETTLED, S.ORDER_FAILED})


@transaction.atomic
def confirm_factual(
    *,
    order: PaymentOrder,
    by,
    payee: str,
    exception_reason: str = "",
    version: int | None = None,
) -> PaymentOrder:
    """State that the payment is factually right, and whose account it is (PaymentOrder.Payee).

    A private person is paid only as an exception with its reason. Said again before the order, the
    new statement counts. Raises DomainError.
    """
    application, order = _open_order(order, by, version)
    payee = PaymentOrder.Payee(payee)
    if payee == PaymentOrder.Payee.PRIVATE and not exception_reason.strip():
        raise DomainError(
            "Der Zuschuss geht an die Einrichtung, ihren Träger oder ihren Förderverein. "
            "Bitte begründen Sie die Ausnahme für eine Privatperson."
        )
    order.payee = payee
    order.exception_reason = exception_reason.strip() if payee == order.Payee.PRIVATE else ""
    order.factual_at, order.factual_by = timezone.now(), by
    order.save()
    note([application], "confirm_factual", by=by, rights=CONFIRMS, internal=str(order))
    save(application)
    return order


@transaction.atomic
def confirm_arithmetic(*, order: PaymentOrder, by, version: int | None = None) -> PaymentOrder:
    """State that the amount is rightly reckoned. Raises DomainError."""
    application, order = _open_order(order, by, version)
    order.arithmetic_at, order.arithmetic_by = timezone.now(), by
    order.save()
    note([application], "confirm_arithmetic", by=by, rights=CONFIRMS, internal=str(order))
    save(application)
    return order


@transaction.atomic
def order_payment(*, application: Application, by, version: int | None = None) -> PaymentOrder:
    """Order the confirmed payment; the order is written as a letter to the cashier.

    Who confirmed both factually and arithmetically never orders. Raises DomainError.
    """
    application = lock(application, version)
    step(application, "order_payment", by=by)
    order = application.payment_orders.live().get()
    if not bank.is_iban(order.iban):
        raise DomainError("Die IBAN kann nicht stimmen. Bitte lassen Sie sie berichtigen.")
    order.ordered_at, order.ordered_by = timezone.now(), by
    order.letter = letters.issue(
        Letter.Kind.PAYMENT_ORDER,
        application=application,
        by=by,
        context=notices.payment_order(application, order),
    )
    order.save()
    save(application)
    return order


@transaction.atomic
def record_paid(
    *,
    order: PaymentOrder,
    by,
    paid_on: date,
    dry_run: bool = False,
    version: int | None = None,
) -> PaymentOrder:
    """The cashier has paid: booked in the ledger, the case is closed. A second time does nothing.

    A dry run only raises what would be raised.
    """
    application, order = _locked(order, version)
    if order.paid_on is not None:
        return order
    _demand_with_cashier(application, order, "record_paid", by)
    if not timezone.localdate(order.ordered_at) <= paid_on <= timezone.localdate():
        raise DomainError("Der Tag der Zahlung liegt vor der Anordnung oder in der Zukunft.")
    if dry_run:
        return order
    step(application, "record_paid", by=by)
    budget.pay(
        application.budget_year,
        order.amount_cents,
        application=application,
        by=by,
        key=f"pay:{order.pk}",
        reason=order.number,
    )
    order.paid_on = paid_on
    order.save()
    save(application)
    close(application)
    emails.paid(application, order)
    return order


@transaction.atomic
def record_failed(
    *,
    order: PaymentOrder,
    by,
    reason: str,
    dry_run: bool = False,
    version: int | None = None,
) -> PaymentOrder:
    """The payment came back or could not be made; nothing is booked. A second time does nothing.

    A dry run only raises what would be raised.
    """
    application, order = _locked(order, version)
    if order.failed_at is not None:
        return order
    if not reason.strip():
        raise DomainError("Bitte nennen Sie, warum die Zahlung nicht gelungen ist.")
    _demand_with_cashier(application, order, "record_failed", by)
    if dry_run:
        return order
    step(application, "record_failed", by=by, note_internal=reason.strip())
    order.failed_at, order.failed_by = timezone.now(), by
    order.failed_reason = reason.strip()[:300]
    order.save()
    save(application)
    emails.payment_failed(application, order)
    return order


@transaction.atomic
def prepare_again(
    *, application: Application, by, note: str = "", version: int | None = None
) -> PaymentOrder:
    """Lay out a new order for a payment that failed, to the account as it stands now."""
    application = lock(application, version)
    step(application, "prepare_again", by=by, note_internal=note)
    save(application)
    return lay_out_order(application, by=by)


@transaction.atomic
def change_bank_details(
    *, application: Application, by, iban: str, account_holder: str, version: int | None = None
) -> Application:
    """The institution names another account after the decision; noted, and told to the case worker.

    A waiting order takes it over and must be confirmed anew. Raises DomainError.
    """
    application = lock(application, version)
    if application.status not in ACCOUNT_MAY_CHANGE or not permissions.can_apply(by, application):
        raise DomainError("Die Bankverbindung kann gerade nicht geändert werden.")
    iban, account_holder = bank.normalise(iban), account_holder.strip()
    if not bank.is_iban(iban):
        raise DomainError("Diese IBAN kann nicht stimmen. Bitte vergleichen Sie sie noch einmal.")
    if not account_holder:
        raise DomainError("Bitte geben Sie an, auf wen das Konto lautet.")
    if (iban, account_holder) == (application.iban, application.account_holder):
        return application
    change = BankDetailsChange.objects.create(
        application=application,
        old_account=f"{bank.masked(application.iban)}, {application.account_holder}",
        new_account=f"{bank.masked(iban)}, {account_holder}",
        changed_by=by,
    )
    application.iban, application.account_holder = iban, account_holder
    save(application)
    for order in application.payment_orders.live():
        order.iban, order.account_holder, order.payee = iban, account_holder, ""
        order.factual_at = order.factual_by = order.arithmetic_at = order.arithmetic_by = None
        order.save()
    emails.bank_details_changed(application, change)
    return application


@transaction.atomic
def reveal_iban(*, application: Application, by, purpose: str) -> str:
    """The whole account number in groups of four, for the office; who looked and why is written down."""
    if not permissions.can_see_bank_details(by, application):
        raise DomainError("Sie dürfen die Bankverbindung nicht ansehen.")
    if not purpose.strip():
        raise DomainError("Bitte nennen Sie den Anlass.")
    BankDataView.objects.create(
        application=application, viewed_by=by, purpose=purpose.strip()[:200]
    )
    return bank.grouped(application.iban)


def _locked(order: PaymentOrder, version: int | None = None) -> tuple[Application, PaymentOrder]:
    """The case, its row locked, and the order as it is then."""
    application = lock(order.application, version)
    return application, PaymentOrder.objects.select_related("run").get(pk=order.pk)


def _open_order(order: PaymentOrder, by, version: int | None) -> tuple[Application, PaymentOrder]:
    """The case, locked, and its order, while it may be confirmed."""
    application, order = _locked(order, version)
    if application.status != S.SETTLED or order.failed_at or order.ordered_at:
        raise DomainError("Diese Anordnung kann nicht mehr festgestellt werden.")
    if not permissions.can_confirm_payment(by, application):
        raise DomainError("Sie dürfen diese Auszahlung nicht feststellen.")
    return application, order


def _demand_with_cashier(application: Application, order: PaymentOrder, verb: str, by) -> None:
    if sentence := refusal(application, verb, by):
        raise DomainError(sentence)
    if order.ordered_at is None or order.failed_at is not None:
        raise DomainError(f"{order} ist nicht mehr unterwegs.")
    if order.run is not None and order.run.exported_at is None:
        raise DomainError(
            f"{order} steht in {order.run}, und die ist noch nicht an die Kasse gegangen."
        )
