from django.contrib import admin

from actors.models import DeadLink, FreshnessAsk, OldAddress
from bildungsregion.base.admin import ReadOnlyAdmin


@admin.register(FreshnessAsk)
class FreshnessAskAdmin(ReadOnlyAdmin):
    list_display = ("actor", "email", "sent_on", "answered_on", "answer")
    list_filter = ("answer",)
    list_select_related = ("actor",)
    search_fields = ("actor__name", "email")
    date_hierarchy = "sent_on"


@admin.register(DeadLink)
class DeadLinkAdmin(ReadOnlyAdmin):
    list_display = (
        "actor",
        "url",
        "status",
        "fault",
        "failures",
        "found_on",
        "tried_on",
        "mended_on",
    )
    list_filter = ("status",)
    list_select_related = ("actor",)
    search_fields = ("actor__name", "url")


@admin.register(OldAddress)
class OldAddressAdmin(admin.ModelAdmin):
    list_display = ("__str__", "actor", "created_at")
    list_select_related = ("actor",)
    search_fields = ("slug", "code", "actor__name")
    autocomplete_fields = ("actor",)
