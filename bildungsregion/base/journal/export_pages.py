"""The page of the logs for the data protection officer: look, choose, take along; taking along is logged."""

from datetime import timedelta
from itertools import islice

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone

from bildungsregion.base import tables
from bildungsregion.base.forms import DateInput, SiteForm

from . import logs
from .models import JournalExport


SHOWN = 50
MOST = 100_000
RIGHT = "base.export_journal"
USUAL_DAYS = 30


class SelectionForm(SiteForm):
    first = forms.DateField(label="Vom", widget=DateInput)
    last = forms.DateField(label="Bis", widget=DateInput)
    log = forms.ChoiceField(label="Protokoll", required=False)
    person = forms.CharField(
        label="Person", required=False, max_length=254, help_text="E-Mail-Adresse des Kontos"
    )
    case = forms.CharField(
        label="Vorgang", required=False, max_length=40, help_text="Aktenzeichen eines Antrags"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["log"].choices = [("", "Alle"), *((title, title) for title in logs.titles())]

    def clean_person(self):
        address = self.cleaned_data["person"].strip()
        if not address:
            return None
        user = get_user_model().objects.filter(email__iexact=address).first()
        if user is None:
            raise ValidationError("Mit dieser Adresse gibt es kein Konto.")
        return user

    def clean(self):
        said = super().clean()
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", "Das Ende liegt vor dem Anfang.")
        return said

    @property
    def selection(self) -> logs.Selection:
        said = self.cleaned_data
        return logs.Selection(said["first"], said["last"], said["person"], said["case"].strip())


class ExportForm(SelectionForm):
    purpose = forms.CharField(
        label="Anlass", max_length=200, help_text="Wird mit Ihrem Namen festgehalten."
    )
    form = forms.ChoiceField(
        label="Format", choices=[("csv", "CSV"), ("xlsx", "XLSX für Tabellenprogramme")]
    )

    def __init__(self, *args, **kwargs):
        # It stands on one page with the fields of the selection.
        super().__init__(*args, auto_id="export_%s", **kwargs)
        # What is taken along is what was looked at.
        for name in SelectionForm.base_fields:
            self.fields[name].widget = self.fields[name].hidden_widget()


def journal(site, request: HttpRequest) -> HttpResponse:
    """GET shows the newest lines of a selection, POST hands out the file. 403 without the right, 422 for bad input."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied(RIGHT)
    today = timezone.localdate()
    usual = {"first": today - timedelta(days=USUAL_DAYS), "last": today}
    if request.method == "POST":
        form = ExportForm(request.POST)
        if form.is_valid() and (answer := _file(request, form)):
            return answer
        return _page(site, request, SelectionForm(request.POST), form, [], 422)
    asked = request.GET.dict() if "first" in request.GET else usual
    chosen = SelectionForm(asked)
    if not chosen.is_valid():
        return _page(site, request, chosen, None, [], 422)
    found = list(islice(logs.lines(chosen.selection, chosen.cleaned_data["log"]), SHOWN + 1))
    return _page(site, request, chosen, ExportForm(initial=asked), found, 200)


def _file(request: HttpRequest, form: ExportForm) -> HttpResponseBase | None:
    said, selection = form.cleaned_data, form.selection
    # Read before it is logged, so that the line about this file is not in it.
    rows = [logs.cells(one) for one in islice(logs.lines(selection, said["log"]), MOST + 1)]
    if len(rows) > MOST:
        form.add_error(
            "last", f"Das sind mehr als {MOST} Zeilen. Bitte wählen Sie einen kürzeren Zeitraum."
        )
        return None
    JournalExport.objects.create(
        taken_by=request.user, purpose=said["purpose"], form=said["form"], lines=len(rows),
        selection=f"{said['log'] or 'Alle Protokolle'}, {selection}"[:300],
    )  # fmt: skip
    sheets = [
        tables.Sheet("Protokolle", [name for name, _what in logs.COLUMNS], rows),
        tables.Sheet("Spalten", ["Spalte", "Inhalt"], logs.COLUMNS),
    ]
    name = f"protokolle-{selection.first:%Y-%m-%d}-{selection.last:%Y-%m-%d}"
    return tables.table_file(sheets, name, said["form"])


def _page(site, request, chosen, form, found: list, status: int) -> HttpResponse:
    context = site.each_context(request) | {
        "title": "Protokolle ausgeben",
        "chosen": chosen,
        "form": form,
        "errors": (form or chosen).errors,
        "lines": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "columns": logs.COLUMNS,
        "exports": JournalExport.objects.select_related("taken_by")[:10],
    }
    return TemplateResponse(request, "admin/journal/export.html", context, status=status)
