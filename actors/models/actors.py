import re
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from actors import kinds
from bildungsregion.base.addresses import address_of
from bildungsregion.base.dates import date_format
from bildungsregion.base.models import (
    Imported,
    Publishable,
    PublishableQuerySet,
    Searchable,
    Timestamped,
)
from bildungsregion.base.translations import Translatable

from .facets import Language, LifePhase, Municipality, TargetGroup, Topic


# Pages that lie beside the institutions' own, now or soon.
RESERVED_SLUGS = frozenset({"karte", "feed", "eintragen"})

# Of a short address, /a/<code>/: nothing that reads as a word or that a poster makes hard to tell apart.
CODE_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
CODE_LENGTH = 7

# By kind, unless the office decided otherwise for this institution.
FUNDING_ELIGIBLE = Q(funding_eligible_override=True) | Q(
    funding_eligible_override__isnull=True, kind__in=sorted(kinds.ELIGIBLE_KINDS)
)


def new_code() -> str:
    """A code for a short address; ten billion of them, so that two are hardly ever the same."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def phone_uri(phone: str) -> str:
    """The number as RFC 3966 wants it, with Germany's prefix; "" if it is not one number."""
    digits = re.sub(r"[^\d+]", "", re.sub(r"\(0\)", "", phone))
    if re.search(r"[a-z,;]", phone, re.IGNORECASE) or len(digits) < 5:
        return ""
    return "tel:" + re.sub(r"^(00|0(?!0))", lambda m: "+" if m[0] == "00" else "+49", digits)


