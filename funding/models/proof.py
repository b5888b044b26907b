"""The proof of use: what became of the project, its receipts, and the venue's word that it took place."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.money import CentsField

from .applications import Application
from .attachments import Attachment
from .costs import Appointment, CostLine


class UsageReport(models.Model):
    """What the institution says afterwards (Verwendungsnachweis): written step by step, then sent.

    The heads stand with the appointments, the costs as actual cost lines with their receipts.
    """

    application = models.OneToOneField(
        Application,
        on_delete=models.PROTECT,
        related_name="usage_report",
        verbose_name="Antrag",
    )
    text = models.TextField(_("Wie war es?"), max_length=2000, blank=True)
    third_party_cents = CentsField(_("Andere Förderung, tatsächlich"), default=0)
    begun_at = models.DateTimeField("begonnen am")
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="begonnen durch",
    )
    submitted_at = models.DateTimeField("eingereicht am", null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="eingereicht durch",
    )

    class Meta:
        verbose_name = "Verwendungsnachweis"
        verbose_name_plural = "Verwendungsnachweise"
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="usage_report_submitted_pair",
                violation_error_message="Ein eingereichter Nachweis hat Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(third_party_cents__gte=0),
                name="usage_report_third_party_not_negative",
                violation_error_message="Der Betrag der anderen Förderung darf nicht negativ sein.",
            ),
        ]

    def __str__(self):
        return f"Nachweis {self.application}"


class Receipt(models.Model):
    """One invoice or ticket that proves an actual cost; the office accepts it, or cuts it with a reason."""

    MAX_PER_APPLICATION = 30

    cost_line = models.ForeignKey(
        CostLine, on_delete=models.PROTECT, related_name="receipts", verbose_name="Kostenzeile"
    )
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="receipts", verbose_name="Datei"
    )
    issuer = models.CharField(_("Ausgestellt von"), max_length=120, blank=True)
    number = models.CharField(_("Rechnungsnummer"), max_length=60, blank=True)
    # The number without what people write differently: capitals and digits, no leading zeros.
    number_key = models.CharField(max_length=60, blank=True, editable=False, db_index=True)
    issued_on = models.DateField(_("Datum des Belegs"))
    amount_cents = CentsField(_("Betrag des Belegs"), min_value=1)
    claimed_cents = CentsField(_("davon für dieses Vorhaben"), min_value=1)
    accepted_cents = CentsField("anerkannt", null=True, editable=False)
    cut_reason = models.CharField("Grund der Kürzung", max_length=300, blank=True)
    judged_at = models.DateTimeField("geprüft am", null=True, editable=False)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="geprüft durch",
    )  # fmt: skip

    class Meta:
        verbose_name = "Beleg"
        verbose_name_plural = "Belege"
        ordering = ["issued_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0, claimed_cents__gt=0)
                & Q(claimed_cents__lte=F("amount_cents")),
                name="receipt_claims_no_more_than_it_says",
                violation_error_message="Für das Vorhaben kann höchstens der Betrag des Belegs zählen.",
            ),
            models.CheckConstraint(
                condition=Q(
                    judged_at__isnull=True, judged_by__isnull=True, accepted_cents__isnull=True
                )
                | Q(
                    judged_at__isnull=False,
                    judged_by__isnull=False,
                    accepted_cents__gte=0,
                    accepted_cents__lte=F("claimed_cents"),
                ),
                name="receipt_judged_pair",
                violation_error_message="Ein geprüfter Beleg hat Zeitpunkt, Person und höchstens seinen Betrag.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_cents__isnull=True)
                | Q(accepted_cents=F("claimed_cents"))
                | ~Q(cut_reason=""),
                name="receipt_cut_has_reason",
                violation_error_message="Bitte nennen Sie den Grund der Kürzung.",
            ),
        ]

    def __str__(self):
        return f"Beleg {self.number or self.attachment.name} vom {self.issued_on:%d.%m.%Y}"

    def save(self, *args, **kwargs):
        self.number_key = number_key(self.number)
        super().save(*args, **kwargs)

    @property
    def is_judged(self) -> bool:
        return self.judged_at is not None


def number_key(number: str) -> str:
    """„RE-2026/0042“ and „re 2026 / 42“ are one invoice: letters and digits of each part, no leading zeros."""
    parts = "".join(char if char.isalnum() else " " for char in number.upper()).split()
    return "".join(part.lstrip("0") for part in parts)[:60]


class VenueConfirmation(models.Model):
    """The venue's word that a group was there, by a link that works once and needs no account.

    Only the hash of the link's secret is kept.
    """

    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="confirmations", verbose_name="Termin"
    )
    email = models.EmailField("gefragt unter")
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    expires_on = models.DateField("gültig bis")
    asked_at = models.DateTimeField("gefragt am")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="gefragt durch",
    )
    # No account stands behind an answer, only a name as typed.
    confirmed_on = models.DateField("bestätigt am", null=True)
    confirmer = models.CharField(_("Ihr Name oder Ihre Funktion"), max_length=120, blank=True)
    persons = models.PositiveIntegerField(_("Wie viele Personen waren da?"), null=True)
    note = models.CharField(_("Anmerkung"), max_length=500, blank=True)

    class Meta:
        verbose_name = "Besuchsbestätigung"
        verbose_name_plural = "Besuchsbestätigungen"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(confirmed_on__isnull=True),
                name="venue_asked_once",
                violation_error_message="Zu diesem Termin wartet schon eine Bestätigung.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True, confirmer="")
                | Q(Q(confirmed_on__isnull=False) & ~Q(confirmer="")),
                name="venue_confirmed_pair",
                violation_error_message="Eine Bestätigung hat Tag und Namen.",
            ),
        ]

    def __str__(self):
        return f"Besuchsbestätigung {self.appointment}"

    @staticmethod
    def fingerprint(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
