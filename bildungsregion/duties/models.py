"""Cases that the law starts: somebody reports a barrier or an entry, or wants to know what is kept about them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.models import Timestamped

from .statement import AccessGap, AccessStatement, LegalFacts


__all__ = ["AccessGap", "AccessStatement", "DataRequest", "DutyStep", "LegalFacts", "Report"]


class CaseQuerySet(models.QuerySet):
    def open(self):
        """What the office still has to do, the most urgent first."""
        return self.filter(decided_at=None).order_by("due_on", "pk")


class Case(Timestamped):
    """What both kinds of case have; the steps are in workflow.py."""

    class State(models.TextChoices):
        RECEIVED = "eingegangen", _("eingegangen")
        WORKING = "bearbeitung", _("in Bearbeitung")
        DONE = "beantwortet", _("beantwortet")
        DROPPED = "verworfen", _("verworfen")

    number = models.CharField("Vorgang", max_length=20, unique=True, editable=False)
    state = models.CharField("Stand", max_length=12, choices=State, default=State.RECEIVED)
    email = models.EmailField("E-Mail", max_length=200, blank=True)
    name = models.CharField("Name", max_length=120, blank=True)
    due_on = models.DateField("Antwort bis")
    answer = models.TextField("Antwort", blank=True, max_length=5000)
    decided_at = models.DateTimeField("erledigt am", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="erledigt von", on_delete=models.PROTECT,
        related_name="+", null=True, blank=True,
    )  # fmt: skip
    is_erased = models.BooleanField("Angaben gelöscht", default=False, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def __str__(self):
        return self.number

    @property
    def is_open(self) -> bool:
        return self.decided_at is None

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on < timezone.localdate()


class Report(Case):
    """Somebody says that a page keeps people out, or that an entry should not be there (Art. 16 DSA)."""

    class Kind(models.TextChoices):
        BARRIER = "barriere", _("Barriere")
        ENTRY = "eintrag", _("Eintrag")

    class Reason(models.TextChoices):
        ILLEGAL = "rechtswidrig", _("Der Inhalt verstößt gegen ein Gesetz")
        PICTURE = "bild", _("Ein Bild verletzt Rechte (Urheberrecht, eigenes Bild)")
        PRIVACY = "privat", _("Er verrät Persönliches, das nicht hierher gehört")
        INSULT = "beleidigung", _("Er beleidigt oder diskriminiert")
        MISLEADING = "taeuschung", _("Er täuscht oder gibt sich als jemand anderes aus")
        CHILDREN = "kinder", _("Er zeigt sexualisierte Gewalt gegen Kinder")

    class Outcome(models.TextChoices):
        REMOVED = "entfernt", _("Der Eintrag ist von der Seite genommen.")
        CHANGED = "geaendert", _("Der Inhalt ist geändert.")
        KEPT = "bleibt", _("Der Inhalt bleibt, wie er ist.")

    kind = models.CharField("Art", max_length=10, choices=Kind)
    page = models.CharField("Seite", max_length=500, blank=True)
    # What stands at that address, for the owner's mail; the row may be gone when the case is read.
    title = models.CharField("Eintrag", max_length=300, blank=True)
    reason = models.CharField("Grund", max_length=14, choices=Reason, blank=True)
    message = models.TextField("Was nicht geht", max_length=4000)
    language = models.CharField("Sprache", max_length=20, default="de", editable=False)
    in_good_faith = models.BooleanField("nach bestem Wissen", default=False)
    outcome = models.CharField("Entscheidung", max_length=10, choices=Outcome, blank=True)

    class Meta(Case.Meta):
        verbose_name = "Meldung"
        verbose_name_plural = "Meldungen: Barrieren und Einträge"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="report_decided_at_has_decided_by",
                violation_error_message="Zu einer Entscheidung gehört, wer sie traf.",
            ),
            models.CheckConstraint(
                condition=Q(kind="barriere") | ~Q(reason="") | Q(is_erased=True),
                name="report_of_an_entry_has_a_reason",
                violation_error_message="Bitte nennen Sie einen Grund.",
            ),
        ]
        indexes = [models.Index(fields=["decided_at", "due_on"], name="report_open")]

    @property
    def is_barrier(self) -> bool:
        return self.kind == self.Kind.BARRIER


class DataRequest(Case):
    """Somebody asks for what is kept about them, or wants it erased (Art. 15 and 17 DSGVO)."""

    class Wish(models.TextChoices):
        ACCESS = "auskunft", "Auskunft (Art. 15 DSGVO)"
        ERASURE = "loeschung", "Löschung (Art. 17 DSGVO)"
        BOTH = "beides", "Auskunft, danach Löschung"

    class Way(models.TextChoices):
        MAIL = "mail", "E-Mail"
        LETTER = "brief", "Brief"
        IN_PERSON = "buero", "persönlich im Büro"
        PHONE = "telefon", "Telefon"

    class Identity(models.TextChoices):
        SAME_ADDRESS = "adresse", "schrieb von dieser E-Mail-Adresse und bestätigte sie"
        SIGNED_IN = "konto", "im Konto angemeldet"
        IN_PERSON = "ausweis", "Ausweis vor Ort gesehen (keine Kopie)"
        LETTER = "brief", "Brief mit Unterschrift; die Anschrift kennen wir schon"
        NUMBER = "vorgang", "kennt Nummer und Inhalt eines eigenen Vorgangs"
        OTHER = "anders", "anders, siehe Vermerk"

    wish = models.CharField("Was gewünscht ist", max_length=10, choices=Wish)
    way = models.CharField("Eingang per", max_length=10, choices=Way, default=Way.MAIL)
    received_on = models.DateField("eingegangen am")
    # For who gives no e-mail address: either is enough, and no more is asked (Art. 5 (1) (c) and 11 DSGVO).
    reference = models.CharField("Nummer eines Vorgangs", max_length=20, blank=True)
    address = models.TextField("Anschrift", max_length=300, blank=True)
    identity = models.CharField("Identität geprüft", max_length=10, choices=Identity, blank=True)
    identity_note = models.CharField("Vermerk zur Identität", max_length=300, blank=True)
    # Key of a holding to how many of its rows were erased or changed, over all runs: {"claims": 2}.
    result = models.JSONField("Ergebnis", default=dict, editable=False)

    class Meta(Case.Meta):
        verbose_name = "Auskunft oder Löschung"
        verbose_name_plural = "Auskunft und Löschung"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="request_decided_at_has_decided_by",
                violation_error_message="Zu einer Antwort gehört, wer sie gab.",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | ~Q(identity="") | Q(state="verworfen"),
                name="request_answered_to_a_known_person",
                violation_error_message="Vor der Antwort wird geprüft, wer fragt.",
            ),
        ]


class DutyStep(models.Model):
    """What was done in a case, by whom; never changed."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, null=True, related_name="steps", verbose_name="Meldung"
    )
    request = models.ForeignKey(
        DataRequest,
        on_delete=models.CASCADE,
        null=True,
        related_name="steps",
        verbose_name="Auskunft",
    )
    verb = models.CharField("Schritt", max_length=20)
    note = models.TextField("Vermerk", blank=True, max_length=2000)
    taken_at = models.DateTimeField("wann", default=timezone.now)
    # Empty where the portal itself or a stranger took it.
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="wer",
    )

    class Meta:
        verbose_name = "Schritt"
        verbose_name_plural = "Schritte"
        ordering = ["taken_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(report=None, request__isnull=False)
                | Q(report__isnull=False, request=None),
                name="duty_step_belongs_to_one_case",
                violation_error_message="Ein Schritt gehört zu genau einem Vorgang.",
            ),
        ]

    def __str__(self):
        return f"{self.report or self.request}: {self.verb}"
