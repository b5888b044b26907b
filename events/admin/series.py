from django.contrib import admin
from django.db.models import Count

from bildungsregion.base.admin import PublishableAdmin
from events.models import Series

from .copying import SeriesCopying


@admin.register(Series)
class SeriesAdmin(SeriesCopying, PublishableAdmin):
    markdown_fields = ("description",)
    list_display = ("title", "number_of_events", "is_published")
    search_fields = ("title", "summary")
    prepopulated_fields = {"slug": ("title",)}
    fields = ("title", "slug", "summary", "description", "is_published")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number=Count("events"))

    @admin.display(description="Veranstaltungen", ordering="number")
    def number_of_events(self, series):
        return series.number
