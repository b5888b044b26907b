"""The same invoice filed twice: by its file, or by number, amount and day (funding.md D4, 15)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

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
    def case(self) -> Application:
        """The case of the other one."""
        return self.other.cost_line.appointment.application

    @property
    def text(self) -> str:
        what = (
            "dieselbe Datei" if self.same_file else "dieselbe Rechnungsnummer, fast derselbe Betrag"
        )
        return f"{self.receipt}: {what} wie in {self.case.number} ({self.case.institution})."


def of(application: Application) -> list[Match]:
    """Receipts of this case that other cases hold as well, in any state of theirs; two queries."""
    own = Receipt.objects.filter(cost_line__appointment__application=application)
    own = list(own.select_related("attachment"))
    if not own:
        return []
    wanted = reduce(or_, map(_probably, own))
    others = Receipt.objects.filter(wanted).exclude(cost_line__appointment__application=application)
    related = ("attachment", "cost_line__appointment__application__institution")
    others = list(others.select_related(*related).order_by("pk"))
    return [
        Match(receipt, other, _same_file(receipt, other))
        for receipt in own
        for other in others
        if _same_file(receipt, other) or _alike(receipt, other)
    ]


def overdrawn(receipts: Iterable[Receipt]) -> dict[int, int]:
    """Receipts of one case, by pk, whose invoice counts for more than it says in sum: by how many cents.

    One invoice may prove several costs; the same one is the same number, day and amount, without a
    number the same file. ``receipts`` have their attachment at hand.
    """
    invoices = defaultdict(list)
    for receipt in receipts:
        paper = receipt.number_key or receipt.attachment.sha256
        invoices[paper, receipt.issued_on, receipt.amount_cents].append(receipt)
    found = {}
    for (_paper, _day, amount), rows in invoices.items():
        over = sum(row.claimed_cents for row in rows) - amount
        if over > 0:
            found |= dict.fromkeys((row.pk for row in rows), over)
    return found


def _probably(receipt: Receipt) -> Q:
    same_file = Q(attachment__sha256=receipt.attachment.sha256)
    alike = Q(
        number_key=receipt.number_key,
        amount_cents__range=(
            receipt.amount_cents - CENTS_APART,
            receipt.amount_cents + CENTS_APART,
        ),
        issued_on__range=(receipt.issued_on - DAYS_APART, receipt.issued_on + DAYS_APART),
    )
    return same_file | alike if receipt.number_key else same_file


def _same_file(one: Receipt, other: Receipt) -> bool:
    return one.attachment.sha256 == other.attachment.sha256


def _alike(one: Receipt, other: Receipt) -> bool:
    """The same test as in _probably(), for two rows at hand."""
    return (
        bool(one.number_key)
        and one.number_key == other.number_key
        and abs(one.amount_cents - other.amount_cents) <= CENTS_APART
        and abs(one.issued_on - other.issued_on) <= DAYS_APART
    )
