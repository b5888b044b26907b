"""The office sees how many hear of what, and nobody's address; who writes to be taken off is found by it."""

from django.contrib import admin

from bildungsregion.base.admin import ReadOnlyAdmin
from bildungsregion.base.outbox.models import masked

from . import lists
from .models import Subscription


class ListFilter(admin.SimpleListFilter):
    title = "Liste"
    parameter_name = "liste"

    def lookups(self, request, model_admin):
        return [(known.slug, known.title) for known in lists.all_lists()]

    def queryset(self, request, queryset):
        return queryset.filter(list=self.value()) if self.value() else queryset


class ConfirmedFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("laeuft", "läuft"), ("wartet", "noch nicht bestätigt")]

    def queryset(self, request, queryset):
        match self.value():
            case "laeuft":
                return queryset.confirmed()
            case "wartet":
                return queryset.unconfirmed()
        return queryset


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    list_display = ("subscribed", "title", "rhythm", "address", "asked_on", "confirmed_on")
    list_display_links = ("title",)
    list_filter = (ListFilter, ConfirmedFilter, "rhythm")
    # The whole address only: nobody is found by trying parts.
    search_fields = ("=email", "title")
    date_hierarchy = "asked_on"
    search_help_text = "Filter in Worten oder eine ganze E-Mail-Adresse"
    fields = ("subscribed", "title", "rhythm", "address", "asked_on", "confirmed_on", "told_until")
    readonly_fields = ("subscribed", "address")

    def has_delete_permission(self, request, obj=None):
        """Somebody may ask the office to be taken off."""
        return request.user.has_perm("base.delete_subscription")

    @admin.display(description="Liste", ordering="list")
    def subscribed(self, subscription):
        known = lists.find(subscription.list)
        return known.title if known else subscription.list

    @admin.display(description="An")
    def address(self, subscription):
        return masked(subscription.email)
