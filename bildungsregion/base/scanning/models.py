from datetime import timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone


class HeldFileQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=HeldFile.State.WAITING)

    def oldest_waiting(self) -> timedelta:
        """How long the oldest file has been waiting; zero when none is."""
        first = self.waiting().order_by("created_at").values_list("created_at", flat=True).first()
        return timezone.now() - first if first else timedelta()


class HeldFile(models.Model):
    """A stored file that nobody may open: the scanner has not seen it yet, or has found something in it.

    Written with the file by files.ScannedStorage; the row of a clean file goes.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "wartet auf die Prüfung"
        FOUND = "found", "Schadprogramm gefunden"

    name = models.CharField("Datei", max_length=255, unique=True)
    state = models.CharField("Stand", max_length=10, choices=State, default=State.WAITING)
    found = models.CharField("Gefunden", max_length=200, blank=True)
    created_at = models.DateTimeField("hochgeladen", default=timezone.now)
    found_at = models.DateTimeField("gesperrt", null=True, editable=False)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hochgeladen von",
    )
    attempts = models.PositiveIntegerField("Versuche", default=0)
    last_error = models.CharField("letzter Fehler", max_length=200, blank=True)

    objects = HeldFileQuerySet.as_manager()

    class Meta:
        verbose_name = "zurückgehaltene Datei"
        verbose_name_plural = "zurückgehaltene Dateien"
        ordering = ["created_at", "pk"]

    def __str__(self):
        return f"{self.name} ({self.get_state_display()})"

    @property
    def reader(self) -> AbstractBaseUser | None:
        """Whom to write about it: who sent it, where that is known and the account is open."""
        return self.sender if self.sender and self.sender.is_active else None
