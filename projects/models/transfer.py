"""Good practice travels: what one needs to take a project over, who did, who wants to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from bildungsregion.base.models import Imported, Timestamped

from .projects import Project


# What a profile says, and what is carried into a project that begins from this one.
PROFILE_FIELDS = ("duration", "cost_range", "costs", "steps", "pitfalls", "advice")


class TransferProfile(Imported):
    """What others need to know before they begin the same."""

    class CostRange(models.TextChoices):
        """What it costs those who take it over, in one year."""

        FREE = "ohne", _("ohne eigene Kosten")
        SMALL = "bis-500", _("bis 500 Euro im Jahr")
        MEDIUM = "bis-5000", _("bis 5.000 Euro im Jahr")
        LARGE = "mehr", _("mehr als 5.000 Euro im Jahr")

    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, related_name="transfer", verbose_name="Projekt"
    )
    duration = models.CharField("Wie lange es dauert", max_length=300, blank=True)
    cost_range = models.CharField("Kosten", max_length=10, choices=CostRange, blank=True)
    costs = models.TextField("Was es kostet", blank=True)
    steps = models.TextField("Schritte, je Zeile einer", blank=True)
    pitfalls = models.TextField("Worauf zu achten ist, je Zeile eines", blank=True)
    advice = models.CharField("Wer berät", max_length=300, blank=True)

    class Meta:
        verbose_name = "Transferprofil"
        verbose_name_plural = "Transferprofile"

    def __str__(self):
        return f"Transferprofil: {self.project}"

    @property
    def step_list(self) -> list[str]:
        return lines_of(self.steps)

    @property
    def pitfall_list(self) -> list[str]:
        return lines_of(self.pitfalls)


class TransferNeed(Imported):
    """One thing that it takes, by its kind (for the filter) and in words."""

    class Kind(models.TextChoices):
        PEOPLE = "ehrenamt", _("Ehrenamtliche")
        STAFF = "fachkraft", _("Fachkräfte")
        COORDINATION = "koordination", _("jemand, der koordiniert")
        TRAINING = "schulung", _("Schulung")
        ROOM = "raum", _("Räume")
        MATERIAL = "material", _("Material und Technik")
        PARTNERS = "partner", _("Partner vor Ort")
        DECISION = "beschluss", _("ein Beschluss")

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="needs", verbose_name="Projekt"
    )
    kind = models.CharField("Art", max_length=14, choices=Kind)
    note = models.CharField("Was genau", max_length=200, blank=True)

    class Meta:
        verbose_name = "Was es braucht"
        verbose_name_plural = "Was es braucht"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                name="transfer_need_once",
                violation_error_message="Diese Art steht schon da.",
            )
        ]

    def __str__(self):
        return str(self.get_kind_display())


class Decided(Timestamped):
    """What somebody said and somebody else decides: the office, or those who lead the project."""

    class State(models.TextChoices):
        OPEN = "open", _("wartet")
        CONFIRMED = "confirmed", _("bestätigt")
        REFUSED = "refused", _("abgelehnt")
        WITHDRAWN = "withdrawn", _("zurückgezogen")

    state = models.CharField("Stand", max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField("Antwort", max_length=500, blank=True)
    decided_at = models.DateTimeField("entschieden am", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        editable=False, verbose_name="entschieden durch",
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


def decided_pair(name: str) -> models.CheckConstraint:
    both = Q(decided_at__isnull=False, decided_by__isnull=False)
    neither = Q(decided_at__isnull=True, decided_by__isnull=True)
    decided = Q(state__in=["confirmed", "refused"])
    return models.CheckConstraint(
        condition=(decided & both) | (~decided & neither),
        name=name,
        violation_error_message="Zur Entscheidung gehören Zeitpunkt und Person.",
    )


class Adoption(Decided):
    """„Wir machen das auch“: an institution says in two sentences how it took the project over."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="adoptions", verbose_name="Projekt"
    )
    actor = models.ForeignKey(
        Actor,
        on_delete=models.CASCADE,
        related_name="adoptions",
        null=True,
        blank=True,
        verbose_name="Einrichtung im Verzeichnis",
    )
    name = models.CharField("Einrichtung", max_length=200, blank=True)
    text = models.CharField("Was sie daraus gemacht hat", max_length=500)
    email = models.EmailField("Antwort an", blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="adoptions", verbose_name="gesagt von",
    )  # fmt: skip

    class Meta:
        verbose_name = "Übernahme"
        verbose_name_plural = "Übernahmen"
        ordering = ["created_at", "pk"]
        constraints = [
            decided_pair("adoption_decided_pair"),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | ~Q(name=""),
                name="adoption_is_named",
                violation_error_message="Bitte nennen Sie die Einrichtung.",
            ),
            models.UniqueConstraint(
                fields=["project", "actor"],
                condition=Q(state__in=["open", "confirmed"]),
                name="adoption_once",
                violation_error_message="Diese Einrichtung hat das schon gesagt.",
            ),
        ]

    def __str__(self):
        return f"{self.label}: {self.project}"

    @property
    def label(self) -> str:
        return self.name or (self.actor.name if self.actor else "")


class ProjectProposal(Decided):
    """A project that an institution entered itself; it stays unpublished until the office decides."""

    project = models.OneToOneField(
        Project, on_delete=models.CASCADE, related_name="proposal", verbose_name="Projekt"
    )
    actor = models.ForeignKey(
        Actor,
        on_delete=models.CASCADE,
        related_name="project_proposals",
        verbose_name="Einrichtung",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True,
        related_name="proposed_projects", verbose_name="vorgeschlagen von",
    )  # fmt: skip
    message = models.TextField("Nachricht an das Büro", blank=True, max_length=1000)

    class Meta:
        verbose_name = "Vorgeschlagenes Projekt"
        verbose_name_plural = "Vorgeschlagene Projekte"
        ordering = ["created_at", "pk"]
        constraints = [decided_pair("project_proposal_decided_pair")]

    def __str__(self):
        return str(self.project)


class ProjectEnquiry(Timestamped):
    """That somebody asked about a project; what was asked lives in the mail only."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="enquiries", verbose_name="Projekt"
    )
    # Keyed hash of the address (projects/enquiries.py); emptied after two days.
    sender = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    class Meta:
        verbose_name = "Anfrage zu einem Projekt"
        verbose_name_plural = "Anfragen zu Projekten"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.project}, {self.created_at:%d.%m.%Y}"


def lines_of(text: str) -> list[str]:
    """The non-empty lines of a field that is typed one thing a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]
