"""The committee's reports behind the office's door, and the public list of what was funded."""

import io
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from bildungsregion.base import tables
from bildungsregion.base.admin import office
from bildungsregion.base.tables import Euro, Sheet
from funding import charts, public_list, report_sheets, reports, typesetting
from funding.models import Programme
from funding.report_sheets import spells_text


FORMATS = ("csv", "xlsx", "pdf")
MONTH_LETTERS = {label: label[:3] for label in reports.MONTHS}


class ReportDoor(View):
    """For those who may read cases: others meet a login, the second factor they lack, or a 404."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise Http404("not of the office")
        if not office.has_permission(request):
            return redirect_to_login(request.get_full_path(), reverse("account_second_factor"))
        if not request.user.has_perm("funding.view_application"):
            raise Http404("not a reader of cases")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def programmes(self) -> list[Programme]:
        return list(Programme.objects.order_by("-is_open", "pk"))

    @cached_property
    def programme(self) -> Programme:
        for programme in self.programmes:
            if programme.slug == self.kwargs["slug"]:
                return programme
        raise Http404("no such programme")

    def year_report(self) -> reports.YearReport:
        report = reports.year_report(self.programme, self.kwargs["year"])
        if report.budget_year is None and not report.cases:
            raise Http404("nothing happened in that year")
        return report


class ReportIndex(ReportDoor):
    """To the programme that the office works with most."""

    def get(self, request):
        if not self.programmes:
            raise Http404("no programme is loaded")
        return redirect("funding:report_comparison", self.programmes[0].slug)


class ReportComparison(ReportDoor, TemplateView):
    """All years of a programme beside each other."""

    template_name = "admin/funding/report/comparison.html"

    def get_context_data(self, **kwargs):
        found = reports.comparison(self.programme)
        rows = [
            (str(report.year), max(report.total.asked_cents, 0), report.total.granted_cents)
            for report in reversed(found.years)
        ]
        title = "bewilligt nach Jahr; der Rahmen zeigt, was beantragt war"
        return super().get_context_data(
            programme=self.programme,
            programmes=self.programmes,
            comparison=found,
            short_years=[report for report in found.years if report.spells],
            chart=charts.columns(title, rows) if rows else None,
            **kwargs,
        )


class ReportYear(ReportDoor, TemplateView):
    """One year of a programme, from every side."""

    template_name = "admin/funding/report/year.html"

    def get_context_data(self, **kwargs):
        report = self.year_report()
        return super().get_context_data(
            programme=self.programme,
            report=report,
            pictures=[(table, _chart(table)) for table in report.tables],
            spells=spells_text(report) if report.spells else "",
            **kwargs,
        )


class ReportFile(ReportDoor):
    """The same figures to take away; ``year`` missing means all years."""

    def get(self, request, slug, fmt, year=None):
        if fmt not in FORMATS:
            raise Http404("no such format")
        name = f"auswertung-{self.programme.slug}-{year or 'alle-jahre'}.{fmt}"
        if year is None:
            found = reports.comparison(self.programme)
            every, sheets = found.years, report_sheets.comparison_sheets(found)
        else:
            found = self.year_report()
            every, sheets = (found,), report_sheets.year_sheets(found)
        if fmt == "csv":
            return csv_response(report_sheets.tidy(every), name)
        if fmt == "xlsx":
            return xlsx_response(sheets, name)
        to_context = report_sheets.year_context if year else report_sheets.comparison_context
        context = to_context(found, request.region, timezone.localdate())
        pdf = typesetting.render(typesetting.Kind.REPORT, context)
        return HttpResponse(pdf, "application/pdf", headers=_as_file(name, inline=True))


class FundedList(TemplateView):
    """What the money went to, for everybody."""

    template_name = "funding/funded_list.html"
    paginate_by = 50

    def get_context_data(self, **kwargs):
        years = public_list.years()
        year = _year(self.request.GET.get("jahr", ""), years)
        page = Paginator(public_list.funded(year), self.paginate_by).get_page(
            self.request.GET.get("seite")
        )
        measures = list(public_list.measures(page))
        return super().get_context_data(
            years=years,
            year=year,
            page_obj=page,
            measures=measures,
            several=len({measure.programme for measure in measures}) > 1,
            **kwargs,
        )


class FundedFile(View):
    """The whole list, or one year of it, as CSV."""

    def get(self, request):
        year = _year(request.GET.get("jahr", ""), public_list.years())
        rows = (
            (m.institution, m.provider, m.title, _month(m.month), m.programme, Euro(m.cents))
            for m in public_list.measures(public_list.funded(year).iterator(500))
        )
        headers = (
            _("Einrichtung"),
            _("Anbieter"),
            _("Titel"),
            _("Monat"),
            _("Programm"),
            _("Betrag in Euro"),
        )
        name = f"gefoerderte-vorhaben{f'-{year}' if year else ''}.csv"
        return csv_response(Sheet("", headers, rows), name)


def csv_response(sheet: Sheet, name: str) -> StreamingHttpResponse:
    lines = tables.csv_lines(sheet)
    return StreamingHttpResponse(lines, tables.CSV_TYPE, headers=_as_file(name))


def xlsx_response(sheets: Iterable[Sheet], name: str) -> FileResponse:
    file = io.BytesIO()
    tables.write_xlsx(sheets, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=tables.XLSX_TYPE)


def _as_file(name: str, *, inline: bool = False) -> dict[str, str]:
    kind = "inline" if inline else "attachment"
    return {"Content-Disposition": f'{kind}; filename="{name}"'}


def _chart(table: reports.Table) -> charts.Bars | charts.Columns | None:
    """Bound money filled, what was asked for as the frame."""
    rows = [(r.label, r.figures.asked_cents, r.figures.granted_cents) for r in table.rows]
    title = "bewilligt; der Rahmen zeigt, was beantragt war"
    if table.key != "monat":
        return charts.bars(title, [(n, max(asked, given), given) for n, asked, given in rows])
    granted = [(MONTH_LETTERS[n], given, given) for n, _asked, given in rows if n in MONTH_LETTERS]
    return charts.columns("bewilligt, nach Monat der Buchung", granted)


def _month(day: date) -> str:
    return date_format(day, "F Y")


def _year(text: str, years: list[int]) -> int | None:
    return next((year for year in years if str(year) == text), None)
