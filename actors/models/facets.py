"""What entries are found by: place, topic, phase of life, target group, language."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.addresses import address_of
from bildungsregion.base.models import Imported, Publishable, Searchable, Timestamped


class Municipality(Imported, models.Model):
    """A municipality of the district, with its outline for the map (WGS 84, GeoJSON geometry)."""

    class Kind(models.TextChoices):
        HANSESTADT = "hansestadt", _("Hansestadt")
        GROSSE_KREISSTADT = "grosse_kreisstadt", _("Große Kreisstadt")
        STADT = "stadt", _("Stadt")
        GEMEINDE = "gemeinde", _("Gemeinde")
        FLECKEN = "flecken", _("Flecken")
        SAMTGEMEINDE = "samtgemeinde", _("Samtgemeinde")
        MITGLIEDSGEMEINDE = "mitgliedsgemeinde", _("Mitgliedsgemeinde")

    name = models.CharField("Name", max_length=80)
    slug = models.SlugField("Adresse", max_length=80, unique=True)
    kind = models.CharField("Art", max_length=20, choices=Kind.choices, default=Kind.GEMEINDE)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name="Samtgemeinde",
    )
    ags = models.CharField("Amtlicher Schlüssel", max_length=12, blank=True)
    postcodes = models.JSONField("Postleitzahlen", default=list, blank=True)
    geometry = models.JSONField("Umriss", null=True, blank=True, editable=False)
    latitude = models.FloatField("Breite", null=True, blank=True)
    longitude = models.FloatField("Länge", null=True, blank=True)

    class Meta:
        verbose_name = "Gemeinde"
        verbose_name_plural = "Gemeinden"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("actors:municipality_detail", self.slug)


class Topic(Imported, Searchable, Publishable, Timestamped):
    """A field of action of the region, or a transition between two stages of education."""

    class Kind(models.TextChoices):
        TOPIC = "topic", _("Thema")
        TRANSITION = "transition", _("Übergang")

    name = models.CharField("Name", max_length=120)
    slug = models.SlugField("Adresse", max_length=80, unique=True)
    kind = models.CharField("Art", max_length=12, choices=Kind.choices, default=Kind.TOPIC)
    summary = models.TextField("In zwei Sätzen", blank=True)
    body = models.TextField("Text", blank=True, help_text="Markdown")
    order = models.PositiveSmallIntegerField("Reihenfolge", default=100)

    class Meta:
        verbose_name = "Thema"
        verbose_name_plural = "Themen"
        ordering = ["order", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        view = "transition_detail" if self.kind == self.Kind.TRANSITION else "topic_detail"
        return address_of(f"pages:{view}", self.slug)

    def search_parts(self):
        return self.name, f"{self.summary} {self.body}"


class Facet(Imported, models.Model):
    name = models.CharField("Name", max_length=80)
    slug = models.SlugField("Adresse", max_length=60, unique=True)
    order = models.PositiveSmallIntegerField("Reihenfolge", default=100)

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self):
        return self.name


class LifePhase(Facet):
    """Lebensphase: early childhood to old age."""

    class Meta(Facet.Meta):
        verbose_name = "Lebensphase"
        verbose_name_plural = "Lebensphasen"


class TargetGroup(Facet):
    """Zielgruppe: for whom an entry is meant."""

    class Meta(Facet.Meta):
        verbose_name = "Zielgruppe"
        verbose_name_plural = "Zielgruppen"


class Language(Facet):
    """A language that is spoken at an institution; ``slug`` is its code (ISO 639), „uk“ or „gsg“."""

    class Meta(Facet.Meta):
        verbose_name = "Sprache"
        verbose_name_plural = "Sprachen"
