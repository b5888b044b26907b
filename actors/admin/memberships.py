from django.contrib import admin
from django.utils import timezone

from actors.models import Claim, Membership
from bildungsregion.base.admin import ReadOnlyAdmin


class ConfirmedFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("offen", "wartet auf Bestätigung"), ("bestaetigt", "bestätigt")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(confirmed_at__isnull=self.value() == "offen")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Who speaks for an institution; when and by whom it was confirmed is written by the actions only."""

    list_display = (
        "user",
        "actor",
        "role",
        "is_trusted",
        "confirmed_at",
        "confirmed_by",
        "created_at",
    )
    list_filter = (ConfirmedFilter, "role", "is_trusted")
    list_select_related = ("user", "actor", "confirmed_by")
    search_fields = ("user__email", "user__name", "actor__name")
    autocomplete_fields = ("user", "actor")
    readonly_fields = ("confirmed_at", "confirmed_by", "is_trusted")
    actions = ("confirm", "withdraw_confirmation", "trust", "distrust")

    @admin.action(description="Bestätigen: spricht für die Einrichtung", permissions=["change"])
    def confirm(self, request, queryset):
        waiting = queryset.filter(confirmed_at=None)
        changed = waiting.update(confirmed_at=timezone.now(), confirmed_by=request.user)
        self.message_user(request, f"{changed} Zugehörigkeiten bestätigt.")

    @admin.action(description="Bestätigung zurücknehmen", permissions=["change"])
    def withdraw_confirmation(self, request, queryset):
        changed = queryset.exclude(confirmed_at=None).update(
            confirmed_at=None, confirmed_by=None, is_trusted=False
        )
        self.message_user(request, f"{changed} Bestätigungen zurückgenommen.")

    @admin.action(
        description="Änderungen sofort zeigen (nur bei Bestätigten)", permissions=["change"]
    )
    def trust(self, request, queryset):
        changed = queryset.exclude(confirmed_at=None).update(is_trusted=True)
        self.message_user(request, f"Änderungen von {changed} Personen erscheinen nun sofort.")

    @admin.action(description="Änderungen wieder erst dem Büro zeigen", permissions=["change"])
    def distrust(self, request, queryset):
        changed = queryset.filter(is_trusted=True).update(is_trusted=False)
        self.message_user(request, f"Änderungen von {changed} Personen sieht zuerst das Büro.")


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    list_display = ("actor", "user", "role", "way", "state", "created_at", "decided_by")
    list_filter = ("state", "way")
    list_select_related = ("actor", "user", "decided_by")
    search_fields = ("actor__name", "user__email")