class ActorQuerySet(PublishableQuerySet):
    def funding_eligible(self):
        """Institutions whose head may apply to the fund."""
        return self.filter(FUNDING_ELIGIBLE)

    def of_user(self, user):
        """Institutions the user speaks for, once the office or the head confirmed it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            memberships__user=user, memberships__confirmed_at__isnull=False
        ).distinct()


class Actor(Translatable, Imported, Searchable, Publishable, Timestamped):
    """An institution of the directory (Akteur)."""

    # Names stay as they are; they stand on doors and letters.
    TRANSLATED = ("summary", "description")

    Kind = kinds.Kind

    class Sponsorship(models.TextChoices):
        LAND = "land", _("Land")
        DISTRICT = "landkreis", _("Landkreis")
        MUNICIPAL = "kommune", _("Stadt oder Gemeinde")
        CHURCH = "kirche", _("Kirche")
        FREE = "frei", _("Freier Träger")
        PRIVATE = "privat", _("Privat")
        FEDERAL = "bund", _("Bund")

    class LearningForm(models.TextChoices):
        FORMAL = "formal", _("Schule, Ausbildung, Studium")
        NON_FORMAL = "non-formal", _("Kurse und Angebote außerhalb der Schule")
        INFORMAL = "informell", _("Lernen im Alltag")

    class Access(models.TextChoices):
        YES = "ja", _("ja")
        PARTLY = "teilweise", _("teilweise")
        NO = "nein", _("nein")
        UNKNOWN = "unbekannt", _("noch nicht erfasst")

    class ImageLicence(models.TextChoices):
        CC0 = "cc0", "CC0 1.0"
        CC_BY = "cc-by", "CC BY 4.0"
        CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
        DL_DE_BY = "dl-de-by", "Datenlizenz Deutschland – Namensnennung 2.0"
        GRANTED = "erlaubt", _("mit Erlaubnis für dieses Portal")

    name = models.CharField("Name", max_length=200)
    short_name = models.CharField("Kurzname", max_length=60, blank=True)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    code = models.CharField(
        "Kurzadresse", max_length=8, unique=True, default=new_code, editable=False
    )
    kind = models.CharField("Art", max_length=40, choices=Kind.choices)
    sponsorship = models.CharField(
        "Trägerschaft", max_length=12, choices=Sponsorship.choices, blank=True
    )
    learning_form = models.CharField(
        "Lernform", max_length=12, choices=LearningForm.choices, blank=True
    )

    street = models.CharField("Straße und Hausnummer", max_length=120, blank=True)
    postcode = models.CharField("Postleitzahl", max_length=5, blank=True)
    city = models.CharField("Ort", max_length=80, blank=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="actors", verbose_name="Gemeinde"
    )
    latitude = models.FloatField("Breite", null=True, blank=True)
    longitude = models.FloatField("Länge", null=True, blank=True)

    phone = models.CharField("Telefon", max_length=60, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    website = models.URLField("Website", blank=True, max_length=300)
    directions = models.TextField(
        "So kommen Sie hin", blank=True, help_text="Haltestelle, Linie, Parkplatz, Eingang."
    )
    hours_note = models.TextField("Hinweis zu den Öffnungszeiten", blank=True)
    by_appointment = models.BooleanField("nach Vereinbarung", default=False)
    closed_until = models.DateField("vorübergehend geschlossen bis", null=True, blank=True)
    closed_reason = models.CharField("Grund der Schließung", max_length=200, blank=True)
    admission = models.CharField(
        "Was es kostet",
        max_length=200,
        blank=True,
        help_text="Eintritt oder Gebühr in einer Zeile.",
    )
    is_free = models.BooleanField("kostenfrei", null=True, blank=True)
    languages = models.ManyToManyField(
        Language, blank=True, related_name="actors", verbose_name="Sprachen"
    )
    wheelchair = models.CharField(
        "Rollstuhlgerecht", max_length=10, choices=Access.choices, default=Access.UNKNOWN
    )
    accessibility_note = models.TextField("Hinweise zur Barrierefreiheit", blank=True)

    summary = models.TextField("Kurz gesagt", blank=True)
    description = models.TextField("Beschreibung", blank=True, help_text="Markdown")
    keywords = models.CharField("Suchwörter", max_length=300, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="actors", verbose_name="Themen")
    life_phases = models.ManyToManyField(
        LifePhase, blank=True, related_name="actors", verbose_name="Lebensphasen"
    )
    target_groups = models.ManyToManyField(
        TargetGroup, blank=True, related_name="actors", verbose_name="Zielgruppen"
    )

    funding_eligible_override = models.BooleanField(
        "Förderberechtigt abweichend von der Art",
        null=True,
        blank=True,
        help_text="Leer: nach der Art der Einrichtung.",
    )
    funding_eligible_reason = models.CharField("Grund der Abweichung", max_length=200, blank=True)
    part_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name="gehört zu",
    )
    cooperates_with = models.ManyToManyField(
        "self", blank=True, verbose_name="arbeitet zusammen mit"
    )
    seeks_cooperation = models.BooleanField("sucht Kooperation", default=False)
    cooperation_wish = models.CharField("Kooperation wofür", max_length=300, blank=True)

    image = models.FileField("Bild", upload_to="actors/", blank=True)
    image_alt = models.CharField("Was auf dem Bild zu sehen ist", max_length=250, blank=True)
    image_author = models.CharField("Urheber:in des Bildes", max_length=120, blank=True)
    image_licence = models.CharField(
        "Lizenz des Bildes", max_length=10, choices=ImageLicence.choices, blank=True
    )

    verified_at = models.DateTimeField("verlässlich seit", null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        editable=False, verbose_name="bestätigt durch",
    )  # fmt: skip
    checked_on = models.DateField("zuletzt geprüft am", null=True, blank=True)
    next_check_on = models.DateField("nächste Prüfung am", null=True, blank=True)
    asked_by_mail = models.BooleanField(
        "per E-Mail nachfragen, ob alles stimmt",
        default=True,
        help_text="Sonst erinnert das Portal das Büro daran, selbst nachzusehen.",
    )
    doubtful_since = models.DateField(
        "ohne Antwort seit", null=True, blank=True, editable=False,
        help_text="Seit zwei Nachfragen unbeantwortet sind; auf der Seite steht dann ein Hinweis.",
    )  # fmt: skip
    source = models.CharField("Quelle", max_length=300, blank=True)
    confidence = models.CharField("Verlässlichkeit der Quelle", max_length=20, blank=True)

    objects = ActorQuerySet.as_manager()

    class Meta:
        verbose_name = "Akteur"
        verbose_name_plural = "Akteure"
        ordering = ["name", "pk"]
        indexes = [
            models.Index(
                fields=["name", "id"],
                name="actor_published_by_name",
                condition=Q(is_published=True),
            ),
            # All that the list's filters count by, so that counting reads the index alone.
            models.Index(
                fields=[
                    "is_published",
                    "kind",
                    "municipality",
                    "learning_form",
                    "seeks_cooperation",
                    "wheelchair",
                    "is_free",
                    "funding_eligible_override",
                ],
                name="actor_facets",
            ),  # fmt: skip
            models.Index(fields=["next_check_on"], name="actor_next_check"),
            # The office lists what is not published, too.
            models.Index(fields=["name", "id"], name="actor_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(funding_eligible_override__isnull=True)
                | ~Q(funding_eligible_reason=""),
                name="actor_override_has_reason",
                violation_error_message="Bitte nennen Sie den Grund, warum die Förderberechtigung abweicht.",
            ),
            models.CheckConstraint(
                condition=Q(image="")
                | ~(Q(image_alt="") | Q(image_author="") | Q(image_licence="")),
                name="actor_image_is_described",
                violation_error_message="Zu einem Bild gehören Beschreibung, Urheber:in und Lizenz.",
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="actor_verified_pair",
                violation_error_message="Zur Bestätigung gehören Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(next_check_on__isnull=True)
                | Q(checked_on__isnull=True)
                | Q(next_check_on__gt=F("checked_on")),
                name="actor_next_check_lies_ahead",
                violation_error_message="Die nächste Prüfung liegt nicht vor der letzten.",
            ),
            models.CheckConstraint(
                condition=Q(cooperation_wish="") | Q(seeks_cooperation=True),
                name="actor_wish_seeks_cooperation",
                violation_error_message="Wer sagt, wofür, sucht auch Kooperation: bitte ankreuzen.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("actors:actor_detail", self.slug)

    def get_short_url(self):
        return reverse("actors:short_address", args=[self.code])

    def get_image_url(self):
        return address_of("actors:actor_image", self.slug) if self.image else ""

    def search_parts(self):
        place = f"{self.street} {self.postcode} {self.city} {self.municipality.name}"
        about = f"{self.get_kind_display()} {self.keywords} {self.summary} {self.description}"
        text = f"{about} {place} {self.cooperation_wish}"
        return f"{self.name} {self.short_name}", text

    def clean(self):
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": "Diese Adresse gehört schon einer anderen Seite des Portals."}
            )

    @property
    def address_lines(self) -> list[str]:
        """Street and place as on an envelope; lines that are not known are left out."""
        return [line for line in (self.street, f"{self.postcode} {self.city}".strip()) if line]

    @property
    def website_label(self) -> str:
        """The website as people say it: "museumlueneburg.de"."""
        return urlsplit(self.website).netloc.removeprefix("www.")

    @property
    def knows_wheelchair(self) -> bool:
        return self.wheelchair != self.Access.UNKNOWN

    @property
    def cost_label(self) -> str:
        """What a visit costs, in one line; "" where nobody knows."""
        if self.is_free:
            return (
                f"{gettext('kostenfrei')}, {self.admission}"
                if self.admission
                else gettext("kostenfrei")
            )
        return self.admission

    @property
    def provenance(self) -> str:
        """What can honestly be said of how true the entry is."""
        if self.checked_on:
            return gettext("Zuletzt geprüft am %s.") % date_format(self.checked_on, "j. F Y")
        origin = " ".join(re.sub(r"\([^()]*\)", "", self.source).split(";")[0].split())
        if not origin:
            return gettext("Die Angaben sind noch nicht geprüft.")
        return gettext("Angaben aus: %s; noch nicht geprüft.") % origin

    @property
    def phone_uri(self) -> str:
        return phone_uri(self.phone)

    @property
    def field(self) -> kinds.Field:
        return kinds.FIELD_OF[self.kind]

    @property
    def is_funding_eligible(self) -> bool:
        if self.funding_eligible_override is not None:
            return self.funding_eligible_override
        return self.kind in kinds.ELIGIBLE_KINDS
