"""The office looks after the search: what visitors call things, and what they did not find."""

from django.contrib import admin

from .admin import ReadOnlyAdmin
from .models import SearchMiss, Synonym


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    list_display = ("word", "means", "updated_at")
    search_fields = ("word", "folded", "means")
    fields = ("word", "means")


@admin.register(SearchMiss)
class SearchMissAdmin(ReadOnlyAdmin):
    list_display = ("term", "count", "last_on", "first_on")
    list_filter = ("last_on",)
    search_fields = ("term",)

    def has_delete_permission(self, request, obj=None):
        """What has been dealt with may go."""
        return request.user.has_perm("base.delete_searchmiss")
