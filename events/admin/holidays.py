from django.contrib import admin

from events.models import Holiday


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "first_on", "last_on", "is_confirmed")
    list_filter = ("kind", "is_confirmed")
    search_fields = ("name",)
    date_hierarchy = "first_on"
    prepopulated_fields = {"slug": ("name", "first_on")}
    fields = ("name", "slug", "kind", ("first_on", "last_on"), "is_confirmed")
