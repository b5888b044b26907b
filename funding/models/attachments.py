"""Files that belong to a case: offers, price proofs, programmes."""

from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from .applications import Application


def unguessable_path(row, filename: str) -> str:
    """A random name below the year; only the extension of the checked file stays."""
    suffix = PurePath(filename).suffix.lower()
    return (
        f"funding/{row._meta.model_name}/{timezone.localdate():%Y}/{get_random_string(32)}{suffix}"
    )


class Attachment(models.Model):
    """A checked file (base.uploads). The row is written after the file and never names a missing one."""

    MAX_PER_APPLICATION = 10

    class Kind(models.TextChoices):
        OFFER = "angebot", _("Angebot oder Kostenvoranschlag")
        PRICES = "preise", _("Preisliste oder Programm")
        OTHER = "sonstiges", _("Sonstiges")
        RECEIPT = "beleg", _("Beleg")

    # What the application's form offers; receipts come with the usage report.
    OF_THE_FORM = [choice for choice in Kind.choices if choice[0] != "beleg"]

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="attachments", verbose_name="Antrag"
    )
    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices, default=Kind.OTHER)
    file = models.FileField(_("Datei"), upload_to=unguessable_path, max_length=200)
    name = models.CharField("Name beim Hochladen", max_length=200)
    mime = models.CharField("Typ", max_length=60)
    size = models.PositiveIntegerField("Größe in Byte")
    pages = models.PositiveSmallIntegerField("Seiten", null=True)
    sha256 = models.CharField("Prüfsumme", max_length=64)
    uploaded_at = models.DateTimeField("hochgeladen am", default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="hochgeladen durch",
    )

    class Meta:
        verbose_name = "Anlage"
        verbose_name_plural = "Anlagen"
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "sha256"],
                name="attachment_once",
                violation_error_message="Diese Datei ist schon angehängt.",
            )
        ]

    def __str__(self):
        return self.name
