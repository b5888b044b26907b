"""Whose stead somebody acts in."""

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import Deputyship, User


def principal_of(deputy: User, right: str) -> User | None:
    """For whom the deputy has this right ("app.codename") today; None where it is their own."""
    if deputy.is_superuser or not deputy.is_staff:
        return None
    lent = Deputyship.objects.in_force(timezone.localdate()).filter(deputy=deputy)
    app, _, codename = right.partition(".")
    named = Q(codename=codename, content_type__app_label=app)
    lent = lent.filter(role__permissions__in=Permission.objects.filter(named))
    first = lent.select_related("principal").first()
    if first is None:
        return None
    own = Permission.objects.filter(named & (Q(user=deputy) | Q(group__user=deputy)))
    return None if own.exists() else first.principal


def standing_in(app: str, codenames: tuple[str, ...]) -> Q:
    """The people who have one of these rights today because they stand in for somebody; for queries of User."""
    rights = Permission.objects.filter(codename__in=codenames, content_type__app_label=app)
    lent = Deputyship.objects.in_force(timezone.localdate()).filter(role__permissions__in=rights)
    return Q(pk__in=lent.values("deputy"))


def around(user: User) -> tuple[QuerySet[Deputyship], QuerySet[Deputyship]]:
    """Who stands in for this person, and for whom this person does; what is over is left out."""
    rows = Deputyship.objects.not_over(timezone.localdate()).select_related(
        "principal", "deputy", "role"
    )
    return rows.filter(principal=user), rows.filter(deputy=user)
