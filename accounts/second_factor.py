"""The second factors of a person: set up, kept, counted."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from bildungsregion.base.second_factor import METHOD

from .models import User


Type = Authenticator.Type
NAMES = {
    Type.TOTP: "Authenticator-App",
    Type.WEBAUTHN: "Passkey oder Sicherheitsschlüssel",
    Type.RECOVERY_CODES: "Wiederherstellungs-Codes",
}


def own(user: User | AnonymousUser) -> list[Authenticator]:
    """App and keys of this person; recovery codes alone are no factor."""
    if not user.is_authenticated:
        return []
    return list(Authenticator.objects.filter(user=user).exclude(type=Type.RECOVERY_CODES))


def record_set_up(request: HttpRequest, authenticator: Authenticator) -> None:
    """Who sets one up has just proved it: this session counts."""
    record_authentication(
        request,
        request.user,
        METHOD,
        id=authenticator.pk,
        type=authenticator.type,
        reauthenticated=True,
    )


def may_remove(authenticator: Authenticator) -> bool:
    """People of the office keep one: whoever changes it adds the new one first."""
    user = authenticator.user
    if not settings.OFFICE_SECOND_FACTOR or not user.is_staff:
        return True
    return any(row.pk != authenticator.pk for row in own(user))


def codes_left(user: User) -> int | None:
    """How many recovery codes are unused; None where there never were any."""
    row = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return None if row is None else len(row.wrap().get_unused_codes())
