"""What came from files: the sources, each import, and what a source said of an institution last."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bildungsregion.base.models import Timestamped

from .actors import Actor


class ImportSource(Timestamped):
    """Where files come from again and again; remembers which of their columns means what."""

    name = models.CharField(
        "Name", max_length=120, unique=True, help_text="Zum Beispiel „Schulverzeichnis des Landes“."
    )
    # Folded heading → key of a column (actors/imports/columns.py), or "" for one that is not read.
    columns = models.JSONField("Spalten", default=dict, blank=True, editable=False)
    default_kind = models.CharField(
        "Art, wo die Datei keine nennt", max_length=40, choices=Actor.Kind.choices, blank=True
    )
    publish_new = models.BooleanField("neue Einträge gleich veröffentlichen", default=True)

    class Meta:
        verbose_name = "Quelle"
        verbose_name_plural = "Quellen von Importen"
        ordering = ["name"]

    def __str__(self):
        return self.name


class ActorImport(models.Model):
    """One file: uploaded, looked at, and at most once written into the directory."""

    source = models.ForeignKey(
        ImportSource, on_delete=models.PROTECT, related_name="imports", verbose_name="Quelle"
    )
    file_name = models.CharField("Datei", max_length=120)
    sha256 = models.CharField("Prüfsumme", max_length=64)
    # Emptied once it is written, or after some days: what it brought stands in the entries.
    content = models.BinaryField("Inhalt", default=bytes)
    # Position → key of a column, as chosen for this file; empty until somebody looked at the columns.
    columns = models.JSONField("Spalten", default=dict, blank=True)
    # Line → what the office decided: "new", "skip", "take" or the number of the entry that is meant.
    answers = models.JSONField("Entscheidungen", default=dict, blank=True)
    uploaded_at = models.DateTimeField("hochgeladen am", auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="hochgeladen durch",
    )  # fmt: skip
    applied_at = models.DateTimeField("übernommen am", null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="übernommen durch",
    )  # fmt: skip
    # Outcome → number of lines, and the lines themselves as the report shows them.
    counts = models.JSONField("Zahlen", default=dict, blank=True)
    lines = models.JSONField("Zeilen", default=list, blank=True)

    class Meta:
        verbose_name = "Import"
        verbose_name_plural = "Importe ins Verzeichnis"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="actor_import_applied_pair",
                violation_error_message="Zur Übernahme gehören Zeitpunkt und Person.",
            ),
        ]

    def __str__(self):
        return f"{self.source}: {self.file_name}"


class SourceEntry(models.Model):
    """That a row of a source is this institution, and what the source said of it last, field by field.

    A field of the entry that no longer is as the source said was edited by somebody and stays.
    """

    source = models.ForeignKey(
        ImportSource, on_delete=models.CASCADE, related_name="entries", verbose_name="Quelle"
    )
    key = models.CharField("Kennung in der Quelle", max_length=300)
    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="source_entries", verbose_name="Einrichtung"
    )
    brought = models.JSONField("zuletzt gebracht", default=dict, blank=True)
    seen_in = models.ForeignKey(
        ActorImport, on_delete=models.PROTECT, related_name="entries", verbose_name="zuletzt in"
    )

    class Meta:
        verbose_name = "Eintrag einer Quelle"
        verbose_name_plural = "Einträge von Quellen"
        ordering = ["source", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"],
                name="source_entry_once",
                violation_error_message="Diese Zeile der Quelle gehört schon zu einem Eintrag.",
            ),
        ]

    def __str__(self):
        return f"{self.source}: {self.actor}"


class NotDuplicate(models.Model):
    """Two entries that look alike and are two institutions: somebody of the office said so."""

    first = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="+", verbose_name="eine"
    )
    second = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="+", verbose_name="andere"
    )
    decided_at = models.DateTimeField("entschieden am", auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="entschieden durch",
    )  # fmt: skip

    class Meta:
        verbose_name = "Keine Dublette"
        verbose_name_plural = "Keine Dubletten"
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="not_duplicate_once",
                violation_error_message="Das ist schon vermerkt.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="not_duplicate_in_order",
                violation_error_message="Der ältere Eintrag steht zuerst.",
            ),
        ]

    def __str__(self):
        return f"{self.first} ≠ {self.second}"
