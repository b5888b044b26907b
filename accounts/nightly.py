"""What is kept of sign-ins ends by itself."""

from datetime import date, timedelta

from allauth.usersessions.models import UserSession
from django.utils import timezone

from bildungsregion.base import nightly
from bildungsregion.base.errors import DomainError

from . import sealing
from .models import AccountEvent, KnownBrowser, OfficeInvitation
from .sessions import KNOWN_FOR


LOG_KEPT = timedelta(days=365)
INVITATIONS_KEPT = timedelta(days=180)
# No session lives as long.
SESSIONS_KEPT = timedelta(days=2)


@nightly.register("zugaenge", "Zugänge zum Portal", order=91)
def sign_ins(today: date) -> str:
    """The log after a year, sessions and browsers once they are forgotten, invitations after half a year."""
    now = timezone.now()
    lines = AccountEvent.objects.forget(before=now - LOG_KEPT)
    UserSession.objects.filter(last_seen_at__lt=now - SESSIONS_KEPT).delete()
    KnownBrowser.objects.filter(seen_on__lt=today - KNOWN_FOR).delete()
    gone = OfficeInvitation.objects.filter(key_until__lt=now - INVITATIONS_KEPT).delete()[0]
    return f"{lines} alte Zeilen im Protokoll der Konten und {gone} alte Einladungen gelöscht."


@nightly.register("faktoren", "Geheimnisse der zweiten Faktoren", order=93)
def second_factors(today: date) -> str:
    """Under the newest key, so that a fallback can go. Raises DomainError for rows that no key opens."""
    changed, shut = sealing.reseal()
    if shut:
        raise DomainError(
            f"{shut} zweite Faktoren passen zu keinem Schlüssel. Bitte den früheren SECRET_KEY in "
            "SECRET_KEY_FALLBACKS nennen; sonst richten die Personen ihren Faktor neu ein."
        )
    return f"{changed} unter den neuesten Schlüssel gebracht."
