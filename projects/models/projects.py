"""A project: what people in the region do together, with lead, period, aims and results."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from actors.models import Actor, LifePhase, Municipality, TargetGroup, Topic
from bildungsregion.base.dates import Precision, print_date
from bildungsregion.base.models import (
    Imported,
    Publishable,
    PublishableQuerySet,
    Searchable,
    Timestamped,
)
from bildungsregion.base.stored_files import delete_at_commit
from bildungsregion.base.translations import Translatable
from documents.models import Document


# Pages below /projekte/ that are no project.
RESERVED_SLUGS = frozenset({"feed", "gute-praxis"})


class ProjectQuerySet(PublishableQuerySet):
    def good_practice(self):
        return self.filter(is_good_practice=True)

    def for_list(self):
        """With the lead, without the long texts that no list prints."""
        texts = ("description", "search_title", "search_text")
        return self.select_related("lead").defer(
            "aim", "results", *texts, *(f"lead__{text}" for text in texts)
        )

    def running_first(self):
        """Running ones on top, then planned, kept, unknown and finished ones; by title."""
        order = [
            Project.Status.RUNNING,
            Project.Status.PLANNED,
            Project.Status.PERMANENT,
            Project.Status.UNKNOWN,
        ]
        rank = models.Case(
            *(models.When(status=status, then=place) for place, status in enumerate(order)),
            default=len(order),
            output_field=models.IntegerField(),
        )
        return self.order_by(rank, "title", "pk")


class Project(Timestamped, Publishable, Searchable, Imported, Translatable):
    TRANSLATED = ("title", "summary", "aim", "description", "results")

    class Status(models.TextChoices):
        PLANNED = "geplant", _("geplant")
        RUNNING = "laufend", _("läuft")
        FINISHED = "abgeschlossen", _("abgeschlossen")
        PERMANENT = "verstetigt", _("dauerhaft")
        UNKNOWN = "unbekannt", _("Stand unbekannt")

    title = models.CharField("Titel", max_length=200)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    status = models.CharField("Stand", max_length=20, choices=Status, default=Status.UNKNOWN)
    summary = models.CharField("Kurztext", max_length=400, blank=True)
    aim = models.TextField("Ziel", blank=True)
    description = models.TextField("Beschreibung", blank=True)
    results = models.TextField("Ergebnisse", blank=True)

    lead = models.ForeignKey(
        Actor,
        verbose_name="Federführung im Verzeichnis",
        on_delete=models.SET_NULL,
        related_name="led_projects",
        null=True,
        blank=True,
    )
    lead_name = models.CharField("Federführung", max_length=200, blank=True)
    partners = models.ManyToManyField(
        Actor,
        verbose_name="Partner im Verzeichnis",
        through="projects.Partnership",
        related_name="projects",
    )
    contact = models.CharField("Kontakt", max_length=200, blank=True)
    enquiry_email = models.EmailField("Anfragen an", blank=True)
    website = models.URLField("Webseite", max_length=500, blank=True)

    topics = models.ManyToManyField(
        Topic, verbose_name="Themen", related_name="projects", blank=True
    )
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name="Zielgruppen", related_name="projects", blank=True
    )
    life_phases = models.ManyToManyField(
        LifePhase, verbose_name="Lebensphasen", related_name="projects", blank=True
    )
    municipalities = models.ManyToManyField(
        Municipality, verbose_name="Gemeinden", related_name="projects", blank=True
    )
    documents = models.ManyToManyField(
        Document, verbose_name="Dokumente", related_name="projects", blank=True
    )

    starts_on = models.DateField("Beginn", null=True, blank=True)
    starts_precision = models.CharField(
        "Beginn bekannt", max_length=5, choices=Precision, default=Precision.DAY
    )
    ends_on = models.DateField("Ende", null=True, blank=True)
    ends_precision = models.CharField(
        "Ende bekannt", max_length=5, choices=Precision, default=Precision.DAY
    )
    is_good_practice = models.BooleanField("Gute Praxis zum Übernehmen", default=False)
    origin = models.ForeignKey(
        "self",
        verbose_name="begonnen nach dem Vorbild von",
        on_delete=models.SET_NULL,
        related_name="followers",
        null=True,
        blank=True,
    )

    source = models.CharField("Quelle", max_length=300, blank=True)
    confidence = models.CharField("Verlässlichkeit", max_length=20, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "Projekt"
        verbose_name_plural = "Projekte"
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["title", "id"], name="project_by_title"),
            # Few follow another one. Of an index of all, nearly each row the same, SQLite thinks little.
            models.Index(
                fields=["origin"], name="project_followers", condition=Q(origin__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="project_period_in_order",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            models.CheckConstraint(
                condition=Q(origin=None) | ~Q(origin=F("id")),
                name="project_is_not_its_own_origin",
                violation_error_message="Ein Projekt ist nicht sein eigenes Vorbild.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("projects:project_detail", args=[self.slug])

    @transaction.atomic
    def delete(self, *args, **kwargs):
        """Its pictures and logos go with it, their files too."""
        files = [picture.image for picture in self.pictures.all()]
        files += [funder.logo for funder in self.funders.all()]
        deleted = super().delete(*args, **kwargs)
        delete_at_commit(*files)
        return deleted

    def clean(self):
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": "Diese Adresse gehört schon einer anderen Seite des Portals."}
            )

    def search_parts(self) -> tuple[str, str]:
        parts = (self.summary, self.aim, self.description, self.results, self.lead_label)
        return self.title, " ".join((*parts, *self._names_beside()))

    def _names_beside(self) -> list[str]:
        """Partners and funders by name; rows beside write the project's search anew (models/parts.py)."""
        if self.pk is None:
            return []
        partners = self.partnerships.select_related("actor")
        names = [partner.label for partner in partners]
        return [*names, *self.funders.values_list("name", flat=True)]

    @property
    def marks(self) -> list[str]:
        """Short words for lists."""
        status = [] if self.status == self.Status.UNKNOWN else [self.get_status_display()]
        return [*status, *([_("gute Praxis")] if self.is_good_practice else [])]

    @property
    def need_labels(self) -> list[str]:
        """What it takes to do the same, by kind; a list of projects fetches the needs before."""
        return [str(need) for need in self.needs.all()]

    @property
    def actor(self) -> Actor | None:
        """Whose people may change it: what proposals ask of everything that an institution keeps."""
        return self.lead

    @property
    def lead_label(self) -> str:
        return self.lead_name or (self.lead.name if self.lead else "")

    @property
    def known_address(self) -> str:
        """Where questions about the project go; "" if only the office can pass them on."""
        return self.enquiry_email or (self.lead.email if self.lead else "")

    @property
    def period(self) -> str:
        """ "Juli 2024 bis 30. Juni 2028", "seit 2009", "bis 2020" or ""."""
        start = print_date(self.starts_on, self.starts_precision)
        end = print_date(self.ends_on, self.ends_precision)
        if start and end:
            if start == end:
                return start
            return gettext("%(start)s bis %(end)s") % {"start": start, "end": end}
        if start:
            words = gettext("ab %s") if self._lies_ahead(self.starts_on) else gettext("seit %s")
            return words % start
        return gettext("bis %s") % end if end else ""

    def _lies_ahead(self, day: date) -> bool:
        return self.status == self.Status.PLANNED or day > timezone.localdate()
