"""Accessibility statement and legal facts: one row each, edited in the office, shown on the pages for them."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.dates import months_later
from bildungsregion.base.models import Imported, Timestamped
from bildungsregion.base.translations import Translatable


# A statement is looked through at least once a year (Directive (EU) 2016/2102, Decision (EU) 2018/1523).
REVIEW_MONTHS = 12


class AccessStatement(Imported, Timestamped):
    """How accessible the portal is; the page /barrierefreiheit/ is made from it."""

    class Conformance(models.TextChoices):
        FULL = "voll", _("Das Portal erfüllt die Anforderungen vollständig.")
        PARTIAL = "teilweise", _("Das Portal erfüllt die Anforderungen teilweise.")
        NONE = "nicht", _("Das Portal erfüllt die Anforderungen nicht.")

    class Method(models.TextChoices):
        SELF = "selbst", _("Selbstbewertung")
        EXPERT = "pruefung", _("Prüfung durch eine unabhängige Stelle")
        MONITORING = "ueberwachung", _("Prüfung durch die Überwachungsstelle des Landes")

    conformance = models.CharField("Stand", max_length=10, choices=Conformance)
    standard = models.CharField(
        "Maßstab", max_length=200, default="EN 301 549 und WCAG 2.2, Stufe AA"
    )
    law = models.CharField(
        "Rechtsgrundlage", max_length=200, help_text="Das Gesetz des Landes mit Paragrafen."
    )
    prepared_on = models.DateField("erstellt am")
    reviewed_on = models.DateField(
        "zuletzt überprüft am", help_text="Nach einem Jahr erinnert die Startseite daran."
    )
    method = models.CharField("Wie geprüft wurde", max_length=12, choices=Method)
    method_note = models.TextField(
        "Näheres zur Prüfung", blank=True, max_length=1000, help_text="Was, womit und von wem."
    )

    class Meta:
        verbose_name = "Erklärung zur Barrierefreiheit"
        verbose_name_plural = "Erklärung zur Barrierefreiheit"
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_on__gte=models.F("prepared_on")),
                name="statement_reviewed_after_it_was_made",
                violation_error_message="Überprüft wird eine Erklärung nicht, bevor sie erstellt ist.",
            ),
        ]

    def __str__(self):
        return f"Erklärung zur Barrierefreiheit vom {self.prepared_on:%d.%m.%Y}"

    @property
    def review_due_on(self) -> date:
        return months_later(self.reviewed_on, REVIEW_MONTHS)


class AccessGap(Translatable, Imported, Timestamped):
    """Something that is not accessible yet: why, what helps meanwhile, and until when."""

    TRANSLATED = ("title", "reason", "alternative")

    class Ground(models.TextChoices):
        OPEN = "offen", _("noch nicht umgesetzt")
        BURDEN = "last", _("unverhältnismäßige Belastung")
        EXEMPT = "ausgenommen", _("vom Gesetz ausgenommen")

    title = models.CharField("Was nicht barrierefrei ist", max_length=200)
    ground = models.CharField("Art des Grundes", max_length=12, choices=Ground, default=Ground.OPEN)
    reason = models.TextField("Grund", max_length=1000)
    alternative = models.TextField(
        "Was stattdessen hilft",
        max_length=1000,
        help_text="Wie Menschen bis dahin ans Ziel kommen.",
    )
    until = models.DateField("wird behoben bis", null=True, blank=True)
    closed_on = models.DateField(
        "behoben am",
        null=True,
        blank=True,
        help_text="Dann steht die Lücke nicht mehr in der Erklärung.",
    )
    position = models.PositiveSmallIntegerField("Reihenfolge", default=100)

    class Meta:
        verbose_name = "Lücke der Barrierefreiheit"
        verbose_name_plural = "Lücken der Barrierefreiheit"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class LegalFacts(Imported, Timestamped):
    """What imprint and privacy page must name beyond the region's own row, and the terms of reports."""

    representative = models.CharField(
        "Vertreten durch", max_length=200, blank=True, help_text="Das Amt genügt (§ 5 DDG)."
    )
    vat_id = models.CharField(
        "Umsatzsteuer-Identifikationsnummer", max_length=40, blank=True,
        help_text="Nur wenn es eine gibt; sonst „keine“ (§ 5 Abs. 1 Nr. 6 DDG).",
    )  # fmt: skip
    content_responsible = models.TextField(
        "Verantwortlich für die Inhalte", blank=True, max_length=400,
        help_text="Name und Anschrift einer Person (§ 18 Abs. 2 MStV).",
    )  # fmt: skip
    controller = models.TextField(
        "Verantwortliche Stelle",
        blank=True,
        max_length=400,
        help_text="Art. 13 Abs. 1 Buchst. a DSGVO",
    )
    protection_officer = models.TextField(
        "Datenschutzbeauftragte oder -beauftragter", blank=True, max_length=400,
        help_text="Anschrift und E-Mail; der Name ist nicht nötig (Art. 13 Abs. 1 Buchst. b DSGVO).",
    )  # fmt: skip
    processors = models.TextField(
        "Wer das Portal betreibt", blank=True, max_length=600,
        help_text="Auftragsverarbeiter nach Art. 28 DSGVO; „keine“, wenn die Behörde selbst betreibt.",
    )  # fmt: skip
    supervisory_authority = models.TextField(
        "Aufsicht über den Datenschutz", blank=True, max_length=400,
        help_text="Wo man sich beschweren kann (Art. 13 Abs. 2 Buchst. d DSGVO).",
    )  # fmt: skip
    answer_days = models.PositiveSmallIntegerField("Barrieren beantworten binnen Tagen", default=30)
    decide_days = models.PositiveSmallIntegerField(
        "Gemeldete Einträge entscheiden binnen Tagen", default=14
    )
    keep_reports_months = models.PositiveSmallIntegerField(
        "Meldungen aufbewahren, Monate", default=12
    )
    keep_requests_months = models.PositiveSmallIntegerField(
        "Auskunft und Löschung nachweisen, Monate", default=36
    )

    class Meta:
        verbose_name = "Rechtliche Angaben"
        verbose_name_plural = "Recht und Datenschutz"

    def __str__(self):
        return "Rechtliche Angaben"


def facts() -> LegalFacts:
    """The one row, or the defaults while there is none."""
    return LegalFacts.objects.order_by("pk").first() or LegalFacts()
