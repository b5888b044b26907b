"""People of the office are invited; a link of limited life opens the account, once."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts import emails, roles
from accounts.log import Kind, note
from accounts.models import OfficeInvitation, User
from accounts.sessions import end_all
from bildungsregion.base.errors import DomainError


VALID_FOR = timedelta(days=7)
ENDED = "Dieser Link gilt nicht mehr. Bitte lassen Sie sich einen neuen schicken."
OVER = "Diese Einladung ist schon erledigt. Bitte laden Sie die Seite neu."


def _hash_of(key: str) -> str:
    """SHA-256 in hex; a key of 256 bits needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


def find_open(key: str) -> OfficeInvitation | None:
    """What a link leads to; None alike for what is unknown, over, used or withdrawn."""
    row = OfficeInvitation.objects.open().filter(key_hash=_hash_of(key)).first()
    return None if row is None or row.is_over else row


def why_not_invite(*, email: str, role: str, by: User) -> str:
    """A German sentence, or nothing where the invitation may go."""
    if role not in roles.may_give(by):
        return "Diese Rolle können Sie nicht geben."
    known = User.objects.filter(email__iexact=email)
    if known.filter(is_staff=True).exists():
        return (
            "Diese Adresse gehört schon zu einem Konto des Büros. Rollen ändern Sie bei den Konten."
        )
    if known.filter(is_active=False).exists():
        return "Zu dieser Adresse gehört ein stillgelegtes Konto. Bitte nehmen Sie eine andere."
    if OfficeInvitation.objects.open().filter(email__iexact=email).exists():
        return (
            "Diese Person ist schon eingeladen. Bei der Einladung können Sie den Link neu senden."
        )
    return ""


@transaction.atomic
def invite(*, email: str, name: str, role: str, by: User) -> OfficeInvitation:
    """Mail a link that makes an account of the office with this role.

    Raises DomainError for a role that ``by`` may not give and for somebody who belongs to the office already.
    """
    email = email.strip().lower()
    if sentence := why_not_invite(email=email, role=role, by=by):
        raise DomainError(sentence)
    row = _new(email, name, role, by)
    note(Kind.INVITED, user=None, by=by, detail=f"Rolle {roles.ROLES[role].name}")
    return row


def _new(email: str, name: str, role: str, by: User) -> OfficeInvitation:
    key = secrets.token_urlsafe(32)
    row = OfficeInvitation.objects.create(
        email=email,
        name=name.strip(),
        role=role,
        key_hash=_hash_of(key),
        key_until=timezone.now() + VALID_FOR,
        invited_by=by,
    )
    emails.invitation(row, key)
    return row


def _lock(row: OfficeInvitation) -> OfficeInvitation:
    """Raises DomainError for what no longer waits."""
    row = OfficeInvitation.objects.select_for_update(no_key=True).get(pk=row.pk)
    if not row.is_open:
        raise DomainError(OVER)
    return row


@transaction.atomic
def invite_again(*, invitation: OfficeInvitation, by: User) -> OfficeInvitation:
    """A new link with a new term; the old one ends at once. Raises DomainError for what is done with."""
    row, key = _lock(invitation), secrets.token_urlsafe(32)
    row.key_hash, row.key_until = _hash_of(key), timezone.now() + VALID_FOR
    row.save()
    emails.invitation(row, key)
    note(Kind.INVITED_AGAIN, user=None, by=by)
    return row


@transaction.atomic
def withdraw(*, invitation: OfficeInvitation, by: User) -> OfficeInvitation:
    """The link ends at once. Raises DomainError for what is done with."""
    row = _lock(invitation)
    _close(row, OfficeInvitation.State.WITHDRAWN, by)
    note(Kind.WITHDRAWN, user=None, by=by)
    return row


def withdraw_all(*, email: str, by: User) -> None:
    """Every link that still waits for this address ends at once, those to set up an access anew too."""
    for row in OfficeInvitation.objects.open().filter(email__iexact=email):
        _close(row, OfficeInvitation.State.WITHDRAWN, by)
        note(Kind.WITHDRAWN, user=None, by=by)


def _close(row: OfficeInvitation, state: str, by: User) -> None:
    row.state, row.answered_at, row.answered_by = state, timezone.now(), by
    row.save()


@transaction.atomic
def reset_access(*, user: User, by: User) -> OfficeInvitation:
    """For who lost password or second factor: everything old ends at once, a mailed link sets both anew.

    Raises DomainError for people outside the office, and for one's own account.
    """
    if not user.is_staff or not user.is_active:
        raise DomainError("Das geht nur bei aktiven Konten des Büros.")
    if user == by:
        raise DomainError("Den eigenen Zugang setzt eine andere Person der Administration zurück.")
    if user.is_superuser and not by.is_superuser:
        raise DomainError("Dieses Konto kann nur zurücksetzen, wer selbst alle Rechte hat.")
    withdraw_all(email=user.email, by=by)
    Authenticator.objects.filter(user=user).delete()
    user.set_password(secrets.token_urlsafe(32))
    user.save(update_fields=["password"])
    end_all(user)
    note(Kind.FACTOR_REMOVED, user=user, by=by, detail="Zugang zurückgesetzt, Link geschickt")
    return _new(user.email, user.name or user.email, "", by)


@transaction.atomic
def accept(*, key: str, password: str) -> User:
    """The account behind the link, with its password and role; the second factor is the caller's matter.

    Raises DomainError when the link has ended meanwhile: of two who use it at once, one gets in. A link
    without a role only opens an account that still belongs to the office.
    """
    waiting = OfficeInvitation.objects.select_for_update(no_key=True).open()
    row = waiting.filter(key_hash=_hash_of(key)).first()
    if row is None or row.is_over:
        raise DomainError(ENDED)
    user = User.objects.filter(email__iexact=row.email).first()
    if user is not None and not user.is_active:
        raise DomainError(
            "Dieses Konto ist stillgelegt. Bitte wenden Sie sich an die Administration."
        )
    if not row.role and (user is None or not user.is_staff):
        # Who sets up an access anew has left the office meanwhile, or the address is another's.
        raise DomainError(ENDED)
    if user is None:
        user = User(email=row.email)
    user.name, user.is_staff = row.name, True
    user.set_password(password)
    user.save()
    Authenticator.objects.filter(user=user).delete()
    if row.role:
        user.groups.add(Group.objects.get(name=row.role))
    # The link came by mail: the address is theirs.
    EmailAddress.objects.filter(user=user).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    end_all(user)
    _close(row, OfficeInvitation.State.ACCEPTED, user)
    detail = f"Rolle {roles.ROLES[row.role].name}" if row.role in roles.ROLES else "Zugang neu"
    note(Kind.JOINED, user=user, by=user, detail=detail)
    return user
