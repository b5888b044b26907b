"""What entries are found by: place, topic, phase of life, target group, language."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from actors.ages import AGE_CHOICES
from bildungsregion.base.addresses import address_of
from bildungsregion.base.models import Imported, Publishable, Searchable, Timestamped
from bildungsregion.base.translations import Translatable


class Icon(models.TextChoices):
    """What a topic or phase of life is told apart by at a glance; names of the portal's own icons."""

    CHILD = "child", _("Kind")
    GROUP = "group", _("Menschen")
    SCHOOL = "school", _("Schule")
    TOPIC = "topic", _("Buch")
    PROJECT = "project", _("Glühlampe")
    HANDSHAKE = "handshake", _("Händedruck")
    ACCESS = "access", _("Barrierefreiheit")
    SPEECH = "speech", _("Sprechblase")
    PALETTE = "palette", _("Farbpalette")
    LEAF = "leaf", _("Blatt")
    BALLOT = "ballot", _("Wahlurne")
    TOOLS = "tools", _("Werkzeug")
    SCREEN = "screen", _("Bildschirm")
    SIGNPOST = "signpost", _("Wegweiser")


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


class Topic(Translatable, Imported, Searchable, Publishable, Timestamped):
    """A field of action of the region, or a transition between two stages of education; topics form a tree."""

    TRANSLATED = ("name", "summary", "body")
    Icon = Icon

    class Kind(models.TextChoices):
        TOPIC = "topic", _("Thema")
        TRANSITION = "transition", _("Übergang")

    name = models.CharField("Name", max_length=120)
    slug = models.SlugField("Adresse", max_length=80, unique=True)
    kind = models.CharField("Art", max_length=12, choices=Kind.choices, default=Kind.TOPIC)
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="gehört zu",
    )
    icon = models.CharField("Zeichen", max_length=12, choices=Icon.choices, blank=True)
    summary = models.TextField("In zwei Sätzen", blank=True)
    body = models.TextField("Text", blank=True, help_text="Markdown")
    target_groups = models.ManyToManyField(
        "TargetGroup", blank=True, related_name="topics", verbose_name="Für wen"
    )
    is_guiding = models.BooleanField("Schwerpunkt der Bildungsregion", default=False)
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

    def clean(self):
        if self.parent and self.parent.kind != self.kind:
            raise ValidationError(
                {"parent": "Ein Thema gehört zu einem Thema, ein Übergang zu einem Übergang."}
            )
        if self.parent and self.pk in self._line_of(self.parent):
            raise ValidationError(
                {
                    "parent": f"„{self.parent}“ gehört selbst zu „{self.name}“. Bitte ein anderes wählen."
                }
            )

    @staticmethod
    def _line_of(topic: "Topic") -> set[int]:
        """The keys of a topic and of all above it; ends also where rows form a ring."""
        seen: set[int] = set()
        while topic is not None and topic.pk not in seen:
            seen.add(topic.pk)
            topic = topic.parent
        return seen


class Facet(Imported, models.Model):
    name = models.CharField("Name", max_length=80)
    slug = models.SlugField("Adresse", max_length=60, unique=True)
    order = models.PositiveSmallIntegerField("Reihenfolge", default=100)

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self):
        return self.name


class LifePhase(Translatable, Facet):
    """Lebensphase: early childhood to old age."""

    TRANSLATED = ("name", "summary", "body")

    icon = models.CharField("Zeichen", max_length=12, choices=Icon.choices, blank=True)
    summary = models.TextField("In zwei Sätzen", blank=True)
    body = models.TextField("Text", blank=True)
    ages = models.CharField("Alter", max_length=8, choices=AGE_CHOICES, blank=True)
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="life_phases", verbose_name="Themen, die dazu passen"
    )

    class Meta(Facet.Meta):
        verbose_name = "Lebensphase"
        verbose_name_plural = "Lebensphasen"

    def get_absolute_url(self):
        return address_of("pages:life_phase_detail", self.slug)


class TargetGroup(Translatable, Facet):
    """Zielgruppe: for whom an entry is meant."""

    TRANSLATED = ("name",)

    class Meta(Facet.Meta):
        verbose_name = "Zielgruppe"
        verbose_name_plural = "Zielgruppen"


class Language(Facet):
    """A language that is spoken at an institution; ``slug`` is its code (ISO 639), „uk“ or „gsg“."""

    class Meta(Facet.Meta):
        verbose_name = "Sprache"
        verbose_name_plural = "Sprachen"
