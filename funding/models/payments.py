"""Payment orders for the district's cashier, the lists they leave in, and who looked at bank data."""

from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bildungsregion.base.money import CentsField
from funding import bank

from .append_only import AppendOnly
from .applications import Application
from .attachments import unguessable_path
from .decisions import Letter


class Standing(NamedTuple):
    """How far an order or a list has come, in a word, and the tone of its badge."""

    label: str
    tone: str


class PaymentRun(models.Model):
    """A numbered list of orders for the cashier: put together by one, signed off by another, exported once."""

    number = models.CharField("Nummer", max_length=16, unique=True)
    opened_at = models.DateTimeField("zusammengestellt am", default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="zusammengestellt durch",
    )
    released_at = models.DateTimeField("freigegeben am", null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="freigegeben durch",
    )
    exported_at = models.DateTimeField("ausgegeben am", null=True)
    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="ausgegeben durch",
    )
    total_cents = CentsField("Summe", default=0)
    # What left the house, byte for byte; a second look gives the same file.
    csv = models.FileField("Liste als CSV", upload_to=unguessable_path, max_length=200, blank=True)
    sha256 = models.CharField("Prüfsumme", max_length=64, blank=True)

    class Meta:
        verbose_name = "Auszahlungsliste"
        verbose_name_plural = "Auszahlungslisten"
        ordering = ["-opened_at", "-pk"]
        permissions = [
            ("run_payments", "Darf Auszahlungslisten ausgeben und Rückmeldungen einlesen")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="payment_run_released_pair",
                violation_error_message="Eine Freigabe hat Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("opened_by")),
                name="payment_run_four_eyes",
                violation_error_message="Wer eine Liste zusammenstellt, gibt sie nicht selbst frei.",
            ),
            models.CheckConstraint(
                condition=Q(exported_at__isnull=True, exported_by__isnull=True, sha256="")
                | Q(
                    Q(exported_at__isnull=False, exported_by__isnull=False)
                    & Q(released_at__isnull=False)
                    & ~Q(sha256="")
                ),
                name="payment_run_exported_when_released",
                violation_error_message="Ausgegeben wird nur eine freigegebene Liste.",
            ),
        ]

    def __str__(self):
        return f"Auszahlungsliste {self.number}"

    @property
    def standing(self) -> Standing:
        if self.exported_at:
            return Standing("an die Kasse gegangen", "success")
        if self.released_at:
            return Standing("freigegeben", "info")
        return Standing("wartet auf Freigabe", "warning")


class PaymentOrderQuerySet(models.QuerySet):
    def live(self):
        """Neither failed nor dropped: at most one of a case."""
        return self.filter(failed_at__isnull=True)

    def with_people(self):
        """With who has acted in it, and the list that it stands in."""
        return self.select_related("factual_by", "arithmetic_by", "ordered_by", "failed_by", "run")

    def to_confirm(self):
        """What waits for a factual or an arithmetical confirmation."""
        return self.live().filter(Q(factual_at__isnull=True) | Q(arithmetic_at__isnull=True))

    def to_order(self):
        return self.live().filter(
            factual_at__isnull=False, arithmetic_at__isnull=False, ordered_at__isnull=True
        )

    def to_list(self):
        """Ordered, and in no list for the cashier yet."""
        return self.live().filter(ordered_at__isnull=False, run__isnull=True, paid_on__isnull=True)

    def awaiting_return(self):
        """With the cashier, who has not said yet whether they were paid."""
        return self.live().filter(run__exported_at__isnull=False, paid_on__isnull=True)


