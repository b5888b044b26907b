"""Videos, above all in sign language: a file of our own, with captions and the same in writing."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.models import Publishable, PublishableQuerySet, Timestamped
from bildungsregion.base.pictures import Picture
from bildungsregion.base.stored_files import delete_at_commit
from bildungsregion.base.translations import Translatable

from .pages import Page
from .writing import Language


class VideoQuerySet(PublishableQuerySet):
    def shown(self, now: datetime | None = None):
        """What strangers may see: published, on a page that is public at this moment."""
        return self.published().filter(page__in=Page.objects.published(now))


class Video(Translatable, Publishable, Timestamped):
    """A video on a page; its address has a checksum, so that it may be kept by browsers."""

    TRANSLATED = ("title", "transcript")

    class Spoken(models.TextChoices):
        SIGN = "gsg", _("Deutsche Gebärdensprache")  # ISO 639-3
        GERMAN = "de", _("Deutsch")
        EASY_GERMAN = "de-x-leicht", _("Leichte Sprache")
        ENGLISH = "en", _("Englisch")
        UKRAINIAN = "uk", _("Ukrainisch")
        ARABIC = "ar", _("Arabisch")

    title = models.CharField("Titel", max_length=120)
    page = models.ForeignKey(
        Page, verbose_name="Steht auf der Seite", on_delete=models.PROTECT, related_name="videos"
    )
    is_on_home = models.BooleanField("auch auf der Startseite zeigen", default=False)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=100)
    spoken = models.CharField("Sprache", max_length=15, choices=Spoken, default=Spoken.SIGN)
    poster = models.ForeignKey(
        Picture, verbose_name="Standbild", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )  # fmt: skip
    # WebVTT, as pages/captions.py has read it.
    captions = models.TextField("Untertitel", blank=True, editable=False)
    captions_language = models.CharField(
        "Sprache der Untertitel", max_length=15, choices=Language, default=Language.GERMAN
    )
    transcript = models.TextField("Text zum Video")

    file = models.FileField("Datei", upload_to="videos/", editable=False)
    file_since = models.DateTimeField("Datei vom", editable=False)
    extension = models.CharField("Format", max_length=5, editable=False)
    mime = models.CharField("Dateityp", max_length=20, editable=False)
    size = models.PositiveIntegerField("Größe in Byte", editable=False)
    sha256 = models.CharField("Prüfsumme SHA-256", max_length=64, editable=False)

    objects = VideoQuerySet.as_manager()

    class Meta:
        verbose_name = "Video"
        verbose_name_plural = "Videos"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(transcript=""),
                name="video_is_there_in_writing",
                violation_error_message="Zu jedem Video gehört sein Inhalt als Text.",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if self.page_id and self.page.original_id:
            raise ValidationError(
                {"page": "Bitte die deutsche Seite wählen, nicht ihre Übersetzung."}
            )

    @transaction.atomic
    def delete(self, *args, **kwargs):
        file = self.file
        deleted = super().delete(*args, **kwargs)
        delete_at_commit(file)
        return deleted

    def get_absolute_url(self):
        return f"{self.page.get_absolute_url()}#video-{self.pk}"

    @property
    def file_url(self) -> str:
        return reverse("videos:file", args=[self.pk, self.check_code])

    @property
    def captions_url(self) -> str:
        return reverse("videos:captions", args=[self.pk])

    @property
    def check_code(self) -> str:
        return self.sha256[:12]

    @property
    def file_name(self) -> str:
        """What it is called when somebody keeps it."""
        return f"{slugify(self.title) or 'video'}.{self.extension}"
