"""One reminder, whom it is for, and how it names things."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from accounts.deputies import standing_in
from accounts.models import User
from funding import permissions, worklist
from funding.models import Application


@dataclass(frozen=True, slots=True)
class Reminder:
    """One sentence for one person, and the address below the portal where they can act."""

    user: User
    key: str
    text: str
    path: str


def people_of(case: Application) -> list[User]:
    """Who wrote the case, and who it names as contact, if they have an account and still belong to it.

    Who typed in a paper application for the institution is not reminded in its stead.
    """
    wrote = [] if case.on_behalf else [case.created_by_id, case.submitted_by_id]
    named = Q(pk__in=[pk for pk in wrote if pk])
    if case.contact_email:
        named |= Q(email__iexact=case.contact_email)
    people = User.objects.filter(named, is_active=True).order_by("pk")
    return [user for user in people if permissions.can_apply(user, case)]


def officers(*rights: str) -> QuerySet[User]:
    """Members of the office who have one of these rights by a role or themselves."""
    own = Q(
        user_permissions__codename__in=rights, user_permissions__content_type__app_label="funding"
    )
    by_role = Q(
        groups__permissions__codename__in=rights,
        groups__permissions__content_type__app_label="funding",
    )
    may = own | by_role | standing_in("funding", rights)
    return User.objects.filter(may, is_active=True, is_staff=True).distinct()


def to_institution(case: Application, key: str, text: str) -> Iterator[Reminder]:
    for user in people_of(case):
        yield Reminder(user, key, text, case.get_absolute_url())


def to_office(case: Application, key: str, text: str) -> Iterator[Reminder]:
    """To who works on the case; while nobody does, to all who could."""
    if case.assignee is not None:
        people = [case.assignee] if case.assignee.is_active else []
    else:
        people = officers("review_application")
    for user in people:
        yield Reminder(user, key, text, worklist.case_url(case))


def beginning(today: date, within: timedelta, states) -> Iterator[tuple[Application, date]]:
    """Cases in these states whose first appointment is today or within that time, soonest first."""
    cases = Application.objects.filter(status__in=states).annotate(starts=worklist.first_day())
    cases = cases.filter(starts__range=(today, today + within)).order_by("starts", "pk")
    for case in cases.select_related("assignee", "institution"):
        yield case, case.starts


def name_of(case: Application) -> str:
    return f"„{case.title or case.institution}“" + (f" ({case.number})" if case.number else "")


def said(day: date) -> str:
    return f"{day:%d.%m.%Y}"
