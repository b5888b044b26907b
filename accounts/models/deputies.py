"""Who stands in for whom, from when until when."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bildungsregion.base.models import Timestamped


class DeputyshipQuerySet(models.QuerySet):
    def in_force(self, today: date):
        """Those that give rights on this day: not ended, and the other person still holds the role itself."""
        return self.filter(
            starts_on__lte=today,
            ends_on__gte=today,
            ended_at=None,
            principal__is_active=True,
            principal__is_staff=True,
            principal__groups=F("role"),
        )

    def not_over(self, today: date):
        return self.filter(ends_on__gte=today, ended_at=None)


class Deputyship(Timestamped):
    """In these days, first and last included, the deputy has the rights of this role of the principal.

    Only what somebody holds themselves can be lent; what is lent cannot be handed on (docs/adr/0252).
    """

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="deputies",
        verbose_name="vertretene Person",
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="deputyships",
        verbose_name="Vertretung",
    )
    role = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="deputyships", verbose_name="Rolle"
    )
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="benannt durch",
    )
    ended_at = models.DateTimeField("vorzeitig beendet am", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="vorzeitig beendet durch",
    )

    objects = DeputyshipQuerySet.as_manager()

    class Meta:
        verbose_name = "Vertretung"
        verbose_name_plural = "Vertretungen"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="deputyship_ends_after_start",
                violation_error_message="Das Ende liegt vor dem Anfang.",
            ),
            models.CheckConstraint(
                condition=~Q(principal=F("deputy")),
                name="deputyship_of_somebody_else",
                violation_error_message="Sich selbst vertritt niemand.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="deputyship_ended_pair",
                violation_error_message="Zum Ende gehören Zeitpunkt und Person.",
            ),
        ]

    def __str__(self):
        return (
            f"{self.deputy} für {self.principal}, {self.starts_on:%d.%m.%Y}–{self.ends_on:%d.%m.%Y}"
        )

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.starts_on <= timezone.localdate() <= self.ends_on