class PaymentOrder(models.Model):
    """An order to the cashier to pay a settled amount (Auszahlungsanordnung).

    Factual and arithmetical confirmation and order are three acts of at least two people; who
    confirmed both never orders.
    """

    class Payee(models.TextChoices):
        INSTITUTION = "institution", "die Einrichtung selbst"
        AUTHORITY = "authority", "ihr Träger"
        ASSOCIATION = "association", "ihr Förderverein"
        PRIVATE = "private", "eine Privatperson (Ausnahme)"

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="payment_orders", verbose_name="Antrag"
    )
    number = models.CharField("Nummer", max_length=24, unique=True)
    amount_cents = CentsField("Betrag", min_value=1)
    iban = models.CharField("IBAN", max_length=34)
    account_holder = models.CharField("Konto lautet auf", max_length=120)
    purpose = models.CharField("Verwendungszweck", max_length=140)
    payee = models.CharField("Das Konto gehört", max_length=12, choices=Payee.choices, blank=True)
    exception_reason = models.CharField("Grund der Ausnahme", max_length=300, blank=True)
    prepared_at = models.DateTimeField("angelegt am", default=timezone.now)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="angelegt durch",
    )
    factual_at = models.DateTimeField("sachlich richtig am", null=True)
    factual_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="sachlich richtig durch",
    )
    arithmetic_at = models.DateTimeField("rechnerisch richtig am", null=True)
    arithmetic_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="rechnerisch richtig durch",
    )
    ordered_at = models.DateTimeField("angeordnet am", null=True)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="angeordnet durch",
    )
    letter = models.OneToOneField(
        Letter,
        on_delete=models.PROTECT,
        related_name="payment_order",
        null=True,
        verbose_name="Anordnung als PDF",
    )
    run = models.ForeignKey(
        PaymentRun, on_delete=models.PROTECT, related_name="orders", null=True, verbose_name="Liste"
    )
    paid_on = models.DateField("gezahlt am", null=True)
    failed_at = models.DateTimeField("nicht gelungen am", null=True)
    failed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="zurückgemeldet durch",
    )
    failed_reason = models.CharField("Grund", max_length=300, blank=True)

    objects = PaymentOrderQuerySet.as_manager()

    class Meta:
        verbose_name = "Auszahlungsanordnung"
        verbose_name_plural = "Auszahlungsanordnungen"
        ordering = ["prepared_at", "pk"]
        indexes = [models.Index(fields=["prepared_at", "id"], name="payment_order_by_moment")]
        permissions = [
            ("confirm_payment", "Darf Auszahlungen sachlich und rechnerisch feststellen"),
            ("order_payment", "Darf Auszahlungen anordnen"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(failed_at__isnull=True),
                name="payment_order_one_live",
                violation_error_message="Zu diesem Antrag gibt es schon eine Anordnung.",
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0),
                name="payment_order_amount_positive",
                violation_error_message="Eine Anordnung braucht einen Betrag über null.",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
                    | Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
                    name=f"payment_order_{act}_pair",
                    violation_error_message="Jeder Schritt der Anordnung hat Zeitpunkt und Person.",
                )
                for act in ("factual", "arithmetic", "ordered", "failed")
            ),
            models.CheckConstraint(
                condition=Q(ordered_at__isnull=True)
                | Q(factual_at__isnull=False, arithmetic_at__isnull=False, letter__isnull=False),
                name="payment_order_confirmed_first",
                violation_error_message="Angeordnet wird erst, was sachlich und rechnerisch richtig ist.",
            ),
            models.CheckConstraint(
                condition=Q(ordered_by__isnull=True)
                | ~Q(factual_by=F("ordered_by"))
                | ~Q(arithmetic_by=F("ordered_by")),
                name="payment_order_four_eyes",
                violation_error_message="Wer allein sachlich und rechnerisch festgestellt hat, ordnet nicht an.",
            ),
            models.CheckConstraint(
                condition=Q(factual_at__isnull=True)
                | (~Q(payee="") & (~Q(payee="private") | ~Q(exception_reason=""))),
                name="payment_order_private_is_an_exception",
                violation_error_message="An eine Privatperson wird nur mit begründeter Ausnahme gezahlt.",
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True)
                | Q(ordered_at__isnull=False, failed_at__isnull=True),
                name="payment_order_paid_when_ordered",
                violation_error_message="Gezahlt wird nur, was angeordnet ist.",
            ),
            models.CheckConstraint(
                condition=Q(failed_at__isnull=True) | ~Q(failed_reason=""),
                name="payment_order_failure_has_reason",
                violation_error_message="Bitte nennen Sie, warum die Zahlung nicht gelungen ist.",
            ),
        ]

    def __str__(self):
        return f"Anordnung {self.number}"

    @property
    def standing(self) -> Standing:
        if self.failed_at:
            return Standing("nicht gelungen", "danger")
        if self.paid_on:
            return Standing("gezahlt", "success")
        if self.ordered_at:
            return Standing("angeordnet", "info")
        if self.factual_at and self.arithmetic_at:
            return Standing("festgestellt", "info")
        return Standing("wartet auf Feststellung", "warning")

    @property
    def masked_iban(self) -> str:
        return bank.masked(self.iban)

    @property
    def people(self) -> set[int]:
        """Who has acted in it so far, by user id."""
        return {self.factual_by_id, self.arithmetic_by_id, self.ordered_by_id} - {None}


class BankDetailsChange(AppendOnly):
    """The account of a case was changed after the decision; the numbers are kept masked."""

    FORGETTABLE = {"old_account": "", "new_account": ""}

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="bank_changes", verbose_name="Antrag"
    )
    old_account = models.CharField("bisher", max_length=200)
    new_account = models.CharField("neu", max_length=200)
    changed_at = models.DateTimeField("geändert am", default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="geändert durch",
    )

    class Meta:
        verbose_name = "Geänderte Bankverbindung"
        verbose_name_plural = "Geänderte Bankverbindungen"
        ordering = ["changed_at", "pk"]

    def __str__(self):
        return f"{self.application}: {self.new_account}"


class BankDataView(AppendOnly):
    """Somebody of the office looked at a whole account number, and why."""

    FORGETTABLE = {"purpose": ""}

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="bank_views", verbose_name="Antrag"
    )
    purpose = models.CharField("Anlass", max_length=200)
    viewed_at = models.DateTimeField("angesehen am", default=timezone.now)
    viewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="angesehen durch",
    )

    class Meta:
        verbose_name = "Einsicht in Bankdaten"
        verbose_name_plural = "Einsichten in Bankdaten"
        ordering = ["-viewed_at", "-pk"]
        indexes = [models.Index(fields=["viewed_at", "id"], name="bank_data_view_by_moment")]

    def __str__(self):
        return f"{self.application}: {self.viewed_by}"
