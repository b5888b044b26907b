"""The same invoice filed twice: by its file, or by number, amount and day (funding.md D4, 15)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from .models import Application, Receipt


# Near enough to be the same paper: a typing error in the cents, or the day of the trip for that of the invoice.
CENTS_APART = 1_00
DAYS_APART = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Match:
    """A receipt of this case and another one that is probably the same paper."""

    receipt: Receipt
    other: Receipt
    same_file: bool

    @property
    def text(self) -> str:
        case = self.other.cost_line.appointment.application
        what = (
            "dieselbe Datei" if self.same_file else "dieselbe Rechnungsnummer, fast derselbe Betrag"
        )
        return f"{self.receipt}: {what} wie in {case.number} ({case.institution})."


def of(application: Application) -> list[Match]:
    """Receipts of this case that other cases hold as well, in any state of theirs."""
    own = Receipt.objects.filter(cost_line__appointment__application=application)
    return [
        match
        for receipt in own.select_related("attachment")
        for match in _matches(receipt, application)
    ]


def _matches(receipt: Receipt, application: Application) -> Iterator[Match]:
    same_file = Q(attachment__sha256=receipt.attachment.sha256)
    alike = Q(
        number_key=receipt.number_key,
        amount_cents__range=(
            receipt.amount_cents - CENTS_APART,
            receipt.amount_cents + CENTS_APART,
        ),
        issued_on__range=(receipt.issued_on - DAYS_APART, receipt.issued_on + DAYS_APART),
    )
    wanted = same_file | alike if receipt.number_key else same_file
    others = Receipt.objects.filter(wanted).exclude(cost_line__appointment__application=application)
    related = ("attachment", "cost_line__appointment__application__institution")
    for other in others.select_related(*related).order_by("pk"):
        yield Match(receipt, other, other.attachment.sha256 == receipt.attachment.sha256)
