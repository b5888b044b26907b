"""What hangs on a page or a message: its versions, preview links and former addresses."""

from datetime import datetime
from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .news import News
from .pages import Page
from .writing import Written


def new_key() -> str:
    """43 letters that nobody guesses (256 bits)."""
    return token_urlsafe(32)


class OfWritten(models.Model):
    """Belongs to a page or to a message, never to both."""

    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, blank=True, verbose_name="Seite"
    )
    news = models.ForeignKey(
        News, on_delete=models.CASCADE, null=True, blank=True, verbose_name="Meldung"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(page=None, news__isnull=False) | Q(page__isnull=False, news=None),
                name="%(class)s_of_one_text",
                violation_error_message="Bitte eine Seite oder eine Meldung nennen.",
            )
        ]

    @property
    def row(self) -> Written:
        return self.page if self.page_id else self.news


def of(row: Written) -> dict[str, Written]:
    """Which column of `OfWritten` names this row: {"page": row} or {"news": row}."""
    return {row._meta.model_name: row}


class Version(OfWritten):
    """A text as it stood at a moment; never changed, never deleted before its text is."""

    class What(models.TextChoices):
        BEFORE = "vorher", "Stand vor der ersten Änderung"
        SAVED = "gespeichert", "gespeichert"
        DRAFTED = "entwurf", "als Entwurf gespeichert"
        PLANNED = "geplant", "als Änderung geplant"
        UNPLANNED = "ungeplant", "Planung aufgehoben"
        PUBLISHED = "online", "veröffentlicht"
        WITHDRAWN = "zurueck", "zurückgenommen"
        RESTORED = "wiederhergestellt", "wiederhergestellt"
        DISCARDED = "verworfen", "Entwurf verworfen"

    number = models.PositiveIntegerField("Nummer")
    what = models.CharField("Was geschah", max_length=20, choices=What)
    note = models.CharField("Dazu", max_length=200, blank=True)
    content = models.JSONField("Inhalt")
    saved_at = models.DateTimeField("am", default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="von",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
    )

    class Meta(OfWritten.Meta):
        default_related_name = "versions"
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        ordering = ["-number"]
        constraints = [
            *OfWritten.Meta.constraints,
            models.UniqueConstraint(fields=["page", "number"], name="version_of_page_once"),
            models.UniqueConstraint(fields=["news", "number"], name="version_of_news_once"),
        ]

    def __str__(self):
        return f"Fassung {self.number}"

    @property
    def local_time(self) -> datetime:
        """When it was saved, in Berlin."""
        return timezone.localtime(self.saved_at)


class PreviewLink(OfWritten):
    """Shows what is not yet public to whoever has the address, until a moment or until it is taken back."""

    DAYS = ((1, "einen Tag"), (7, "eine Woche"), (30, "30 Tage"))

    key = models.CharField(max_length=43, unique=True, default=new_key, editable=False)
    expires_at = models.DateTimeField("gilt bis")
    created_at = models.DateTimeField("angelegt am", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="angelegt von",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
    )

    class Meta(OfWritten.Meta):
        default_related_name = "preview_links"
        verbose_name = "Vorschau-Link"
        verbose_name_plural = "Vorschau-Links"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"Vorschau von {self.row}"

    def get_absolute_url(self):
        return reverse("pages:preview", args=[self.key])

    def is_open(self, now: datetime) -> bool:
        return self.expires_at > now


class FormerAddress(OfWritten):
    """An address that a text once had. It leads to the text itself, so there are neither chains nor circles."""

    slug = models.SlugField("frühere Adresse", max_length=140)
    created_at = models.DateTimeField("seit", auto_now_add=True)

    class Meta(OfWritten.Meta):
        default_related_name = "former_addresses"
        verbose_name = "Weiterleitung"
        verbose_name_plural = "Weiterleitungen"
        ordering = ["slug", "pk"]
        constraints = [
            *OfWritten.Meta.constraints,
            models.UniqueConstraint(
                fields=["slug"], condition=Q(news=None), name="former_address_of_page_once"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(page=None), name="former_address_of_news_once"
            ),
        ]

    def __str__(self):
        return self.old_path

    @property
    def old_path(self) -> str:
        return reverse("pages:page" if self.page_id else "pages:news_detail", args=[self.slug])
