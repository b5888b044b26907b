"""The venue confirms a visit by a link that works once: no account, no signed paper."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bildungsregion.base.errors import DomainError
from funding import emails, permissions
from funding.models import Application, Appointment, VenueConfirmation

from .cases import lock


DAYS_VALID = 30
SECOND_CLICK = timedelta(minutes=1)
GONE = (
    "Dieser Link gilt nicht mehr: Er wurde schon benutzt oder ist abgelaufen. "
    "Bitte lassen Sie sich einen neuen schicken."
)
CONFIRMABLE = frozenset(
    {Application.Status.APPROVED, Application.Status.REPORTED, Application.Status.REPORT_QUERY}
)


@transaction.atomic
def ask_venue(*, appointment: Appointment, email: str, by) -> VenueConfirmation:
    """Mail the venue a link to confirm this visit; an earlier link that waits stops working.

    The institution may ask, and the office. The secret stands only in the mail. Asking the same
    address again within a minute is a second click: the link that is under way stays.
    """
    application = lock(appointment.application)
    may = permissions.can_apply(by, application) or permissions.can_review_application(
        by, application
    )
    if not may or application.status not in CONFIRMABLE:
        raise DomainError("Eine Bestätigung kann gerade nicht angefordert werden.")
    if appointment.starts_on > timezone.localdate():
        raise DomainError("Der Termin war noch nicht. Bitte fragen Sie danach.")
    if appointment.confirmations.filter(confirmed_on__isnull=False).exists():
        raise DomainError("Dieser Termin ist schon bestätigt.")
    waiting = appointment.confirmations.filter(confirmed_on__isnull=True)
    just_now = timezone.now() - SECOND_CLICK
    if again := waiting.filter(email=email, asked_by=by, asked_at__gt=just_now).first():
        return again
    waiting.delete()
    token = secrets.token_urlsafe(24)
    confirmation = VenueConfirmation.objects.create(
        appointment=appointment,
        email=email,
        token_sha256=VenueConfirmation.fingerprint(token),
        expires_on=timezone.localdate() + timedelta(days=DAYS_VALID),
        asked_at=timezone.now(),
        asked_by=by,
    )
    emails.venue_asked(application, confirmation, token)
    return confirmation


def is_known(token: str) -> bool:
    """Whether there is, or was, a link with this secret: then it is used or old, else made up."""
    digest = VenueConfirmation.fingerprint(token)
    return VenueConfirmation.objects.filter(token_sha256=digest).exists()


def find_confirmation(token: str) -> VenueConfirmation:
    """The visit that this link is about. Raises DomainError when the link is used, old or unknown."""
    waiting = VenueConfirmation.objects.select_related("appointment__application__institution")
    found = waiting.filter(
        token_sha256=VenueConfirmation.fingerprint(token),
        confirmed_on__isnull=True,
        expires_on__gte=timezone.localdate(),
    ).first()
    if found is None or found.appointment.application.status not in CONFIRMABLE:
        raise DomainError(GONE)
    return found


@transaction.atomic
def confirm_visit(
    *, token: str, confirmer: str, persons: int | None = None, note: str = ""
) -> VenueConfirmation:
    """What the venue says, once; the link stops working with it."""
    lock(find_confirmation(token).appointment.application)
    confirmation = find_confirmation(token)
    if not confirmer.strip():
        raise DomainError("Bitte nennen Sie Ihren Namen oder Ihre Funktion.")
    confirmation.confirmed_on = timezone.localdate()
    confirmation.confirmer = confirmer.strip()[:120]
    confirmation.persons = persons
    confirmation.note = note.strip()[:500]
    confirmation.save()
    return confirmation
