"""The office's old list: upload, look at every line, take over exactly that file."""

import base64
import binascii
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm
from bildungsregion.base.money import euro
from funding import actions, imports
from funding.actions.importing import Report
from funding.imports import OldCase
from funding.models import Application, Programme

from .doors import OfficePage


LARGEST = 1_000_000
# So many lines are shown; all are counted and taken over.
SHOWN = 300
SALT = "funding.import"
# How long a checked list waits to be taken over, in seconds.
KEPT = 4 * 60 * 60


class ListForm(SiteForm):
    programme = forms.ModelChoiceField(
        label="Förderprogramm", queryset=Programme.objects.all(), empty_label=None
    )
    file = forms.FileField(
        label="Liste (CSV oder XLSX)",
        help_text="Eine Zeile je Antrag, die Überschriften in der ersten Zeile. Höchstens 1 MB.",
        widget=forms.FileInput({"accept": ".csv,.xlsx"}),
    )
    book = forms.BooleanField(
        label="Bewilligte und ausgezahlte Beträge auch im Haushaltsjahr buchen",
        help_text="Nur in offenen Jahren mit genug Mitteln. Ohne Buchung zählen die Fälle in den Auswertungen nicht.",
        required=False,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                "Die Datei ist größer als 1 MB. Bitte teilen Sie die Liste."
            )
        return file


@dataclass(frozen=True, slots=True)
class Checked:
    """A list as it was uploaded; it travels signed through the page, so that no other is taken over."""

    name: str
    content: bytes
    programme: int
    book: bool

    def sealed(self) -> str:
        packed = base64.b64encode(self.content).decode()
        return signing.dumps(
            [self.name, packed, self.programme, self.book], salt=SALT, compress=True
        )

    @classmethod
    def opened(cls, text: str) -> "Checked":
        """Raises DomainError for what this page has not given out, or too long ago."""
        try:
            name, packed, programme, book = signing.loads(text, salt=SALT, max_age=KEPT)
            return cls(name, base64.b64decode(packed), programme, book)
        except (signing.BadSignature, binascii.Error, ValueError):
            raise DomainError(
                "Diese Prüfung ist abgelaufen. Bitte laden Sie die Liste noch einmal hoch."
            ) from None

    def run(self, *, by, dry_run: bool, skip_bad: bool = False) -> tuple[list["Line"], Report]:
        """Every line and the whole. Raises DomainError where the file is no list."""
        table = imports.read(self.content, self.name)
        cases, problems = imports.understand(table)
        report = actions.import_cases(
            programme=Programme.objects.get(pk=self.programme), cases=cases, problems=problems,
            source=table.name, by=by, book=self.book, skip_bad=skip_bad, dry_run=dry_run,
        )  # fmt: skip
        return _lines(table, cases, report), report


@dataclass(slots=True)
class Line:
    """A line of the list: what it becomes, or everything that is wrong with it."""

    number: int
    typed: str
    case: OldCase | None = None
    is_new: bool = False
    sentences: list[str] = field(default_factory=list)

    @property
    def becomes(self) -> str:
        """The state of the case that it makes, in words."""
        if self.case is None:
            return ""
        status = Application.Status.CLOSED if self.case.is_over else self.case.status
        return str(Application.Status(status).label)


def _lines(table, cases, report: Report) -> list[Line]:
    new = set(report.new)
    lines = {number: Line(number, _first_text(cells)) for number, cells in table.rows}
    for case in cases:
        lines[case.line].case, lines[case.line].is_new = case, case.number in new
    for problem in report.problems:
        column = f"{problem.column}: " if problem.column else ""
        lines[problem.line].sentences.append(f"{column}{problem.sentence}")
    return list(lines.values())


def _first_text(cells) -> str:
    return next((" ".join(str(cell).split())[:60] for cell in cells if cell not in (None, "")), "")


class ImportPage(OfficePage):
    """For who keeps the budget: old cases may book money."""

    right = "funding.manage_budget"
    template_name = "admin/funding/application/import.html"

    def get(self, request, *args, **kwargs):
        return self.show(ListForm())

    def post(self, request, *args, **kwargs):
        return self.take_over() if "liste" in request.POST else self.check()

    def check(self):
        form = ListForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        typed = form.cleaned_data
        checked = Checked(
            typed["file"].name[:120], typed["file"].read(), typed["programme"].pk, typed["book"]
        )
        try:
            lines, report = checked.run(by=self.request.user, dry_run=True)
        except DomainError as error:
            form.add_error("file", error.message)
            return self.show(form, status=422)
        return self.show(form, checked=checked, lines=lines, report=report)

    def take_over(self):
        skip_bad = "skip_bad" in self.request.POST
        try:
            checked = Checked.opened(self.request.POST["liste"])
            lines, report = checked.run(by=self.request.user, dry_run=False, skip_bad=skip_bad)
        except (DomainError, Programme.DoesNotExist) as error:
            messages.error(
                self.request, getattr(error, "message", "Das Programm gibt es nicht mehr.")
            )
            return self.show(ListForm(), status=409)
        if not report.written:
            messages.error(self.request, "Nichts wurde übernommen, weil Zeilen fehlerhaft sind.")
            return self.show(ListForm(), checked=checked, lines=lines, report=report, status=409)
        words = "1 Fall ist" if len(report.new) == 1 else f"{len(report.new)} Fälle sind"
        booked = f", {euro(report.booked_cents)} sind gebucht" if checked.book else ""
        messages.success(self.request, f"{words} übernommen{booked}.")
        return self.show(ListForm(), checked=checked, lines=lines, report=report)

    def show(self, form, *, status=200, checked=None, lines=(), report=None):
        bad = [line for line in lines if line.sentences]
        good = [line for line in lines if line.case and not line.sentences]
        names = urlencode({"q": good[0].case.number}) if len(good) == 1 else ""
        context = self.get_context_data(
            title="Alte Liste übernehmen",
            form=form,
            columns=imports.COLUMNS,
            checked=checked,
            sealed=checked.sealed() if checked and not report.written else "",
            report=report,
            bad=bad[:SHOWN],
            bad_count=len(bad),
            good=good[:SHOWN],
            good_count=len(good),
            shown=SHOWN,
            list_url=f"{reverse('admin:funding_application_changelist')}?{names}",
        )
        return self.render_to_response(context, status=status)


class ImportTemplate(OfficePage):
    """An empty list with all columns, to fill in."""

    right = "funding.manage_budget"

    def get(self, request, *args, **kwargs):
        response = HttpResponse(imports.template(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="Vorlage_alte_Antraege.csv"'
        return response
