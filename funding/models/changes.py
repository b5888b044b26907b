"""What an institution wants to change after the decision: other days, heads or costs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.money import CentsField

from .applications import Application
from .decisions import Decision


class ChangeRequest(models.Model):
    """A wanted plan beside the granted one, until it is signed, declined or taken back.

    ``plan_json`` is the whole wanted plan as change_plan.py writes it; the rows of the case follow
    only when it is signed, the old plan stays in its snapshots.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", "offen"
        AMENDED = "amended", "bewilligt"
        DECLINED = "declined", "abgelehnt"
        RETRACTED = "retracted", "zurückgenommen"

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="change_requests", verbose_name="Antrag"
    )
    reasons = models.TextField(_("Was ändert sich, und warum?"), max_length=2000)
    plan_json = models.JSONField("Gewünschter Plan")
    third_party_cents = CentsField(_("Andere Förderung"), default=0)
    outcome = models.CharField(
        "Ausgang", max_length=9, choices=Outcome.choices, default=Outcome.OPEN
    )
    decision = models.OneToOneField(
        Decision,
        on_delete=models.PROTECT,
        related_name="change_request",
        null=True,
        verbose_name="Entscheidung",
    )
    requested_at = models.DateTimeField("gewünscht am", default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="gewünscht durch",
    )
    closed_at = models.DateTimeField("erledigt am", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="erledigt durch",
    )

    class Meta:
        verbose_name = "Änderungswunsch"
        verbose_name_plural = "Änderungswünsche"
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(outcome="open"),
                name="change_one_open",
                violation_error_message="Zu diesem Antrag ist schon eine Änderung offen.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", closed_at__isnull=True, closed_by__isnull=True)
                | Q(~Q(outcome="open"), closed_at__isnull=False, closed_by__isnull=False),
                name="change_closed_pair",
                violation_error_message="Eine erledigte Änderung hat Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="amended") | Q(decision__isnull=False),
                name="change_amended_by_a_decision",
                violation_error_message="Eine bewilligte Änderung gehört zu einer Entscheidung.",
            ),
        ]

    def __str__(self):
        return f"Änderungswunsch vom {timezone.localdate(self.requested_at):%d.%m.%Y}"
