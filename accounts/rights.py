"""What a person may do, own rights, those of the roles and of roles they stand in for, read with one query."""

from datetime import date

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils import timezone

from bildungsregion.base.prepared import Prepared

from .models import Deputyship


def _pairs(**whose) -> QuerySet:
    """Rights as pairs of app and codename."""
    rows = Permission.objects.filter(**whose).order_by()
    return rows.values_list("content_type__app_label", "codename")


def _of_account(user: int) -> QuerySet:
    """Those of the account itself, and those of its roles."""
    return _pairs(user=user).union(_pairs(group__user=user))


def _of_office(user: int, day: date) -> QuerySet:
    """Also those of the roles in which somebody stands in for others on this day."""
    lent = Deputyship.objects.in_force(day).filter(deputy=user)
    of_deputy = _pairs(group__in=lent.values("role"))
    return _pairs(user=user).union(_pairs(group__user=user), of_deputy)


# Each page of somebody signed in asks for them.
_OF_ACCOUNT = Prepared(_of_account, user=int)
_OF_OFFICE = Prepared(_of_office, user=int, day=date)


class RightsBackend(ModelBackend):
    """Asked before Django's own backend, which takes a query for each; nobody signs in here."""

    def authenticate(self, request, **credentials):
        return None

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        """Rights as "app.codename"; none on single rows. A superuser has all without being asked.

        What a deputy is lent counts on the days in Berlin that were named, and for people of the office.
        """
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj)
        if not hasattr(user_obj, "_perm_cache"):
            if user_obj.is_staff:
                found = _OF_OFFICE.rows(user=user_obj.pk, day=timezone.localdate())
            else:
                found = _OF_ACCOUNT.rows(user=user_obj.pk)
            user_obj._perm_cache = {f"{app}.{name}" for app, name in found}
        return user_obj._perm_cache
