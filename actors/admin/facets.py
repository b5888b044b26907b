from django.contrib import admin
from django.db.models import Count

from actors.models import Language, LifePhase, Municipality, TargetGroup, Topic
from bildungsregion.base.admin import PublishableAdmin


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "parent", "ags", "number_of_actors")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent",)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("geometry").annotate(number=Count("actors"))

    @admin.display(description="Akteure", ordering="number")
    def number_of_actors(self, municipality):
        return municipality.number


@admin.register(Topic)
class TopicAdmin(PublishableAdmin):
    markdown_fields = ("body",)
    list_display = ("name", "kind", "order", "is_published")
    list_editable = ("order",)
    list_filter = ("is_published", "kind")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


class FacetAdmin(admin.ModelAdmin):
    list_display = ("name", "order")
    list_editable = ("order",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


admin.site.register(LifePhase, FacetAdmin)
admin.site.register(TargetGroup, FacetAdmin)


@admin.register(Language)
class LanguageAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "order")
    list_editable = ("order",)
    search_fields = ("name", "slug")
    fields = ("name", "slug", "order")

    def get_form(self, request, obj=None, **kwargs):
        labels = {"slug": "Kürzel"}
        help_texts = {
            "slug": "Nach ISO 639, zum Beispiel „uk“ für Ukrainisch oder „gsg“ für die Deutsche Gebärdensprache."
        }
        return super().get_form(request, obj, labels=labels, help_texts=help_texts, **kwargs)
