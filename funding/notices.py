"""What the letters after the first decision say, as plain data for typesetting.py; frozen with the letter."""

from datetime import date

from django.utils import timezone

from bildungsregion.base import region

from . import bank, budget, letters, typesetting
from .models import (
    Application,
    ChangeRequest,
    Claim,
    CostLine,
    Decision,
    Letter,
    PaymentOrder,
    PaymentRun,
)
from .settlement import Settlement


def settlement(application: Application, result: Settlement) -> typesetting.SettlementContext:
    """What the receipts proved, what is paid, and why anything was cut."""
    context = {
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
    return letters.worded(Letter.Kind.SETTLEMENT_NOTICE, application.programme, context)


def amendment(
    application: Application, decision: Decision, change: ChangeRequest, before_cents: int
) -> typesetting.AmendmentContext:
    """The new decision beside the old amount, reckoned from the new plan."""
    programme = application.programme
    context = {
        **_common(application),
        "signer": str(decision.signed_by),
        "applied_on": timezone.localdate(change.requested_at).isoformat(),
        "wish": change.reasons,
        "reasons": decision.reasons,
        "remedy_text": region.current().remedy_text,
        "provider": application.provider_label,
        "before_cents": before_cents,
        "amount_cents": decision.amount_cents,
        "conditions": letters.conditions(decision),
        "proof_text": programme.proof_text,
        "proof_due_on": letters.iso(application.proof_due_on),
    }
    return letters.worded(Letter.Kind.AMENDMENT_NOTICE, application.programme, context)


def reminder(application: Application, level: int, due_on: date) -> typesetting.ReminderContext:
    """Where is the proof? By when it has to be here now, and what it consists of."""
    context = {
        **_common(application),
        "signer": "",
        "level": level,
        "granted_cents": application.decided_cents,
        "was_due_on": letters.iso(application.proof_due_on),
        "due_on": due_on.isoformat(),
        "proof_text": application.programme.proof_text,
    }
    return letters.worded(Letter.Kind.REMINDER, application.programme, context)


def hearing(application: Application, reasons: str, due_on: date) -> typesetting.HearingContext:
    """What the office intends and why, and by when the institution may say its view."""
    context = {
        **_common(application),
        "signer": "",
        "granted_cents": application.decided_cents,
        "granted_on": timezone.localdate(application.decided_at).isoformat(),
        "paid_cents": budget.balance(application)["paid"],
        "reasons": reasons,
        "due_on": due_on.isoformat(),
    }
    return letters.worded(Letter.Kind.HEARING, application.programme, context)


def lapse_notice(application: Application, due_on: date) -> typesetting.HearingContext:
    """The same, where the proof is missing in spite of two reminders."""
    reasons = (
        "Der Nachweis über die Verwendung des Zuschusses fehlt, obwohl wir zweimal daran erinnert haben. "
        "Geht er bis zum genannten Tag ein, bleibt es bei der Bewilligung."
    )
    return hearing(application, reasons, due_on)


def revocation(
    application: Application, decision: Decision, claim: Claim | None
) -> typesetting.RevocationContext:
    """What is revoked and why, what remains, and what has to be paid back by when."""
    context = {
        **_common(application),
        "signer": str(decision.signed_by),
        "granted_cents": application.decided_cents,
        "remaining_cents": decision.amount_cents,
        "claim_cents": claim.amount_cents if claim else 0,
        "claim_due_on": claim.due_on.isoformat() if claim else "",
        "reasons": decision.reasons,
        "remedy_text": region.current().remedy_text,
    }
    return letters.worded(Letter.Kind.REVOCATION_NOTICE, application.programme, context)


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


def payment_run(run: PaymentRun) -> typesetting.PaymentRunContext:
    """The list as paper: every order of the file, the sum, who put together and signed off."""
    here = region.current()
    orders = run.orders.order_by("number")
    acts = [
        ("Zusammengestellt", run.opened_by, run.opened_at),
        ("Freigegeben", run.released_by, run.released_at),
        ("Ausgegeben", run.exported_by, run.exported_at),
    ]
    return {
        "authority": letters.authority(here),
        "dated_on": letters.iso(timezone.localdate(run.exported_at)),
        "reference": run.number,
        "rows": [
            {
                "order": order.number,
                "payee": order.account_holder,
                "iban": bank.grouped(order.iban),
                "purpose": order.purpose,
                "cents": order.amount_cents,
            }
            for order in orders
        ],
        "total_cents": run.total_cents,
        "acts": [
            {"label": label, "value": f"{by}, {letters.spoken(at)}"} for label, by, at in acts
        ],
        "sha256": run.sha256,
    }


def _common(application: Application) -> dict:
    """What every letter needs, from the rows as they are now: a changed plan has others than before."""
    case = Application.objects.with_costs().select_related("institution", "provider")
    return {**letters.common(case.get(pk=application.pk)), "text": ""}
