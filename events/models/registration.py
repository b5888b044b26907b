"""Registration for the dates of an event: on which terms, what is asked, and who comes.

Numbers, not names: of a class the portal knows how many come and one person who answers mails.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors.models.freshness import new_key
from bildungsregion.base.models import Timestamped
from events import recurrence

from .occurrences import Occurrence


class RegistrationTerms(Timestamped):
    """On which terms people register; an event without them takes none here.

    Whoever changes what counts against the places locks this row first (registration/actions.py).
    """

    event = models.OneToOneField(
        "events.Event",
        on_delete=models.CASCADE,
        related_name="registration_terms",
        verbose_name="Veranstaltung",
    )
    capacity = models.PositiveIntegerField("Plätze je Termin", null=True, blank=True)
    opens_from = models.DateTimeField("Anmeldung ab", null=True, blank=True)
    opens_days_before = models.PositiveSmallIntegerField(
        "oder so viele Tage vorher", null=True, blank=True
    )
    closes_on = models.DateTimeField("Anmeldung bis", null=True, blank=True)
    closes_hours_before = models.PositiveSmallIntegerField(
        "oder so viele Stunden vorher", null=True, blank=True
    )
    most_persons = models.PositiveSmallIntegerField("Personen je Anmeldung höchstens", default=5)
    allows_groups = models.BooleanField("Klassen und Gruppen können sich anmelden", default=False)
    most_in_group = models.PositiveSmallIntegerField("Personen je Gruppe höchstens", default=30)
    has_waiting_list = models.BooleanField("Mit Warteliste", default=True)
    hours_to_accept = models.PositiveSmallIntegerField("Stunden Zeit zum Annehmen", default=24)
    note = models.TextField("Hinweis im Formular", blank=True, max_length=1000)
    reminds = models.BooleanField("Am Tag vorher erinnern", default=True)
    keep_days = models.PositiveSmallIntegerField(
        "Angaben löschen nach so vielen Tagen", null=True, blank=True
    )
    is_closed = models.BooleanField("Anmeldung geschlossen", default=False)

    class Meta:
        verbose_name = "Anmeldung"
        verbose_name_plural = "Anmeldung"
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__lte=100_000),
                name="registration_terms_capacity",
                violation_error_message="Höchstens 100.000 Plätze.",
            ),
            models.CheckConstraint(
                condition=Q(opens_from__isnull=True) | Q(opens_days_before__isnull=True),
                name="registration_terms_one_opening",
                violation_error_message="Bitte nur einen Beginn der Anmeldung angeben.",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_hours_before__isnull=True),
                name="registration_terms_one_closing",
                violation_error_message="Bitte nur ein Ende der Anmeldung angeben.",
            ),
            models.CheckConstraint(
                condition=Q(most_persons__gte=1, most_in_group__gte=1),
                name="registration_terms_at_least_one",
                violation_error_message="Mindestens eine Person je Anmeldung.",
            ),
            models.CheckConstraint(
                condition=Q(hours_to_accept__lte=336),
                name="registration_terms_accept_in_two_weeks",
                violation_error_message="Höchstens 336 Stunden (zwei Wochen).",
            ),
            models.CheckConstraint(
                condition=Q(keep_days__isnull=True) | Q(keep_days__lte=365),
                name="registration_terms_keep_a_year",
                violation_error_message="Höchstens ein Jahr.",
            ),
        ]

    def __str__(self):
        return f"{self.event}: Anmeldung"

    def opening(self, occurrence: Occurrence) -> datetime | None:
        """The moment from which people register; None: since ever."""
        if self.opens_days_before is not None:
            local = timezone.localtime(occurrence.starts_at).replace(tzinfo=None)
            return recurrence.localise(local - timedelta(days=self.opens_days_before))
        return self.opens_from

    def closing(self, occurrence: Occurrence) -> datetime:
        """The moment at which registration ends, at the latest when the date begins."""
        start = occurrence.starts_at
        if self.closes_hours_before is not None:
            return start - timedelta(hours=self.closes_hours_before)
        return min(self.closes_on, start) if self.closes_on else start

    @property
    def kept_days(self) -> int:
        """How many days after the date the data is deleted."""
        return settings.REGISTRATION_KEEP_DAYS if self.keep_days is None else self.keep_days


class DatePlaces(models.Model):
    """Where one date differs from the terms of its event."""

    occurrence = models.OneToOneField(
        Occurrence, on_delete=models.CASCADE, related_name="places", verbose_name="Termin"
    )
    capacity = models.PositiveIntegerField("Plätze", null=True, blank=True)
    is_closed = models.BooleanField("Anmeldung geschlossen", default=False)

    class Meta:
        verbose_name = "Plätze eines Termins"
        verbose_name_plural = "Plätze einzelner Termine"
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__lte=100_000),
                name="date_places_capacity",
                violation_error_message="Höchstens 100.000 Plätze.",
            ),
        ]

    def __str__(self):
        return f"{self.occurrence}: {self.capacity}"


class Question(models.Model):
    """Something that the organiser wants to know of everybody who registers."""

    class Kind(models.TextChoices):
        YES_NO = "ja_nein", _("ja oder nein")
        CHOICE = "auswahl", _("Auswahl")
        TEXT = "text", _("kurzer Text")

    terms = models.ForeignKey(
        RegistrationTerms,
        on_delete=models.CASCADE,
        related_name="questions",
        verbose_name="Anmeldung",
    )
    text = models.CharField("Frage", max_length=200)
    kind = models.CharField("Art", max_length=8, choices=Kind.choices, default=Kind.TEXT)
    choices = models.TextField("Antworten zur Auswahl", blank=True, max_length=1000)
    is_required = models.BooleanField("Pflicht", default=False)
    order = models.PositiveSmallIntegerField("Reihenfolge", default=0)

    class Meta:
        verbose_name = "Frage"
        verbose_name_plural = "Fragen"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.text

    def clean(self):
        if self.kind == self.Kind.CHOICE and len(self.options) < 2:
            raise ValidationError({"choices": "Bitte mindestens zwei Antworten, eine je Zeile."})

    @property
    def options(self) -> list[str]:
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class RegistrationQuerySet(models.QuerySet):
    def taking(self, now: datetime):
        """Those that take places: fixed ones, and those whose place is kept for a while."""
        states = Registration.State
        kept = Q(state__in=[states.REQUESTED, states.OFFERED], held_until__gt=now)
        return self.filter(kept | Q(state=states.CONFIRMED))

    def waiting(self):
        """The waiting list in its order."""
        return self.filter(state=Registration.State.WAITING).order_by("waits_since", "pk")

    def active(self):
        """All that are not off: who still wants to come."""
        states = Registration.State
        return self.exclude(state__in=[states.CANCELLED, states.LAPSED])

    def persons(self) -> int:
        return self.aggregate(sum=Sum("persons"))["sum"] or 0


class Registration(Timestamped):
    """One person registers, for how many. When it is over or off, only the numbers stay."""

    class State(models.TextChoices):
        REQUESTED = "angefragt", _("E-Mail noch nicht bestätigt")
        CONFIRMED = "bestaetigt", _("angemeldet")
        WAITING = "warteliste", _("auf der Warteliste")
        OFFERED = "angeboten", _("Platz angeboten")
        CANCELLED = "abgesagt", _("abgesagt")
        LAPSED = "verfallen", _("verfallen")

    # What tells who somebody is; emptied when the registration is off or long over.
    PERSONAL = {
        "name": "", "email": "", "institution": "", "group_label": "",
        "needs_assistance": False, "needs_interpreter": False, "needs_note": "", "answers": [],
    }  # fmt: skip

    occurrence = models.ForeignKey(
        Occurrence,
        on_delete=models.CASCADE,
        related_name="registrations",
        verbose_name="Termin",
    )
    key = models.CharField(max_length=43, unique=True, default=new_key, editable=False)
    # Of the form that was sent: the same one twice is one registration.
    sent = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    state = models.CharField("Stand", max_length=10, choices=State.choices)
    name = models.CharField("Ansprechperson", max_length=120, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    institution = models.CharField("Einrichtung", max_length=200, blank=True)
    persons = models.PositiveIntegerField("Personen")
    is_group = models.BooleanField("Klasse oder Gruppe", default=False)
    group_label = models.CharField("Klasse oder Gruppe", max_length=60, blank=True)
    needs_assistance = models.BooleanField("Assistenz nötig", default=False)
    needs_interpreter = models.BooleanField("Dolmetschen nötig", default=False)
    needs_note = models.CharField("Was gebraucht wird", max_length=300, blank=True)
    # [{"question": text, "answer": text}, …] as they were asked.
    answers = models.JSONField("Antworten", default=list, blank=True)
    held_until = models.DateTimeField("Platz gehalten bis", null=True, blank=True)
    waits_since = models.DateTimeField("Rang seit", default=timezone.now, editable=False)
    came = models.PositiveIntegerField("gekommen", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="aufgenommen von",
    )
    # The date as its people know it; when it is no longer so, they get a mail.
    told_start = models.DateTimeField("mitgeteilter Beginn", editable=False)
    told_cancelled = models.BooleanField("Ausfall mitgeteilt", default=False, editable=False)
    is_reminded = models.BooleanField("erinnert", default=False, editable=False)
    is_erased = models.BooleanField("Angaben gelöscht", default=False, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "Anmeldung zu einem Termin"
        verbose_name_plural = "Anmeldungen"
        ordering = ["waits_since", "pk"]
        indexes = [
            models.Index(fields=["occurrence", "state"], name="registration_of_date"),
            models.Index(fields=["state", "held_until"], name="registration_held"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(persons__gte=1, persons__lte=100_000),
                name="registration_at_least_one",
                violation_error_message="Bitte mindestens eine Person.",
            ),
            models.CheckConstraint(
                condition=~Q(state="angeboten") | Q(held_until__isnull=False),
                name="registration_offer_has_end",
                violation_error_message="Ein angebotener Platz hat eine Frist.",
            ),
            models.CheckConstraint(
                condition=Q(is_erased=False)
                | Q(name="", email="", institution="", group_label="", needs_note=""),
                name="registration_erased_is_empty",
                violation_error_message="Gelöschte Angaben bleiben gelöscht.",
            ),
        ]

    def __str__(self):
        return f"{self.occurrence}: {self.persons}, {self.get_state_display()}"

    def get_absolute_url(self):
        return reverse("events:registration", args=[self.key])

    @property
    def is_off(self) -> bool:
        return self.state in (self.State.CANCELLED, self.State.LAPSED)

    @property
    def needs(self) -> list[str]:
        """What is needed, in words."""
        asked = [
            _("Assistenz") if self.needs_assistance else "",
            _("Dolmetschen") if self.needs_interpreter else "",
            self.needs_note,
        ]
        return [str(need) for need in asked if need]


class RegistrationLook(models.Model):
    """Somebody looked at who comes to a date, or took the list along."""

    class How(models.TextChoices):
        PAGE = "seite", "Seite"
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Tabelle"
        MAIL = "mail", "E-Mail an alle"

    occurrence = models.ForeignKey(
        Occurrence, on_delete=models.CASCADE, related_name="looks", verbose_name="Termin"
    )
    how = models.CharField("Wie", max_length=5, choices=How.choices)
    viewed_at = models.DateTimeField("angesehen am", default=timezone.now)
    viewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="angesehen durch",
    )

    class Meta:
        verbose_name = "Einsicht in Anmeldungen"
        verbose_name_plural = "Einsichten in Anmeldungen"
        ordering = ["-viewed_at", "-pk"]
        indexes = [models.Index(fields=["viewed_at", "id"], name="registration_look_by_moment")]

    def __str__(self):
        return f"{self.occurrence}: {self.viewed_by}, {self.how}"
