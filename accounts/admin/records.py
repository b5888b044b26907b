"""What is only read: the log of accounts, and who stands in for whom."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from accounts.models import AccountEvent, Deputyship
from accounts.templatetags.roles import role_name
from bildungsregion.base.admin import ReadOnlyAdmin


class Titled:
    """Lists that are only read are called after what they list."""

    def changelist_view(self, request, extra_context=None):
        title = self.opts.verbose_name_plural
        return super().changelist_view(request, {"title": title} | (extra_context or {}))


@admin.register(AccountEvent)
class AccountEventAdmin(Titled, ReadOnlyAdmin):
    list_display = ("taken_at", "kind", "user", "detail", "by")
    list_filter = ("kind",)
    list_select_related = ("user", "taken_by")
    search_fields = ("user__email", "user__name", "detail")
    search_help_text = "Name oder E-Mail-Adresse"
    date_hierarchy = "taken_at"

    @admin.display(description="durch", ordering="taken_by")
    def by(self, row):
        if row.taken_by is None:
            return "niemand Angemeldetes"
        return "selbst" if row.taken_by_id == row.user_id else str(row.taken_by)


@admin.register(Deputyship)
class DeputyshipAdmin(Titled, ReadOnlyAdmin):
    list_display = ("deputy", "principal", "called", "starts_on", "ends_on", "state")
    list_filter = ("starts_on",)
    list_select_related = ("deputy", "principal", "role")
    search_fields = ("deputy__name", "deputy__email", "principal__name", "principal__email")
    search_help_text = "Name oder E-Mail-Adresse einer der beiden"
    fields = (
        "principal", "deputy", "called", "starts_on", "ends_on", "named_by", "state", "pages",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description="Rolle", ordering="role__name")
    def called(self, row):
        return role_name(row.role.name)

    @admin.display(description="Stand")
    def state(self, row):
        if row.ended_at:
            return f"vorzeitig beendet durch {row.ended_by}"
        return "läuft" if row.is_running else "läuft nicht"

    @admin.display(description="Ändern")
    def pages(self, row):
        url = reverse("deputy_list_of", args=[row.principal_id])
        return format_html('<a href="{}">Vertretungen von {}</a>', url, row.principal)
