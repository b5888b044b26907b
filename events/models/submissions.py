"""Events that somebody proposed: who, by which way, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.models.freshness import new_key
from bildungsregion.base.models import Timestamped


class SubmissionQuerySet(models.QuerySet):
    def open(self):
        """What the office still has to look at, oldest first."""
        return self.filter(state=Submission.State.OPEN).order_by("created_at", "pk")


class Submission(Timestamped):
    """A proposed event on its way to the calendar; the event stays unpublished until it is accepted."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("E-Mail noch nicht bestätigt")
        OPEN = "open", _("wartet auf das Büro")
        ACCEPTED = "accepted", _("veröffentlicht")
        REFUSED = "refused", _("abgelehnt")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    class Reason(models.TextChoices):
        DUPLICATE = "duplicate", _("steht schon im Kalender")
        NOT_OURS = "not_ours", _("gehört nicht in den Bildungskalender")
        INCOMPLETE = "incomplete", _("wichtige Angaben fehlen")
        UNSUITABLE = "unsuitable", _("passt nicht zu den Regeln des Kalenders")

    event = models.OneToOneField(
        "events.Event",
        on_delete=models.CASCADE,
        related_name="submission",
        verbose_name="Veranstaltung",
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="submitted_events",
        verbose_name="eingereicht von",
    )
    email = models.EmailField("Antwort an")
    key = models.CharField(max_length=43, unique=True, default=new_key, editable=False)
    state = models.CharField(
        "Stand", max_length=12, choices=State.choices, default=State.UNCONFIRMED
    )
    confirmed_on = models.DateField("E-Mail bestätigt am", null=True, blank=True)
    message = models.TextField("Nachricht an das Büro", blank=True, max_length=1000)
    reason = models.CharField("Grund", max_length=12, choices=Reason.choices, blank=True)
    answer = models.TextField("Antwort des Büros", blank=True, max_length=1000)
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entschieden durch",
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "Einreichung"
        verbose_name_plural = "Einreichungen"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="submission_decided_pair",
                violation_error_message="Zur Entscheidung gehören Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "refused"], decided_at__isnull=False)
                | Q(state__in=["unconfirmed", "open", "withdrawn"], decided_at__isnull=True),
                name="submission_decided_has_state",
                violation_error_message="Nur was angenommen oder abgelehnt ist, ist entschieden.",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="submission_refusal_has_reason",
                violation_error_message="Bitte nennen Sie den Grund der Ablehnung.",
            ),
            models.CheckConstraint(
                condition=Q(state="unconfirmed") | Q(confirmed_on__isnull=False),
                name="submission_open_is_confirmed",
                violation_error_message="Vor der Bestätigung der E-Mail wartet nichts auf das Büro.",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="submission_waiting")]

    def __str__(self):
        return f"{self.event}, {self.get_state_display()}"
