"""What people want changed in the directory; nothing of it is public before somebody accepts it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.models import Timestamped

from .actors import Actor


class ChangeProposalQuerySet(models.QuerySet):
    def open(self):
        """What the office still has to look at, oldest first."""
        return self.filter(state=ChangeProposal.State.OPEN).order_by("created_at", "pk")

    def of_user(self, user):
        return self.filter(proposed_by=user) if user.is_authenticated else self.none()

    def went_live_at_once(self):
        """Changes by trusted people, which nobody in the office saw before; the latest first."""
        return self.filter(
            state=ChangeProposal.State.ACCEPTED, decided_by=models.F("proposed_by"), takes_back=None
        ).order_by("-decided_at", "-pk")


class ChangeProposal(Timestamped):
    """The wanted values of some fields of an entry, a new entry, or a mistake that somebody noticed.

    ``wanted`` holds the fields that differ, by name, as JSON; ``before`` the same fields as they
    were when the proposal was made, so that the office sees the difference and notices when the
    entry has moved on since. A mistake reported in words has neither.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", _("Änderung")
        NEW = "new", _("neuer Eintrag")
        MISTAKE = "mistake", _("Fehler gemeldet")

    class Subject(models.TextChoices):
        ACTOR = "actor", _("Akteur")
        OFFER = "offer", _("Angebot")
        EVENT = "event", _("Veranstaltung")
        PROJECT = "project", _("Projekt")

    class State(models.TextChoices):
        OPEN = "open", _("wartet auf das Büro")
        ACCEPTED = "accepted", _("übernommen")
        RETURNED = "returned", _("zurückgegeben")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    kind = models.CharField("Was", max_length=10, choices=Kind.choices, default=Kind.CHANGE)
    subject = models.CharField(
        "Worum es geht", max_length=8, choices=Subject.choices, default=Subject.ACTOR
    )
    # The row itself; a number and no key, because events and projects belong to apps that this one does not know.
    subject_pk = models.PositiveBigIntegerField("Nummer des Eintrags", null=True, blank=True)
    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, null=True, blank=True, related_name="proposals",
        verbose_name="Einrichtung",
    )  # fmt: skip
    title = models.CharField("Eintrag", max_length=200, blank=True)
    wanted = models.JSONField("gewünschte Angaben", default=dict, blank=True)
    before = models.JSONField("Angaben vorher", default=dict, blank=True)
    # What the office did not take over; ``wanted`` then holds what went live.
    left_out = models.JSONField("nicht übernommen", default=dict, blank=True)
    message = models.TextField("Nachricht", blank=True, max_length=2000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="proposals", verbose_name="vorgeschlagen von",
    )  # fmt: skip
    email = models.EmailField("Antwort an", blank=True)
    state = models.CharField("Stand", max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.TextField("Begründung", blank=True, max_length=1000)
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="entschieden durch",
    )  # fmt: skip

    takes_back = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="taken_back",
        verbose_name="nimmt zurück",
    )  # fmt: skip

    objects = ChangeProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "Vorschlag"
        verbose_name_plural = "Vorschläge"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposed_by", "subject", "subject_pk"],
                condition=Q(kind="change", state="open"),
                name="change_proposal_open_once",
                violation_error_message="Zu diesem Eintrag wartet schon ein Vorschlag derselben Person.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True)
                | Q(~Q(state="open"), decided_at__isnull=False, decided_by__isnull=False),
                name="change_proposal_decided_pair",
                violation_error_message="Zur Entscheidung gehören Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""),
                name="change_proposal_return_has_reason",
                violation_error_message="Bitte begründen Sie, warum der Vorschlag zurückgeht.",
            ),
            models.CheckConstraint(
                condition=Q(kind="new", subject_pk__isnull=True)
                | Q(~Q(kind="new"), subject_pk__isnull=False)
                | Q(kind="new", state="accepted"),
                name="change_proposal_names_its_entry",
                violation_error_message="Eine Änderung nennt ihren Eintrag, ein neuer Eintrag hat noch keinen.",
            ),
            models.CheckConstraint(
                condition=~Q(wanted={}) | ~Q(message=""),
                name="change_proposal_says_something",
                violation_error_message="Bitte schreiben Sie, was sich ändern soll.",
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="change_proposal_waiting")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.title or self.actor or self.pk}"
