"""The portal's pictures: said in words, with author and licence, kept in sizes that pages need."""

from functools import partial
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


# Pixels across; a picture that is smaller has fewer sizes.
WIDTHS = (480, 960, 1600)
# How wide a picture gets in a text: as wide as the column, which is never wider than 42rem.
SIZES = "(max-width: 44rem) 100vw, 42rem"


class PictureQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_published=True)


class Picture(models.Model):
    """A picture that texts, pages and galleries show; its file is never exchanged, so addresses may be cached."""

    class Licence(models.TextChoices):
        CC0 = "cc0", "CC0 1.0"
        CC_BY = "cc-by", "CC BY 4.0"
        CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
        DL_DE_BY = "dl-de-by", "Datenlizenz Deutschland – Namensnennung 2.0"
        GRANTED = "erlaubt", _("mit Erlaubnis für dieses Portal")

    class People(models.TextChoices):
        NOBODY = "niemand", "Niemand ist zu erkennen"
        CONSENT = (
            "zugestimmt",
            "Alle, die zu erkennen sind, haben zugestimmt (bei Kindern die Eltern)",
        )

    title = models.CharField("Titel", max_length=120)
    alt = models.CharField("Was auf dem Bild zu sehen ist", max_length=250)
    author = models.CharField("Urheber:in", max_length=120)
    licence = models.CharField("Lizenz", max_length=10, choices=Licence)
    people = models.CharField("Menschen auf dem Bild", max_length=10, choices=People)
    is_published = models.BooleanField("darf gezeigt werden", default=True)

    # The widest of the sizes; the others lie beside it, their width in the name.
    file = models.FileField("Datei", upload_to="pictures/", editable=False)
    width = models.PositiveIntegerField("Breite", editable=False)
    height = models.PositiveIntegerField("Höhe", editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False, verbose_name="hochgeladen von",
    )  # fmt: skip
    created_at = models.DateTimeField("angelegt am", auto_now_add=True)
    updated_at = models.DateTimeField("geändert am", auto_now=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = "Bild"
        verbose_name_plural = "Bilder"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~(Q(title="") | Q(alt="") | Q(author="") | Q(licence="") | Q(people="")),
                name="picture_is_described",
                violation_error_message="Zu einem Bild gehören Titel, Beschreibung, Urheber:in, Lizenz und die "
                "Angabe zu den Menschen darauf.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The address that texts name the picture by; it shows the middle size."""
        return reverse("picture", args=[self.pk])

    @transaction.atomic
    def delete(self, *args, **kwargs):
        storage, names = self.file.storage, [self.name_of(width) for width in self.widths]
        deleted = super().delete(*args, **kwargs)
        for name in names:
            transaction.on_commit(partial(storage.delete, name))
        return deleted

    @property
    def widths(self) -> list[int]:
        """Pixels across of the sizes there are, narrowest first."""
        return [*(width for width in WIDTHS if width < self.width), self.width]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.url_of(width)} {width}w" for width in self.widths)

    @property
    def middle(self) -> int:
        return next((width for width in self.widths if width >= WIDTHS[1]), self.width)

    @property
    def src(self) -> str:
        """The address of the middle size."""
        return self.url_of(self.middle)

    @property
    def thumbnail(self) -> str:
        return self.url_of(self.widths[0])

    @property
    def credit(self) -> str:
        """Who made it and under which licence, as it stands under the picture."""
        return f"{self.author}, {self.get_licence_display()}"

    def url_of(self, width: int) -> str:
        return reverse("picture_size", args=[self.pk, width])

    def name_of(self, width: int) -> str:
        """Where the size lies in the storage; raises ValueError where there is none of that width."""
        if width not in self.widths:
            raise ValueError(f"no size of {width} pixels")
        path = PurePosixPath(self.file.name)
        return (
            self.file.name if width == self.width else str(path.with_stem(f"{path.stem}-{width}"))
        )
