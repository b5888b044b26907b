"""What takes place: an event, its place, and who invites to it."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from actors.models import Actor, Language, Municipality, TargetGroup, Topic
from bildungsregion.base.models import (
    Imported,
    Publishable,
    PublishableQuerySet,
    Searchable,
    Timestamped,
)
from bildungsregion.base.translations import Translatable
from documents.models import Document
from projects.models import Project

from .occurrences import Occurrence
from .series import Series


def new_uid() -> str:
    return str(uuid4())


# Of an institution; the rest of its row is more than all else that a calendar needs.
SAID_IN_CALENDARS = frozenset(
    {
        "id", "translations", "is_published", "kind", "name", "street", "postcode", "city", "latitude", "longitude",
        "email",
    }
)  # fmt: skip


class EventQuerySet(PublishableQuerySet):
    def coming(self):
        """Events that still have a date ahead or running."""
        return self.filter(
            pk__in=Occurrence.objects.filter(current_until__gt=timezone.now()).values("event")
        )

    def for_calendars(self):
        """With all that calendar files say of an event: two thousand of them are held at once."""
        texts = ("description", "search_title", "search_text")
        unsaid = [f.name for f in Actor._meta.concrete_fields if f.name not in SAID_IN_CALENDARS]
        actors = [f"{actor}__{name}" for actor in ("organiser", "place_actor") for name in unsaid]
        return (
            self.select_related("organiser", "place_actor")
            .defer(*texts, *actors)
            .prefetch_related(Prefetch("topics", Topic.objects.published()), "target_groups")
        )

    def past(self):
        return self.exclude(
            pk__in=Occurrence.objects.filter(current_until__gt=timezone.now()).values("event")
        )


class Event(Translatable, Timestamped, Publishable, Searchable, Imported):
    TRANSLATED = ("title", "summary", "description")

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

    Wheelchair = Actor.Access
    ImageLicence = Actor.ImageLicence

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

    series = models.ForeignKey(
        Series,
        verbose_name="Reihe",
        on_delete=models.SET_NULL,
        related_name="events",
        null=True,
        blank=True,
    )

    project = models.ForeignKey(
        Project,
        verbose_name="Projekt",
        on_delete=models.SET_NULL,
        related_name="events",
        null=True,
        blank=True,
    )

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
    age_from = models.PositiveSmallIntegerField("Alter ab", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("Alter bis", null=True, blank=True)
    languages = models.ManyToManyField(
        Language, verbose_name="Sprachen", related_name="events", blank=True
    )
    wheelchair = models.CharField(
        "Rollstuhlgerecht", max_length=10, choices=Wheelchair, default=Wheelchair.UNKNOWN
    )
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

    image = models.FileField("Bild", upload_to="events/", blank=True)
    image_alt = models.CharField("Was auf dem Bild zu sehen ist", max_length=250, blank=True)
    image_author = models.CharField("Urheber:in des Bildes", max_length=120, blank=True)
    image_licence = models.CharField(
        "Lizenz des Bildes", max_length=10, choices=ImageLicence, blank=True
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
        indexes = [
            models.Index(fields=["title", "id"], name="event_by_title"),
            # Few belong to a project. Of an index of all, nearly each row the same, SQLite thinks little.
            models.Index(
                fields=["project"], name="event_of_project", condition=Q(project__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_from__isnull=True)
                | Q(age_to__isnull=True)
                | Q(age_to__gte=F("age_from")),
                name="event_ages_in_order",
                violation_error_message="„Alter bis“ ist kleiner als „Alter ab“.",
            ),
            models.CheckConstraint(
                condition=Q(image="")
                | ~(Q(image_alt="") | Q(image_author="") | Q(image_licence="")),
                name="event_image_is_described",
                violation_error_message="Zu einem Bild gehören Beschreibung, Urheber:in und Lizenz.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("events:event_detail", args=[self.slug])

    def get_image_url(self):
        return reverse("events:event_image", args=[self.slug]) if self.image else ""

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
    def actor(self) -> Actor | None:
        """Whose people may change it: what proposals ask of everything that an institution keeps."""
        return self.organiser

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
    def ages(self) -> str:
        """ "6 bis 12 Jahre", "ab 10 Jahren", "bis 6 Jahre" or ""."""
        if self.age_from is not None and self.age_to is not None:
            return gettext("%(a)s bis %(b)s Jahre") % {"a": self.age_from, "b": self.age_to}
        if self.age_from is not None:
            return gettext("ab %s Jahren") % self.age_from
        return gettext("bis %s Jahre") % self.age_to if self.age_to is not None else ""

    @property
    def wheelchair_label(self) -> str:
        """Whether one gets there in a wheelchair, the place answering where the event does not; "" if unknown."""
        unknown = self.Wheelchair.UNKNOWN
        if self.wheelchair != unknown:
            return self.get_wheelchair_display()
        place = self.place_actor
        return place.get_wheelchair_display() if place and place.wheelchair != unknown else ""

    @property
    def address_lines(self) -> list[str]:
        """Postal address of the place, the directory's entry filling what is not typed here."""
        place = self.place_actor
        street = self.street or (place.street if place else "")
        postcode = self.postcode or (place.postcode if place else "")
        city = self.city or (place.city if place else "")
        return [line for line in (street, f"{postcode} {city}".strip()) if line]
