"""What the procedure leaves behind: decisions, letters, the log, frozen states. Read, never changed."""

from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html

from bildungsregion.base.admin import ReadOnlyAdmin, SwitchedAdmin
from bildungsregion.base.money import euro
from funding import workflow
from funding.admin_views import delivering
from funding.admin_views.downloads import LetterFile
from funding.models import Decision, Letter, Snapshot, Step

from .cases import case_link
from .euros import in_words
from .filters import BudgetYearFilter


class RecordAdmin(ReadOnlyAdmin, SwitchedAdmin):
    """Rows of a case that the program writes."""

    module = "funding"
    view_on_site = False
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("application__number", "application__title")

    @admin.display(description="Antrag", ordering="application__number")
    def case(self, row):
        return case_link(row.application)

    @admin.display(description="Daten von", ordering="application__institution__name")
    def whose(self, row):
        return "anonymisiert" if row.application.anonymised_on else str(row.application.institution)


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    list_display = (
        "prepared_at",
        "case",
        "kind",
        "amount",
        "prepared_by",
        "signed_at",
        "signed_by",
    )
    list_display_links = ("prepared_at",)
    date_hierarchy = "prepared_at"
    list_filter = ("kind", BudgetYearFilter)
    list_select_related = ("application", "prepared_by", "signed_by")
    fields = (
        "case", "kind", "amount", "computed", "budget_year", "reasons", "conditions",
        "prepared_at", "prepared_by", "signed_at", "signed_by",
    )  # fmt: skip
    readonly_fields = ("case", "amount", "computed")

    amount = staticmethod(in_words("amount_cents", "Betrag", euro))
    computed = staticmethod(in_words("computed_cents", "berechnet", euro))


@admin.register(Letter)
class LetterAdmin(RecordAdmin):
    list_display = ("number", "kind", "case", "issued_at", "issued_by", "download")
    list_filter = ("kind",)
    list_select_related = ("application", "issued_by")
    search_fields = ("number", "application__title")
    date_hierarchy = "issued_at"
    fields = (
        "number", "kind", "case", "download", "issued_at", "issued_by", "sha256", "template_version", "worded",
    )  # fmt: skip
    readonly_fields = ("case", "download")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("context_json")

    def get_urls(self):
        def at(address, view, name):
            page = self.admin_site.admin_view(view.as_view())
            return path(address, page, name=f"funding_letter_{name}")

        return [
            at("<int:pk>/datei/", LetterFile, "file"),
            at("<int:pk>/senden/", delivering.SendAgain, "send"),
            at("post/", delivering.OutgoingPost, "post"),
            at("post/druck.pdf", delivering.PrintPost, "post_print"),
            *super().get_urls(),
        ]

    @admin.display(description="PDF")
    def download(self, letter):
        url = reverse("admin:funding_letter_file", args=[letter.pk])
        return format_html('<a href="{}" download>{} laden</a>', url, letter.number)


@admin.register(Step)
class StepAdmin(RecordAdmin):
    list_display = ("taken_at", "case", "verb_label", "from_status", "to_status", "taken_by")
    date_hierarchy = "taken_at"
    list_filter = ("to_status",)
    list_select_related = ("application", "taken_by")
    ordering = ("-taken_at", "-pk")
    fields = (
        "case", "verb_label", "from_status", "to_status", "note_public", "note_internal", "taken_at",
        "taken_by",
    )  # fmt: skip
    readonly_fields = ("case", "verb_label")

    @admin.display(description="Schritt", ordering="verb")
    def verb_label(self, step):
        return workflow.label(step.verb)


@admin.register(Snapshot)
class SnapshotAdmin(RecordAdmin):
    list_display = ("taken_at", "case", "occasion", "result", "taken_by")
    date_hierarchy = "taken_at"
    list_filter = ("occasion",)
    list_select_related = ("application", "taken_by")
    ordering = ("-taken_at", "-pk")
    fields = (
        "case",
        "occasion",
        "rule_set",
        "result",
        "reckoning",
        "sha256",
        "taken_at",
        "taken_by",
    )
    readonly_fields = ("case", "result", "reckoning")

    result = staticmethod(in_words("result_cents", "Ergebnis", euro))

    def get_queryset(self, request):
        return super().get_queryset(request).defer("input_json")

    @admin.display(description="Berechnung")
    def reckoning(self, snapshot):
        return "\n".join(f"{step['text']}: {euro(step['cents'])}" for step in snapshot.steps_json)
