"""Cards that are written once and placed on many pages."""

from django.core.exceptions import ValidationError
from django.db import models

from bildungsregion.base.models import Publishable, PublishableQuerySet, Timestamped


class Teaser(Timestamped, Publishable):
    """A few words that lead somewhere; placed by a line ``::teaser <slug>`` or beside a text."""

    title = models.CharField("Titel", max_length=120)
    slug = models.SlugField("Kürzel", max_length=80, unique=True)
    text = models.CharField("Text", max_length=300, blank=True)
    link = models.CharField("Führt zu", max_length=300)
    link_label = models.CharField("Beschriftung des Links", max_length=80, blank=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = "Teaser"
        verbose_name_plural = "Teaser"
        ordering = ["title"]

    def __str__(self):
        return self.title

    def clean(self):
        # An own address, or https; nothing that runs.
        is_own = self.link.startswith("/") and not self.link.startswith(("//", "/\\"))
        if self.link and not is_own and not self.link.startswith("https://"):
            raise ValidationError(
                {
                    "link": "Bitte eine Adresse des Portals („/themen/inklusion/“) oder eine mit https://."
                }
            )
