"""What an institution is called elsewhere, and at which addresses it was found before."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .actors import Actor


class ExternalId(models.Model):
    """The institution's number or name in another register."""

    class Scheme(models.TextChoices):
        SCHOOL_NUMBER = "schulnummer", _("Schulnummer")
        KITA_NUMBER = "kitanummer", _("Kita-Nummer")
        OSM = "osm", _("OpenStreetMap")
        WIKIDATA = "wikidata", _("Wikidata")
        ISIL = "isil", _("ISIL (Bibliotheken, Archive, Museen)")
        REGISTER = "register", _("Vereins- oder Handelsregister")

    PATTERNS = {
        Scheme.OSM: (r"(node|way|relation)/\d{1,12}", "Zum Beispiel „way/123456“."),
        Scheme.WIKIDATA: (r"Q[1-9]\d{0,11}", "Zum Beispiel „Q1234“."),
        Scheme.ISIL: (r"DE-[A-Za-z0-9/:-]{1,11}", "Zum Beispiel „DE-1234“."),
    }
    ADDRESSES = {
        Scheme.OSM: "https://www.openstreetmap.org/%s",
        Scheme.WIKIDATA: "https://www.wikidata.org/wiki/%s",
    }

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="external_ids", verbose_name="Einrichtung"
    )
    scheme = models.CharField("Verzeichnis", max_length=12, choices=Scheme.choices)
    value = models.CharField("Kennung", max_length=60)

    class Meta:
        verbose_name = "Kennung"
        verbose_name_plural = "Kennungen in anderen Verzeichnissen"
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                name="external_id_once",
                violation_error_message="Diese Kennung gehört schon zu einem Eintrag.",
            ),
            models.CheckConstraint(
                condition=~Q(value=""),
                name="external_id_not_empty",
                violation_error_message="Bitte nennen Sie die Kennung.",
            ),
        ]

    def __str__(self):
        return f"{self.get_scheme_display()} {self.value}"

    def clean(self):
        pattern, example = self.PATTERNS.get(self.scheme, ("", ""))
        if pattern and not re.fullmatch(pattern, self.value):
            raise ValidationError({"value": f"So sieht diese Kennung nicht aus. {example}"})

    @property
    def url(self) -> str:
        """Where the other register shows the institution; "" where it has no page for it."""
        address = self.ADDRESSES.get(self.scheme)
        return address % self.value if address else ""


class OldAddress(models.Model):
    """An address under which an institution was found before it was renamed or merged with another."""

    slug = models.SlugField("frühere Adresse", max_length=120, unique=True, null=True, blank=True)
    code = models.CharField("frühere Kurzadresse", max_length=8, unique=True, null=True, blank=True)
    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="old_addresses", verbose_name="heute"
    )
    created_at = models.DateTimeField("angelegt am", auto_now_add=True)

    class Meta:
        verbose_name = "frühere Adresse"
        verbose_name_plural = "frühere Adressen"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__isnull=False) | Q(code__isnull=False),
                name="old_address_names_one",
                violation_error_message="Bitte nennen Sie eine frühere Adresse oder Kurzadresse.",
            ),
        ]

    def __str__(self):
        # A form that was sent empty is asked for its name, too.
        return self.slug or self.code or ""
