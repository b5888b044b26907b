"""Somebody leaves the office: hand over, shut the account, keep what was signed readable as a role."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import leaving, roles
from accounts.administrators import demand_another
from accounts.forgetting import erase
from accounts.log import Kind, note
from accounts.models import Deputyship, User
from accounts.sessions import end_all
from bildungsregion.base import region
from bildungsregion.base.errors import DomainError

from .deputizing import end_deputyship
from .inviting import withdraw_all


# Whose signatures weigh most stands first: by it the former account is called.
BY_WEIGHT = ("zeichnung", "sachbearbeitung", "kasse", "koordination", "administration", "redaktion")


def name_as_role(user: User) -> str:
    """What signatures read once the person is gone: "Zeichnung, Bildungsbüro"."""
    held = set(user.groups.values_list("name", flat=True))
    first = next((role for role in BY_WEIGHT if role in held), None)
    office = region.current()
    label = roles.ROLES[first].name if first in roles.ROLES else "Ehemals im Büro"
    return f"{label}, {office.office_short or office.office_name or office.name}"[:120]


@transaction.atomic
def leave(*, user: User, by: User, heirs: Mapping[str, User]) -> None:
    """Hand over what is open to ``heirs`` (by Open.key), then shut the account for good.

    Sessions end at once, name, address, roles and second factor are taken away; the row stays under the
    name of its role. Raises DomainError for the last administrator, and where somebody is missing who takes
    over. An administrator may leave by themselves as long as another one stays.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not user.is_staff or not user.is_active:
        raise DomainError("Dieses Konto ist schon stillgelegt oder gehört nicht zum Büro.")
    if user.is_superuser and not by.is_superuser:
        raise DomainError("Dieses Konto kann nur stilllegen, wer selbst alle Rechte hat.")
    demand_another(user)
    for part in leaving.open_of(user):
        if part.hand_over is None:
            if part.end is not None:
                part.end()
            continue
        if (heir := heirs.get(part.key)) is None:
            raise DomainError(f"Bitte wählen Sie, wer übernimmt: {part.title}.")
        part.hand_over(to=heir, by=by)
    _end_deputyships(user, by)
    name = name_as_role(user)
    withdraw_all(email=user.email, by=by)
    note(Kind.LEFT, user=user, by=by, detail=name)
    end_all(user)
    erase(user, name=name)


def _end_deputyships(user: User, by: User) -> None:
    """Both ways; the other person is told."""
    rows = Deputyship.objects.not_over(timezone.localdate())
    for row in rows.filter(Q(principal=user) | Q(deputy=user)).select_for_update(
        of=("self",), no_key=True
    ):
        end_deputyship(deputyship=row, by=by)
