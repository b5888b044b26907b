"""Somebody must always be able to administer: give roles, invite, help who is locked out."""

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from bildungsregion.base.errors import DomainError

from .models import User


ROLE = "administration"
# As fields of Permission.
RIGHT = {"codename": "change_user", "content_type__app_label": "accounts"}
LAST = (
    "Das ist das letzte Konto der Administration. Bitte geben Sie die Rolle „Administration“ zuerst "
    "jemand anderem; sonst könnte niemand mehr Konten verwalten."
)


def right_by(path: str) -> Q:
    """The condition that what has permissions by this path gives the right to administer."""
    return Q(**{f"{path}__{name}": value for name, value in RIGHT.items()})


def administrators() -> QuerySet[User]:
    """People of the office who can give roles themselves, today and tomorrow: no deputies."""
    may = Q(is_superuser=True) | right_by("user_permissions") | right_by("groups__permissions")
    # Who has no password could not sign in to the office.
    able = User.objects.filter(may, is_active=True, is_staff=True).exclude(password__startswith="!")
    return able.distinct()


def demand_another(user: User) -> None:
    """Before this person stops being an administrator: another one must stay.

    Takes a lock until the transaction ends, so that of two who leave at once the second is told.
    Raises DomainError for the last one; people who are no administrators pass.
    """
    list(Group.objects.select_for_update(no_key=True).filter(name=ROLE))
    if is_last(user):
        raise DomainError(LAST)


def is_last(user: User) -> bool:
    """Whether nobody else could administer, to say so before somebody tries; nothing is locked."""
    return set(administrators().values_list("pk", flat=True)) == {user.pk}
