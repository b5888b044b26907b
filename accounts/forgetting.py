"""Accounts that nobody uses any more. What an erased account once signed keeps its signature as a role."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import ProtectedError, QuerySet
from django.db.models.deletion import Collector

from bildungsregion.base.journal import keeping

from .models import KnownBrowser, User


FORMER_CONTACT, FORMER_OFFICER = "Ehemalige Ansprechperson", "Ehemals im Büro"


def never_used(before: datetime) -> QuerySet[User]:
    """Made by asking for a login code before that moment, and never opened; nobody speaks for anything."""
    return User.objects.filter(
        last_login__isnull=True,
        joined_at__lt=before,
        is_staff=False,
        is_superuser=False,
        memberships__isnull=True,
    ).order_by("pk")


def silent(before: datetime) -> QuerySet[User]:
    """Accounts of institutions that were last signed in to before that moment."""
    people = User.objects.filter(is_active=True, is_staff=False, is_superuser=False)
    return people.filter(last_login__lt=before).order_by("pk")


def leaves_no_trace(user: User) -> bool:
    """Whether nothing that is kept names this account."""
    try:
        Collector(using=DEFAULT_DB_ALIAS, origin=user).collect([user])
    except ProtectedError:
        return False
    return True


@transaction.atomic
def erase(user: User, *, name: str = "") -> None:
    """Take the person out of an account for good: no address, no name, no login, no ties.

    The row stays, because signatures and logs point to it; they read a role from now on: ``name``, or
    that somebody was here once.
    """
    address = user.email
    user.name = name or (FORMER_OFFICER if user.is_staff else FORMER_CONTACT)
    user.email = f"geloescht-{user.pk}@konto.invalid"
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    user.memberships.all().delete()
    user.claims.all().delete()
    for model in (EmailAddress, Authenticator, UserSession, KnownBrowser):
        model.objects.filter(user=user).delete()
    keeping.forget_person(user.pk, address)
