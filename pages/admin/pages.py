"""Pages in the admin: a tree."""

from django.contrib import admin

from pages.models import Page

from .forms import PageForm
from .writing import StatusFilter, WrittenAdmin


@admin.register(Page)
class PageAdmin(WrittenAdmin):
    form = PageForm
    change_list_template = "admin/pages/written/change_list.html"
    list_display = ("indented", "address", "status", "position", "menu", "review_on")
    list_display_links = ("indented",)
    list_editable = ("position",)
    list_filter = (StatusFilter, "menu", "language")
    list_per_page = 200
    own_fieldsets = (
        (
            "Adresse, Ort und Bild (gilt sofort, auch wenn der Text noch ein Entwurf ist)",
            {"fields": ("slug", "parent", "position", "menu", "picture")},
        ),
        ("Sprache und Pflege", {"fields": ("language", "review_on")}),
    )

    @admin.display(description="Adresse", ordering="slug")
    def address(self, page):
        return page.get_absolute_url()
