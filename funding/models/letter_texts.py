"""What the office words itself in the letters of a programme, version by version."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from bildungsregion.base.prepared import Prepared

from .append_only import AppendOnly, AppendOnlyQuerySet
from .decisions import Letter
from .programmes import Programme


class LetterTextQuerySet(AppendOnlyQuerySet):
    def newest(self, programme: Programme, kind: str) -> "LetterText | None":
        """The version in force; None: the text that comes with the portal (funding/wording.py)."""
        return _NEWEST.row(programme=programme.pk, kind=str(kind))


class LetterText(AppendOnly):
    """One version of one text. The newest is in force; a letter names the one it was made with."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="letter_texts", verbose_name="Förderprogramm"
    )  # fmt: skip
    kind = models.CharField("Schreiben", max_length=24, choices=Letter.Kind.choices)
    version = models.PositiveSmallIntegerField("Fassung")
    text = models.TextField("Text", blank=True)
    written_at = models.DateTimeField("gilt seit", default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="geschrieben durch"
    )  # fmt: skip

    objects = LetterTextQuerySet.as_manager()

    class Meta:
        verbose_name = "Text in Schreiben"
        verbose_name_plural = "Texte in Schreiben"
        ordering = ["programme", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "version"],
                name="letter_text_version_once",
                violation_error_message="Diese Fassung gibt es schon.",
            ),
            models.CheckConstraint(
                condition=Q(version__gt=0) & ~Q(kind__in=sorted(Letter.INTERNAL)),
                name="letter_text_of_a_letter",
                violation_error_message="Dieses Schreiben hat keinen eigenen Text.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, Fassung {self.version}"


_NEWEST = Prepared(
    lambda programme, kind: LetterText.objects.filter(programme=programme, kind=kind).order_by(
        "-version"
    )[:1],
    programme=int,
    kind=str,
)
