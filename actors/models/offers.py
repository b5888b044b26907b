from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Min, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _

from bildungsregion.base.addresses import address_of
from bildungsregion.base.models import (
    Imported,
    Publishable,
    PublishableQuerySet,
    Searchable,
    Timestamped,
)
from bildungsregion.base.money import CentsField, euro
from bildungsregion.base.translations import Translatable

from .actors import Actor
from .facets import Language, TargetGroup, Topic


# Pages that lie beside the offers' own.
RESERVED_OFFER_SLUGS = frozenset({"feed"})

# The fund has something to pay for: a way there, an entry, a fee or material. How much is its own rules' to say.
FUNDABLE = (
    Q(at_school=False)
    | Q(price_cents__gt=0)
    | Q(fee_cents__gt=0)
    | Q(material_cents__gt=0)
    | Q(price_model__in=["tiers", "tiers_head"])
)

NO_FEES = Q(fee_cents=0, material_cents=0)
# Prices by the size of the group stand in their tiers, and the offer's own price is 0 then.
TIERED = Q(price_model__in=["tiers", "tiers_head"])
# By what prices of all kinds are compared: a class.
CLASS_OF = 25


def is_free() -> Q:
    """Nobody pays anything: no entry, no step of a price, no fee and no material."""
    return Q(price_cents=0) & NO_FEES & ~TIERED


def usual_cost():
    """Cents that a class of 25 pays, without the way there; of prices by size the lowest step counts.

    The rows need ``with_lowest_price``.
    """
    whole = models.IntegerField()
    entry = Coalesce("lowest_tier_cents", "price_cents", output_field=whole)
    by_head = Q(price_model__in=["per_head", "tiers_head"])
    entry = Case(When(by_head, then=entry * CLASS_OF), default=entry, output_field=whole)
    once = ExpressionWrapper(F("fee_cents") + F("material_cents"), output_field=whole)
    return ExpressionWrapper(entry + once, output_field=whole)


class OfferQuerySet(PublishableQuerySet):
    def published(self):
        return super().published().filter(actor__is_published=True)

    def fundable(self):
        return self.filter(FUNDABLE)

    def free(self):
        """Offers that everybody can find and nobody pays for."""
        return self.published().filter(is_free())

    def with_lowest_price(self):
        """With the lowest step of prices by size, so that a list can name its prices in one query."""
        tiers = (
            self.model._meta.get_field("tiers")
            .related_model.objects.filter(offer=OuterRef("pk"))
            .order_by()
        )
        lowest = tiers.values("offer").values(lowest=Min("price_cents"))
        return self.annotate(lowest_tier_cents=Subquery(lowest))

    def in_month(self, month: int):
        """Offers that take place in this month (1–12); one without a season takes place all year."""
        first, last = Q(season_from__lte=month), Q(season_to__gte=month)
        turns = Q(season_from__gt=F("season_to"))
        return self.filter(Q(season_from=None) | (~turns & first & last) | (turns & (first | last)))


