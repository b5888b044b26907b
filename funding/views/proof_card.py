"""The proof of use on the page of the case: how far it is, one button, and what the venues said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding import permissions, proofs
from funding.actions.venue import CONFIRMABLE
from funding.models import Application, Appointment, VenueConfirmation


Status = Application.Status


@dataclass(frozen=True)
class Visit:
    """One appointment and the venue's word: confirmed, asked, or neither. ``ask_url`` while one may ask."""

    appointment: Appointment
    confirmation: VenueConfirmation | None
    ask_url: str

    @property
    def is_confirmed(self) -> bool:
        return self.confirmation is not None and self.confirmation.confirmed_on is not None

    def is_asked_by(self, sent: Mapping[str, str]) -> bool:
        """Whether this visit's button was used in the form of the proof, which saves on the way."""
        return bool(self.ask_url) and sent.get("besuch") == str(self.appointment.pk)


@dataclass(frozen=True)
class ProofCard:
    """What funding/_proof_card.html shows. ``due_on`` only while the institution has something to do."""

    text: str
    button: str
    url: str
    visits: list[Visit]
    due_on: date | None = None


def card_of(case: Application, user) -> ProofCard | None:
    """The card for somebody of the institution; None before the decision and where there is no proof."""
    if not permissions.can_apply(user, case):
        return None
    begun = proofs.is_begun(case)
    if not begun and not proofs.may_begin(case):
        return None
    text, button = _words(case, begun)
    due_on = None
    if case.status == Status.APPROVED:
        due_on = case.proof_due_on
    elif case.status == Status.REPORT_QUERY:
        due_on = case.open_request and case.open_request.due_on
    return ProofCard(text, button, proofs.address(case), visits(case), due_on)


def _words(case: Application, begun: bool) -> tuple[str, str]:
    if case.status == Status.REPORT_QUERY:
        return _("Zum Nachweis haben wir eine Rückfrage."), _("Rückfrage beantworten")
    if not proofs.is_open(case):
        return _("Der Nachweis ist bei uns."), _("Nachweis ansehen")
    if begun:
        return _("Der Nachweis ist begonnen und noch nicht gesendet."), _("Nachweis fertig machen")
    if case.last_day and case.last_day >= timezone.localdate():
        return (
            _(
                "Nach dem Termin brauchen wir einen kurzen Nachweis. Heben Sie bitte alle Belege auf."
            ),
            _("Nachweis vorbereiten"),
        )
    return (
        _("Jetzt fehlt noch der Nachweis: wer dabei war, was es gekostet hat, die Belege dazu."),
        _("Nachweis beginnen"),
    )


def visits(case: Application) -> list[Visit]:
    """Each appointment with the venue's confirmation; two queries."""
    today, may_ask = timezone.localdate(), case.status in CONFIRMABLE
    found = []
    for row in case.appointments.prefetch_related("confirmations"):
        confirmations = list(row.confirmations.all())
        confirmed = [one for one in confirmations if one.confirmed_on]
        newest = (confirmed or confirmations or [None])[-1]
        open_now = may_ask and not confirmed and row.starts_on <= today
        url = reverse("funding:venue_ask", args=[case.key, row.pk]) if open_now else ""
        found.append(Visit(row, newest, url))
    return found
