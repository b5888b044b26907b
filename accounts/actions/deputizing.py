"""Somebody names who stands in for them, and from when until when."""

from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.log import Kind, note
from accounts.models import Deputyship, User
from accounts.roles import may_give
from accounts.templatetags.roles import role_name
from bildungsregion.base.errors import DomainError


LONGEST = timedelta(days=366)


@transaction.atomic
def name_deputy(
    *, principal: User, deputy: User, role: Group, starts_on: date, ends_on: date, by: User
) -> Deputyship:
    """Lend a role of one's own for days in Berlin, first and last included.

    Who may give the role may do it for others (somebody fell ill); a deputy of theirs may not. Raises
    DomainError for days that are over or turned round, for a role that the principal does not hold
    themselves, for people outside the office and for the same twice.
    """
    User.objects.select_for_update(no_key=True).get(pk=principal.pk)
    if sentence := _why_not(principal, deputy, role, starts_on, ends_on, by):
        raise DomainError(sentence)
    row = Deputyship.objects.create(
        principal=principal,
        deputy=deputy,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        named_by=by,
    )
    emails.deputy_named(row)
    _note(Kind.DEPUTY_NAMED, row, by)
    return row


def _note(kind: Kind, row: Deputyship, by: User) -> None:
    """A line for each of the two; names stand in no log, the accounts do."""
    told = f"Rolle {role_name(row.role.name)}, {row.starts_on:%d.%m.%Y} bis {row.ends_on:%d.%m.%Y}"
    note(kind, user=row.principal, by=by, detail=f"wird vertreten: {told}")
    note(kind, user=row.deputy, by=by, detail=f"vertritt: {told}")


def _why_not(principal, deputy, role, starts_on, ends_on, by) -> str:
    today = timezone.localdate()
    if by != principal and role.name not in may_give(by):
        return "Eine Vertretung benennt die Person selbst oder die Administration."
    if not principal.groups.filter(pk=role.pk).exists():
        # What somebody only stands in for is not theirs to hand on.
        return "Weitergeben lässt sich nur eine eigene Rolle, keine, in der man selbst vertritt."
    if deputy == principal:
        return "Bitte wählen Sie jemand anderen."
    if not (deputy.is_active and deputy.is_staff):
        return "Vertreten können nur Personen aus dem Büro."
    if ends_on < starts_on:
        return "Das Ende liegt vor dem Anfang."
    if ends_on < today:
        return "Diese Tage sind schon vorbei."
    if ends_on - starts_on > LONGEST:
        return "Eine Vertretung dauert höchstens ein Jahr. Danach benennen Sie sie neu."
    if deputy.groups.filter(pk=role.pk).exists():
        return f"{deputy} hat diese Rolle schon selbst."
    same = Deputyship.objects.filter(principal=principal, deputy=deputy, role=role, ended_at=None)
    if same.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        return "Für einen Teil dieser Tage ist diese Vertretung schon benannt."
    return ""


@transaction.atomic
def end_deputyship(*, deputyship: Deputyship, by: User) -> Deputyship:
    """End it now: the rights are gone with the next page. Raises DomainError where it is over already."""
    row = Deputyship.objects.select_for_update(of=("self",), no_key=True).get(pk=deputyship.pk)
    if row.ended_at is not None or row.ends_on < timezone.localdate():
        raise DomainError("Diese Vertretung ist schon zu Ende.")
    row.ended_at, row.ended_by = timezone.now(), by
    row.save()
    emails.deputy_ended(row)
    _note(Kind.DEPUTY_ENDED, row, by)
    return row
