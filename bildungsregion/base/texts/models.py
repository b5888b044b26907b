"""The words of the office for one text, version by version."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class VersionIsFinal(RuntimeError):
    """A program tried to change or delete what is written once."""


class TextVersionQuerySet(models.QuerySet):
    def newest(self, *keys: str) -> dict[str, "TextVersion"]:
        """The version in force of each text that has any, in one query; of all texts without keys."""
        rows = self.filter(key__in=keys) if keys else self
        return {row.key: row for row in rows.order_by("version")}

    def update(self, **fields):
        raise VersionIsFinal("versions are never changed")

    def delete(self):
        raise VersionIsFinal("versions are never deleted")


class TextVersion(models.Model):
    """Appended only. The newest is in force; one that ``is_shipped`` gives the portal's own words back."""

    key = models.CharField("Text", max_length=80)
    version = models.PositiveSmallIntegerField("Fassung")
    is_shipped = models.BooleanField("mitgelieferter Text", default=False)
    subject = models.CharField("Betreff", max_length=200, blank=True)
    body = models.TextField("Text", blank=True)
    written_at = models.DateTimeField("gilt seit", default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="geschrieben durch"
    )  # fmt: skip

    objects = TextVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "Text des Büros"
        verbose_name_plural = "Texte des Büros"
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "version"],
                name="text_version_once",
                violation_error_message="Diese Fassung gibt es schon.",
            ),
            models.CheckConstraint(
                condition=Q(version__gt=0),
                name="text_version_from_one",
                violation_error_message="Fassungen zählen ab 1.",
            ),
        ]

    def __str__(self):
        return f"{self.key}, Fassung {self.version}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise VersionIsFinal(f"{self!r} is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise VersionIsFinal(f"{self!r} is never deleted")
