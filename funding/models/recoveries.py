"""When a grant goes wrong: reminders of the proof, the hearing, and money that must come back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.money import CentsField

from .applications import Application
from .decisions import Decision, Letter


class ProofReminder(models.Model):
    """A letter that asks for an overdue proof: twice in a friendly way, the third says what follows."""

    LAST = 3

    application = models.ForeignKey(
        Application,
        on_delete=models.PROTECT,
        related_name="proof_reminders",
        verbose_name="Antrag",
    )
    level = models.PositiveSmallIntegerField("Stufe")
    due_on = models.DateField("Nachweis bis")
    letter = models.OneToOneField(
        Letter, on_delete=models.PROTECT, related_name="proof_reminder", verbose_name="Schreiben"
    )
    sent_at = models.DateTimeField("erinnert am", default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="erinnert durch",
    )

    class Meta:
        verbose_name = "Mahnung"
        verbose_name_plural = "Mahnungen"
        ordering = ["level"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "level"],
                name="proof_reminder_once_a_level",
                violation_error_message="Diese Mahnung ist schon verschickt.",
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=3),
                name="proof_reminder_level",
                violation_error_message="Es gibt zwei Erinnerungen und eine Ankündigung.",
            ),
        ]

    def __str__(self):
        return f"{self.level}. Mahnung {self.application}"


class Hearing(models.Model):
    """The institution is heard before a grant is revoked (§ 28 VwVfG)."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="hearings", verbose_name="Antrag"
    )
    reasons = models.TextField("Warum widerrufen werden soll", max_length=3000)
    due_on = models.DateField("Stellungnahme bis")
    letter = models.OneToOneField(
        Letter, on_delete=models.PROTECT, related_name="hearing", verbose_name="Schreiben"
    )
    opened_at = models.DateTimeField("angehört am", default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="angehört durch",
    )
    statement = models.TextField(_("Ihre Stellungnahme"), max_length=5000, blank=True)
    stated_at = models.DateTimeField("Stellung genommen am", null=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="Stellung genommen durch",
    )
    ended_at = models.DateTimeField("beendet am", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="beendet durch",
    )

    class Meta:
        verbose_name = "Anhörung"
        verbose_name_plural = "Anhörungen"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(ended_at__isnull=True),
                name="hearing_one_open",
                violation_error_message="Zu diesem Antrag läuft schon eine Anhörung.",
            ),
            models.CheckConstraint(
                condition=Q(stated_at__isnull=True, stated_by__isnull=True)
                | Q(stated_at__isnull=False, stated_by__isnull=False),
                name="hearing_stated_pair",
                violation_error_message="Eine Stellungnahme hat Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="hearing_ended_pair",
                violation_error_message="Eine beendete Anhörung hat Zeitpunkt und Person.",
            ),
        ]

    def __str__(self):
        return f"Anhörung {self.application}"

    def is_over(self, today) -> bool:
        """Whether the office may go on: the day has passed, or the institution has spoken."""
        return self.due_on < today or self.stated_at is not None


class ClaimQuerySet(models.QuerySet):
    def open(self):
        return self.filter(settled_on__isnull=True)

    def overdue(self, today):
        return self.open().filter(due_on__lt=today)


class Claim(models.Model):
    """Money that must come back after a revocation; paid back in one or more parts, or waived."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="claim", verbose_name="Antrag"
    )
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, related_name="claim", verbose_name="Widerruf"
    )
    amount_cents = CentsField("Forderung", min_value=1)
    refunded_cents = CentsField("zurückgezahlt", default=0, editable=False)
    due_on = models.DateField("fällig am")
    settled_on = models.DateField("erledigt am", null=True)
    waived_at = models.DateTimeField("verzichtet am", null=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="verzichtet durch",
    )
    waived_reason = models.CharField("Grund des Verzichts", max_length=300, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "Rückforderung"
        verbose_name_plural = "Rückforderungen"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0, refunded_cents__gte=0)
                & Q(refunded_cents__lte=F("amount_cents")),
                name="claim_takes_back_no_more",
                violation_error_message="Zurückgezahlt wird höchstens die Forderung.",
            ),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True, waived_at__isnull=True)
                | Q(settled_on__isnull=False, waived_at__isnull=False)
                | Q(settled_on__isnull=False, refunded_cents=F("amount_cents")),
                name="claim_settled_when_paid_or_waived",
                violation_error_message="Erledigt ist eine Forderung, wenn sie bezahlt oder erlassen ist.",
            ),
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True, waived_by__isnull=True, waived_reason="")
                | Q(Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waived_reason="")),
                name="claim_waived_pair",
                violation_error_message="Ein Verzicht hat Zeitpunkt, Person und Grund.",
            ),
        ]

    def __str__(self):
        return f"Rückforderung {self.application}"

    @property
    def outstanding_cents(self) -> int:
        return 0 if self.settled_on else self.amount_cents - self.refunded_cents
