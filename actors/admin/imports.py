"""Importing into the directory: upload, say what the columns mean, look at every line, take over exactly that."""

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from actors.imports import columns, planning, reading, writing
from actors.imports.planning import Outcome
from actors.models import ActorImport, ImportSource
from bildungsregion.base.admin import OwnPages, ReadOnlyAdmin, demand_right
from bildungsregion.base.errors import DomainError
from bildungsregion.base.tables import Sheet, csv_file

from .import_forms import ColumnsForm, FileForm
from .import_lines import page_of, reported_lines, shown_lines, tabs


VIEW, DO = "actors.view_actorimport", "actors.add_actorimport"
# So many entries that are no longer in the file are listed.
VANISHED_SHOWN = 200
ALL_LINES = "alle Zeilen"


class AppliedFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("uebernommen", "übernommen"), ("offen", "noch nicht übernommen")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(applied_at__isnull=self.value() == "offen")


@admin.register(ActorImport)
class ActorImportAdmin(OwnPages, ReadOnlyAdmin):
    """What was imported when and by whom; each line of the list leads to where the import stands."""

    list_display = (
        "file_name", "source", "uploaded_at", "uploaded_by", "applied_at", "applied_by", "numbers",
    )  # fmt: skip
    list_filter = (AppliedFilter, "source")
    list_select_related = ("source", "uploaded_by", "applied_by")
    search_fields = ("file_name", "source__name")
    date_hierarchy = "uploaded_at"

    def get_queryset(self, request) -> QuerySet[ActorImport]:
        return super().get_queryset(request).defer("content", "lines", "answers")

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("vorlage.csv", view(self.template_file), name="actors_actorimport_template"),
            path("<int:pk>/spalten/", view(self.columns_page), name="actors_actorimport_columns"),
            path("<int:pk>/pruefen/", view(self.check_page), name="actors_actorimport_check"),
            path("<int:pk>/bericht/", view(self.report_page), name="actors_actorimport_report"),
            path(
                "<int:pk>/bericht.csv",
                view(self.report_file),
                name="actors_actorimport_report_file",
            ),
            *super().get_urls(),
        ]

    @admin.display(description="Ergebnis")
    def numbers(self, run):
        return said(run.counts) if run.applied_at else "–"

    def has_add_permission(self, request):
        return request.user.has_perm(DO)

    def add_view(self, request, form_url="", extra_context=None):
        return self.upload_page(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """To where this import stands."""
        run = self.get_object(request, object_id)
        if run is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(_address("report" if run.applied_at else "columns", run))

    def upload_page(self, request: HttpRequest) -> HttpResponse:
        demand_right(request, DO)
        form = FileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                run = self._upload(request, form)
                return HttpResponseRedirect(_address("columns", run))
            except DomainError as error:
                form.add_error("file", error.message)
        context = {"title": "Datei einlesen", "form": form, "columns": columns.COLUMNS}
        return self.own_page(request, "admin/actors/actorimport/upload.html", context, form=form)

    def _upload(self, request, form: FileForm) -> ActorImport:
        file, source = form.cleaned_data["file"], form.cleaned_data["source"]
        content = file.read()
        reading.read(content, file.name)
        if source.pk is None:
            source.save()
        return writing.upload(source=source, name=file.name, content=content, by=request.user)

    def columns_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The guess by headings and what this source remembers, for changing."""
        demand_right(request, DO)
        run = get_object_or_404(ActorImport.objects.select_related("source"), pk=pk)
        if run.applied_at or not run.content:
            return HttpResponseRedirect(_address("report", run))
        table = reading.read(bytes(run.content), run.file_name)
        keys = columns.guess(table, run.source.columns)
        if run.columns:
            keys = [run.columns.get(str(at), "") for at in range(len(table.headers))]
        form = ColumnsForm(request.POST or None, table=table, keys=keys, source=run.source)
        if request.method == "POST" and form.is_valid():
            try:
                writing.choose_columns(
                    run=run, keys=form.keys, headers=list(form.headers), new=form.new_entries()
                )
                return HttpResponseRedirect(_address("check", run))
            except DomainError as error:
                form.add_error(None, error.message)
        context = {
            "title": f"Was bedeuten die Spalten? {run.file_name}",
            "form": form,
            "run": run,
            "table": table,
        }
        return self.own_page(request, "admin/actors/actorimport/columns.html", context, form=form)

    def check_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every line and what would become of it; decisions, and the step that writes."""
        demand_right(request, DO)
        run = get_object_or_404(ActorImport.objects.select_related("source"), pk=pk)
        if run.applied_at or not run.content:
            return HttpResponseRedirect(_address("report", run))
        if not run.columns:
            return HttpResponseRedirect(_address("columns", run))
        status = 200
        if request.method == "POST":
            try:
                return self._decide(request, run)
            except DomainError as error:
                messages.error(request, error.message)
                status = 409
                run.refresh_from_db()
                if run.applied_at:
                    return HttpResponseRedirect(_address("report", run))
        made = planning.plan(run)
        chosen, page = page_of(made.lines, request.GET)
        context = {
            "title": f"Prüfen: {run.file_name}", "run": run, "plan": made, "page": page, "chosen": chosen,
            "tabs": tabs(Outcome, made.counts, made.conflicts, every=ALL_LINES),
            "lines": shown_lines(page.object_list, made),
            "writes": made.counts[Outcome.NEW] + made.counts[Outcome.CHANGED], "counts": said(made.counts),
            "open": made.counts[Outcome.ASK], "vanished": made.vanished[:VANISHED_SHOWN],
        }  # fmt: skip
        return self.own_page(request, "admin/actors/actorimport/check.html", context, status=status)

    def _decide(self, request: HttpRequest, run: ActorImport) -> HttpResponse:
        if "digest" in request.POST:
            run = writing.apply(run=run, digest=request.POST["digest"], by=request.user)
            messages.success(request, f"Übernommen: {said(run.counts)}.")
            return HttpResponseRedirect(_address("report", run))
        given = {}
        for line in filter(str.isdecimal, request.POST.getlist("zeile")):
            meant, wins = request.POST.get(f"als-{line}", "")[:20], f"datei-{line}" in request.POST
            given[line] = {"as": meant, "take": wins} if meant or wins else {}
        writing.answer(run=run, answers=given)
        messages.success(request, "Gemerkt. Unten steht, was daraus wird.")
        return HttpResponseRedirect(f"{_address('check', run)}?{request.GET.urlencode()}")

    def report_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        demand_right(request, VIEW)
        found = ActorImport.objects.select_related("source", "uploaded_by", "applied_by").defer(
            "content"
        )
        run = get_object_or_404(found, pk=pk)
        chosen, page = page_of(reported_lines(run.lines), request.GET)
        counts = {one: run.counts.get(one, 0) for one in Outcome.values}
        context = {
            "title": f"Import: {run.file_name}", "run": run, "page": page, "chosen": chosen,
            "tabs": tabs(Outcome, counts, run.counts.get("konflikte", 0), every=ALL_LINES), "lines": page.object_list,
            "counts": said(run.counts),
        }  # fmt: skip
        return self.own_page(request, "admin/actors/actorimport/report.html", context)

    def report_file(self, request: HttpRequest, pk: int) -> HttpResponse:
        demand_right(request, VIEW)
        run = get_object_or_404(ActorImport.objects.defer("content"), pk=pk)
        return csv_file(report_sheet(run), f"import-{run.pk}.csv")

    def template_file(self, request: HttpRequest) -> HttpResponse:
        """An empty list with our own headings."""
        demand_right(request, DO)
        sheet = Sheet("Vorlage", [column.label for column in columns.COLUMNS], [])
        return csv_file(sheet, "vorlage-akteure.csv")


def _address(name: str, run: ActorImport) -> str:
    return reverse(f"admin:actors_actorimport_{name}", args=[run.pk])


def said(counts: dict[str, int]) -> str:
    """ "3 neu, 12 unverändert": the outcomes that occurred."""
    found = [f"{counts[one.value]} {one.label}" for one in Outcome if counts.get(one.value)]
    return ", ".join(found) or "keine Zeile"


def report_sheet(run: ActorImport) -> Sheet:
    """The report as a table: a row for each line of the file."""
    rows = (
        [
            line["line"], line["name"], Outcome(line["outcome"]).label, line["actor"] or "",
            "; ".join(f"{label}: {old} → {new}" for label, old, new in line["changes"]),
            "; ".join(f"{label}: {ours} (Datei: {theirs})" for label, ours, theirs in line["kept"]),
            " ".join(line["sentences"]),
        ]
        for line in run.lines
    )  # fmt: skip
    headers = ["Zeile", "Name", "Ergebnis", "Eintrag Nr.", "Geändert", "Geblieben", "Hinweise"]
    return Sheet("Import", headers, rows)


class ImportSourceForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "default_kind": "Nur für Zeilen, in denen keine Art steht.",
            "publish_new": "Ohne Häkchen liegen neue Einträge verborgen, bis das Büro sie veröffentlicht.",
        }


@admin.register(ImportSource)
class ImportSourceAdmin(admin.ModelAdmin):
    """Sources begin with a file; here they are renamed."""

    list_display = ("name", "default_kind", "publish_new", "updated_at")
    search_fields = ("name",)
    fields = ("name", "default_kind", "publish_new")
    form = ImportSourceForm

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
