"""Whose turn it is with a case, as the office reads it: one sentence for every state, with its day."""

from collections.abc import Callable
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from bildungsregion.base.money import euro

from .models import Application, ChangeRequest


S = Application.Status
TO_SIGN = "Liegt zur Zeichnung bereit."


def waits_for(case: Application, today: date) -> str:
    """Reads only what case_page.filed_case() brings along."""
    return SENTENCES[case.status](case, today)


def _in_review(case: Application, today: date) -> str:
    return f"Ist in Prüfung bei: {case.assignee or 'noch niemandem'}."


def _answer(case: Application, today: date) -> str:
    request = case.open_request
    until = f" (bis {_day(request.due_on)})" if request else ""
    return f"Wartet auf die Antwort der Einrichtung{until}."


def _granted(case: Application, today: date) -> str:
    if case.imported_from:
        return "Vor dem Portal bewilligt und dort nachgewiesen."
    if case.last_day and case.last_day >= today:
        return f"Bewilligt. Das Vorhaben endet am {_day(case.last_day)}, danach kommt der Nachweis."
    reminders = list(case.proof_reminders.all())
    due = reminders[-1].due_on if reminders else case.proof_due_on
    if due is None:
        return "Wartet auf den Nachweis; eine Frist gibt es nicht."
    if due < today:
        return f"Der Nachweis ist seit dem {_day(due)} überfällig."
    return f"Wartet auf den Nachweis bis zum {_day(due)}."


def _change(case: Application, today: date) -> str:
    rows = case.change_requests.all()
    change = next((row for row in rows if row.outcome == ChangeRequest.Outcome.OPEN), None)
    since = f" seit dem {_day(timezone.localdate(change.requested_at))}" if change else ""
    return f"Ein Änderungswunsch liegt{since} bei der Sachbearbeitung."


def _hearing(case: Application, today: date) -> str:
    hearing = next((row for row in case.hearings.all() if row.ended_at is None), None)
    if hearing is None or hearing.stated_at:
        return "Die Stellungnahme der Einrichtung liegt vor."
    if hearing.is_over(today):
        return f"Die Frist zur Stellungnahme ist am {_day(hearing.due_on)} abgelaufen."
    return f"Die Einrichtung kann bis zum {_day(hearing.due_on)} Stellung nehmen."


def _claim(case: Application, today: date) -> str:
    claim = case.claim
    verb = "waren" if claim.due_on < today else "sind"
    return (
        f"Wartet auf die Rückzahlung: {euro(claim.outstanding_cents)} {verb} "
        f"bis zum {_day(claim.due_on)} fällig."
    )


def _say(sentence: str) -> Callable[[Application, date], str]:
    return lambda case, today: sentence


def _day(day: date) -> str:
    return date_format(day, "j. F Y")


SENTENCES: dict[str, Callable[[Application, date], str]] = {
    S.SUBMITTED: _say("Wartet darauf, dass ihn jemand in Bearbeitung nimmt."),
    S.IN_REVIEW: _in_review,
    S.INFO_REQUESTED: _answer,
    S.WAITLISTED: _say("Wartet auf Geld."),
    S.PROPOSED: _say(TO_SIGN),
    S.APPROVED: _granted,
    S.REJECTED: _say("Der Antrag ist abgelehnt."),
    S.WITHDRAWN: _say("Die Einrichtung hat den Antrag zurückgezogen."),
    S.CHANGE_REQUESTED: _change,
    S.CHANGE_PROPOSED: _say(TO_SIGN),
    S.CANCELLED: _say("Das Vorhaben ist abgesagt."),
    S.LAPSED: _say("Der Zuschuss ist verfallen, weil der Nachweis fehlte."),
    S.REPORTED: _say("Der Nachweis wartet auf die Prüfung."),
    S.REPORT_QUERY: _answer,
    S.SETTLED: _say("Wartet auf Feststellung und Anordnung der Auszahlung."),
    S.ORDERED: _say("Die Auszahlung liegt bei der Kasse."),
    S.ORDER_FAILED: _say("Die Zahlung kam zurück. Wartet darauf, dass das Konto stimmt."),
    S.PAID: _say("Der Zuschuss ist ausgezahlt."),
    S.CLOSED: _say("Der Vorgang ist abgeschlossen."),
    S.HEARING: _hearing,
    S.REVOCATION_PROPOSED: _say(TO_SIGN),
    S.REVOKED: _say("Der Zuschuss ist widerrufen; zurückzufordern ist nichts."),
    S.CLAIM_OPEN: _claim,
}
