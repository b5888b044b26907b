"""The journal of changes and of what left it. Both are written once; triggers refuse the rest."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class Change(models.Model):
    """One row of a table was added, changed or removed; a trigger writes it, nothing else does.

    ``before`` and ``after``: column to value as the database has it, of what differs (a removed row and
    an added part as a whole). ``about`` and ``about_id`` name the object on whose page it is told: an
    opening time is told on its institution. No foreign keys: the journal outlives what it speaks of.
    """

    class Kind(models.TextChoices):
        ADDED = "c", "angelegt"
        CHANGED = "u", "geändert"
        REMOVED = "d", "gelöscht"

    at = models.DateTimeField("am")
    # What belongs together: one request, one run of a command.
    act = models.CharField(max_length=36)
    user_id = models.BigIntegerField("Konto", null=True)
    origin = models.CharField("Herkunft", max_length=200)
    reason = models.CharField("Grund", max_length=500)
    table = models.CharField("Tabelle", max_length=80)
    row = models.BigIntegerField("Zeile")
    about = models.CharField("Gegenstand", max_length=80)
    about_id = models.BigIntegerField("Nummer des Gegenstands")
    kind = models.CharField("Art", max_length=1, choices=Kind)
    before = models.JSONField("vorher", encoder=DjangoJSONEncoder)
    after = models.JSONField("nachher", encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "Änderung"
        verbose_name_plural = "Änderungen"
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["about", "about_id", "-id"], name="change_of_object"),
            models.Index(fields=["at"], name="change_at"),
            models.Index(fields=["table", "row"], name="change_of_row"),
        ]

    def __str__(self):
        return f"{self.about} {self.about_id}, {self.get_kind_display()}"


class JournalExport(models.Model):
    """Somebody took lines of the logs along, and which."""

    taken_at = models.DateTimeField("ausgegeben am", default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="ausgegeben durch",
    )
    purpose = models.CharField("Anlass", max_length=200)
    selection = models.CharField("Auswahl", max_length=300)
    form = models.CharField("Format", max_length=4)
    lines = models.PositiveIntegerField("Zeilen")

    class Meta:
        verbose_name = "Ausgabe der Protokolle"
        verbose_name_plural = "Ausgaben der Protokolle"
        ordering = ["-taken_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("export_journal", "Darf die Protokolle ausgeben")]

    def __str__(self):
        return f"{self.selection} ({self.form})"
