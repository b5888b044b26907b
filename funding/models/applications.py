"""The case: an application of an institution, its dated appointments and their costs."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Municipality, Offer
from bildungsregion.base import arrival
from bildungsregion.base.models import Timestamped
from bildungsregion.base.money import CentsField
from funding import bank, grant
from projects.models import Project

from .budget import BudgetYear
from .case_lists import ApplicationQuerySet
from .programmes import Programme, RuleSet
from .status import DECIDED, GRANTED, OPEN, SETTLED, Status


def new_token() -> str:
    """The address of a draft: 20 characters nobody guesses, readable aloud."""
    return get_random_string(20, "abcdefghijkmnpqrstuvwxyz23456789")


def check_iban(text: str) -> None:
    if not bank.is_iban(bank.normalise(text)):
        raise ValidationError(
            _("Diese IBAN kann nicht stimmen. Bitte vergleichen Sie sie mit Ihren Unterlagen."),
            code="iban",
        )


class Application(Timestamped):
    """An application to the fund (Antrag). Its status is set by workflow.step() and nothing else."""

    Status = Status

    class Section(models.TextChoices):
        """The steps of the form, as they stand in its addresses and in information requests."""

        INSTITUTION = "einrichtung", _("Einrichtung und Kontakt")
        PROJECT = "vorhaben", _("Vorhaben")
        APPOINTMENTS = "termine", _("Termine und Gruppen")
        COSTS = "kosten", _("Kosten")
        FINANCING = "finanzierung", _("Andere Förderung und Konto")
        ATTACHMENTS = "anlagen", _("Anlagen")

    class Field(models.TextChoices):
        """The four fields of education of the guideline (no. 1)."""

        CULTURAL = "kulturell", _("Kultur")
        MUSEUM = "museal", _("Museum")
        ARTISTIC = "kuenstlerisch", _("Kunst")
        ENVIRONMENTAL = "umweltbezogen", _("Umwelt")

    class Travel(models.TextChoices):
        NONE = "keine", _("keine Fahrt nötig, oder zu Fuß und mit dem Rad")
        OPNV = "opnv", _("mit Bus und Bahn oder der Fähre")
        BUS = "bus", _("mit einem gemieteten Bus")
        BOTH = "beides", _("teils mit Bus und Bahn, teils mit einem gemieteten Bus")

    OPEN, DECIDED, GRANTED = OPEN, DECIDED, GRANTED

    token = models.CharField(
        "Adresse des Entwurfs", max_length=40, unique=True, default=new_token, editable=False
    )
    # NULL until submission: several drafts must not share an empty number.
    number = models.CharField("Nummer", max_length=16, unique=True, null=True, editable=False)  # noqa: DJ001
    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name="Förderprogramm",
    )
    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.PROTECT, related_name="applications", null=True, editable=False,
        verbose_name="Förderregeln",
    )  # fmt: skip
    budget_year = models.ForeignKey(
        BudgetYear, on_delete=models.PROTECT, related_name="applications", null=True, editable=False,
        verbose_name="Haushaltsjahr",
    )  # fmt: skip
    status = models.CharField(
        "Stand", max_length=20, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    version = models.PositiveIntegerField("Fassung", default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="angelegt durch",
    )

    institution = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="applications", verbose_name=_("Einrichtung")
    )
    head_name = models.CharField(_("Leitung der Einrichtung"), max_length=120, blank=True)
    contact_name = models.CharField(_("Ansprechperson"), max_length=120, blank=True)
    contact_phone = models.CharField(_("Telefon für Rückfragen"), max_length=60, blank=True)
    contact_email = models.EmailField(_("E-Mail für Rückfragen"), blank=True)

    title = models.CharField(_("Titel des Vorhabens"), max_length=160, blank=True)
    field = models.CharField(_("Bereich"), max_length=14, choices=Field.choices, blank=True)
    description = models.TextField(_("Kurze Beschreibung"), max_length=3000, blank=True)
    offer = models.ForeignKey(
        Offer,
        on_delete=models.SET_NULL,
        related_name="applications",
        null=True,
        blank=True,
        verbose_name=_("Angebot"),
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.SET_NULL,
        related_name="applications",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("Projekt der Bildungsregion"),
    )
    provider = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="provided_applications", null=True, blank=True,
        verbose_name=_("Lernort oder Anbieter"),
    )  # fmt: skip
    provider_name = models.CharField(_("Anderer Anbieter"), max_length=160, blank=True)
    place = models.CharField(_("Ort der Maßnahme"), max_length=160, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="applications", null=True, blank=True,
        verbose_name=_("Gemeinde"),
    )  # fmt: skip
    own_premises = models.BooleanField(_("findet im eigenen Haus statt"), default=False)
    travel_mode = models.CharField(_("Anreise"), max_length=8, choices=Travel.choices, blank=True)
    bus_reason = models.TextField(_("Warum kein Nahverkehr?"), max_length=1000, blank=True)

    third_party_name = models.CharField(_("Andere Förderung von"), max_length=160, blank=True)
    third_party_cents = CentsField(_("Betrag der anderen Förderung"), default=0)
    iban = models.CharField("IBAN", max_length=34, blank=True, validators=[check_iban])
    account_holder = models.CharField(_("Konto lautet auf"), max_length=120, blank=True)

    declared_not_begun = models.BooleanField(
        _("Das Vorhaben hat noch nicht begonnen."), default=False
    )
    declared_true = models.BooleanField(
        _("Alle Angaben sind richtig und vollständig."), default=False
    )
    declared_privacy = models.BooleanField(
        _("Ich habe die Hinweise zum Datenschutz gelesen."), default=False
    )
    delivery_consent = models.BooleanField(
        _("Der Bescheid darf hier im Portal bereitgestellt werden."), default=False
    )

    # What the steps of the form held when they were last saved, as typed: section → field → text. It keeps
    # what is unfinished or wrong; the columns above take over what could be understood.
    draft_data = models.JSONField("Eingaben, wie getippt", default=dict, blank=True, editable=False)

    submit_token = models.CharField(max_length=40, unique=True, null=True, editable=False)  # noqa: DJ001
    submitted_at = models.DateTimeField("eingereicht am", null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="eingereicht durch",
    )  # fmt: skip
    # Of a draft only where the office types in what came on paper: the day it came.
    received_on = models.DateField("eingegangen am", null=True, editable=False)
    # The office typed in what came on paper: the typist speaks for the institution and never signs.
    on_behalf = models.BooleanField("auf Papier eingegangen", default=False, editable=False)
    # Since when nothing is missing any more: the order of the waiting list.
    complete_since = models.DateTimeField("vollständig seit", null=True, editable=False)
    late = models.BooleanField("später als erbeten", default=False, editable=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assigned_applications", null=True,
        blank=True, verbose_name="bearbeitet durch",
    )  # fmt: skip
    requested_cents = CentsField("beantragt", default=0, editable=False)
    computed_cents = CentsField("berechnet", default=0, editable=False)
    decided_cents = CentsField("entschieden", null=True, editable=False)
    decided_at = models.DateTimeField("entschieden am", null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="entschieden durch",
    )  # fmt: skip
    proof_due_on = models.DateField("Nachweis bis", null=True, editable=False)
    settled_cents = CentsField("abgerechnet", null=True, editable=False)
    settled_at = models.DateTimeField("abgerechnet am", null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="abgerechnet durch",
    )  # fmt: skip
    closed_on = models.DateField("abgeschlossen am", null=True, editable=False)
    withdrawn_at = models.DateTimeField("zurückgezogen am", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name="zurückgezogen durch",
    )  # fmt: skip
    imported_from = models.CharField("übernommen aus", max_length=200, blank=True, editable=False)
    anonymised_on = models.DateField("anonymisiert am", null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "Antrag"
        verbose_name_plural = "Anträge"
        ordering = ["-submitted_at", "-pk"]
        permissions = [("review_application", "Darf Anträge prüfen und Rückfragen stellen")]
        indexes = [
            models.Index(fields=["status", "received_on"], name="application_by_status"),
            models.Index(fields=["-submitted_at", "-id"], name="application_newest_first"),
            models.Index(fields=["status", "-submitted_at", "-id"], name="application_newest_of_status"),
            models.Index(fields=["project"], name="application_of_project", condition=Q(project__isnull=False)),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(~Q(status="draft"), submitted_at__isnull=False, submitted_by__isnull=False),
                name="application_submitted_pair",
                violation_error_message="Ein eingereichter Antrag hat Zeitpunkt und Person der Einreichung.",
            ),
            models.CheckConstraint(
                condition=Q(
                    Q(received_on__isnull=True) | Q(on_behalf=True),
                    status="draft",
                    number__isnull=True,
                    rule_set__isnull=True,
                )
                | Q(
                    ~Q(status="draft"),
                    number__isnull=False,
                    received_on__isnull=False,
                    rule_set__isnull=False,
                ),
                name="application_filed_has_number_and_rules",
                violation_error_message="Ein eingereichter Antrag hat Nummer, Eingangstag und Förderregeln.",
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(declared_not_begun=True, declared_true=True, declared_privacy=True),
                name="application_filed_is_declared",
                violation_error_message="Bitte bestätigen Sie alle Erklärungen, bevor Sie den Antrag einreichen.",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=sorted(DECIDED),
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    decided_cents__isnull=False,
                )
                | Q(
                    ~Q(status__in=sorted(DECIDED)),
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                    decided_cents__isnull=True,
                ),
                name="application_decided_pair",
                violation_error_message="Eine Entscheidung hat Zeitpunkt, Person und Betrag.",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(status__in=sorted(GRANTED))
                    | Q(decided_cents__gt=0, budget_year__isnull=False)
                )
                & (~Q(status="rejected") | Q(decided_cents=0)),
                name="application_amount_fits_decision",
                violation_error_message="Nur eine Bewilligung hat einen Betrag und ein Haushaltsjahr.",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False
                )
                | Q(~Q(status="withdrawn"), withdrawn_at__isnull=True, withdrawn_by__isnull=True),
                name="application_withdrawn_pair",
                violation_error_message="Ein zurückgezogener Antrag hat Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(
                    settled_at__isnull=True, settled_by__isnull=True, settled_cents__isnull=True
                )
                | Q(
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                    settled_cents__gte=0,
                    settled_cents__lte=F("decided_cents"),
                ),
                name="application_settled_pair",
                violation_error_message="Abgerechnet wird mit Zeitpunkt und Person, höchstens der bewilligte Betrag.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(SETTLED)) | Q(settled_cents__isnull=False),
                name="application_settled_has_amount",
                violation_error_message="Ein abgerechneter Antrag hat einen abgerechneten Betrag.",
            ),
            models.CheckConstraint(
                condition=~Q(status="waitlisted")
                | Q(complete_since__isnull=False, budget_year__isnull=False),
                name="application_waits_in_a_year",
                violation_error_message="Auf der Warteliste steht, was vollständig ist und ein Haushaltsjahr hat.",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_on__isnull=False),
                name="application_closed_has_day",
                violation_error_message="Ein abgeschlossener Vorgang hat den Tag des Abschlusses.",
            ),
            models.CheckConstraint(
                condition=Q(third_party_cents__gte=0),
                name="application_third_party_not_negative",
                violation_error_message="Der Betrag der anderen Förderung darf nicht negativ sein.",
            ),
        ]

    def __str__(self):
        return f"{self.number or 'Entwurf'} {self.title or self.institution}".strip()

    def get_absolute_url(self):
        return reverse("funding:application_detail", args=[self.key])

    def clean(self):
        self.iban = bank.normalise(self.iban)

    @property
    def key(self) -> str:
        """What stands in the case's address: its number, before submission the draft's token."""
        return self.number or self.token

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def day_of_receipt(self) -> date:
        """The day from which lead time and rules are counted; a draft would come today."""
        return self.received_on or arrival.today()

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def provider_label(self) -> str:
        """The provider's name, from the directory or as typed."""
        return str(self.provider) if self.provider else self.provider_name

    @cached_property
    def open_request(self):
        """The information request that waits for an answer, or None."""
        waiting = (row for row in self.info_requests.all() if row.closed_at is None)
        return next(waiting, None)

    @cached_property
    def open_hearing(self):
        """The hearing that runs, or None."""
        running = (row for row in self.hearings.all() if row.ended_at is None)
        return next(running, None)

    @cached_property
    def decision(self):
        """The latest decision, signed or not, or None."""
        return self.decisions.order_by("-prepared_at", "-pk").first()

    @cached_property
    def payment_order(self):
        """The order that is under way or paid, or None."""
        return self.payment_orders.live().first()

    @property
    def editable_sections(self) -> list[str]:
        """The steps of the form that the applicant may write in now."""
        if self.is_draft:
            return list(self.Section)
        if self.status == self.Status.INFO_REQUESTED and self.open_request:
            return [section for section in self.Section if section in self.open_request.sections]
        return []

    @property
    def first_day(self) -> date | None:
        return min((appointment.starts_on for appointment in self.appointments.all()), default=None)

    @property
    def last_day(self) -> date | None:
        return max((appointment.ends_on for appointment in self.appointments.all()), default=None)

    def rules(self) -> grant.Rules:
        """The pinned rules; for a draft those of its receipt. Raises DomainError when there are none."""
        rule_set = self.rule_set or self.programme.rule_set_on(self.day_of_receipt)
        return rule_set.rules()

    def planned(self, phase: str = "plan") -> Sequence[grant.Appointment]:
        """The appointments with their costs as the reckoning takes them."""
        return [appointment.as_reckoned(phase) for appointment in self.appointments.all()]

    def reckon(self, rules: grant.Rules | None = None) -> grant.Grant:
        """The explained grant for what the application says now."""
        return grant.compute(rules or self.rules(), self.planned(), self.third_party_cents)
