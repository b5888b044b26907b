"""Readings of sources: reports of what was fetched, and tables from upload to report."""

from django.contrib import admin, messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from actors.admin.import_forms import MeaningsForm
from actors.admin.import_lines import ALL, CONFLICTS, PER_PAGE, tabs
from actors.imports import reading
from bildungsregion.base.admin import OwnPages, ReadOnlyAdmin, demand_right
from bildungsregion.base.errors import DomainError
from bildungsregion.base.tables import Sheet, csv_file
from events.incoming import columns, uploads
from events.incoming.planning import Outcome
from events.incoming.writing import reported
from events.models import Feed, FeedRun

from .feed_forms import TableForm
from .feeds import said


VIEW, DO = "events.view_feedrun", "events.add_feedrun"


@admin.register(FeedRun)
class FeedRunAdmin(OwnPages, ReadOnlyAdmin):
    """What was read when; each line of the list leads to where the reading stands."""

    list_display = ("created_at", "feed", "file_name", "state", "numbers", "started_by")
    list_filter = ("state", "feed__kind", "feed")
    list_select_related = ("feed", "started_by")
    search_fields = ("feed__name", "file_name")
    date_hierarchy = "created_at"

    def get_queryset(self, request) -> QuerySet[FeedRun]:
        return super().get_queryset(request).defer("content", "lines")

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("vorlage.csv", view(self.template_file), name="events_feedrun_template"),
            path("<int:pk>/spalten/", view(self.columns_page), name="events_feedrun_columns"),
            path("<int:pk>/pruefen/", view(self.check_page), name="events_feedrun_check"),
            path("<int:pk>/bericht/", view(self.report_page), name="events_feedrun_report"),
            *super().get_urls(),
        ]

    @admin.display(description="Ergebnis")
    def numbers(self, run):
        return run.sentence if run.state == FeedRun.State.FAILED else said(run.counts)

    def has_add_permission(self, request):
        return request.user.has_perm(DO)

    def add_view(self, request, form_url="", extra_context=None):
        return self.upload_page(request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """To where this reading stands."""
        run = self.get_object(request, object_id)
        if run is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(
            _address("columns" if run.state == FeedRun.State.OPEN else "report", run)
        )

    def upload_page(self, request: HttpRequest) -> HttpResponse:
        demand_right(request, DO)
        form = TableForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                return HttpResponseRedirect(_address("columns", self._upload(request, form)))
            except DomainError as error:
                form.add_error("file", error.message)
        context = {
            "title": "Tabelle mit Veranstaltungen einlesen",
            "form": form,
            "columns": columns.COLUMNS,
        }
        return self.own_page(request, "admin/events/feedrun/upload.html", context, form=form)

    @staticmethod
    def _upload(request, form: TableForm) -> FeedRun:
        file, feed = form.cleaned_data["file"], form.cleaned_data["feed"]
        content = file.read()
        reading.read(content, file.name)
        return uploads.upload(
            feed=feed, moderation=form.cleaned_data["moderation"], name=file.name, content=content,
            by=request.user,
        )  # fmt: skip

    def columns_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The guess by headings and what this source remembers, for changing."""
        run = _open(request, pk)
        if run.state != FeedRun.State.OPEN:
            return HttpResponseRedirect(_address("report", run))
        table = reading.read(bytes(run.content), run.file_name)
        keys = columns.guess(table, run.feed.columns)
        if run.columns:
            keys = [run.columns.get(str(at), "") for at in range(len(table.headers))]
        form = MeaningsForm(request.POST or None, table=table, meanings=columns.MEANINGS, keys=keys)
        if request.method == "POST" and form.is_valid():
            try:
                uploads.choose_columns(run=run, keys=form.keys, headers=list(form.headers))
                return HttpResponseRedirect(_address("check", run))
            except DomainError as error:
                form.add_error(None, error.message)
        context = {
            "title": f"Was bedeuten die Spalten? {run.file_name}",
            "form": form,
            "run": run,
            "table": table,
        }
        return self.own_page(request, "admin/events/feedrun/columns.html", context, form=form)

    def check_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every event of the table and what would become of it, and the step that writes."""
        run, status = _open(request, pk), 200
        if run.state != FeedRun.State.OPEN or not run.columns:
            return HttpResponseRedirect(_address("columns", run))
        if request.method == "POST":
            try:
                done = uploads.apply(
                    run=run, digest=request.POST.get("digest", ""), by=request.user
                )
                messages.success(request, f"Übernommen: {said(done.counts)}.")
                return HttpResponseRedirect(_address("report", done))
            except DomainError as error:
                messages.error(request, error.message)
                status = 409
        made = uploads.planned(run)
        chosen, page = page_of([reported(line, made.words) for line in made.lines], request.GET)
        context = {
            "title": f"Prüfen: {run.file_name}", "run": run, "plan": made, "page": page, "chosen": chosen,
            "tabs": tabs(Outcome, made.counts, made.conflicts), "counts": said(made.counts), "lines": labelled(page),
            "writes": made.counts[Outcome.NEW] + made.counts[Outcome.CHANGED],
            "publishes": run.feed.moderation == Feed.Moderation.AT_ONCE,
        }  # fmt: skip
        return self.own_page(request, "admin/events/feedrun/check.html", context, status=status)

    def report_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        demand_right(request, VIEW)
        found = FeedRun.objects.select_related("feed", "started_by").defer("content")
        run = get_object_or_404(found, pk=pk)
        chosen, page = page_of(run.lines, request.GET)
        context = {
            "title": f"Bericht: {run.feed}", "run": run, "page": page, "chosen": chosen, "lines": labelled(page),
            "tabs": tabs(Outcome, run.counts, run.counts.get("konflikte", 0)), "counts": said(run.counts),
        }  # fmt: skip
        return self.own_page(request, "admin/events/feedrun/report.html", context)

    def template_file(self, request: HttpRequest) -> HttpResponse:
        """An empty list with our own headings."""
        demand_right(request, DO)
        sheet = Sheet("Vorlage", [column.label for column in columns.COLUMNS], [])
        return csv_file(sheet, "vorlage-veranstaltungen.csv")


def _open(request: HttpRequest, pk: int) -> FeedRun:
    demand_right(request, DO)
    return get_object_or_404(FeedRun.objects.select_related("feed"), pk=pk)


def _address(name: str, run: FeedRun) -> str:
    return reverse(f"admin:events_feedrun_{name}", args=[run.pk])


def page_of(lines: list[dict], query: QueryDict) -> tuple[str, Page]:
    """The chosen filter and its page; an unknown one shows all."""
    chosen = query.get("stand", ALL)
    if chosen == CONFLICTS:
        lines = [line for line in lines if line["kept"]]
    elif chosen in Outcome.values:
        lines = [line for line in lines if line["outcome"] == chosen]
    else:
        chosen = ALL
    return chosen, Paginator(lines, PER_PAGE).get_page(query.get("seite"))


def labelled(page: Page) -> list[dict]:
    return [line | {"label": Outcome(line["outcome"]).label} for line in page.object_list]
