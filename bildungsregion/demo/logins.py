"""The accounts of a demonstration: one for each role of the office, and institutions that apply.

They carry a published password, so only `manage.py serve` and `manage.py demo` make them.
"""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import ROLES
from actors.models import Actor, Membership
from bildungsregion.base.models import Region


PASSWORD = "Vorfuehrung-2026"
OFFICE = {
    "redaktion": "Redaktion",
    "koordination": "Bildungskoordination",
    "sachbearbeitung": "Sachbearbeitung Kulturförderung",
    "zeichnung": "Leitung, zeichnungsberechtigt",
    "kasse": "Kreiskasse",
    "lesend": "Fachausschuss, lesend",
    "administration": "Administration",
}
APPLICANTS = {"grundschule": "Schulleitung", "kita": "Kita-Leitung"}


def email_of(role: str) -> str:
    return f"{role}@demo.example"


@transaction.atomic
def make(region: Region) -> None:
    """Make the accounts that do not exist yet; roles and actors must have been loaded."""
    for role, name in OFFICE.items():
        if region.has("funding") or not _only_for_the_fund(role):
            _make_account(role, name, is_staff=True).groups.set([Group.objects.get(name=role)])
    if region.has("funding"):
        confirmed_by = User.objects.get(email=email_of("koordination"))
        for kind, name in APPLICANTS.items():
            _make_applicant(kind, name, confirmed_by)


def existing() -> list[User]:
    """The accounts that there are, office first, in the order of the tables above."""
    emails = [email_of(role) for role in (*OFFICE, *APPLICANTS)]
    return sorted(User.objects.filter(email__in=emails), key=lambda user: emails.index(user.email))


def _only_for_the_fund(role: str) -> bool:
    """Whether the role has nothing to do where the region has no fund."""
    return ROLES[role].module == "funding"


def _make_account(role: str, name: str, *, is_staff: bool) -> User:
    user = User.objects.filter(email=email_of(role)).first()
    if user is None:
        password = PASSWORD if is_staff else None
        user = User.objects.create_user(email_of(role), password, name=name, is_staff=is_staff)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _make_applicant(kind: str, name: str, confirmed_by: User) -> None:
    institution = Actor.objects.published().filter(kind=kind).order_by("name", "pk").first()
    if institution is not None:
        Membership.objects.get_or_create(
            user=_make_account(kind, name, is_staff=False),
            actor=institution,
            defaults={"role": "head", "confirmed_at": timezone.now(), "confirmed_by": confirmed_by},
        )
