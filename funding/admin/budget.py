"""Budget years with their picture and bookings, and the journal; money moves only by budget.py."""

from django import forms
from django.contrib import admin
from django.urls import path
from django.utils import timezone

from bildungsregion.base.admin import ReadOnlyAdmin, SwitchedAdmin
from bildungsregion.base.money import euro
from funding import budget, budget_chart, permissions, reports
from funding.admin_views.budget import BOOKINGS, BookingPage
from funding.models import BudgetYear, LedgerEntry

from .cases import case_link
from .euros import in_words
from .filters import BudgetYearFilter


# So many bookings stand on the page of a year; all of them are one click away.
SHOWN = 15


class BudgetYearForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "state": "Vorläufig: Bewilligungen stehen unter dem Vorbehalt des Haushalts. Abgeschlossen: nur noch "
            "Zahlungen, Rückzahlungen und Freigaben.",
            "accounts_adopted_on": "Von diesem Tag an laufen die Fristen der Aufbewahrung für die Vorgänge des Jahres.",
        }


@admin.register(BudgetYear)
class BudgetYearAdmin(SwitchedAdmin):
    """The state of a year is edited here; its sums are read, and moved by bookings with a reason."""

    module = "funding"
    list_display = ("year", "programme", "state", *(
        in_words(name, label, euro)
        for name, label in (
            ("allocated_cents", "bereitgestellt"), ("blocked_cents", "gesperrt"),
            ("committed_cents", "bewilligt"), ("paid_cents", "ausgezahlt"), ("available_cents", "verfügbar"),
        )
    ))  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("programme",)
    fields = ("programme", "year", "state", "accounts_adopted_on")
    form = BudgetYearForm
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ("programme", "year") if obj else ()

    def get_urls(self):
        page = self.admin_site.admin_view(BookingPage.as_view())
        return [
            path("<int:pk>/buchen/<slug:booking>/", page, name="funding_budgetyear_book"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context |= self.year_context(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def year_context(self, request, year: BudgetYear) -> dict:
        today = timezone.localdate()
        months = today.month if year.year == today.year else 12
        monthly = budget_chart.bound_by_month(year)
        entries = year.entries.select_related("application", "booked_by").order_by(
            "-booked_at", "-pk"
        )
        may_book = permissions.can_manage_budget(request.user)
        is_closed = year.state == BudgetYear.State.CLOSED
        return {
            "picture": budget_chart.picture(year, year.proposed_cents, monthly, months),
            "discrepancies": budget.prove([year]),
            "outlook": reports.outlook_of(year, today),
            "entries": entries[:SHOWN],
            "bookings": BOOKINGS.values() if may_book and not is_closed else (),
            "is_closed": is_closed,
        }


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin, SwitchedAdmin):
    module = "funding"
    list_display = ("booked_on", "kind", "amount", "year", "case", "reason", "booked_by")
    list_filter = (BudgetYearFilter, "kind")
    list_select_related = ("budget_year", "application", "booked_by")
    search_fields = ("application__number", "reason")
    date_hierarchy = "booked_at"
    ordering = ("-booked_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    fields = (
        "booked_at",
        "kind",
        "amount",
        "budget_year",
        "case",
        "reason",
        "booked_by",
        "idempotency_key",
    )
    readonly_fields = ("amount", "case")

    amount = staticmethod(in_words("amount_cents", "Betrag", euro))

    @admin.display(description="am", ordering="booked_at")
    def booked_on(self, entry):
        return f"{timezone.localdate(entry.booked_at):%d.%m.%Y}"

    @admin.display(description="Haushalt", ordering="budget_year__year")
    def year(self, entry):
        return entry.budget_year.year

    @admin.display(description="Antrag", ordering="application__number")
    def case(self, entry):
        return case_link(entry.application)
