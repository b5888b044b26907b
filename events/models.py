"""What takes place: an event with the dates (occurrences) on which it happens.

Lists, feeds and the archive read occurrences only; recurrence rules, where they exist, are
expanded into them, so that no page has to know a rule.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Municipality, TargetGroup, Topic
from bildungsregion.base.models import (
    Imported,
    Publishable,
    PublishableQuerySet,
    Searchable,
    Timestamped,
)
from documents.models import Document

from .dates import print_occurrence


def new_uid() -> str:
    return str(uuid4())


class EventQuerySet(PublishableQuerySet):
    def coming(self):
        """Events that still have a date ahead or running."""
        return self.filter(
            pk__in=Occurrence.objects.filter(current_until__gt=timezone.now()).values("event")
        )

    def past(self):
        return self.exclude(
            pk__in=Occurrence.objects.filter(current_until__gt=timezone.now()).values("event")
        )


class Event(Timestamped, Publishable, Searchable, Imported):
    class Status(models.TextChoices):
        PLANNED = "geplant", _("geplant")
        CANCELLED = "abgesagt", _("abgesagt")
        POSTPONED = "verschoben", _("verschoben")
        MOVED_ONLINE = "online_verlegt", _("findet online statt")
        FULL = "ausgebucht", _("ausgebucht")

    class Attendance(models.TextChoices):
        ON_SITE = "praesenz", _("vor Ort")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("vor Ort und online")

    class Access(models.TextChoices):
        OPEN = "offen", _("offen für alle")
        REGISTRATION = "anmeldung", _("mit Anmeldung")
        INVITATION = "einladung", _("auf Einladung")
        TICKET = "ticket", _("mit Eintrittskarte")

    class Precision(models.TextChoices):
        """How exactly the dates of the event are known."""

        MINUTE = "minute", _("mit Uhrzeit")
        DAY = "day", _("auf den Tag")
        MONTH = "month", _("auf den Monat")

    title = models.CharField("Titel", max_length=200)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    status = models.CharField("Stand", max_length=20, choices=Status, default=Status.PLANNED)
    summary = models.CharField("Kurztext", max_length=400, blank=True)
    description = models.TextField("Beschreibung", blank=True)

    organiser = models.ForeignKey(
        Actor,
        verbose_name="Veranstalter im Verzeichnis",
        on_delete=models.SET_NULL,
        related_name="events",
        null=True,
        blank=True,
    )
    organiser_name = models.CharField("Veranstalter", max_length=200, blank=True)
    co_organisers = models.ManyToManyField(
        Actor, verbose_name="Mitveranstalter", related_name="co_organised_events", blank=True
    )

    attendance = models.CharField(
        "Teilnahme", max_length=10, choices=Attendance, default=Attendance.ON_SITE
    )
    place_actor = models.ForeignKey(
        Actor,
        verbose_name="Ort im Verzeichnis",
        on_delete=models.SET_NULL,
        related_name="hosted_events",
        null=True,
        blank=True,
    )
    place_name = models.CharField("Ort", max_length=200, blank=True)
    street = models.CharField("Straße und Hausnummer", max_length=150, blank=True)
    postcode = models.CharField("Postleitzahl", max_length=5, blank=True)
    city = models.CharField("Ortschaft", max_length=100, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        verbose_name="Gemeinde",
        on_delete=models.SET_NULL,
        related_name="events",
        null=True,
        blank=True,
    )
    online_url = models.URLField("Adresse der Online-Teilnahme", max_length=500, blank=True)

    access = models.CharField("Zugang", max_length=10, choices=Access, default=Access.OPEN)
    access_url = models.URLField("Anmeldung oder Karten unter", max_length=500, blank=True)
    is_free = models.BooleanField("Eintritt frei", null=True, blank=True)
    price = models.CharField("Preis", max_length=120, blank=True)
    language = models.CharField("Sprache", max_length=80, blank=True)
    accessibility_note = models.CharField(
        "Hinweise zur Barrierefreiheit", max_length=300, blank=True
    )

    date_precision = models.CharField(
        "Termin bekannt", max_length=6, choices=Precision, default=Precision.MINUTE
    )
    topics = models.ManyToManyField(Topic, verbose_name="Themen", related_name="events", blank=True)
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name="Zielgruppen", related_name="events", blank=True
    )
    documents = models.ManyToManyField(
        Document, verbose_name="Dokumente", related_name="events", blank=True
    )

    uid = models.CharField(
        "Kalenderkennung", max_length=255, unique=True, default=new_uid, editable=False
    )
    sequence = models.PositiveIntegerField("Änderungsnummer", default=0, editable=False)

    source = models.CharField("Quelle", max_length=300, blank=True)
    confidence = models.CharField("Verlässlichkeit", max_length=20, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "Veranstaltung"
        verbose_name_plural = "Veranstaltungen"
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("events:event_detail", args=[self.slug])

    def search_parts(self) -> tuple[str, str]:
        parts = (
            self.summary,
            self.description,
            self.organiser_name,
            self.place_name,
            self.city,
        )
        return self.title, " ".join(parts)

    def save(self, *args, **kwargs):
        if self.municipality_id is None and self.place_actor:
            self.municipality_id = self.place_actor.municipality_id
        super().save(*args, **kwargs)

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def marks(self) -> list[str]:
        """Short words for lists: what is unusual about it."""
        marks = []
        if self.status != self.Status.PLANNED:
            marks.append(self.get_status_display())
        if self.attendance != self.Attendance.ON_SITE:
            marks.append(self.get_attendance_display())
        if self.access != self.Access.OPEN:
            marks.append(self.get_access_display())
        if self.is_free:
            marks.append(_("kostenfrei"))
        return marks

    @property
    def organiser_label(self) -> str:
        return self.organiser_name or (self.organiser.name if self.organiser else "")

    @property
    def host_label(self) -> str:
        """The organiser, unless the place says the same already."""
        return "" if self.organiser_label == self.place_label else self.organiser_label

    @property
    def place_title(self) -> str:
        """Name of the place alone; its address follows in `address_lines`."""
        return self.place_name or (self.place_actor.name if self.place_actor else "")

    @property
    def place_label(self) -> str:
        """Place in one line, "Kita Kreideberg, Lüneburg"; "" when it is online or unknown."""
        name = self.place_title
        if self.attendance == self.Attendance.ONLINE:
            return ""
        city = self.city or (self.place_actor.city if self.place_actor else "")
        return ", ".join(part for part in (name, "" if city in name else city) if part)

    @property
    def address_lines(self) -> list[str]:
        """Postal address of the place, the directory's entry filling what is not typed here."""
        place = self.place_actor
        street = self.street or (place.street if place else "")
        postcode = self.postcode or (place.postcode if place else "")
        city = self.city or (place.city if place else "")
        return [line for line in (street, f"{postcode} {city}".strip()) if line]


