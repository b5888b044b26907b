"""What was decided, by whom, and the letters that say so."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from bildungsregion.base.money import CentsField

from .append_only import AppendOnly, AppendOnlyQuerySet, RowIsFinal
from .applications import Application
from .attachments import unguessable_path
from .budget import BudgetYear


class DecisionQuerySet(models.QuerySet):
    def drafts(self):
        return self.filter(signed_at__isnull=True)

    def signed(self):
        return self.filter(signed_at__isnull=False)

    def with_money_to_bind(self):
        """With ``to_bind_cents``: what a signature takes out of its budget year beyond what is bound.

        An amendment takes the difference, or all of it from another year; a revocation takes nothing.
        """
        same_year = Q(kind="amend", budget_year=F("application__budget_year"))
        cents = models.BigIntegerField()
        more = Greatest(
            F("amount_cents") - F("application__decided_cents"), Value(0), output_field=cents
        )
        amount = Case(
            When(kind="revoke", then=Value(0)),
            When(same_year, then=more),
            default=F("amount_cents"),
            output_field=cents,
        )
        return self.annotate(to_bind_cents=amount)

    def delete(self):
        if self.signed().exists():
            raise RowIsFinal("a signed decision is never deleted")
        return super().delete()

    def update(self, **fields):
        if self.signed().exists():
            raise RowIsFinal("a signed decision is never changed")
        return super().update(**fields)

    def forget(self, reasons: str) -> int:
        """Leave of the words only ``reasons``, in cases that are anonymised (docs/adr/0096)."""
        forgotten = self.filter(application__anonymised_on__isnull=False)
        return super(DecisionQuerySet, forgotten).update(reasons=reasons, conditions="")


class Decision(models.Model):
    """A proposal of the office; signed by somebody else it is the decision, and final."""

    class Kind(models.TextChoices):
        APPROVE = "approve", "Bewilligung"
        PARTIAL = "partial", "Teilweise Bewilligung"
        REJECT = "reject", "Ablehnung"
        AMEND = "amend", "Änderung"
        REVOKE = "revoke", "Widerruf"

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="decisions", verbose_name="Antrag"
    )
    budget_year = models.ForeignKey(
        BudgetYear, on_delete=models.PROTECT, related_name="decisions", verbose_name="Haushaltsjahr"
    )
    kind = models.CharField("Art", max_length=10, choices=Kind.choices)
    amount_cents = CentsField("Betrag")
    computed_cents = CentsField("berechnet")
    reasons = models.TextField("Begründung", blank=True)
    conditions = models.TextField("Nebenbestimmungen", blank=True, help_text="Je Zeile eine")
    prepared_at = models.DateTimeField("vorgeschlagen am", default=timezone.now)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="vorgeschlagen durch",
    )
    signed_at = models.DateTimeField("gezeichnet am", null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="gezeichnet durch",
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "Entscheidung"
        verbose_name_plural = "Entscheidungen"
        ordering = ["-prepared_at", "-pk"]
        indexes = [models.Index(fields=["prepared_at", "id"], name="decision_by_moment")]
        permissions = [
            ("propose_decision", "Darf Entscheidungen vorschlagen"),
            ("sign_decision", "Darf Entscheidungen zeichnen"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(signed_at__isnull=True),
                name="decision_one_draft",
                violation_error_message="Zu diesem Antrag liegt schon ein Vorschlag vor.",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="decision_signed_pair",
                violation_error_message="Eine gezeichnete Entscheidung hat Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("prepared_by")),
                name="decision_four_eyes",
                violation_error_message="Wer eine Entscheidung vorschlägt, darf sie nicht selbst zeichnen.",
            ),
            models.CheckConstraint(
                condition=Q(kind="reject", amount_cents=0)
                | Q(kind="revoke", amount_cents__gte=0)
                | Q(~Q(kind__in=["reject", "revoke"]), amount_cents__gt=0),
                name="decision_amount_fits_kind",
                violation_error_message="Nur eine Ablehnung oder ein Widerruf hat keinen Betrag.",
            ),
            models.CheckConstraint(
                condition=Q(~Q(kind__in=["reject", "revoke"]), amount_cents=F("computed_cents"))
                | ~Q(reasons=""),
                name="decision_deviation_has_reasons",
                violation_error_message="Weicht der Betrag von der Berechnung ab, braucht es eine Begründung.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.application}"

    def save(self, *args, **kwargs):
        self._refuse_when_signed("changed")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._refuse_when_signed("deleted")
        return super().delete(*args, **kwargs)

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None

    @property
    def condition_list(self) -> list[str]:
        return [line.strip() for line in self.conditions.splitlines() if line.strip()]

    def _refuse_when_signed(self, what: str) -> None:
        if not self._state.adding and type(self).objects.filter(pk=self.pk).signed().exists():
            raise RowIsFinal(f"a signed decision is never {what}")


# Kinds that make a decision known; all others stand for themselves.
LETTERS_OF_DECISIONS = [
    "amendment_notice",
    "grant_notice",
    "partial_grant_notice",
    "rejection_notice",
    "revocation_notice",
]


class LetterQuerySet(AppendOnlyQuerySet):
    def for_applicant(self):
        """Without what goes from the office to the cashier."""
        return self.exclude(kind__in=Letter.INTERNAL)

    def waiting(self):
        """Those whose PDF is still to be made (actions.acknowledge)."""
        return self.filter(sha256="", application__anonymised_on__isnull=True)

    def complete(self, letter: "Letter") -> None:
        """Write the PDF of one that waits, once: the one change that a letter sees (migration 0007 lets it pass)."""
        made = {name: getattr(letter, name) for name in Letter.MADE_LATER}
        if not super(AppendOnlyQuerySet, self.filter(pk=letter.pk, sha256="")).update(**made):
            raise RowIsFinal(f"{letter!r} has its PDF")


class Letter(AppendOnly):
    """A letter as it left the house: the PDF, its hash and the data it was made from."""

    FORGETTABLE = {"pdf": "", "context_json": {}}
    # Of a receipt these are made when it is needed, from what is written down when it is numbered (docs/adr/0369); the
    # database lets them be filled in once (base/journal/triggers.py, migration 0007).
    MADE_LATER = ("pdf", "sha256", "template_version")

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "Eingangsbestätigung"
        GRANT_NOTICE = "grant_notice", "Zuwendungsbescheid"
        PARTIAL_GRANT_NOTICE = "partial_grant_notice", "Zuwendungsbescheid über einen Teilbetrag"
        REJECTION_NOTICE = "rejection_notice", "Ablehnungsbescheid"
        AMENDMENT_NOTICE = "amendment_notice", "Änderungsbescheid"
        REMINDER = "reminder", "Erinnerung an den Nachweis"
        HEARING = "hearing", "Anhörung"
        REVOCATION_NOTICE = "revocation_notice", "Widerrufsbescheid"
        SETTLEMENT_NOTICE = "settlement_notice", "Mitteilung über die Abrechnung"
        PAYMENT_ORDER = "payment_order", "Auszahlungsanordnung"

    INTERNAL = frozenset({Kind.PAYMENT_ORDER})

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="letters", verbose_name="Antrag"
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        related_name="letters",
        null=True,
        blank=True,
        verbose_name="Entscheidung",
    )
    kind = models.CharField("Art", max_length=24, choices=Kind.choices)
    number = models.CharField("Nummer", max_length=24, unique=True)
    context_json = models.JSONField("Angaben, aus denen es entstand")
    pdf = models.FileField("PDF", upload_to=unguessable_path, max_length=200)
    sha256 = models.CharField("Prüfsumme", max_length=64)
    template_version = models.CharField("Fassung der Vorlage", max_length=40)
    # Empty: the text that came with the portal; either way the words themselves are in context_json.
    worded = models.ForeignKey(
        "funding.LetterText",
        on_delete=models.PROTECT,
        related_name="letters",
        null=True,
        blank=True,
        verbose_name="Fassung des Textes",
    )
    issued_at = models.DateTimeField("erstellt am", default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="erstellt durch",
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "Schreiben"
        verbose_name_plural = "Schreiben"
        ordering = ["issued_at", "pk"]
        indexes = [
            models.Index(fields=["issued_at", "id"], name="letter_by_moment"),
            # A handful at most: the sender of mails asks for them every second.
            models.Index(fields=["issued_at"], condition=Q(sha256=""), name="letter_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"],
                name="letter_one_for_a_decision",
                violation_error_message="Zu dieser Entscheidung gibt es schon ein Schreiben.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LETTERS_OF_DECISIONS, decision__isnull=False)
                | Q(~Q(kind__in=LETTERS_OF_DECISIONS), decision__isnull=True),
                name="letter_of_decision_names_it",
                violation_error_message="Ein Bescheid gehört zu einer Entscheidung.",
            ),
            models.CheckConstraint(
                condition=~Q(sha256="") | Q(kind="receipt", pdf=""),
                name="letter_that_waits_is_a_receipt",
                violation_error_message="Nur eine Eingangsbestätigung kann auf ihr PDF warten.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    @property
    def is_waiting(self) -> bool:
        """Whether its PDF is still to be made, and can be."""
        return not self.sha256 and bool(self.context_json)

    @property
    def is_forgotten(self) -> bool:
        """Whether its PDF is gone with all that spoke of people."""
        return not (self.pdf or self.is_waiting)

    def get_absolute_url(self):
        return reverse("funding:letter_download", args=[self.application.key, self.pk])

    @property
    def known_on(self) -> date | None:
        """The day from which it counts as known, by whichever way came first; None: not yet."""
        days = [row.deemed_on for row in self.deliveries.all() if row.deemed_on]
        return min(days, default=None)

    @property
    def delivery(self):
        """The way it is on now, or None."""
        return next((row for row in self.deliveries.all() if row.ended_on is None), None)

    @property
    def file_name(self) -> str:
        return (
            f"{self.get_kind_display()} {self.number}".replace("/", "-").replace(" ", "_") + ".pdf"
        )
