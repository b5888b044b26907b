"""What comes from outside: enquiries, what classes say after a visit."""

from django.contrib import admin

from actors.models import Enquiry, VisitFeedback
from bildungsregion.base.admin import ReadOnlyAdmin


@admin.register(Enquiry)
class EnquiryAdmin(ReadOnlyAdmin):
    """How often what is asked for; who asked stands in the mail to the provider only."""

    list_display = ("offer", "provider", "children", "adults", "created_at")
    list_filter = ("offer__field",)
    list_select_related = ("offer__actor",)
    search_fields = ("offer__title", "offer__actor__name")
    date_hierarchy = "created_at"
    fields = ("offer", "children", "adults", "created_at")

    @admin.display(description="Lernort", ordering="offer__actor__name")
    def provider(self, enquiry):
        return enquiry.offer.actor


@admin.register(VisitFeedback)
class VisitFeedbackAdmin(ReadOnlyAdmin):
    list_display = ("actor", "offer", "text", "reference", "created_at")
    list_select_related = ("actor", "offer")
    search_fields = ("actor__name", "reference", "text")
    date_hierarchy = "created_at"
