"""What the institution sees of a case's course: the public steps. No internal note, no proposal."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from funding.models import Application


# Steps inside the office (a proposal, its return, a payment laid out again) are not told.
TITLES = {
    "import": gettext_lazy("Aus den Unterlagen des Büros übernommen"),
    "submit": gettext_lazy("Antrag eingegangen"),
    "start_review": gettext_lazy("Wir prüfen den Antrag"),
    "request_info": gettext_lazy("Wir haben eine Rückfrage"),
    "answer_info": gettext_lazy("Sie haben geantwortet"),
    "resume_review": gettext_lazy("Wir prüfen weiter"),
    "put_on_waitlist": gettext_lazy("Auf der Warteliste"),
    "approve": gettext_lazy("Bewilligt"),
    "reject": gettext_lazy("Abgelehnt"),
    "withdraw": gettext_lazy("Zurückgezogen"),
    "choose_delivery": gettext_lazy("Weg der Schreiben geändert"),
    "request_change": gettext_lazy("Sie wünschen eine Änderung"),
    "open_change": gettext_lazy("Wir haben eine Änderung aufgenommen"),
    "retract_change": gettext_lazy("Änderungswunsch zurückgenommen"),
    "decline_change": gettext_lazy("Die Änderung ist nicht möglich"),
    "amend": gettext_lazy("Änderung bewilligt"),
    "cancel": gettext_lazy("Abgesagt"),
    "remind": gettext_lazy("Erinnerung an den Nachweis"),
    "announce_lapse": gettext_lazy("Letzte Frist für den Nachweis"),
    "lapse": gettext_lazy("Widerrufen, weil der Nachweis fehlte"),
    "submit_report": gettext_lazy("Nachweis eingegangen"),
    "query_report": gettext_lazy("Rückfrage zum Nachweis"),
    "answer_report": gettext_lazy("Sie haben zum Nachweis geantwortet"),
    "resume_report": gettext_lazy("Wir prüfen den Nachweis weiter"),
    "settle": gettext_lazy("Nachweis geprüft und abgerechnet"),
    "order_payment": gettext_lazy("Auszahlung angeordnet"),
    "record_paid": gettext_lazy("Überwiesen"),
    "record_failed": gettext_lazy("Die Überweisung kam zurück"),
    "close": gettext_lazy("Abgeschlossen"),
    "open_hearing": gettext_lazy("Wir erwägen einen Widerruf und hören Sie dazu an"),
    "answer_hearing": gettext_lazy("Sie haben Stellung genommen"),
    "drop_hearing": gettext_lazy("Es bleibt bei der Bewilligung"),
    "end_hearing": gettext_lazy("Es bleibt bei der Auszahlung"),
    "revoke": gettext_lazy("Widerrufen"),
    "claim": gettext_lazy("Rückzahlung verlangt"),
    "record_refund": gettext_lazy("Rückzahlung eingegangen"),
    "waive_claim": gettext_lazy("Auf die Rückzahlung verzichtet"),
}
INTERNAL = frozenset(
    {
        "propose",
        "send_back",
        "propose_change",
        "send_back_change",
        "propose_revocation",
        "send_back_revocation",
        "prepare_again",
        "repin_rules",
        "confirm_factual",
        "confirm_arithmetic",
        "release_run",
        "export_run",
    }
)


@dataclass(frozen=True)
class PublicStep:
    """One entry of components/timeline.html."""

    title: str
    when: str
    text: str
    state: str


def public_steps(case: Application) -> list[PublicStep]:
    """The course so far, oldest first."""
    told = [step for step in case.steps.all() if step.verb in TITLES]
    return [
        PublicStep(
            str(TITLES[step.verb]),
            _("%(moment)s Uhr")
            % {"moment": date_format(timezone.localtime(step.taken_at), "j. F Y, G:i")},
            step.note_public,
            "now" if step is told[-1] else "done",
        )
        for step in told
    ]
