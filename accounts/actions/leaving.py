"""Somebody leaves the office: hand over, shut the account, keep what was signed readable as a role."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts import leaving, roles
from accounts.administrators import demand_another
from accounts.forgetting import erase
from accounts.log import Kind, note
from accounts.models import Deputyship, OfficeInvitation, User
from accounts.sessions import end_all
from bildungsregion.base import region
from bildungsregion.base.errors import DomainError


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
    name of its role. Raises DomainError for the last administrator, for oneself, and where somebody is
    missing who takes over.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
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
    for row in OfficeInvitation.objects.open().filter(email__iexact=user.email):
        row.state, row.answered_at, row.answered_by = "withdrawn", timezone.now(), by
        row.save()
    note(Kind.LEFT, user=user, by=by, detail=name)
    end_all(user)
    erase(user, name=name)


def _end_deputyships(user: User, by: User) -> None:
    today = timezone.localdate()
    for rows in (user.deputies, user.deputyships):
        for row in rows.filter(ended_at=None, ends_on__gte=today):
            Deputyship.objects.filter(pk=row.pk).update(ended_at=timezone.now(), ended_by=by)
