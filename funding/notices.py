"""What the letters after the first decision say, as plain data for typesetting.py; frozen with the letter."""

from bildungsregion.base import region

from . import bank, letters, typesetting
from .models import Application, CostLine, PaymentOrder
from .settlement import Settlement


def settlement(application: Application, result: Settlement) -> typesetting.SettlementContext:
    """What the receipts proved, what is paid, and why anything was cut."""
    return {
        **_common(application),
        "reckoning": letters.reckoning(application, result.grant),
        "signer": str(application.settled_by),
        "decided_cents": result.decided_cents,
        "amount_cents": result.payout_cents,
        "cuts": [
            {
                "text": f"{receipt.cost_line}: {receipt.cut_reason}",
                "cents": receipt.accepted_cents - receipt.claimed_cents,
            }
            for row in application.appointments.prefetch_related("cost_lines__receipts__cost_line")
            for line in row.cost_lines.all()
            if line.phase == CostLine.Phase.ACTUAL
            for receipt in line.receipts.all()
            if receipt.accepted_cents < receipt.claimed_cents
        ],
        "account": f"{bank.masked(application.iban)}, {application.account_holder}",
        "remedy_text": region.current().remedy_text,
    }


def payment_order(application: Application, order: PaymentOrder) -> typesetting.PaymentOrderContext:
    """The order to the cashier: how much, to whom, from which year, and who answers for what."""
    year = application.budget_year
    facts = [
        ("Anordnung", order.number),
        ("Aktenzeichen", application.number),
        ("Haushaltsjahr", f"{year.year}, {application.programme.name}"),
        ("Empfang", f"{application.institution} ({order.get_payee_display()})"),
        ("Konto lautet auf", order.account_holder),
        ("IBAN", bank.grouped(order.iban)),
        ("Verwendungszweck", order.purpose),
        ("Ausnahme", order.exception_reason),
    ]
    acts = [
        ("Sachlich richtig", order.factual_by, order.factual_at),
        ("Rechnerisch richtig", order.arithmetic_by, order.arithmetic_at),
        ("Angeordnet", order.ordered_by, order.ordered_at),
    ]
    context = _common(application)
    return {
        **context,
        "recipient": dict.fromkeys(context["recipient"], "") | {"name": "Kreiskasse"},
        "signer": str(order.ordered_by),
        "amount_cents": order.amount_cents,
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "acts": [
            {"label": label, "value": f"{by}, {letters.spoken(at)}"} for label, by, at in acts
        ],
    }


def _common(application: Application) -> dict:
    return {**letters.common(application), "text": ""}
