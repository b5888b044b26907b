from django.contrib import admin
from django.db.models import Q

from actors.models import Offer, PriceTier, TravelHint
from bildungsregion.base.admin import PublishableAdmin
from bildungsregion.base.hints import Hint, HintFilter

from .coordination import WithCoordination
from .entries import PartInline, SearchesLikeTheSite
from .gaps import WithGaps


# Neither free nor with a price: nobody can reckon with it. Prices by size stand in their tiers.
WITHOUT_PRICE = Q(
    price_model__in=[Offer.PriceModel.PER_HEAD, Offer.PriceModel.FLAT], price_cents=0, fee_cents=0
) | Q(price_model__in=[Offer.PriceModel.TIERS, Offer.PriceModel.TIERS_PER_HEAD], tiers=None)


class PriceTierInline(PartInline):
    model = PriceTier
    fields = ("persons_from", "price_cents")


class TravelHintInline(PartInline):
    model = TravelHint
    fields = ("municipality", "means", "minutes", "text")
    autocomplete_fields = ("municipality",)


@admin.register(Offer)
class OfferAdmin(WithGaps, WithCoordination, SearchesLikeTheSite, PublishableAdmin):
    markdown_fields = ("description",)
    list_display = ("title", "actor", "kind", "field", "price_label", "at_school", "is_published")
    list_filter = ("is_published", "field", "kind", "price_model", "at_school", HintFilter)
    hints = (
        Hint("ohne-preis", "ohne Preis", WITHOUT_PRICE),
        Hint("ohne-kurztext", "ohne Kurztext", Q(summary="")),
    )
    list_select_related = ("actor",)
    list_per_page = 50
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("actor", "topics", "target_groups", "languages")
    inlines = (PriceTierInline, TravelHintInline)
    fieldsets = (
        (None, {"fields": ("title", "slug", "actor", "kind", "field", "is_published")}),
        ("Kurz gesagt", {"fields": ("summary", "description", "curriculum")}),
        (
            "Für wen",
            {"fields": (("age_from", "age_to"), "grades", ("group_size_min", "group_size_max"),
                        "duration_minutes", "target_groups", "topics", "languages",
                        "wheelchair", "accessibility_note")},
        ),
        (
            "Preis",
            {"fields": ("price_model", "price_cents", "free_places", "fee_cents", "material_cents"),
             "description": "„Nach Größe der Gruppe“: Die Preise stehen dann unten in der Staffel."},
        ),
        (
            "Wo, wann, wie",
            {"fields": ("place", "at_school", ("season_from", "season_to"), "season", "booking", "enquiry_email",
                        "travel_note", "source")},
        ),
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("tiers")

    @admin.display(description="Preis")
    def price_label(self, offer):
        return offer.price_label
