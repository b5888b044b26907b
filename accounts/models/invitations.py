"""How somebody comes to the office: by a mailed link, once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from bildungsregion.base.models import Timestamped


class OfficeInvitationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=OfficeInvitation.State.OPEN)


class OfficeInvitation(Timestamped):
    """The administration asks a person to work in the office, or to set up a lost access anew."""

    class State(models.TextChoices):
        OPEN = "open", "wartet"
        ACCEPTED = "accepted", "angenommen"
        WITHDRAWN = "withdrawn", "zurückgezogen"

    email = models.EmailField("E-Mail")
    name = models.CharField(
        "Name oder Funktion",
        max_length=120,
        help_text="So steht es in Vorgängen und Schreiben, zum Beispiel „Sachbearbeitung Kulturförderung“.",
    )
    # A role of accounts/roles.py; empty where somebody of the office sets up their access anew.
    role = models.CharField("Rolle", max_length=40, blank=True)
    # Of the key in the mailed link: SHA-256 in hex.
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    key_until = models.DateTimeField("Link gilt bis", editable=False)
    state = models.CharField(
        "Stand", max_length=10, choices=State.choices, default=State.OPEN, editable=False
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="eingeladen von",
        editable=False,
    )
    answered_at = models.DateTimeField("erledigt am", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="erledigt durch",
        editable=False,
    )

    objects = OfficeInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "Einladung ins Büro"
        verbose_name_plural = "Einladungen ins Büro"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(state="open"),
                name="office_invitation_open_once",
                violation_error_message="Diese Person ist schon eingeladen.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True, answered_by__isnull=True)
                | Q(~Q(state="open"), answered_at__isnull=False, answered_by__isnull=False),
                name="office_invitation_answered_pair",
                violation_error_message="Zur Antwort gehören Zeitpunkt und Person.",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.email})"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_over(self) -> bool:
        """Whether it still waits, but its link has ended."""
        return self.is_open and self.key_until <= timezone.now()
