"""When an application's groups go, and what it costs."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.money import CentsField
from funding import grant

from .applications import Application


class Appointment(models.Model):
    """One dated visit of one group: what the guideline calls a „Veranstaltung“ (no. 2 c)."""

    MAX_PERSONS = 2000

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="appointments", verbose_name="Antrag"
    )
    starts_on = models.DateField(_("Datum"))
    ends_on = models.DateField(
        _("bis"), blank=True, help_text=_("Nur wenn der Termin mehrere Tage dauert.")
    )
    start_time = models.TimeField(_("Uhrzeit"), null=True, blank=True)
    group_label = models.CharField(_("Gruppe oder Klasse"), max_length=80, blank=True)
    age_band = models.CharField(_("Alter oder Jahrgang"), max_length=60, blank=True)
    children = models.PositiveIntegerField(
        _("Kinder und Jugendliche"), validators=[MaxValueValidator(MAX_PERSONS)]
    )
    adults = models.PositiveIntegerField(
        _("Begleitpersonen"), default=0, validators=[MaxValueValidator(MAX_PERSONS)]
    )
    # Who really came: from the usage report.
    actual_children = models.PositiveIntegerField(
        _("Kinder und Jugendliche, tatsächlich"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MAX_PERSONS)],
    )
    actual_adults = models.PositiveIntegerField(
        _("Begleitpersonen, tatsächlich"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MAX_PERSONS)],
    )

    class Meta:
        verbose_name = "Termin"
        verbose_name_plural = "Termine"
        ordering = ["starts_on", "start_time", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_start",
                violation_error_message="Der letzte Tag liegt vor dem ersten.",
            ),
            models.CheckConstraint(
                condition=Q(children__gt=0),
                name="appointment_has_children",
                violation_error_message="Bitte geben Sie an, wie viele Kinder und Jugendliche teilnehmen.",
            ),
        ]

    def __str__(self):
        return f"{self.starts_on:%d.%m.%Y} {self.group_label}".strip()

    def save(self, *args, **kwargs):
        self.ends_on = self.ends_on or self.starts_on
        super().save(*args, **kwargs)

    def clean(self):
        self.ends_on = self.ends_on or self.starts_on

    def as_reckoned(self, phase: str = "plan") -> grant.Appointment:
        lines = [line.as_reckoned() for line in self.cost_lines.all() if line.phase == phase]
        return grant.Appointment(tuple(lines), str(self))

    def as_accepted(self) -> grant.Appointment:
        """The actual costs as far as their receipts were accepted."""
        lines = self.cost_lines.all()
        return grant.Appointment(
            tuple(line.as_accepted() for line in lines if line.phase == CostLine.Phase.ACTUAL),
            str(self),
        )


class CostLine(models.Model):
    """One cost of an appointment, gross; planned, later also as it really was."""

    class Kind(models.TextChoices):
        OPNV = grant.Kind.OPNV.value, _("Fahrt mit Bus und Bahn")
        BUS = grant.Kind.BUS.value, _("Mietbus")
        ENTRY = grant.Kind.ENTRY.value, _("Eintritt")
        HONORAR = grant.Kind.HONORAR.value, _("Honorar")
        SACH = grant.Kind.SACH.value, _("Material")

    class Phase(models.TextChoices):
        PLAN = "plan", _("geplant")
        ACTUAL = "actual", _("tatsächlich")

    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="cost_lines", verbose_name="Termin"
    )
    phase = models.CharField(
        "Stand", max_length=6, choices=Phase.choices, default=Phase.PLAN, editable=False
    )
    kind = models.CharField(_("Kostenart"), max_length=8, choices=Kind.choices)
    label = models.CharField(_("Bezeichnung"), max_length=120, blank=True)
    persons = models.PositiveIntegerField(
        _("Personen"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(Appointment.MAX_PERSONS)],
    )
    unit_cents = CentsField(_("Preis je Person"), null=True, blank=True)
    total_cents = CentsField(_("Summe"))
    for_adults = models.BooleanField(_("für Begleitpersonen"), default=False)
    # For how many of the persons the office accepts the cost; empty: for all of them.
    accepted_persons = models.PositiveIntegerField(
        "anerkannt für Personen",
        null=True,
        blank=True,
        validators=[MaxValueValidator(Appointment.MAX_PERSONS)],
    )

    class Meta:
        verbose_name = "Kostenzeile"
        verbose_name_plural = "Kostenzeilen"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_cents__gte=0)
                & (Q(unit_cents__isnull=True) | Q(unit_cents__gte=0)),
                name="cost_not_negative",
                violation_error_message="Kosten dürfen nicht negativ sein.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="entry") | Q(persons__isnull=False, persons__gt=0),
                name="cost_of_entry_has_persons",
                violation_error_message="Bitte geben Sie an, für wie viele Personen der Eintritt gilt.",
            ),
            models.CheckConstraint(
                condition=Q(unit_cents__isnull=True)
                | Q(persons__isnull=False, total_cents=F("unit_cents") * F("persons")),
                name="cost_total_is_price_times_persons",
                violation_error_message="Die Summe ist nicht Preis mal Personen.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_persons__isnull=True)
                | Q(phase="actual", accepted_persons__lte=F("persons")),
                name="cost_accepts_no_more_persons",
                violation_error_message="Anerkannt werden höchstens so viele Personen, wie angegeben sind.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.label}".strip()

    def as_reckoned(self) -> grant.Cost:
        return grant.Cost(
            self.kind, self.total_cents, self.persons, self.unit_cents, self.label, self.for_adults
        )

    @property
    def accepted_cents(self) -> int:
        """What its receipts prove, once they are judged; never more than the line says."""
        return min(
            self.total_cents, sum(receipt.accepted_cents or 0 for receipt in self.receipts.all())
        )

    def as_accepted(self) -> grant.Cost:
        """The line as the settlement reckons with it."""
        persons = self.persons if self.accepted_persons is None else self.accepted_persons
        accepted = self.accepted_cents
        unit = self.unit_cents if accepted == self.total_cents else None
        return grant.Cost(self.kind, accepted, persons, unit, self.label, self.for_adults)
