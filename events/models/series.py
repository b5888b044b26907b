"""Events that belong together: a lecture series, a week of action, a term's programme."""

from django.db import models
from django.urls import reverse

from bildungsregion.base.models import Publishable, PublishableQuerySet, Timestamped
from bildungsregion.base.translations import Translatable


class Series(Translatable, Timestamped, Publishable):
    """A series has a page of its own that collects its events."""

    TRANSLATED = ("title", "summary", "description")

    title = models.CharField("Titel", max_length=200)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    summary = models.CharField("Kurztext", max_length=400, blank=True)
    description = models.TextField("Beschreibung", blank=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        verbose_name = "Veranstaltungsreihe"
        verbose_name_plural = "Veranstaltungsreihen"
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("events:series_detail", args=[self.slug])
