"""Somebody needs a document in a form that they can read; the office owes an answer."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.models import Timestamped

from .documents import Document


# Days within which the office answers (docs/adr/0208).
ANSWER_WITHIN = timedelta(days=14)


class CopyRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at=None)


class CopyRequest(Timestamped):
    class Need(models.TextChoices):
        SCREEN_READER = "vorlesen", _("für Vorlese-Programm oder Braillezeile")
        LARGE_PRINT = "grossdruck", _("in großer Schrift")
        EASY_GERMAN = "leicht", _("in Leichter oder einfacher Sprache")
        SPOKEN = "gespraech", _("jemand soll es mir erklären oder vorlesen")
        OTHER = "anders", _("anders, siehe Nachricht")

    document = models.ForeignKey(
        Document, verbose_name="Dokument", on_delete=models.CASCADE, related_name="copy_requests"
    )
    need = models.CharField("Gebraucht wird", max_length=20, choices=Need)
    name = models.CharField("Name", max_length=120, blank=True)
    email = models.EmailField("E-Mail", max_length=200, blank=True)
    message = models.TextField("Nachricht", blank=True)
    due_on = models.DateField("Antwort bis")
    answer = models.TextField("Antwort", blank=True)
    answered_at = models.DateTimeField("beantwortet am", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="beantwortet von",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = CopyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "Bitte um barrierefreie Fassung"
        verbose_name_plural = "Bitten um barrierefreie Fassungen"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="copy_request_answer_has_its_day",
                violation_error_message="Eine Antwort hat Text, Zeitpunkt und Person.",
            ),
        ]

    def __str__(self):
        return f"{self.document}: {self.get_need_display()}"

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on < timezone.localdate()
