from django.contrib import admin
from django.db.models import Count

from bildungsregion.base.admin import PublishableAdmin
from bildungsregion.base.markdown import MARKDOWN_HELP
from documents.models import Series


@admin.register(Series)
class SeriesAdmin(PublishableAdmin):
    markdown_fields = ("description",)
    list_display = ("title", "number_of_documents", "is_published")
    search_fields = ("title",)
    prepopulated_fields = {"slug": ("title",)}
    fields = ("title", "slug", "summary", "description", "is_published")

    def get_form(self, request, obj=None, **kwargs):
        texts = {
            "summary": "Ein bis zwei Sätze: was in dieser Reihe erscheint und wie oft.",
            "description": MARKDOWN_HELP,
        }
        return super().get_form(request, obj, help_texts=texts, **kwargs)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number=Count("documents"))

    @admin.display(description="Dokumente", ordering="number")
    def number_of_documents(self, series):
        return series.number
