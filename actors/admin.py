from django.contrib import admin
from django.db.models import Count
from django.utils import timezone

from bildungsregion.base import search
from bildungsregion.base.admin import PublishableAdmin

from .kinds import FIELD_KINDS, Field
from .models import Actor, LifePhase, Membership, Municipality, Offer, TargetGroup, Topic


class SearchesLikeTheSite:
    """The office finds entries as visitors do: in any spelling, best first."""

    search_fields = ("search_title",)  # switches the search on

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        return search.search(queryset, search_term), False


class FieldFilter(admin.SimpleListFilter):
    title = "Bildungsbereich"
    parameter_name = "bereich"

    def lookups(self, request, model_admin):
        return Field.choices

    def queryset(self, request, queryset):
        kinds = FIELD_KINDS.get(self.value(), ())
        return queryset.filter(kind__in=kinds) if self.value() else queryset


class CheckedFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "geprueft"

    def lookups(self, request, model_admin):
        return [("nie", "noch nie geprüft"), ("ja", "schon geprüft")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(checked_on__isnull=self.value() == "nie")


@admin.register(Actor)
class ActorAdmin(SearchesLikeTheSite, PublishableAdmin):
    list_display = (
        "name",
        "kind",
        "city",
        "municipality",
        "phone",
        "email",
        "checked_on",
        "is_published",
    )
    list_filter = ("is_published", FieldFilter, CheckedFilter, "municipality", "seeks_cooperation")
    list_select_related = ("municipality",)
    list_per_page = 50
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = (
        "municipality", "part_of", "topics", "life_phases", "target_groups", "cooperates_with",
    )  # fmt: skip
    actions = (*PublishableAdmin.actions, "mark_checked_today")
    fieldsets = (
        (None, {"fields": ("name", "short_name", "slug", "kind", "is_published")}),
        ("Kurz gesagt", {"fields": ("summary", "description", "keywords")}),
        ("Ort", {"fields": ("street", ("postcode", "city"), "municipality", ("latitude", "longitude"))}),
        ("Kontakt", {"fields": ("phone", "email", "website", "hours")}),
        (
            "Für wen",
            {"fields": ("topics", "life_phases", "target_groups", "learning_form", "languages",
                        "wheelchair", "accessibility_note")},
        ),
        ("Zusammenhang", {"fields": ("sponsorship", "part_of", "cooperates_with", "seeks_cooperation")}),
        ("Förderung", {"fields": ("funding_eligible_override", "funding_eligible_reason")}),
        ("Stand der Angaben", {"fields": ("checked_on", "source", "confidence", "school_number")}),
    )  # fmt: skip

    @admin.action(description="Heute geprüft: alle Angaben stimmen", permissions=["change"])
    def mark_checked_today(self, request, queryset):
        changed = queryset.update(checked_on=timezone.localdate())
        self.message_user(request, f"{changed} Einträge als heute geprüft vermerkt.")


@admin.register(Offer)
class OfferAdmin(SearchesLikeTheSite, PublishableAdmin):
    list_display = ("title", "actor", "kind", "field", "price_label", "at_school", "is_published")
    list_filter = ("is_published", "field", "kind", "price_model", "at_school")
    list_select_related = ("actor",)
    list_per_page = 50
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("actor", "topics", "target_groups")
    fieldsets = (
        (None, {"fields": ("title", "slug", "actor", "kind", "field", "is_published")}),
        ("Kurz gesagt", {"fields": ("summary", "description")}),
        (
            "Für wen",
            {"fields": (("age_from", "age_to"), "grades", ("group_size_min", "group_size_max"),
                        "duration_minutes", "target_groups", "topics", "languages", "accessibility_note")},
        ),
        ("Preis", {"fields": ("price_model", "price_cents", "fee_cents", "material_cents")}),
        ("Wo, wann, wie", {"fields": ("place", "at_school", "season", "booking", "source")}),
    )  # fmt: skip

    @admin.display(description="Preis")
    def price_label(self, offer):
        return offer.price_label


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

    list_display = ("user", "actor", "role", "confirmed_at", "confirmed_by", "created_at")
    list_filter = (ConfirmedFilter, "role")
    list_select_related = ("user", "actor", "confirmed_by")
    search_fields = ("user__email", "user__name", "actor__name")
    autocomplete_fields = ("user", "actor")
    readonly_fields = ("confirmed_at", "confirmed_by")
    actions = ("confirm", "withdraw_confirmation")

    @admin.action(description="Bestätigen: spricht für die Einrichtung", permissions=["change"])
    def confirm(self, request, queryset):
        waiting = queryset.filter(confirmed_at=None)
        changed = waiting.update(confirmed_at=timezone.now(), confirmed_by=request.user)
        self.message_user(request, f"{changed} Zugehörigkeiten bestätigt.")

    @admin.action(description="Bestätigung zurücknehmen", permissions=["change"])
    def withdraw_confirmation(self, request, queryset):
        changed = queryset.exclude(confirmed_at=None).update(confirmed_at=None, confirmed_by=None)
        self.message_user(request, f"{changed} Bestätigungen zurückgenommen.")
