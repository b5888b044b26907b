"""Events that look alike: what the office said of them, and where a merged one was found before."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class NotSameEvent(models.Model):
    """Two events that look alike and are two: somebody of the office said so."""

    first = models.ForeignKey(
        "events.Event", on_delete=models.CASCADE, related_name="+", verbose_name="eine"
    )
    second = models.ForeignKey(
        "events.Event", on_delete=models.CASCADE, related_name="+", verbose_name="andere"
    )
    decided_at = models.DateTimeField("entschieden am", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="entschieden durch",
    )  # fmt: skip

    class Meta:
        verbose_name = "Keine doppelte Veranstaltung"
        verbose_name_plural = "Keine doppelten Veranstaltungen"
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="not_same_event_once",
                violation_error_message="Das ist schon vermerkt.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="not_same_event_in_order",
                violation_error_message="Die ältere Veranstaltung steht zuerst.",
            ),
        ]

    def __str__(self):
        return f"{self.first} ≠ {self.second}"


class OldEventAddress(models.Model):
    """An address under which an event was found before it was merged with another."""

    slug = models.SlugField("frühere Adresse", max_length=120, unique=True)
    event = models.ForeignKey(
        "events.Event", on_delete=models.CASCADE, related_name="old_addresses", verbose_name="heute"
    )

    class Meta:
        verbose_name = "frühere Adresse einer Veranstaltung"
        verbose_name_plural = "frühere Adressen von Veranstaltungen"
        ordering = ["slug"]

    def __str__(self):
        return self.slug
