"""What must hold beyond state and right before a step is offered: reminders, deadlines, other people.

Each guard takes the case and the person, and gives a German sentence why not, or an empty text.
"""

from collections.abc import Callable

from django.utils import timezone

from .models import Application, ProofReminder


def _why_not_order(application: Application, by) -> str:
    """Three acts, at least two people: who confirmed both never orders."""
    order = application.payment_orders.live().first()
    if order is None or order.factual_at is None or order.arithmetic_at is None:
        return "Die Anordnung ist noch nicht sachlich und rechnerisch festgestellt."
    if order.factual_by_id == order.arithmetic_by_id == by.pk:
        return "Sie haben sachlich und rechnerisch festgestellt. Anordnen muss jemand anderes."
    return ""


def _why_not_lapse(application: Application, by) -> str:
    """Two reminders and a notice by somebody else, and its day is over."""
    reminders = application.proof_reminders.all()
    notice = next((row for row in reminders if row.level == ProofReminder.LAST), None)
    if notice is None:
        return "Der Verfall ist noch nicht angekündigt."
    if notice.due_on >= timezone.localdate():
        return f"Die angekündigte Frist läuft noch bis zum {notice.due_on:%d.%m.%Y}."
    if notice.sent_by_id == by.pk:
        return "Sie haben den Verfall angekündigt. Zeichnen muss ihn jemand anderes."
    return ""


def _why_not_remind(application: Application, by) -> str:
    if sentence := _why_not_overdue(application):
        return sentence
    sent = application.proof_reminders.count()
    return "" if sent < ProofReminder.LAST - 1 else "Erinnert ist schon zweimal."


def _why_not_announce(application: Application, by) -> str:
    if sentence := _why_not_overdue(application):
        return sentence
    sent = application.proof_reminders.count()
    if sent < ProofReminder.LAST - 1:
        return "Vorher wird zweimal an den Nachweis erinnert."
    return "" if sent < ProofReminder.LAST else "Der Verfall ist schon angekündigt."


def _why_not_overdue(application: Application) -> str:
    """The proof, or what the last reminder asked for, must be late."""
    reminders = list(application.proof_reminders.all())
    due = reminders[-1].due_on if reminders else application.proof_due_on
    if due is None:
        return "Für diesen Nachweis gibt es keine Frist."
    if due >= timezone.localdate():
        return f"Der Nachweis ist noch nicht überfällig: Zeit ist bis zum {due:%d.%m.%Y}."
    return ""


def _why_not_hear(application: Application, by) -> str:
    has_claim = getattr(application, "claim", None) is not None
    return "Zu diesem Vorgang gab es schon eine Rückforderung." if has_claim else ""


def _why_not_drop(application: Application, by) -> str:
    return "" if application.settled_at is None else "Der Zuschuss ist schon ausgezahlt."


def _why_not_end(application: Application, by) -> str:
    return "" if application.settled_at else "Der Zuschuss ist noch nicht ausgezahlt."


def _why_not_revoke_yet(application: Application, by) -> str:
    hearings = application.hearings.all()
    hearing = next((row for row in hearings if row.ended_at is None), None)
    if hearing is None or hearing.is_over(timezone.localdate()):
        return ""
    return f"Die Einrichtung kann noch bis zum {hearing.due_on:%d.%m.%Y} Stellung nehmen."


# What else must hold before a step is offered: German sentence why not, or nothing.
GUARDS: dict[str, Callable[[Application, object], str]] = {
    "remind": _why_not_remind,
    "announce_lapse": _why_not_announce,
    "lapse": _why_not_lapse,
    "order_payment": _why_not_order,
    "open_hearing": _why_not_hear,
    "drop_hearing": _why_not_drop,
    "end_hearing": _why_not_end,
    "propose_revocation": _why_not_revoke_yet,
}
