"""What happens to a case between receipt and decision: checks, questions, frozen reckonings, the log."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.money import CentsField

from .append_only import AppendOnly
from .applications import Application
from .programmes import RuleSet


class CheckItem(models.Model):
    """One point that the office checks before it may propose a decision."""

    class Code(models.TextChoices):
        APPLICANT = "applicant", "Die Person darf für die Einrichtung beantragen"
        INSTITUTION = "institution", "Die Einrichtung ist antragsberechtigt"
        PURPOSE = "purpose", "Das Vorhaben gehört zu einem der vier Bildungsbereiche"
        PLACE = "place", "Der Ort liegt im Landkreis"
        PREMISES = "premises", "Eigenes Haus: nach den Förderregeln zulässig"
        DATES = "dates", "Das Vorhaben hat noch nicht begonnen"
        COSTS = "costs", "Die Kosten sind nachvollziehbar und brutto angegeben"
        THIRD_PARTY = "third_party", "Andere Förderung ist berücksichtigt"

    class Result(models.TextChoices):
        OPEN = "open", "offen"
        OK = "ok", "in Ordnung"
        NOT_OK = "not_ok", "nicht in Ordnung"
        NOT_APPLICABLE = "n_a", "trifft nicht zu"

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="checks", verbose_name="Antrag"
    )
    code = models.CharField("Prüfpunkt", max_length=20, choices=Code.choices)
    result = models.CharField("Ergebnis", max_length=6, choices=Result.choices, default=Result.OPEN)
    note = models.CharField("Vermerk", max_length=500, blank=True)
    checked_at = models.DateTimeField("geprüft am", null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="geprüft durch",
    )

    class Meta:
        verbose_name = "Prüfpunkt"
        verbose_name_plural = "Prüfpunkte"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "code"], name="check_once"),
            models.CheckConstraint(
                condition=Q(result="open", checked_at__isnull=True, checked_by__isnull=True)
                | Q(~Q(result="open"), checked_at__isnull=False, checked_by__isnull=False),
                name="check_pair",
                violation_error_message="Ein geprüfter Punkt hat Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=~Q(result="not_ok") | ~Q(note=""),
                name="check_refusal_has_note",
                violation_error_message="Bitte vermerken Sie, was nicht in Ordnung ist.",
            ),
        ]

    def __str__(self):
        return f"{self.get_code_display()}: {self.get_result_display()}"


class InfoRequest(models.Model):
    """What the office asks back: the questions, the reopened steps of the form, the answer by a day."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="info_requests", verbose_name="Antrag"
    )
    items = models.JSONField("Fragen", help_text="Liste von Sätzen")
    sections = models.JSONField("Geöffnete Schritte", help_text="Liste aus Application.Section")
    due_on = models.DateField("Antwort bis")
    asked_at = models.DateTimeField("gefragt am", default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="gefragt durch",
    )
    answer = models.TextField(_("Ihre Antwort"), max_length=3000, blank=True)
    answered_at = models.DateTimeField("beantwortet am", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True,
        verbose_name="beantwortet durch",
    )  # fmt: skip
    closed_at = models.DateTimeField("erledigt am", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="erledigt durch",
    )

    class Meta:
        verbose_name = "Rückfrage"
        verbose_name_plural = "Rückfragen"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(closed_at__isnull=True),
                name="info_request_one_open",
                violation_error_message="Zu diesem Antrag ist schon eine Rückfrage offen.",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="info_request_answered_pair",
                violation_error_message="Eine Antwort hat Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="info_request_closed_pair",
                violation_error_message="Eine erledigte Rückfrage hat Zeitpunkt und Person.",
            ),
        ]

    def __str__(self):
        return f"Rückfrage vom {timezone.localdate(self.asked_at):%d.%m.%Y}"

    @property
    def section_labels(self) -> list:
        return [Application.Section(section).label for section in self.sections]

    def is_overdue(self, today) -> bool:
        return self.closed_at is None and self.due_on < today


class Snapshot(AppendOnly):
    """What the application said at a moment and what was reckoned from it, with its hash."""

    FORGETTABLE = {"input_json": {}, "steps_json": []}

    class Occasion(models.TextChoices):
        SUBMISSION = "submission", "Einreichung"
        ANSWER = "answer", "Antwort auf eine Rückfrage"
        PROPOSAL = "proposal", "Entscheidungsvorschlag"
        CHANGE = "change", "Änderung"
        REPORT = "report", "Verwendungsnachweis"
        SETTLEMENT = "settlement", "Abrechnung"

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="snapshots", verbose_name="Antrag"
    )
    occasion = models.CharField("Anlass", max_length=12, choices=Occasion.choices)
    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.PROTECT, related_name="+", verbose_name="Förderregeln"
    )
    input_json = models.JSONField("Angaben")
    steps_json = models.JSONField("Berechnung")
    result_cents = CentsField("Ergebnis")
    sha256 = models.CharField("Prüfsumme", max_length=64)
    taken_at = models.DateTimeField("festgehalten am", default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="festgehalten durch",
    )

    class Meta:
        verbose_name = "Festgehaltener Stand"
        verbose_name_plural = "Festgehaltene Stände"
        ordering = ["taken_at", "pk"]
        indexes = [models.Index(fields=["taken_at", "id"], name="snapshot_by_moment")]

    def __str__(self):
        return f"{self.get_occasion_display()} {timezone.localdate(self.taken_at):%d.%m.%Y}"


class Step(AppendOnly):
    """The log: who moved the case from where to where, and what they noted."""

    FORGETTABLE = {"note_public": "", "note_internal": ""}

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="steps", verbose_name="Antrag"
    )
    verb = models.CharField("Schritt", max_length=24)
    from_status = models.CharField("von", max_length=20, choices=Application.Status.choices)
    to_status = models.CharField("nach", max_length=20, choices=Application.Status.choices)
    note_public = models.TextField("Hinweis an die Einrichtung", blank=True)
    note_internal = models.TextField("Interner Vermerk", blank=True)
    taken_at = models.DateTimeField("am", default=timezone.now)
    # None: a clock did it, not a person.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="durch",
    )
    # Whose right it was, where a deputy took the step (accounts/deputies.py).
    in_place_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name="in Vertretung für",
    )

    class Meta:
        verbose_name = "Verfahrensschritt"
        verbose_name_plural = "Verfahrensschritte"
        ordering = ["taken_at", "pk"]
        indexes = [models.Index(fields=["taken_at", "id"], name="step_by_moment")]

    def __str__(self):
        return f"{self.application}: {self.get_to_status_display()}"
