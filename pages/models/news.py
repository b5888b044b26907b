"""News: „Aktuelles“."""

from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import override

from actors.models import Topic

from .writing import Language, Written, WrittenQuerySet


class NewsQuerySet(WrittenQuerySet):
    def newest_first(self):
        """Pinned ones first, then the latest."""
        return self.order_by("-is_pinned", F("publish_at").desc(nulls_last=True), "-pk")


class News(Written):
    """A message of the office with its day; ``summary`` is its teaser."""

    Language = Language

    topics = models.ManyToManyField(Topic, verbose_name="Themen", related_name="news", blank=True)
    is_pinned = models.BooleanField("oben halten", default=False)
    source = models.CharField("Quelle", max_length=300, blank=True)

    objects = NewsQuerySet.as_manager()

    class Meta(Written.Meta):
        verbose_name = "Meldung"
        verbose_name_plural = "Aktuelles"
        ordering = ["-is_pinned", F("publish_at").desc(nulls_last=True), "-pk"]

    def get_absolute_url(self):
        if self.original_id is None:
            return reverse("pages:news_detail", args=[self.slug])
        with override(self.language):
            slug = self.slug.removesuffix(f"-{self.language}")  # its original's (slug_of_variant)
            return reverse("pages:news_detail", args=[slug])
