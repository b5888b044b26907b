"""A document is the work that lasts: what it is, who publishes it, where it always is."""

import secrets
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy as _

from actors.models import Actor, Topic
from bildungsregion.base.dates import Precision, print_date
from bildungsregion.base.latest import LatestFirst
from bildungsregion.base.models import (
    Imported,
    Publishable,
    PublishableQuerySet,
    Searchable,
    Timestamped,
)
from bildungsregion.base.stored_files import delete_at_commit
from bildungsregion.base.translations import GERMAN, Translatable


if TYPE_CHECKING:
    from .versions import Version

# Letters and digits that nobody mistakes for each other when typing them from a poster.
SHORT_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
SHORT_LENGTH = 5
# Addresses below /dokumente/ that are no document.
RESERVED_SLUGS = frozenset({"feed", "reihen"})
FIRST_SCHOOL_YEAR, LAST_SCHOOL_YEAR = 1946, 2199
# Folded words of all valid versions together that the search keeps.
MOST_WORDS = 60_000


def new_short() -> str:
    return "".join(secrets.choice(SHORT_ALPHABET) for _ in range(SHORT_LENGTH))


class Series(Timestamped, Publishable, Imported):
    """Documents that follow each other, as the report of each school year."""

    title = models.CharField("Titel", max_length=200)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    summary = models.CharField("Kurztext", max_length=400, blank=True)
    description = models.TextField("Beschreibung", blank=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = "Reihe"
        verbose_name_plural = "Reihen"
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("documents:series_detail", args=[self.slug])


class DocumentQuerySet(PublishableQuerySet):
    def newest_first(self):
        return self.order_by(F("issued_on").desc(nulls_last=True), "title", "pk")

    def light(self):
        """Without what only pages of a single document show."""
        return self.defer("description", "search_title", "search_text")

    def with_versions(self):
        """With their versions, which lists and marks look at; one more query for any number."""
        versions = self.model._meta.get_field("versions").related_model
        light = versions.objects.light()
        return self.prefetch_related(models.Prefetch("versions", light))

    def current(self):
        """Documents that no published document replaces."""
        return self.exclude(
            pk__in=Document.objects.published().exclude(replaces=None).values("replaces")
        )


class Document(Timestamped, Publishable, Searchable, Translatable, Imported):
    class Kind(models.TextChoices):
        AGREEMENT = "vertrag", _("Vertrag")
        GUIDING_PRINCIPLES = "leitlinie", _("Leitlinie")
        DIRECTIVE = "richtlinie", _("Richtlinie")
        FORM = "formular", _("Formular")
        REPORT = "bericht", _("Bericht")
        BROCHURE = "broschuere", _("Broschüre")
        MINUTES = "protokoll", _("Protokoll")
        PRESENTATION = "praesentation", _("Präsentation")
        PRESS_RELEASE = "pressemitteilung", _("Pressemitteilung")
        DRAFT_RESOLUTION = "beschlussvorlage", _("Beschlussvorlage")
        CONCEPT = "konzept", _("Konzept")
        INFORMATION = "information", _("Information")

    TRANSLATED = ("title", "summary", "description")

    title = models.CharField("Titel", max_length=250)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    short = models.CharField(
        "Kurzadresse",
        max_length=20,
        unique=True,
        blank=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
                "Nur kleine Buchstaben, Ziffern und Bindestriche dazwischen.",
            )
        ],
    )
    kind = models.CharField("Art", max_length=30, choices=Kind)
    publisher = models.CharField("Herausgegeben von", max_length=200, blank=True)
    publisher_actor = models.ForeignKey(
        Actor,
        verbose_name="Herausgeber im Verzeichnis",
        on_delete=models.SET_NULL,
        related_name="documents",
        null=True,
        blank=True,
    )
    topics = models.ManyToManyField(
        Topic, verbose_name="Themen", related_name="documents", blank=True
    )
    summary = models.CharField("Kurztext", max_length=400, blank=True)
    description = models.TextField("Beschreibung", blank=True)
    series = models.ForeignKey(
        Series,
        verbose_name="Reihe",
        on_delete=models.SET_NULL,
        related_name="documents",
        null=True,
        blank=True,
    )
    # The year in which the school year begins: 2021 is 2021/2022.
    school_year = models.PositiveSmallIntegerField(
        "Schuljahr, das beginnt im Jahr", null=True, blank=True
    )
    replaces = models.ForeignKey(
        "self",
        verbose_name="Ersetzt",
        on_delete=models.SET_NULL,
        related_name="replaced_by",
        null=True,
        blank=True,
    )
    # Of the newest version, for the order of lists; versions write it (take_over).
    issued_on = models.DateField("Datum", null=True, blank=True, editable=False)
    issued_precision = models.CharField(
        "Datum bekannt", max_length=5, choices=Precision, default=Precision.DAY, editable=False
    )
    source = models.CharField("Quelle", max_length=300, blank=True)
    confidence = models.CharField("Verlässlichkeit", max_length=20, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "Dokument"
        verbose_name_plural = "Dokumente"
        ordering = [F("issued_on").desc(nulls_last=True), "title", "pk"]
        indexes = [
            models.Index(LatestFirst("issued_on"), "title", "id", name="document_newest_first")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("pk")),
                name="document_replaces_another",
                violation_error_message="Ein Dokument kann sich nicht selbst ersetzen.",
            ),
            models.CheckConstraint(condition=~Q(short=""), name="document_has_short_address"),
            models.CheckConstraint(
                condition=Q(school_year=None)
                | Q(school_year__gte=FIRST_SCHOOL_YEAR, school_year__lte=LAST_SCHOOL_YEAR),
                name="document_school_year_sensible",
                violation_error_message="Bitte nennen Sie das Jahr, in dem das Schuljahr beginnt, zum Beispiel 2021.",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.short = self.short or new_short()
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Its versions go with it, their files too."""
        files = [version.file for version in self.versions.light()]
        deleted = super().delete(*args, **kwargs)
        delete_at_commit(*files)
        return deleted

    def clean(self):
        self.short = self.short or new_short()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": "Diese Adresse gehört schon einer anderen Seite."})

    def get_absolute_url(self):
        return reverse("documents:document_detail", args=[self.slug])

    @property
    def short_url(self) -> str:
        return reverse("documents:document_short", args=[self.short])

    def search_parts(self) -> tuple[str, str]:
        own = (self.summary, self.description, self.publisher, str(self.get_kind_display()))
        translated = (text for texts in self.translations.values() for text in texts.values())
        return self.title, " ".join([*own, self.school_year_label, *translated, *self._said()])

    def _said(self) -> Iterable[str]:
        """The words of the versions that are valid or will be, each word once: the search looks for words."""
        if not self.pk:
            return ()
        rows = self.versions.exclude(valid_until__lt=timezone.localdate())
        texts = rows.order_by("-number").values_list("label", "body", "text")
        words = dict.fromkeys(word for parts in texts for part in parts for word in part.split())
        return list(words)[:MOST_WORDS]

    def take_over(self) -> None:
        """Bring date and words up to what the versions say now."""
        newest = self.versions.exclude(issued_on=None).order_by("-issued_on", "-number").first()
        self.issued_on = newest and newest.issued_on
        self.issued_precision = newest.issued_precision if newest else Precision.DAY
        self.save(update_fields=["issued_on", "issued_precision", "updated_at"])

    @property
    def issued(self) -> str:
        return print_date(self.issued_on, self.issued_precision)

    @property
    def school_year_label(self) -> str:
        """ "2021/2022"; "" where it belongs to none."""
        return f"{self.school_year}/{self.school_year + 1}" if self.school_year else ""

    def valid_versions(self, day: date | None = None) -> list["Version"]:
        """What counts on a day (today), one a language and file format; German first, then by language.

        Looks at the versions in memory, which ``with_versions`` fetched.
        """
        day = day or timezone.localdate()
        found: dict[tuple[str, str], Version] = {}
        for version in sorted(
            self.versions.all(), key=lambda v: (v.valid_from or date.min, v.number)
        ):
            if version.is_valid_on(day):
                found[version.language, version.extension] = version
        return sorted(found.values(), key=lambda version: version.rank)

    def valid_version(self, language: str = "", day: date | None = None) -> "Version | None":
        """The one that counts for a reader of this language (the page's): theirs, else German, else any."""
        versions = self.valid_versions(day)
        wanted = (language or get_language() or GERMAN).lower()
        by_language = {version.language: version for version in reversed(versions)}
        for code in (wanted, wanted.partition("-")[0], GERMAN, "mul"):
            if code in by_language:
                return by_language[code]
        return versions[0] if versions else None

    def coming_version(self) -> "Version | None":
        """What will be valid next where nothing is yet."""
        today = timezone.localdate()
        coming = [v for v in self.versions.all() if v.valid_from and v.valid_from > today]
        return min(coming, key=lambda version: version.valid_from, default=None)

    @property
    def is_outdated(self) -> bool:
        """Whether it was valid, and neither is today nor will be."""
        has_versions = bool(self.versions.all())
        return has_versions and not self.valid_versions() and self.coming_version() is None

    @property
    def marks(self) -> list[str]:
        """Short words for lists: what kind of file there is, its languages, whether it is accessible."""
        valid = self.valid_versions()
        marks = [version.file_mark for version in valid if version.file][:1]
        if any(version.is_checked_accessible for version in valid):
            marks.append(_("barrierefrei"))
        marks += dict.fromkeys(v.get_language_display() for v in valid if v.language != GERMAN)
        if not valid and (coming := self.coming_version()):
            marks.append(_("gilt ab %s") % print_date(coming.valid_from))
        elif self.is_outdated:
            marks.append(_("nicht mehr gültig"))
        return marks
