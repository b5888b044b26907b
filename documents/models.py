"""The library: documents with their facts, and the file itself where we may pass it on."""

from datetime import date
from pathlib import PurePosixPath

from django.db import models
from django.db.models import F, Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Topic
from bildungsregion.base.dates import Precision, print_date
from bildungsregion.base.models import (
    Imported,
    Publishable,
    PublishableQuerySet,
    Searchable,
    Timestamped,
)


class DocumentQuerySet(PublishableQuerySet):
    def newest_first(self):
        return self.order_by(F("issued_on").desc(nulls_last=True), "title", "pk")

    def valid_on(self, day: date):
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_until=None) | Q(valid_until__gte=day),
        )

    def current(self):
        """Documents that no published document replaces."""
        return self.exclude(
            pk__in=Document.objects.published().exclude(replaces=None).values("replaces")
        )


class Document(Timestamped, Publishable, Searchable, Imported):
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

    class Accessible(models.TextChoices):
        YES = "yes", _("barrierefrei geprüft")
        NO = "no", _("nicht barrierefrei")
        UNKNOWN = "unknown", _("nicht geprüft")

    class Language(models.TextChoices):
        GERMAN = "de", _("Deutsch")
        EASY_GERMAN = "de-x-leicht", _("Leichte Sprache")
        ENGLISH = "en", _("Englisch")
        UKRAINIAN = "uk", _("Ukrainisch")
        ARABIC = "ar", _("Arabisch")
        SEVERAL = "mul", _("mehrsprachig")

    title = models.CharField("Titel", max_length=250)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
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
    version_label = models.CharField("Fassung", max_length=80, blank=True)
    issued_on = models.DateField("Datum", null=True, blank=True)
    issued_precision = models.CharField(
        "Datum bekannt", max_length=5, choices=Precision, default=Precision.DAY
    )
    valid_from = models.DateField("Gültig ab", null=True, blank=True)
    valid_until = models.DateField("Gültig bis", null=True, blank=True)
    language = models.CharField("Sprache", max_length=15, choices=Language, default=Language.GERMAN)
    replaces = models.ForeignKey(
        "self",
        verbose_name="Ersetzt",
        on_delete=models.SET_NULL,
        related_name="replaced_by",
        null=True,
        blank=True,
    )

    file = models.FileField("Datei", upload_to="documents/%Y/", max_length=200, blank=True)
    file_name = models.CharField("Dateiname", max_length=150, blank=True, editable=False)
    size = models.PositiveIntegerField("Größe in Byte", default=0, editable=False)
    mime = models.CharField("Dateityp", max_length=100, blank=True, editable=False)
    sha256 = models.CharField("Prüfsumme SHA-256", max_length=64, blank=True, editable=False)
    pages = models.PositiveIntegerField("Seiten", null=True, blank=True, editable=False)
    is_accessible = models.CharField(
        "Barrierefreiheit", max_length=10, choices=Accessible, default=Accessible.UNKNOWN
    )
    source_url = models.URLField("Veröffentlicht unter", max_length=500, blank=True)

    source = models.CharField("Quelle", max_length=300, blank=True)
    confidence = models.CharField("Verlässlichkeit", max_length=20, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "Dokument"
        verbose_name_plural = "Dokumente"
        ordering = [F("issued_on").desc(nulls_last=True), "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=F("valid_from")),
                name="document_validity_in_order",
                violation_error_message="„Gültig bis“ liegt vor „Gültig ab“.",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("pk")),
                name="document_replaces_another",
                violation_error_message="Ein Dokument kann sich nicht selbst ersetzen.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("documents:document_detail", args=[self.slug])

    def search_parts(self) -> tuple[str, str]:
        body = (self.summary, self.description, self.publisher, self.version_label)
        return self.title, " ".join([*body, str(self.get_kind_display())])

    @property
    def issued(self) -> str:
        return print_date(self.issued_on, self.issued_precision)

    @property
    def extension(self) -> str:
        """Upper-case ending of the real file name, "PDF"; "" without a file."""
        return PurePosixPath(self.file_name or self.file.name or "").suffix.lstrip(".").upper()

    @property
    def size_label(self) -> str:
        return filesizeformat(self.size) if self.size else ""

    @property
    def marks(self) -> list[str]:
        """Short words for lists: what kind of file there is, and whether it is accessible."""
        marks = (
            [f"{self.extension}, {self.size_label}" if self.size else _("Datei")]
            if self.file
            else []
        )
        if self.is_accessible == self.Accessible.YES:
            marks.append(_("barrierefrei"))
        if self.language != self.Language.GERMAN:
            marks.append(self.get_language_display())
        if self.is_outdated:
            marks.append(_("nicht mehr gültig"))
        return marks

    @property
    def is_outdated(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()
