"""Pages that the office writes."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.models import (
    Imported,
    Publishable,
    PublishableQuerySet,
    Searchable,
    Timestamped,
)


class PageQuerySet(PublishableQuerySet):
    def in_menu(self, menu: str):
        """Published pages of a menu (a value of Page.Menu) in their order."""
        return self.published().filter(menu=menu).order_by("position", "title")


class Page(Timestamped, Publishable, Searchable, Imported):
    class Menu(models.TextChoices):
        FOOTER = "footer", "Fußzeile"
        ABOUT = "about", "Bildungsregion"
        NONE = "none", "in keinem Menü"

    class Language(models.TextChoices):
        GERMAN = "de", _("Deutsch")
        EASY_GERMAN = "de-x-leicht", _("Leichte Sprache")

    title = models.CharField("Titel", max_length=200)
    slug = models.SlugField("Adresse", max_length=120, unique=True)
    summary = models.CharField("Kurztext", max_length=400, blank=True)
    body = models.TextField("Text", blank=True)
    menu = models.CharField("Menü", max_length=10, choices=Menu, default=Menu.NONE)
    position = models.PositiveSmallIntegerField("Reihenfolge im Menü", default=100)
    language = models.CharField("Sprache", max_length=15, choices=Language, default=Language.GERMAN)
    review_on = models.DateField("Prüfen am", null=True, blank=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "Seite"
        verbose_name_plural = "Seiten"
        ordering = ["menu", "position", "title"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("pages:page", args=[self.slug])

    def search_parts(self) -> tuple[str, str]:
        return self.title, f"{self.summary} {self.body}"
