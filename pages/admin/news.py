"""„Aktuelles“ and teasers in the admin."""

from django.contrib import admin
from django.forms import CheckboxSelectMultiple
from django.urls import path
from django.utils.text import slugify

from bildungsregion.base.admin import PublishableAdmin
from pages.models import News, Teaser

from .cards import found_cards
from .forms import WrittenForm
from .writing import StatusFilter, WrittenAdmin


@admin.register(News)
class NewsAdmin(WrittenAdmin):
    form = WrittenForm
    change_list_template = "admin/pages/written/change_list.html"
    list_display = ("indented", "publish_at", "status", "is_pinned")
    list_display_links = ("indented",)
    list_filter = (StatusFilter, "is_pinned", "topics", "language")
    date_hierarchy = "publish_at"
    own_fieldsets = (
        (
            "Adresse und Einordnung (gilt sofort, auch wenn der Text noch ein Entwurf ist)",
            {"fields": ("slug", "topics", "picture", "is_pinned", "source")},
        ),
        ("Sprache und Pflege", {"fields": ("language", "review_on")}),
    )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Topics are few; boxes are easier to read out than a field that searches."""
        return super().formfield_for_manytomany(
            db_field, request, **kwargs | {"widget": CheckboxSelectMultiple}
        )

    def save_related(self, request, form, formsets, change):
        """A translation belongs to the topics of its original."""
        super().save_related(request, form, formsets, change)
        news = form.instance
        if news.original_id:
            news.topics.set(news.original.topics.all())
        for variant in news.variants.all():
            variant.topics.set(news.topics.all())


@admin.register(Teaser)
class TeaserAdmin(PublishableAdmin):
    list_display = ("title", "notation", "link", "is_published")
    search_fields = ("title", "text")
    prepopulated_fields = {"slug": ("title",)}

    def get_urls(self):
        cards = path("karten/", self.admin_site.admin_view(found_cards), name="pages_teaser_cards")
        return [cards, *super().get_urls()]

    def get_readonly_fields(self, request, obj=None):
        """Texts name it."""
        return ("notation",) if obj is None else ("slug", "notation")

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        return initial | ({"slug": slugify(initial["title"])} if "title" in initial else {})

    @admin.display(description="So steht er in einem Text")
    def notation(self, teaser):
        return f"::teaser {teaser.slug}" if teaser.slug else "–"