class Offer(Translatable, Imported, Searchable, Publishable, Timestamped):
    """What a learning place offers to classes and groups (Lernort-Angebot), with its price."""

    TRANSLATED = ("title", "summary", "description")

    class Kind(models.TextChoices):
        VISIT = "lernort", _("Besuch am Lernort")
        COURSE = "kurs", _("Kurs")
        WORKSHOP = "workshop", _("Workshop")

    class Field(models.TextChoices):
        """The four fields the fund is for (guideline, purpose)."""

        CULTURAL = "kulturell", _("kulturell")
        MUSEUM = "museal", _("museal")
        ARTISTIC = "kuenstlerisch", _("künstlerisch")
        ENVIRONMENTAL = "umweltbezogen", _("umweltbezogen")

    class PriceModel(models.TextChoices):
        PER_HEAD = "per_head", _("je Person")
        FLAT = "flat", _("je Gruppe")
        TIERS = "tiers", _("je Gruppe, nach ihrer Größe")
        TIERS_PER_HEAD = "tiers_head", _("je Person, nach Größe der Gruppe")
        FREE = "free", _("kostenfrei")

    class Month(models.IntegerChoices):
        JANUARY = 1, _("Januar")
        FEBRUARY = 2, _("Februar")
        MARCH = 3, _("März")
        APRIL = 4, _("April")
        MAY = 5, _("Mai")
        JUNE = 6, _("Juni")
        JULY = 7, _("Juli")
        AUGUST = 8, _("August")
        SEPTEMBER = 9, _("September")
        OCTOBER = 10, _("Oktober")
        NOVEMBER = 11, _("November")
        DECEMBER = 12, _("Dezember")

    Access = Actor.Access

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="offers", verbose_name="Lernort"
    )
    title = models.CharField("Titel", max_length=160)
    slug = models.SlugField("Adresse", max_length=140, unique=True)
    kind = models.CharField("Art", max_length=10, choices=Kind.choices, default=Kind.VISIT)
    field = models.CharField("Bereich", max_length=16, choices=Field.choices)
    summary = models.TextField("Kurz gesagt", blank=True)
    description = models.TextField("Beschreibung", blank=True, help_text="Markdown")
    age_from = models.PositiveSmallIntegerField("Alter ab", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("Alter bis", null=True, blank=True)
    grades = models.CharField("Klassen", max_length=60, blank=True)
    group_size_min = models.PositiveSmallIntegerField("Gruppe ab", null=True, blank=True)
    group_size_max = models.PositiveSmallIntegerField("Gruppe bis", null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField("Dauer in Minuten", null=True, blank=True)
    price_model = models.CharField(
        "Eintritt", max_length=10, choices=PriceModel.choices, default=PriceModel.PER_HEAD
    )
    price_cents = CentsField("Preis", default=0, help_text="Je Person oder je Gruppe, brutto.")
    fee_cents = CentsField("Honorar je Gruppe", default=0)
    material_cents = CentsField("Material je Gruppe", default=0)
    free_places = models.PositiveSmallIntegerField(
        "Freiplätze je Gruppe", default=0, help_text="So viele zahlen nichts, Erwachsene zuerst."
    )
    place = models.CharField("Treffpunkt", max_length=200, blank=True)
    at_school = models.BooleanField("kommt in die Schule oder Kita", default=False)
    season_from = models.PositiveSmallIntegerField(
        "von Monat", choices=Month.choices, null=True, blank=True
    )
    season_to = models.PositiveSmallIntegerField(
        "bis Monat", choices=Month.choices, null=True, blank=True
    )
    season = models.CharField("Wann", max_length=120, blank=True)
    booking = models.CharField("Buchung", max_length=200, blank=True)
    languages = models.ManyToManyField(
        Language, blank=True, related_name="offers", verbose_name="Sprachen"
    )
    wheelchair = models.CharField(
        "Mit Rollstuhl", max_length=10, choices=Access.choices, default=Access.UNKNOWN
    )
    accessibility_note = models.TextField("Hinweise zur Barrierefreiheit", blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="offers", verbose_name="Themen")
    target_groups = models.ManyToManyField(
        TargetGroup, blank=True, related_name="offers", verbose_name="Zielgruppen"
    )
    enquiry_email = models.EmailField(
        "Anfragen an", blank=True, help_text="Leer: an die E-Mail-Adresse des Lernorts."
    )
    travel_note = models.TextField(
        "Anfahrt", blank=True, help_text="Haltestelle, Linie, Platz für den Bus."
    )
    curriculum = models.TextField("Passt zum Lehrplan", blank=True)
    source = models.CharField("Quelle", max_length=300, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = "Angebot"
        verbose_name_plural = "Angebote"
        ordering = ["title", "pk"]
        indexes = [
            models.Index(
                fields=["title", "id"],
                name="offer_published_by_title",
                condition=Q(is_published=True),
            ),
            # The office lists what is not published, too.
            models.Index(fields=["title", "id"], name="offer_by_title"),
            # All that the list's filters count by, so that counting reads the index alone.
            models.Index(
                fields=[
                    "is_published",
                    "actor",
                    "field",
                    "kind",
                    "price_model",
                    "price_cents",
                    "fee_cents",
                    "material_cents",
                    "at_school",
                    "age_from",
                    "age_to",
                    "season_from",
                    "season_to",
                    "wheelchair",
                ],
                name="offer_facets",
            ),  # fmt: skip
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_to__isnull=True)
                | Q(age_from__isnull=True)
                | Q(age_to__gte=F("age_from")),
                name="offer_ages_in_order",
                violation_error_message="Das Alter „bis“ liegt unter dem Alter „ab“.",
            ),
            models.CheckConstraint(
                condition=Q(group_size_max__isnull=True)
                | Q(group_size_min__isnull=True)
                | Q(group_size_max__gte=F("group_size_min")),
                name="offer_group_sizes_in_order",
                violation_error_message="Die Gruppengröße „bis“ liegt unter der Gruppengröße „ab“.",
            ),
            models.CheckConstraint(
                condition=~Q(price_model="free") | Q(price_cents=0),
                name="offer_free_costs_nothing",
                violation_error_message="Ein kostenfreies Angebot hat keinen Preis.",
            ),
            models.CheckConstraint(
                condition=~Q(price_model__in=["tiers", "tiers_head"]) | Q(price_cents=0),
                name="offer_tiers_hold_the_price",
                violation_error_message="Nach Größe der Gruppe: Die Preise stehen in der Staffel, nicht hier.",
            ),
            models.CheckConstraint(
                condition=Q(season_from__isnull=True, season_to__isnull=True)
                | Q(
                    season_from__isnull=False,
                    season_to__isnull=False,
                    season_from__range=(1, 12),
                    season_to__range=(1, 12),
                ),
                name="offer_season_pair",
                violation_error_message="Zu einer Saison gehören der erste und der letzte Monat.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("actors:offer_detail", self.slug)

    def clean(self):
        if self.slug in RESERVED_OFFER_SLUGS:
            raise ValidationError(
                {"slug": "Diese Adresse gehört schon einer anderen Seite des Portals."}
            )

    @property
    def knows_wheelchair(self) -> bool:
        return self.wheelchair != self.Access.UNKNOWN

    @property
    def is_tiered(self) -> bool:
        return self.price_model in (self.PriceModel.TIERS, self.PriceModel.TIERS_PER_HEAD)

    @property
    def is_per_head(self) -> bool:
        return self.price_model in (self.PriceModel.PER_HEAD, self.PriceModel.TIERS_PER_HEAD)

    @property
    def price_unit(self) -> str:
        return gettext("je Person") if self.is_per_head else gettext("je Gruppe")

    @cached_property
    def price_tiers(self) -> list:
        """The steps of a price by the size of the group, smallest first; [] for any other price."""
        return list(self.tiers.all()) if self.is_tiered and self.pk else []

    @property
    def lowest_tier(self) -> int | None:
        """Cents of the lowest step, from the list's query where it brought it along."""
        if not self.is_tiered:
            return None
        if hasattr(self, "lowest_tier_cents"):
            return self.lowest_tier_cents
        return min((tier.price_cents for tier in self.price_tiers), default=None)

    @property
    def is_free(self) -> bool:
        if any(tier.price_cents for tier in self.price_tiers):
            return False
        return not (self.price_cents or self.fee_cents or self.material_cents)

    @property
    def place_label(self) -> str:
        if self.at_school:
            return gettext("kommt in Schule oder Kita")
        return self.place or self.actor.city or self.actor.municipality.name

    @property
    def ages(self) -> str:
        """ "6 bis 12 Jahre", "ab 10 Jahren", "bis 6 Jahre" or ""."""
        if self.age_from is not None and self.age_to is not None:
            return gettext("%(a)s bis %(b)s Jahre") % {"a": self.age_from, "b": self.age_to}
        if self.age_from is not None:
            return gettext("ab %s Jahren") % self.age_from
        return gettext("bis %s Jahre") % self.age_to if self.age_to is not None else ""

    @property
    def group_size(self) -> str:
        if self.group_size_min and self.group_size_max:
            sizes = {"a": self.group_size_min, "b": self.group_size_max}
            return gettext("%(a)s bis %(b)s Personen") % sizes
        if self.group_size_max:
            return gettext("bis %s Personen") % self.group_size_max
        return gettext("ab %s Personen") % self.group_size_min if self.group_size_min else ""

    @property
    def season_label(self) -> str:
        """When in the year: "April bis Oktober, außer in den Ferien", "im Mai" or what the text says."""
        first, last = self.get_season_from_display(), self.get_season_to_display()
        if not first:
            return self.season
        months = gettext("%(a)s bis %(b)s") % {"a": first, "b": last}
        months = gettext("im %s") % first if first == last else months
        return f"{months}, {self.season}" if self.season else months

    @property
    def audience(self) -> str:
        """For whom, in one line."""
        return ", ".join(part for part in (self.ages or self.grades, self.group_size) if part)

    @property
    def duration(self) -> str:
        """ "45 Minuten", "2 Stunden", "1,5 Stunden"."""
        if not self.duration_minutes:
            return ""
        hours, rest = divmod(self.duration_minutes, 60)
        if hours and rest in (0, 30):
            number = f"{hours},5" if rest else str(hours)
            return gettext("1 Stunde") if number == "1" else gettext("%s Stunden") % number
        return gettext("%s Minuten") % self.duration_minutes

    @property
    def price_label(self) -> str:
        """What it costs, in one line: entry, and what a group pays once."""
        parts = []
        if self.lowest_tier is not None:
            parts.append(gettext("ab %s") % f"{euro(self.lowest_tier)} {self.price_unit}")
        elif self.price_cents:
            parts.append(f"{euro(self.price_cents)} {self.price_unit}")
        once = self.fee_cents + self.material_cents
        if once:
            parts.append(gettext("%s für Honorar und Material") % euro(once))
        return gettext(" und ").join(parts) or gettext("kostenfrei")

    def search_parts(self):
        text = f"{self.get_kind_display()} {self.get_field_display()} {self.summary} {self.description} {self.grades}"
        return self.title, f"{text} {self.actor.name} {self.actor.city} {self.place}"
