"""Who speaks for an institution, and how one comes to do so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.models import Timestamped

from .actors import Actor


class Membership(Timestamped):
    """Who speaks for an institution: its head, or a contact; counts once confirmed."""

    class Role(models.TextChoices):
        HEAD = "head", _("Leitung")
        CONTACT = "contact", _("Ansprechperson")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name="Konto",
    )
    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="memberships", verbose_name="Einrichtung"
    )
    role = models.CharField("Aufgabe", max_length=10, choices=Role.choices, default=Role.CONTACT)
    confirmed_at = models.DateTimeField("bestätigt am", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="bestätigt durch",
    )  # fmt: skip
    is_trusted = models.BooleanField(
        "Änderungen erscheinen sofort",
        default=False,
        help_text="Sonst sieht das Büro jede Änderung zuerst.",
    )

    class Meta:
        verbose_name = "Zugehörigkeit"
        verbose_name_plural = "Zugehörigkeiten"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "actor"],
                name="membership_once",
                violation_error_message="Dieses Konto gehört schon zu der Einrichtung.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="membership_confirmed_pair",
                violation_error_message="Zur Bestätigung gehören Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(is_trusted=False) | Q(confirmed_at__isnull=False),
                name="membership_trusted_is_confirmed",
                violation_error_message="Sofort erscheinen nur Änderungen bestätigter Personen.",
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.actor}"


class ClaimQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Claim.State.OPEN)


class Claim(Timestamped):
    """A person says that an institution is theirs to keep; its known address or the office confirms it."""

    class Way(models.TextChoices):
        MAIL = "mail", _("über die bekannte E-Mail-Adresse der Einrichtung")
        OFFICE = "office", _("durch das Büro")

    class State(models.TextChoices):
        OPEN = "open", _("offen")
        CONFIRMED = "confirmed", _("bestätigt")
        REFUSED = "refused", _("abgelehnt")

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="claims", verbose_name="Einrichtung"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="claims",
        verbose_name="Konto",
    )
    role = models.CharField(
        "Aufgabe",
        max_length=10,
        choices=Membership.Role.choices,
        default=Membership.Role.CONTACT,
    )
    way = models.CharField("Nachweis", max_length=8, choices=Way.choices, default=Way.OFFICE)
    mailed_to = models.EmailField("Nachweis geschickt an", blank=True)
    # Of the key in the mailed link: SHA-256 in hex. Empty once it was used or where none was sent.
    key_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    key_until = models.DateTimeField("Link gilt bis", null=True, blank=True, editable=False)
    message = models.TextField("Nachricht an das Büro", blank=True, max_length=1000)
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.CharField("Begründung", max_length=500, blank=True)
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="entschieden durch",
    )  # fmt: skip

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "Anspruch auf einen Eintrag"
        verbose_name_plural = "Ansprüche auf Einträge"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "user"],
                condition=Q(state="open"),
                name="claim_open_once",
                violation_error_message="Dieses Konto hat die Einrichtung schon beansprucht.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True)
                | Q(~Q(state="open"), decided_at__isnull=False, decided_by__isnull=False),
                name="claim_decided_pair",
                violation_error_message="Zur Entscheidung gehören Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="claim_refusal_has_reason",
                violation_error_message="Bitte begründen Sie die Ablehnung.",
            ),
            models.CheckConstraint(
                condition=~Q(way="mail") | ~Q(mailed_to=""),
                name="claim_by_mail_has_address",
                violation_error_message="Zum Nachweis per E-Mail gehört die Adresse der Einrichtung.",
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.actor}"


class InvitationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Invitation.State.OPEN)


class Invitation(Timestamped):
    """The head of an institution asks a person by mail to speak for it too, or to take over."""

    class State(models.TextChoices):
        OPEN = "open", _("wartet auf Antwort")
        ACCEPTED = "accepted", _("angenommen")
        DECLINED = "declined", _("abgelehnt")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="invitations", verbose_name="Einrichtung"
    )
    email = models.EmailField("E-Mail")
    role = models.CharField(
        "Aufgabe",
        max_length=10,
        choices=Membership.Role.choices,
        default=Membership.Role.CONTACT,
    )
    hands_over = models.BooleanField("übergibt die Leitung", default=False)
    inviter_stays = models.BooleanField("bleibt als Ansprechperson", default=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="eingeladen von",
    )
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    key_until = models.DateTimeField("gilt bis", editable=False)
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.OPEN)
    answered_at = models.DateTimeField("beantwortet am", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name="beantwortet durch",
    )  # fmt: skip

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "Einladung"
        verbose_name_plural = "Einladungen"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "actor",
                Lower("email"),
                condition=Q(state="open"),
                name="invitation_open_once",
                violation_error_message="Diese Person ist schon eingeladen.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True, answered_by__isnull=True)
                | Q(~Q(state="open"), answered_at__isnull=False, answered_by__isnull=False),
                name="invitation_answered_pair",
                violation_error_message="Zur Antwort gehören Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(hands_over=False) | Q(role="head"),
                name="invitation_hands_over_the_head",
                violation_error_message="Übergeben wird die Leitung.",
            ),
        ]

    def __str__(self):
        return f"{self.email} – {self.actor}"
