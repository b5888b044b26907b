"""What a person may do, own rights, those of the roles and of roles they stand in for, read with one query."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.utils import timezone

from .models import Deputyship


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
            columns = ("content_type__app_label", "codename")
            sources = [{"user": user_obj}, {"group__user": user_obj}]
            if user_obj.is_staff:
                lent = Deputyship.objects.in_force(timezone.localdate()).filter(deputy=user_obj)
                sources.append({"group__in": lent.values("role")})
            own, *more = (
                Permission.objects.filter(**source).order_by().values_list(*columns)
                for source in sources
            )
            user_obj._perm_cache = {f"{app}.{name}" for app, name in own.union(*more)}
        return user_obj._perm_cache
