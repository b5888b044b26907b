"""The state of a list that somebody keeps under a name."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.urls import reverse

from bildungsregion.base.models import Timestamped


def listed(label: str) -> type[models.Model] | None:
    """The model "app.model" that the office has a list of."""
    return next((one for one in admin.site._registry if one._meta.label_lower == label), None)


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of this person (or their number), and those that are shared with a role they have."""
        return self.filter(Q(owner=user) | Q(role__in=Group.objects.filter(user=user))).distinct()


class SavedFilter(Timestamped):
    """``page`` is the list's model as "app.model", ``query`` the state of its address."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_filters",
        verbose_name="gehört",
    )
    name = models.CharField("Name", max_length=60)
    page = models.CharField("Liste", max_length=100)
    query = models.CharField("Stand der Liste", max_length=1000)
    role = models.ForeignKey(
        Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="geteilt mit",
    )  # fmt: skip

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "gemerkter Filter"
        verbose_name_plural = "gemerkte Filter"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page", "name"],
                name="saved_filter_named_once",
                violation_error_message="So heißt schon einer Ihrer Filter dieser Liste.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def model(self) -> type[models.Model] | None:
        """None where the portal has this list no more."""
        return listed(self.page)

    @property
    def url(self) -> str:
        return f"{reverse('admin:' + self.page.replace('.', '_') + '_changelist')}?{self.query}"
