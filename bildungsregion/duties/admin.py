"""Statement, legal facts, reports and requests in the office."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from bildungsregion.base.admin import OwnPages, ReadOnlyAdmin, demand_right
from bildungsregion.base.errors import DomainError

from . import actions, today
from .admin_forms import AnswerForm, DecideForm, NoteForm
from .entries import addresses_of, entry_at
from .legal_pages import LegalPages
from .models import AccessGap, AccessStatement, DataRequest, LegalFacts, Report
from .request_pages import RequestPages
from .workflow import BY_NOTE, VERBS, may


__all__ = ["today"]


class _OneRow(admin.ModelAdmin):
    """There is one row of it: it can be made while it is missing, and is never deleted."""

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not self.model.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def get_model_perms(self, request):
        """For the menu, which is on every page: it leads to the list, and the list asks whether there is a row."""
        return {
            "add": False,
            "change": self.has_change_permission(request),
            "delete": False,
            "view": self.has_view_permission(request),
        }


class AccessStatementForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "conformance": "„Vollständig“ nur, wenn unten keine offene Lücke steht.",
            "method": "So steht es in der Erklärung; nach einer neuen Prüfung bitte anpassen.",
        }


class LegalFactsForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "answer_days": "Danach steht die Meldung rot auf der Startseite. Die Frist zählt ab dem Eingang.",
            "decide_days": "Ebenso für gemeldete Einträge.",
            "keep_reports_months": "Nach der Entscheidung. Dann gehen Name und Worte; Nummer und Ausgang bleiben.",
            "keep_requests_months": "Nach der Antwort. Dann bleibt nur, dass es die Anfrage gab und wie sie ausging.",
        }


@admin.register(AccessStatement)
class AccessStatementAdmin(_OneRow):
    list_display = ("__str__", "conformance", "method", "reviewed_on", "review_due_on")
    form = AccessStatementForm
    fieldsets = (
        ("Stand", {"fields": ("conformance", "standard", "law")}),
        ("Prüfung", {"fields": ("method", "method_note", "prepared_on", "reviewed_on")}),
    )

    @admin.display(description="nächste Überprüfung bis")
    def review_due_on(self, row):
        return row.review_due_on


@admin.register(AccessGap)
class AccessGapAdmin(admin.ModelAdmin):
    list_display = ("title", "ground", "until", "closed_on", "position")
    list_filter = ("ground", ("closed_on", admin.EmptyFieldListFilter))
    search_fields = ("title", "reason")
    fields = ("title", "ground", "reason", "alternative", "until", "closed_on", "position")


@admin.register(LegalFacts)
class LegalFactsAdmin(LegalPages, _OneRow):
    form = LegalFactsForm
    fieldsets = (
        ("Impressum", {"fields": ("representative", "vat_id", "content_responsible")}),
        ("Datenschutz", {"fields": ("controller", "protection_officer", "processors", "supervisory_authority")}),
        (
            "Fristen",
            {"fields": ("answer_days", "decide_days", "keep_reports_months", "keep_requests_months")},
        ),
    )  # fmt: skip


class OpenFilter(admin.SimpleListFilter):
    title = "Bearbeitung"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("offen", "offen"), ("erledigt", "erledigt")]

    def queryset(self, request, queryset):
        if self.value() in ("offen", "erledigt"):
            return queryset.filter(decided_at__isnull=self.value() == "offen")
        return queryset


class _CaseAdmin(OwnPages, ReadOnlyAdmin):
    """A case is read on a page of its own, where its steps are taken."""

    right = ""

    def get_urls(self):
        view, name = self.admin_site.admin_view, f"bildungsregion_{self.opts.model_name}"
        return [
            path("<int:pk>/schritt/", view(require_POST(self.step)), name=f"{name}_step"),
            *super().get_urls(),
        ]

    def page_of(self, case) -> str:
        return reverse(f"admin:bildungsregion_{self.opts.model_name}_change", args=[case.pk])

    def step(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Steps that need a note at most; one that is too long comes back as it was typed."""
        demand_right(request, self.right)
        case = get_object_or_404(self.model, pk=pk)
        verb = request.POST.get("schritt", "")
        form = NoteForm(request.POST)
        if verb in BY_NOTE:
            if not form.is_valid():
                return self.case_page(request, case, note_form=form)
            note = form.cleaned_data["note"]
            self.act(request, verb, actions.take, case=case, verb=verb, note=note)
        return HttpResponseRedirect(self.page_of(case))

    def act(self, request, verb: str, action, /, **values) -> bool:
        """Take the step, and say how it went."""
        try:
            action(**values, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return False
        messages.success(request, f"{VERBS[verb].done}.")
        return True

    def shown(self, request, case, note_form: NoteForm | None) -> dict:
        """What both pages show beside their forms."""
        may_change = request.user.has_perm(self.right)
        verbs = [verb for verb in BY_NOTE if verb != "note" and may_change and may(case, verb)]
        return {
            "title": f"{self.opts.verbose_name} {case.number}",
            "case": case,
            "may_change": may_change,
            "can": {verb: may_change and may(case, verb) for verb in VERBS},
            "verbs": [(verb, VERBS[verb].label) for verb in verbs],
            "note_form": note_form or NoteForm(),
            "steps": [
                (VERBS[step.verb].done, step) for step in case.steps.select_related("taken_by")
            ],
        }


@admin.register(Report)
class ReportAdmin(_CaseAdmin):
    right = "bildungsregion.change_report"
    list_display = (
        "number",
        "kind",
        "title",
        "page",
        "state",
        "due_on",
        "created_at",
        "decided_by",
    )
    list_filter = (OpenFilter, "kind", "state")
    list_select_related = ("decided_by",)
    search_fields = ("number", "title", "page")
    date_hierarchy = "created_at"

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            demand_right(request, self.right)
        case = get_object_or_404(Report.objects.select_related("decided_by"), pk=object_id)
        form = _form_of(case)(request.POST or None)
        if request.method == "POST":
            demand_right(request, self.right)
            if form.is_valid() and self.act(
                request, "answer", actions.answer_report, report=case, **form.cleaned_data
            ):
                return HttpResponseRedirect(self.page_of(case))
        return self.case_page(request, case, form)

    def case_page(self, request, case: Report, form=None, note_form=None) -> HttpResponse:
        form = form or _form_of(case)()
        entry = None if case.is_barrier else entry_at(case.page, hidden=True)
        context = self.shown(request, case, note_form) | {
            "form": form,
            "entry": entry,
            "entry_url": _office_page(entry),
            "owner_addresses": addresses_of(entry),
        }
        return self.own_page(request, "admin/duties/report.html", context, form=note_form or form)


@admin.register(DataRequest)
class DataRequestAdmin(RequestPages, _CaseAdmin):
    right = "bildungsregion.change_datarequest"
    list_display = ("number", "wish", "way", "state", "received_on", "due_on", "decided_by")
    list_filter = (OpenFilter, "wish", "state")
    list_select_related = ("decided_by",)
    search_fields = ("number", "email")
    date_hierarchy = "received_on"

    def has_add_permission(self, request):
        return request.user.has_perm("bildungsregion.add_datarequest")


def _form_of(case: Report) -> type[AnswerForm]:
    return AnswerForm if case.is_barrier else DecideForm


def _office_page(entry) -> str:
    if entry is None:
        return ""
    meta = entry._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[entry.pk])
