"""Who of the office opened a file of a case: an attachment, a receipt or a letter."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .append_only import AppendOnly
from .applications import Application


class FileView(AppendOnly):
    """One opening. The institution's own looks are not kept: they are its files."""

    FORGETTABLE = {"name": "", "purpose": ""}

    class Kind(models.TextChoices):
        ATTACHMENT = "anlage", "Anlage"
        RECEIPT = "beleg", "Beleg"
        LETTER = "schreiben", "Schreiben"
        WHOLE = "akte", "ganze Akte"

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="file_views", verbose_name="Antrag"
    )
    kind = models.CharField("Art", max_length=10, choices=Kind.choices)
    name = models.CharField("Datei", max_length=200)
    purpose = models.CharField("Anlass", max_length=200)
    viewed_at = models.DateTimeField("angesehen am", default=timezone.now)
    viewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="angesehen durch",
    )

    class Meta:
        verbose_name = "Einsicht in eine Datei"
        verbose_name_plural = "Einsichten in Dateien"
        ordering = ["-viewed_at", "-pk"]
        indexes = [models.Index(fields=["viewed_at", "id"], name="file_view_by_moment")]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.application}: {self.get_kind_display()} {self.name}"
