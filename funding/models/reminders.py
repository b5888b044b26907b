"""Which reminders went to whom, and which somebody does not want (reminders.py has the kinds)."""

from django.conf import settings
from django.db import models


class SentReminder(models.Model):
    """That a person was reminded of one thing once: the same thing never goes out twice."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="sent_reminders",
        verbose_name="an",
    )
    key = models.CharField("woran", max_length=80, help_text="Art, Gegenstand und Stufe")
    sent_on = models.DateField("erinnert am")

    class Meta:
        verbose_name = "Versandte Erinnerung"
        verbose_name_plural = "Versandte Erinnerungen"
        ordering = ["-sent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                name="reminder_sent_once",
                violation_error_message="Daran wurde dieses Konto schon erinnert.",
            )
        ]

    def __str__(self):
        return f"{self.key} an {self.user}"


class MutedReminder(models.Model):
    """A kind of reminder that a person has switched off; no row: it is on."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="muted_reminders",
        verbose_name="Konto",
    )
    kind = models.CharField("Art", max_length=20)

    class Meta:
        verbose_name = "Abgeschaltete Erinnerung"
        verbose_name_plural = "Abgeschaltete Erinnerungen"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                name="reminder_muted_once",
                violation_error_message="Diese Erinnerung ist schon abgeschaltet.",
            )
        ]

    def __str__(self):
        return f"{self.user}: keine {self.kind}"
