"""The year's money: guarded columns, and the journal that proves them. Only budget.py moves them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone

from bildungsregion.base.models import Timestamped
from bildungsregion.base.money import CentsField

from .append_only import AppendOnly, RowIsFinal
from .programmes import Programme


class BudgetYearQuerySet(models.QuerySet):
    def update(self, **fields):
        if BudgetYear.GUARDED & fields.keys():
            raise RowIsFinal("the sums of a budget year move only with the ledger (budget.py)")
        return super().update(**fields)

    def move(self, **sums) -> int:
        """The one way to the guarded columns; the number of rows whose guards let it pass."""
        return super().update(**sums)


class BudgetYear(Timestamped):
    """What a programme may give in a calendar year, and what of it is bound and paid."""

    GUARDED = frozenset({"allocated_cents", "blocked_cents", "committed_cents", "paid_cents"})

    class State(models.TextChoices):
        PROVISIONAL = "provisional", "vorläufig"
        OPEN = "open", "offen"
        CLOSED = "closed", "abgeschlossen"

    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name="budget_years",
        verbose_name="Förderprogramm",
    )
    year = models.PositiveSmallIntegerField("Haushaltsjahr")
    state = models.CharField("Stand", max_length=12, choices=State.choices, default=State.OPEN)
    allocated_cents = CentsField("bereitgestellt", default=0, editable=False)
    blocked_cents = CentsField("gesperrt", default=0, editable=False)
    committed_cents = CentsField(
        "bewilligt", default=0, editable=False, help_text="einschließlich des Ausgezahlten"
    )
    paid_cents = CentsField("ausgezahlt", default=0, editable=False)
    accounts_adopted_on = models.DateField("Jahresabschluss festgestellt am", null=True, blank=True)

    objects = BudgetYearQuerySet.as_manager()

    class Meta:
        verbose_name = "Haushaltsjahr"
        verbose_name_plural = "Haushaltsjahre"
        ordering = ["-year"]
        permissions = [("manage_budget", "Darf Mittel bereitstellen, sperren und auszahlen")]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year"],
                name="budget_year_once",
                violation_error_message="Dieses Haushaltsjahr gibt es schon.",
            ),
            models.CheckConstraint(
                condition=Q(committed_cents__lte=F("allocated_cents") - F("blocked_cents")),
                name="budget_never_overcommitted",
                violation_error_message="So viel Geld ist in diesem Haushaltsjahr nicht mehr verfügbar.",
            ),
            models.CheckConstraint(
                condition=Q(paid_cents__gte=0, paid_cents__lte=F("committed_cents")),
                name="budget_pays_only_what_is_committed",
                violation_error_message="Ausgezahlt werden kann nur, was bewilligt ist.",
            ),
            models.CheckConstraint(
                condition=Q(blocked_cents__gte=0, blocked_cents__lte=F("allocated_cents")),
                name="budget_blocks_only_what_is_allocated",
                violation_error_message="Gesperrt werden kann nur, was bereitgestellt ist.",
            ),
            models.CheckConstraint(
                condition=Q(accounts_adopted_on__isnull=True) | Q(state="closed"),
                name="budget_adopted_when_closed",
                violation_error_message="Der Jahresabschluss steht erst fest, wenn das Jahr abgeschlossen ist.",
            ),
        ]

    def __str__(self):
        return f"{self.programme} {self.year}"

    def save(self, *args, update_fields=None, **kwargs):
        """Leaves the guarded columns alone: a form opened before a booking must not undo it."""
        if self._state.adding:
            if any(getattr(self, column) for column in self.GUARDED):
                raise RowIsFinal(
                    "a budget year begins with nothing; budget.allocate() brings the money"
                )
        else:
            own = {
                field.name for field in self._meta.concrete_fields if not field.primary_key
            } - self.GUARDED
            update_fields = own if update_fields is None else set(update_fields)
            if self.GUARDED & update_fields:
                raise RowIsFinal("the sums of a budget year move only with the ledger (budget.py)")
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def usable_cents(self) -> int:
        """What may be granted in this year altogether."""
        return self.allocated_cents - self.blocked_cents

    @property
    def available_cents(self) -> int:
        """What may still be granted; a closed year gives nothing any more."""
        return 0 if self.state == self.State.CLOSED else self.usable_cents - self.committed_cents

    @property
    def proposed_cents(self) -> int:
        """Proposals that wait for a signature: a soft sum, they reserve nothing."""
        waiting = self.decisions.drafts().with_money_to_bind()
        return waiting.aggregate(sum=Sum("to_bind_cents"))["sum"] or 0


class LedgerEntry(AppendOnly):
    """One booking. Amounts are positive, the kind says which way; a correction is another entry."""

    class Kind(models.TextChoices):
        ALLOCATE = "ALLOCATE", "Bereitstellung"
        CARRY_IN = "CARRY_IN", "Übertrag aus dem Vorjahr"
        BLOCK = "BLOCK", "Sperre"
        UNBLOCK = "UNBLOCK", "Freigabe der Sperre"
        COMMIT = "COMMIT", "Bewilligung"
        RELEASE = "RELEASE", "Rückfluss"
        PAY = "PAY", "Auszahlung"
        REFUND = "REFUND", "Rückzahlung"

    OF_APPLICATION = frozenset({Kind.COMMIT, Kind.RELEASE, Kind.PAY, Kind.REFUND})

    budget_year = models.ForeignKey(
        BudgetYear, on_delete=models.PROTECT, related_name="entries", verbose_name="Haushaltsjahr"
    )
    application = models.ForeignKey(
        "funding.Application", on_delete=models.PROTECT, related_name="entries", null=True, blank=True,
        verbose_name="Antrag",
    )  # fmt: skip
    kind = models.CharField("Buchung", max_length=8, choices=Kind.choices)
    amount_cents = CentsField("Betrag", min_value=1)
    reason = models.CharField("Grund", max_length=300, blank=True)
    idempotency_key = models.CharField("Schlüssel", max_length=80, unique=True)
    booked_at = models.DateTimeField("gebucht am", default=timezone.now)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="gebucht durch",
    )

    class Meta:
        verbose_name = "Buchung"
        verbose_name_plural = "Buchungen"
        ordering = ["booked_at", "pk"]
        indexes = [models.Index(fields=["booked_at", "id"], name="ledger_entry_by_moment")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0),
                name="ledger_amount_positive",
                violation_error_message="Eine Buchung braucht einen Betrag über null.",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["COMMIT", "RELEASE", "PAY", "REFUND"], application__isnull=False
                )
                | Q(
                    kind__in=["ALLOCATE", "CARRY_IN", "BLOCK", "UNBLOCK"], application__isnull=True
                ),
                name="ledger_kind_fits_application",
                violation_error_message="Bewilligungen und Zahlungen gehören zu einem Antrag, alles andere zum Jahr.",
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | ~Q(reason=""),
                name="ledger_of_the_year_has_reason",
                violation_error_message="Bitte nennen Sie den Grund der Buchung, zum Beispiel den Beschluss.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount_cents} ct, {self.budget_year}"
