"""A version is what holds for a time: a file in a language, a text to read here, or where others publish it."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Max, Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.dates import Precision, print_date
from bildungsregion.base.models import Imported, Timestamped
from bildungsregion.base.stored_files import delete_at_commit

from .documents import Document


# The order in which formats are offered: what everybody can open comes first.
FORMATS = ("pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "")
# Whoever types an earlier year of validity mistyped it.
FIRST_YEAR = 1900


class VersionQuerySet(models.QuerySet):
    def valid_on(self, day: date):
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_until=None) | Q(valid_until__gte=day),
        )

    def light(self):
        return self.defer("text", "hints")


class Version(Timestamped, Imported):
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

    document = models.ForeignKey(
        Document, verbose_name="Dokument", on_delete=models.CASCADE, related_name="versions"
    )
    # Counts within the document and is part of the address.
    number = models.PositiveIntegerField("Nummer", editable=False)
    language = models.CharField("Sprache", max_length=15, choices=Language, default=Language.GERMAN)
    label = models.CharField("Fassung", max_length=80, blank=True)
    issued_on = models.DateField("Datum", null=True, blank=True)
    issued_precision = models.CharField(
        "Datum bekannt", max_length=5, choices=Precision, default=Precision.DAY
    )
    valid_from = models.DateField("Gültig ab", null=True, blank=True)
    valid_until = models.DateField("Gültig bis", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        verbose_name="Abgelöst von",
        on_delete=models.SET_NULL,
        related_name="predecessors",
        null=True,
        blank=True,
        editable=False,
    )
    body = models.TextField("Text zum Lesen auf der Seite", blank=True)
    source_url = models.URLField("Veröffentlicht unter", max_length=500, blank=True)

    file = models.FileField("Datei", upload_to="documents/%Y/", max_length=200, blank=True)
    file_name = models.CharField("Dateiname", max_length=150, blank=True, editable=False)
    file_since = models.DateTimeField("Datei vom", null=True, editable=False)
    extension = models.CharField("Format", max_length=5, blank=True, editable=False)
    size = models.PositiveIntegerField("Größe in Byte", default=0, editable=False)
    mime = models.CharField("Dateityp", max_length=100, blank=True, editable=False)
    sha256 = models.CharField("Prüfsumme SHA-256", max_length=64, blank=True, editable=False)
    pages = models.PositiveIntegerField("Seiten", null=True, blank=True, editable=False)
    text = models.TextField("Text der Datei", blank=True, editable=False)
    # Facts that document_files.Reading brings; hints.py says them in words.
    hints = models.JSONField("Hinweise", default=dict, blank=True, editable=False)
    is_accessible = models.CharField(
        "Barrierefreiheit", max_length=10, choices=Accessible, default=Accessible.UNKNOWN
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["document", "language", "extension"],
                condition=Q(valid_until=None),
                name="version_one_without_end",
                violation_error_message="In dieser Sprache und diesem Dateiformat gilt schon eine Fassung ohne Ende. "
                "Setzen Sie zuerst deren „Gültig bis“.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=F("valid_from")),
                name="version_validity_in_order",
                violation_error_message="„Gültig bis“ liegt vor „Gültig ab“.",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("pk")),
                name="version_replaced_by_another",
                violation_error_message="Eine Fassung kann sich nicht selbst ablösen.",
            ),
            models.CheckConstraint(
                condition=Q(file="", sha256="", extension="", size=0)
                | (~Q(file="") & ~Q(sha256="") & ~Q(extension="") & Q(size__gt=0)),
                name="version_file_with_its_facts",
            ),
        ]

    def __str__(self):
        return f"{self.document}, {self.name}"

    @transaction.atomic
    def save(self, *args, **kwargs):
        document = Document.objects.select_for_update(no_key=True).get(pk=self.document_id)
        if self.number is None:
            last = document.versions.aggregate(last=Max("number"))["last"]
            self.number = (last or 0) + 1
        super().save(*args, **kwargs)
        document.take_over()

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Whom it had replaced is valid again for as long; its file goes once that is certain."""
        begins, ends, document = self.valid_from, self.valid_until, self.document
        closed = []
        if begins:
            rows = self.predecessors.filter(valid_until=begins - timedelta(days=1))
            closed = list(rows.values_list("pk", flat=True))
        file = self.file
        deleted = super().delete(*args, **kwargs)
        Version.objects.filter(pk__in=closed).update(valid_until=ends)
        document.take_over()
        delete_at_commit(file)
        return deleted

    def check_years(self) -> None:
        """Raises ValidationError where a validity lies before our times."""
        for name in ("valid_from", "valid_until"):
            day = getattr(self, name)
            if day and day.year < FIRST_YEAR:
                raise ValidationError({name: f"Bitte ein Jahr ab {FIRST_YEAR}."})

    def clean(self):
        """Two versions of one language and format never hold on the same day."""
        self.check_years()
        if self.document_id is None:
            return
        others = Version.objects.filter(
            document=self.document_id, language=self.language, extension=self.extension
        ).exclude(pk=self.pk)
        if self.valid_until:
            others = others.filter(Q(valid_from=None) | Q(valid_from__lte=self.valid_until))
        if self.valid_from:
            others = others.filter(Q(valid_until=None) | Q(valid_until__gte=self.valid_from))
        if other := others.order_by("-number").first():
            raise ValidationError(
                f"In derselben Sprache und demselben Format gilt zur selben Zeit schon {other.name} "
                f"({other.validity or 'ohne Grenzen'})."
            )

    def get_absolute_url(self):
        return reverse("documents:version_detail", args=[self.document.slug, self.number])

    @property
    def file_url(self) -> str:
        """Of this very content: another file of the same version has another address."""
        return reverse(
            "documents:version_file", args=[self.document.slug, self.number, self.check_code]
        )

    @property
    def text_url(self) -> str:
        return reverse("documents:version_text", args=[self.document.slug, self.number])

    @property
    def check_code(self) -> str:
        return self.sha256[:16]

    @property
    def name(self) -> str:
        return self.label or str(_("Fassung %s") % self.number)

    @property
    def rank(self) -> tuple:
        return [*self.Language.values].index(self.language), FORMATS.index(self.extension)

    def is_valid_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or self.valid_until >= day)

    @property
    def is_valid(self) -> bool:
        return self.is_valid_on(timezone.localdate())

    @property
    def is_coming(self) -> bool:
        return self.valid_from is not None and self.valid_from > timezone.localdate()

    @property
    def is_checked_accessible(self) -> bool:
        return self.is_accessible == self.Accessible.YES

    @property
    def issued(self) -> str:
        return print_date(self.issued_on, self.issued_precision)

    @property
    def validity(self) -> str:
        """ "ab 1. August 2025", "bis …", "1. August 2025 bis 31. Juli 2026"; "" without bounds."""
        begins, ends = print_date(self.valid_from), print_date(self.valid_until)
        if begins and ends:
            return _("%(begins)s bis %(ends)s") % {"begins": begins, "ends": ends}
        return (_("ab %s") % begins if begins else "") or (_("bis %s") % ends if ends else "")

    @property
    def format_label(self) -> str:
        return self.extension.upper()

    @property
    def size_label(self) -> str:
        return filesizeformat(self.size) if self.size else ""

    @property
    def file_mark(self) -> str:
        return f"{self.format_label}, {self.size_label}" if self.file else ""

    @property
    def told(self) -> str:
        """What a list says of it in one line: where it is, whether it was checked, when it holds."""
        place = self.file_mark or (_("Webseite") if self.body else "")
        if not place and self.source_url:
            place = _("beim Herausgeber")
        checked = _("barrierefrei geprüft") if self.is_checked_accessible else ""
        when = _("gültig %s") % self.validity if self.validity else self.issued
        return " · ".join(str(part) for part in (place, checked, when) if part)

    @property
    def language_code(self) -> str:
        """For the ``lang`` attribute; "" where the text is in several languages (BCP 47 "mul" reads no text)."""
        return "" if self.language == self.Language.SEVERAL else self.language
