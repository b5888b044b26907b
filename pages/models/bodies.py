"""Who the region is made of: bodies, milestones, contacts and answers."""

from itertools import count

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Topic
from actors.models.actors import phone_uri
from bildungsregion.base.dates import Precision, print_date
from bildungsregion.base.models import Imported, Publishable, PublishableQuerySet, Timestamped
from bildungsregion.base.translations import Translatable
from documents.models import Document


class Body(Translatable, Timestamped, Publishable, Imported):
    """A body (Gremium) of the region; its members are institutions, never people."""

    TRANSLATED = ("name", "chair", "task", "powers", "rhythm", "member_names")

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
    documents = models.ManyToManyField(
        Document, verbose_name="Protokolle und Beschlüsse", related_name="bodies", blank=True
    )
    position = models.PositiveSmallIntegerField("Reihenfolge", default=100)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = "Gremium"
        verbose_name_plural = "Gremien"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("pages:body_detail", args=[self.slug])

    @property
    def member_list(self) -> list[str]:
        """Names of members that have no entry in the directory, in the language of the page."""
        return [line.strip() for line in self.here.member_names.splitlines() if line.strip()]


class Milestone(Translatable, Timestamped, Publishable, Imported):
    TRANSLATED = ("title", "text")

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


class ContactPoint(Translatable, Timestamped, Publishable, Imported):
    """Who answers for an area of work; roles and functional addresses, no people's names."""

    TRANSLATED = ("area", "description", "place", "hours")

    class Concern(models.TextChoices):
        """What people come with; the page of the contact points is grouped by it, in this order."""

        TOGETHER = "together", _("Zusammenarbeiten und mitgestalten")
        FAMILY = "family", _("Ankommen, Sprache und Familie")
        WORK = "work", _("Schule, Ausbildung und Beruf")
        MONEY = "money", _("Förderung und Anträge")
        PORTAL = "portal", _("Dieses Portal")

    concern = models.CharField("Anliegen", max_length=10, choices=Concern, default=Concern.TOGETHER)
    area = models.CharField("Arbeitsbereich", max_length=200)
    # How texts place its card: ``::kontakt <slug>``; kept when the area is worded anew.
    slug = models.SlugField("Kürzel", max_length=120, unique=True, editable=False)
    description = models.TextField("Wobei geholfen wird", blank=True)
    phone = models.CharField("Telefon", max_length=50, blank=True)
    email = models.EmailField("E-Mail (Funktionsadresse)", blank=True)
    place = models.CharField("Gebäude und Raum", max_length=200, blank=True)
    hours = models.CharField("Sprechzeiten", max_length=200, blank=True)
    topics = models.ManyToManyField(
        Topic, verbose_name="Themen", related_name="contact_points", blank=True
    )
    position = models.PositiveSmallIntegerField("Reihenfolge", default=100)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = "Ansprechstelle"
        verbose_name_plural = "Ansprechstellen"
        ordering = ["position", "area"]

    def __str__(self):
        return self.area

    def get_absolute_url(self):
        return f"{reverse('pages:contact_list')}#stelle-{self.pk}"

    @property
    def phone_uri(self) -> str:
        return phone_uri(self.phone)

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        wish = (self.import_key or slugify(self.area))[:100] or "stelle"
        taken = set(
            ContactPoint.objects.filter(slug__startswith=wish).values_list("slug", flat=True)
        )
        return next(
            slug for n in count(1) if (slug := wish if n == 1 else f"{wish}-{n}") not in taken
        )


class FaqEntry(Translatable, Timestamped, Publishable, Imported):
    TRANSLATED = ("question", "answer")

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