class OccurrenceQuerySet(models.QuerySet):
    def published(self):
        return self.filter(event__is_published=True)

    def with_event(self):
        """The event, its organiser and its place along, without their long texts."""
        actors = ("event__organiser", "event__place_actor")
        texts = ("description", "search_title", "search_text")
        return self.select_related(*actors).defer(
            *(f"{row}__{text}" for row in ("event", *actors) for text in texts)
        )

    def coming(self):
        """Dates ahead or running, the next one first."""
        return self.filter(current_until__gt=timezone.now()).order_by("starts_at", "pk")

    def past(self):
        """Dates that are over, the last one first."""
        return self.filter(current_until__lte=timezone.now()).order_by("-starts_at", "-pk")


class Occurrence(Timestamped):
    """One date of an event.

    `starts_at` and `ends_at` are moments; an all-day date runs from local midnight to the local
    midnight after its last day (exclusive, as RFC 5545 3.6.1 has it). Without `ends_at` the end
    is open.
    """

    event = models.ForeignKey(
        Event, verbose_name="Veranstaltung", on_delete=models.CASCADE, related_name="occurrences"
    )
    number = models.PositiveIntegerField("Nummer", editable=False)
    starts_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende", null=True, blank=True)
    all_day = models.BooleanField("Ganztägig", default=False)
    is_cancelled = models.BooleanField("Termin fällt aus", default=False)
    note = models.CharField("Hinweis zum Termin", max_length=200, blank=True)
    current_until = models.DateTimeField("Aktuell bis", editable=False)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = "Termin"
        verbose_name_plural = "Termine"
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["current_until", "starts_at"], name="occurrence_current_starts"),
            models.Index(fields=["starts_at"], name="occurrence_starts"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"], name="occurrence_number_once_per_event"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="occurrence_in_order",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
        ]

    def __str__(self):
        return f"{self.event}, {timezone.localtime(self.starts_at):%d.%m.%Y}"

    def save(self, *args, **kwargs):
        if self.number is None:
            last = Occurrence.objects.filter(event=self.event_id).aggregate(last=Max("number"))
            self.number = (last["last"] or 0) + 1
        if self.all_day:
            self.starts_at, self.ends_at = whole_days(self.starts_at, self.ends_at)
        self.current_until = self.ends_at or next_midnight(self.starts_at)
        super().save(*args, **kwargs)

    @property
    def uid(self) -> str:
        """Calendar identity, RFC 5545 3.8.4.7: the event's own, so it outlives a new date."""
        return self.event.uid if self.number == 1 else f"{self.event.uid}-{self.number}"

    @property
    def marks(self) -> list[str]:
        if self.is_cancelled and not self.event.is_cancelled:
            return [_("fällt aus"), *self.event.marks]
        return self.event.marks

    @property
    def leaf(self) -> date | None:
        """The day for a calendar leaf; None where only the month is known."""
        if self.event.date_precision == Event.Precision.MONTH:
            return None
        return timezone.localdate(self.starts_at)

    @property
    def when(self) -> str:
        """The date as people write it; needs the event."""
        return print_occurrence(self, self.event.date_precision)

    @property
    def does_not_take_place(self) -> bool:
        return self.is_cancelled or self.event.is_cancelled

    @property
    def is_past(self) -> bool:
        return self.current_until <= timezone.now()


def local_midnight(day) -> datetime:
    """The moment at which a day begins in the region."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def next_midnight(moment: datetime) -> datetime:
    local_day = moment.astimezone(timezone.get_default_timezone()).date()
    return local_midnight(local_day + timedelta(days=1)).astimezone(UTC)


def whole_days(starts_at: datetime, ends_at: datetime | None) -> tuple[datetime, datetime]:
    """Widen a span to whole local days; an end at midnight is exclusive and stays."""
    zone = timezone.get_default_timezone()
    start = local_midnight(starts_at.astimezone(zone).date())
    if ends_at is None or ends_at <= starts_at:
        return start, next_midnight(start)
    local_end = ends_at.astimezone(zone)
    if local_end.time() == time.min:
        return start, ends_at
    return start, next_midnight(ends_at)
