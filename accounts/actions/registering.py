"""Accounts of institutions: made by asking for a code."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User


@transaction.atomic
def register(*, email: str) -> User | None:
    """The account of an address that asks for a login code, made at its first time; None if it is shut.

    An account made here has no password and no rights: only the mailed code opens it, which also
    proves the address. So nobody has to say twice who they are, and known and unknown addresses
    are answered alike (OWASP ASVS 6.3.8).
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user if user.is_active else None
