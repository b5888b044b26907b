"""Former addresses: the office sees where they lead, and may let one go."""

from django.contrib import admin
from django.utils.html import format_html

from bildungsregion.base.admin import ReadOnlyAdmin
from pages.models import FormerAddress


@admin.register(FormerAddress)
class FormerAddressAdmin(ReadOnlyAdmin):
    list_display = ("old_path", "leads_to", "created_at")
    search_fields = ("slug", "page__title", "news__title")
    list_select_related = ("page", "news")
    fields = ("old_path", "leads_to", "created_at")
    readonly_fields = ("old_path", "leads_to")

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("pages.delete_formeraddress")

    @admin.display(description="frühere Adresse", ordering="slug")
    def old_path(self, former):
        return former.old_path

    @admin.display(description="führt zu")
    def leads_to(self, former):
        path = former.row.get_absolute_url()
        return format_html('<a href="{}">{}</a>', path, path)
