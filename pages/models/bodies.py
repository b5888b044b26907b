"""Who the region is made of: bodies, milestones, contacts and answers."""

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actors.models import Actor
from bildungsregion.base.dates import Precision, print_date
from bildungsregion.base.models import Imported, Publishable, PublishableQuerySet, Timestamped
from documents.models import Document


class Body(Timestamped, Publishable, Imported):
    """A body (Gremium) of the region; its members are institutions, never people."""

    class Kind(models.TextChoices):
        STEERING = "steuerung", _("Steuerung")
        OFFICE = "geschaeftsstelle", _("Geschäftsstelle")
        WORKING_GROUP = "arbeitsgruppe", _("Arbeitsgruppe")
        ADVISORY = "beirat", _("Beirat")
        POLITICAL = "politik", _("Politisches Gremium")
        NETWORK = "netzwerk", _("Netzwerk")

    name = models.CharField("Name", max_length=200)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    kind = models.CharField("Art", max_length=20, choices=Kind)
    chair = models.CharField("Vorsitz (Funktion)", max_length=200, blank=True)
    task = models.TextField("Aufgabe", blank=True)
    powers = models.TextField("Befugnisse", blank=True)
    rhythm = models.CharField("Tagt", max_length=200, blank=True)
    members = models.ManyToManyField(
        Actor, verbose_name="Mitglieder im Verzeichnis", related_name="bodies", blank=True
    )
    member_names = models.TextField("Weitere Mitglieder, je Zeile eines", blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=100)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = "Gremium"
        verbose_name_plural = "Gremien"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('pages:body_list')}#{self.slug}"

    @property
    def member_list(self) -> list[str]:
        """Names of members that have no entry in the directory."""
        return [line.strip() for line in self.member_names.splitlines() if line.strip()]


class Milestone(Timestamped, Publishable, Imported):
    on = models.DateField("Datum")
    precision = models.CharField(
        "Datum bekannt", max_length=5, choices=Precision, default=Precision.DAY
    )
    title = models.CharField("Titel", max_length=200)
    text = models.TextField("Text", blank=True)
    document = models.ForeignKey(
        Document,
        verbose_name="Dokument dazu",
        on_delete=models.SET_NULL,
        related_name="milestones",
        null=True,
        blank=True,
    )

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = "Meilenstein"
        verbose_name_plural = "Meilensteine"
        ordering = [F("on").desc(), "title"]

    def __str__(self):
        return f"{self.when}: {self.title}"

    @property
    def when(self) -> str:
        return print_date(self.on, self.precision)

    @property
    def url(self) -> str:
        """Where the document of this step is, if it can be seen."""
        is_shown = self.document and self.document.is_published
        return self.document.get_absolute_url() if is_shown else ""


class ContactPoint(Timestamped, Publishable, Imported):
    """Who answers for an area of work; roles and functional addresses, no people's names."""

    area = models.CharField("Arbeitsbereich", max_length=200)
    description = models.TextField("Wobei geholfen wird", blank=True)
    phone = models.CharField("Telefon", max_length=50, blank=True)
    email = models.EmailField("E-Mail (Funktionsadresse)", blank=True)
    place = models.CharField("Gebäude und Raum", max_length=200, blank=True)
    hours = models.CharField("Sprechzeiten", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=100)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = "Ansprechstelle"
        verbose_name_plural = "Ansprechstellen"
        ordering = ["position", "area"]

    def __str__(self):
        return self.area


class FaqEntry(Timestamped, Publishable, Imported):
    class About(models.TextChoices):
        FUNDING = "funding", "Förderung"
        PORTAL = "portal", "Portal"
        REGION = "region", "Bildungsregion"

    question = models.CharField("Frage", max_length=250)
    answer = models.TextField("Antwort")
    about = models.CharField("Gehört zu", max_length=20, choices=About, default=About.PORTAL)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=100)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = "Häufige Frage"
        verbose_name_plural = "Häufige Fragen"
        ordering = ["about", "position", "question"]

    def __str__(self):
        return self.question
