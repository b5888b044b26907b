"""The fund programme, its versions of the rules, and the counter of its numbers."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import Imported, Timestamped
from bildungsregion.base.money import CentsField
from bildungsregion.base.prepared import Prepared
from bildungsregion.base.translations import Translatable
from funding.grant import FULL_RATE_BP, Rules


class Programme(Translatable, Imported, Timestamped):
    """A fund with its own guideline. What its letters say is worded in LetterText."""

    TRANSLATED = ("name", "introduction")

    slug = models.SlugField("Kürzel", unique=True)
    name = models.CharField("Name", max_length=160)
    number_prefix = models.CharField(
        "Vorsatz der Nummern",
        max_length=4,
        default="KB",
        unique=True,
        error_messages={"unique": "Nummern mit diesem Vorsatz vergibt schon ein anderes Programm."},
    )
    is_open = models.BooleanField(
        "nimmt Anträge an",
        default=True,
        help_text="Angefangene Entwürfe bleiben auch sonst erhalten.",
    )
    lead_days = models.PositiveSmallIntegerField(
        "Vorlauf in Tagen",
        default=42,
        help_text="So früh soll ein Antrag vor dem ersten Termin da sein.",
    )
    lead_is_soft = models.BooleanField(
        "Vorlauf ist nur ein Hinweis",
        default=True,
        help_text="Sonst werden spätere Anträge nicht angenommen.",
    )
    proof_days = models.PositiveSmallIntegerField(
        "Frist für den Nachweis in Tagen",
        default=42,
        null=True,
        blank=True,
        help_text="Nach dem letzten Termin. Leer: keine Frist im Bescheid.",
    )
    # How long what is kept for (docs/adr/0095); empty: for ever.
    keep_drafts_months = models.PositiveSmallIntegerField(
        "Entwürfe löschen nach Monaten",
        default=6,
        null=True,
        blank=True,
        help_text="Ohne Änderung. Leer: nie.",
    )
    keep_refused_years = models.PositiveSmallIntegerField(
        "Abgelehnte und zurückgezogene Anträge: Jahre",
        default=3,
        null=True,
        blank=True,
        help_text="Ab dem 1. Januar nach der Entscheidung oder dem Rückzug. Leer: nie.",
    )
    keep_granted_years = models.PositiveSmallIntegerField(
        "Bewilligte Anträge: Jahre",
        default=10,
        null=True,
        blank=True,
        help_text="Ab dem 1. Januar nach Feststellung des Jahresabschlusses (Niedersachsen: § 41 KomHKVO). Leer: nie.",
    )
    introduction = models.TextField(
        "Einführung", blank=True, help_text="Markdown, öffentliche Seite"
    )
    conditions = models.TextField(
        "Nebenbestimmungen", blank=True, help_text="Je Zeile eine, im Bescheid"
    )
    proof_text = models.TextField("Text zum Nachweis", blank=True)
    privacy_text = models.TextField(
        "Hinweise zum Datenschutz", blank=True, help_text="Markdown, am Formular"
    )
    reason_modules = models.JSONField(
        "Textbausteine für Begründungen", default=list, blank=True, help_text="Liste von Sätzen"
    )

    class Meta:
        verbose_name = "Förderprogramm"
        verbose_name_plural = "Förderprogramme"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def rule_set_on(self, day: date) -> "RuleSet":
        """The rules in force that day; raises DomainError when there are none yet."""
        rule_set = _IN_FORCE.row(programme=self.pk, day=day)
        if rule_set is None:
            raise DomainError(f"Für „{self}“ gelten am {day:%d.%m.%Y} noch keine Förderregeln.")
        rule_set.programme = self
        return rule_set


class RuleSetQuerySet(models.QuerySet):
    def in_force(self, day: date):
        """Newest first: the first one is the version that holds on that day."""
        return self.filter(valid_from__lte=day).order_by("-valid_from")

    def lock(self):
        """From the first case on, the figures stay as they are."""
        # Those that are locked already are left alone: pages show them, so that a write makes an edition.
        return super(RuleSetQuerySet, self.filter(locked=False)).update(locked=True)

    def update(self, **fields):
        if self.filter(locked=True).exists():
            raise DomainError(RuleSet.LOCKED)
        return super().update(**fields)


def _rate(label: str, default: int = FULL_RATE_BP):
    """A rate in basis points (8000 = 80 %)."""
    return models.PositiveIntegerField(
        label,
        default=default,
        validators=[MaxValueValidator(FULL_RATE_BP)],
        help_text="Basispunkte: 8000 sind 80 %",
    )


class RuleSet(Imported, Timestamped):
    """One version of the guideline as figures; used ones are locked, a case keeps its own."""

    LOCKED = (
        "Diese Fassung der Förderregeln wird schon von Anträgen verwendet und kann nicht mehr geändert "
        "werden. Bitte legen Sie eine neue Fassung mit eigenem Gültigkeitsbeginn an."
    )

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="rule_sets", verbose_name="Förderprogramm"
    )
    version = models.CharField("Fassung", max_length=20, help_text="zum Beispiel 2017")
    valid_from = models.DateField("gilt ab")
    citation = models.CharField("Zitat im Bescheid", max_length=250)
    legal_text = models.TextField("Die Regeln in eigenen Worten", blank=True, help_text="Markdown")
    source_url = models.URLField("Veröffentlicht unter", max_length=300, blank=True)
    references = models.JSONField(
        "Fundstellen",
        default=dict,
        blank=True,
        help_text="Regel → Nummer, zum Beispiel „bus“ → „Nr. 2 a der Richtlinie“",
    )
    opnv_rate_bp = _rate("Bus und Bahn")
    bus_rate_bp = _rate("Mietbus", 8000)
    entry_rate_bp = _rate("Eintritt", 5000)
    entry_threshold_cents = CentsField("Eintritt: Schwelle je Person", default=500)
    entry_threshold_inclusive = models.BooleanField("Die Schwelle selbst zählt mit", default=True)
    fee_rate_bp = _rate("Honorar und Material")
    fee_cap_cents = CentsField(
        "Honorar und Material: höchstens je Termin", default=200_00, null=True, blank=True
    )
    min_grant_cents = CentsField("Mindestbetrag", default=0)
    max_grant_cents = CentsField("Höchstbetrag je Antrag", null=True, blank=True)
    waiver_cents = CentsField(
        "Kleinbetrag: bis hierhin kann auf eine Rückforderung verzichtet werden", default=0
    )
    allow_own_premises = models.BooleanField(
        "Vorhaben im eigenen Haus sind förderfähig", default=False
    )
    count_adults = models.BooleanField("Eintritt von Begleitpersonen zählt mit", default=True)
    deduct_third_party = models.BooleanField("Andere Förderung wird berücksichtigt", default=True)
    locked = models.BooleanField("verwendet und gesperrt", default=False, editable=False)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = "Fassung der Förderregeln"
        verbose_name_plural = "Fassungen der Förderregeln"
        ordering = ["programme", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "version"],
                name="rule_set_version_once",
                violation_error_message="Diese Fassung gibt es schon.",
            ),
            models.UniqueConstraint(
                fields=["programme", "valid_from"],
                name="rule_set_one_a_day",
                violation_error_message="Ab diesem Tag gilt schon eine andere Fassung.",
            ),
            models.CheckConstraint(
                condition=Q(opnv_rate_bp__lte=FULL_RATE_BP, bus_rate_bp__lte=FULL_RATE_BP)
                & Q(entry_rate_bp__lte=FULL_RATE_BP, fee_rate_bp__lte=FULL_RATE_BP),
                name="rule_set_rates_up_to_all",
                violation_error_message="Ein Fördersatz kann höchstens 100 % sein.",
            ),
            models.CheckConstraint(
                condition=Q(max_grant_cents__isnull=True)
                | Q(max_grant_cents__gte=F("min_grant_cents")),
                name="rule_set_least_below_most",
                violation_error_message="Der Höchstbetrag darf nicht unter dem Mindestbetrag liegen.",
            ),
        ]

    def __str__(self):
        return f"{self.programme} {self.version}"

    def save(self, *args, **kwargs):
        if self.pk and type(self).objects.filter(pk=self.pk, locked=True).exists():
            raise DomainError(self.LOCKED)
        super().save(*args, **kwargs)

    def clean(self):
        if self.pk and type(self).objects.filter(pk=self.pk, locked=True).exists():
            raise ValidationError(self.LOCKED)

    def rules(self) -> Rules:
        """The figures as grant.compute() takes them."""
        return Rules(
            opnv_rate_bp=self.opnv_rate_bp,
            bus_rate_bp=self.bus_rate_bp,
            entry_rate_bp=self.entry_rate_bp,
            entry_threshold_cents=self.entry_threshold_cents,
            entry_threshold_inclusive=self.entry_threshold_inclusive,
            fee_rate_bp=self.fee_rate_bp,
            fee_cap_cents=self.fee_cap_cents,
            count_adults=self.count_adults,
            deduct_third_party=self.deduct_third_party,
            allow_own_premises=self.allow_own_premises,
            min_grant_cents=self.min_grant_cents,
            max_grant_cents=self.max_grant_cents,
            references=self.references,
        )


_IN_FORCE = Prepared(
    lambda programme, day: RuleSet.objects.filter(programme=programme).in_force(day)[:1],
    programme=int,
    day=date,
)


class NumberCounter(models.Model):
    """The last number given by a programme in a year; references.py moves it."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="number_counters"
    )
    year = models.PositiveSmallIntegerField("Jahr")
    last = models.PositiveIntegerField("zuletzt vergeben", default=0)

    class Meta:
        verbose_name = "Nummernkreis"
        verbose_name_plural = "Nummernkreise"
        constraints = [
            models.UniqueConstraint(fields=["programme", "year"], name="number_counter_once")
        ]

    def __str__(self):
        return f"{self.programme} {self.year}: {self.last}"
