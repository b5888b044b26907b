"""What the institution reads of its case: the stage in plain words, the next step, and its day.

Never an internal matter: that a proposal lies with the signer, or a note, is not told.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import Application, ProofReminder


S = Application.Status


class Group(models.TextChoices):
    """The six stages of every case, in their order."""

    DRAFT = "draft", _("Entwurf")
    RECEIVED = "received", _("Eingegangen")
    QUERY = "query", _("Rückfrage")
    DECIDED = "decided", _("Entschieden")
    PROOF = "proof", _("Nachweis")
    CLOSED = "closed", _("Abgeschlossen")


@dataclass(frozen=True, slots=True)
class Stage:
    """What the institution reads: the state in plain words and what happens next.

    ``tone`` is info, warning, success or danger: the colour of the badge, never its only sign.
    ``group`` is one of the six stages; ``day`` the next date that counts, called ``day_label``.
    """

    label: str
    next_step: str
    tone: str = "info"
    group: str = Group.RECEIVED
    day_label: str = ""
    day: date | None = None


_IN_REVIEW = Stage(_("In Prüfung"), _("Wir prüfen Ihren Antrag. Sie müssen gerade nichts tun."))
_PAYING = Stage(
    _("Nachweis geprüft"),
    _("Ihr Nachweis ist geprüft. Als Nächstes zahlen wir den Zuschuss aus."),
    "success",
    Group.PROOF,
)
_CHANGING = Stage(
    _("Änderung in Prüfung"),
    _("Wir prüfen die gewünschte Änderung. Bis dahin gilt der Bescheid, wie er ist."),
    group=Group.DECIDED,
)
_DONE = Stage(_("Abgeschlossen"), _("Alles ist erledigt."), "success", Group.CLOSED)

STAGES: dict[str, Stage] = {
    S.DRAFT: Stage(
        _("Entwurf"),
        _(
            "Füllen Sie den Antrag zu Ende aus und reichen Sie ihn ein. Bis dahin sehen nur Sie ihn."
        ),
        group=Group.DRAFT,
    ),
    S.SUBMITTED: Stage(
        _("Eingegangen"), _("Ihr Antrag ist bei uns. Als Nächstes nehmen wir ihn in Bearbeitung.")
    ),
    S.IN_REVIEW: _IN_REVIEW,
    S.INFO_REQUESTED: Stage(
        _("Rückfrage"),
        _("Wir brauchen noch etwas von Ihnen. Bitte beantworten Sie die Rückfrage."),
        "warning",
        Group.QUERY,
    ),
    # That a proposal lies with the signer is an internal matter of the office.
    S.PROPOSED: _IN_REVIEW,
    S.APPROVED: Stage(
        _("Bewilligt"),
        _("Der Bescheid liegt bereit. Lesen Sie ihn, bevor das Vorhaben beginnt."),
        "success",
        Group.DECIDED,
    ),
    S.REJECTED: Stage(
        _("Abgelehnt"),
        _("Der Bescheid nennt die Gründe und was Sie dagegen tun können."),
        "danger",
        Group.DECIDED,
    ),
    S.WITHDRAWN: Stage(
        _("Zurückgezogen"),
        _("Dieser Antrag ist erledigt. Sie können jederzeit einen neuen stellen."),
        group=Group.CLOSED,
    ),
    S.WAITLISTED: Stage(
        _("Warteliste"),
        _(
            "Das Geld dieses Jahres ist vergeben. Wird etwas frei, entscheiden wir in der Reihenfolge, in "
            "der die Anträge vollständig waren."
        ),
        "warning",
    ),
    S.CHANGE_REQUESTED: _CHANGING,
    # That a proposal lies with the signer is an internal matter of the office.
    S.CHANGE_PROPOSED: _CHANGING,
    S.CANCELLED: Stage(
        _("Abgesagt"),
        _("Das Vorhaben ist abgesagt, der Zuschuss wird nicht ausgezahlt."),
        group=Group.CLOSED,
    ),
    S.LAPSED: Stage(
        _("Verfallen"),
        _("Der Nachweis fehlte, der Zuschuss ist widerrufen. Der Bescheid nennt die Gründe."),
        "danger",
        Group.CLOSED,
    ),
    S.HEARING: Stage(
        _("Anhörung"),
        _("Wir erwägen, den Zuschuss zu widerrufen. Bitte sagen Sie uns, wie Sie es sehen."),
        "warning",
        Group.QUERY,
    ),
    S.REVOCATION_PROPOSED: Stage(
        _("Anhörung"),
        _("Wir prüfen den Zuschuss noch einmal. Sie bekommen Nachricht von uns."),
        "warning",
        Group.QUERY,
    ),
    S.REVOKED: Stage(
        _("Widerrufen"),
        _("Der Bescheid nennt die Gründe und was Sie dagegen tun können."),
        "danger",
        Group.CLOSED,
    ),
    S.CLAIM_OPEN: Stage(
        _("Rückforderung"),
        _("Der Zuschuss ist widerrufen. Bitte zahlen Sie den genannten Betrag zurück."),
        "danger",
        Group.CLOSED,
    ),
    S.REPORTED: Stage(
        _("Nachweis eingegangen"),
        _("Wir prüfen Ihren Nachweis. Sie müssen gerade nichts tun."),
        group=Group.PROOF,
    ),
    S.REPORT_QUERY: Stage(
        _("Rückfrage zum Nachweis"),
        _("Zu Ihrem Nachweis fehlt uns noch etwas. Bitte beantworten Sie die Rückfrage."),
        "warning",
        Group.QUERY,
    ),
    S.SETTLED: _PAYING,
    S.ORDERED: replace(_PAYING, next_step=_("Die Auszahlung ist angeordnet.")),
    S.ORDER_FAILED: Stage(
        _("Zahlung nicht gelungen"),
        _("Die Überweisung kam zurück. Bitte prüfen Sie die IBAN und den Namen des Kontos."),
        "warning",
        Group.PROOF,
    ),
    S.PAID: replace(_DONE, label=_("Ausgezahlt"), next_step=_("Der Zuschuss ist überwiesen.")),
    S.CLOSED: _DONE,
}
PARTLY_APPROVED = replace(STAGES[S.APPROVED], label=_("Teilweise bewilligt"))
REPORT_DUE = replace(
    STAGES[S.APPROVED],
    label=_("Nachweis fällig"),
    next_step=_("Das Vorhaben ist vorbei. Bitte schicken Sie uns jetzt den Nachweis."),
    tone="warning",
    group=Group.PROOF,
)
# The last letter before the grant lapses has been sent.
LAPSE_ANNOUNCED = replace(
    REPORT_DUE,
    next_step=_(
        "Der Nachweis fehlt noch. Kommt er bis zum genannten Tag, bleibt es bei der Bewilligung; sonst "
        "widerrufen wir den Zuschuss."
    ),
    tone="danger",
)


def stage(application: Application, today: date | None = None) -> Stage:
    """The stage as the institution sees it, on that day (today when none is named)."""
    today = today or timezone.localdate()
    told = _told(application, today)
    label, day = _next_day(application, today)
    return replace(told, day_label=label, day=day) if day else told


def _told(application: Application, today: date) -> Stage:
    if application.status == S.HEARING and _has_spoken(application):
        return STAGES[S.REVOCATION_PROPOSED]
    if application.status != S.APPROVED:
        return STAGES[application.status]
    # What was taken over from before the portal was proven elsewhere.
    over = application.pk and application.last_day and application.last_day < today
    if over and not application.imported_from:
        last = _last_reminder(application)
        return LAPSE_ANNOUNCED if last and last.level == ProofReminder.LAST else REPORT_DUE
    partly = (
        application.decided_cents is not None
        and application.decided_cents < application.computed_cents
    )
    return PARTLY_APPROVED if partly else STAGES[S.APPROVED]


def _answer_due(application: Application, today: date) -> tuple[str, date | None]:
    request = application.open_request
    return _("Antwort bis"), request and request.due_on


def _proof_due(application: Application, today: date) -> tuple[str, date | None]:
    first = application.first_day
    if first and first >= today:
        return _("Erster Termin"), first
    last = _last_reminder(application)
    return _("Nachweis bis"), last.due_on if last else application.proof_due_on


def _last_reminder(application: Application) -> ProofReminder | None:
    reminders = list(application.proof_reminders.all())
    return reminders[-1] if reminders else None


def _has_spoken(application: Application) -> bool:
    """Whether the institution has said its view to the hearing that runs."""
    hearing = application.open_hearing if application.pk else None
    return hearing is not None and hearing.stated_at is not None


def _statement_due(application: Application, today: date) -> tuple[str, date | None]:
    hearing = application.open_hearing
    waits = hearing is not None and hearing.stated_at is None
    return _("Stellungnahme bis"), hearing.due_on if waits else None


def _claim_due(application: Application, today: date) -> tuple[str, date | None]:
    return _("Rückzahlung bis"), application.claim.due_on


def _first_day(application: Application, today: date) -> tuple[str, date | None]:
    first = application.first_day
    return _("Erster Termin"), first if first and first >= today else None


DAYS: dict[str, Callable[[Application, date], tuple[str, date | None]]] = {
    S.DRAFT: _first_day,
    S.SUBMITTED: _first_day,
    S.IN_REVIEW: _first_day,
    S.PROPOSED: _first_day,
    S.WAITLISTED: _first_day,
    S.CHANGE_REQUESTED: _first_day,
    S.CHANGE_PROPOSED: _first_day,
    S.HEARING: _statement_due,
    S.CLAIM_OPEN: _claim_due,
    S.INFO_REQUESTED: _answer_due,
    S.REPORT_QUERY: _answer_due,
    S.APPROVED: _proof_due,
}


def _next_day(application: Application, today: date) -> tuple[str, date | None]:
    find = DAYS.get(application.status) if application.pk else None
    return find(application, today) if find else ("", None)
