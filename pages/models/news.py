"""News: „Aktuelles“."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import override

from actors.models import Topic
from bildungsregion.base.latest import LatestFirst

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
        indexes = [
            models.Index(
                F("is_pinned").desc(),
                LatestFirst("publish_at"),
                F("id").desc(),
                name="news_newest_first",
            ),
            models.Index(fields=["publish_at"], name="news_by_day"),
            # Few change or go at an hour; which is next is asked after each edit (base/moments.py).
            models.Index(
                fields=["change_at"], name="news_changing", condition=Q(change_at__isnull=False)
            ),
            models.Index(
                fields=["unpublish_at"], name="news_going", condition=Q(unpublish_at__isnull=False)
            ),
        ]

    def get_absolute_url(self):
        if self.original_id is None:
            return reverse("pages:news_detail", args=[self.slug])
        with override(self.language):
            slug = self.slug.removesuffix(f"-{self.language}")  # its original's (slug_of_variant)
            return reverse("pages:news_detail", args=[slug])
