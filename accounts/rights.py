"""What a person may do, own rights and those of the roles, read with one query."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission


class RightsBackend(ModelBackend):
    """Asked before Django's own backend, which takes a query for each; nobody signs in here."""

    def authenticate(self, request, **credentials):
        return None

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        """Rights as "app.codename"; none on single rows. A superuser has all without being asked."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj)
        if not hasattr(user_obj, "_perm_cache"):
            columns = ("content_type__app_label", "codename")
            own, of_roles = (
                Permission.objects.filter(**{path: user_obj}).order_by().values_list(*columns)
                for path in ("user", "group__user")
            )
            user_obj._perm_cache = {f"{app}.{name}" for app, name in own.union(of_roles)}
        return user_obj._perm_cache
