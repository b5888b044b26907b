"""What the office says of a file: where it comes from, and what its columns mean."""

from django import forms

from actors import kinds
from actors.imports import columns, reading, writing
from actors.imports.headings import Meanings
from actors.models import ImportSource
from bildungsregion.base.forms import SiteForm


MOST_EXAMPLES = 3


class TableFileField(forms.FileField):
    """A file that is not larger than what is read at once."""

    def __init__(self, *, accept: str, **kwargs):
        super().__init__(
            label="Datei",
            error_messages={"empty": "Die Datei ist leer."},
            widget=forms.FileInput({"accept": accept}),
            **kwargs,
        )

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file.size > reading.LARGEST:
            raise forms.ValidationError("Die Datei ist größer als 5 MB. Bitte teilen Sie sie.")
        return file


class FileForm(SiteForm):
    source = forms.ModelChoiceField(
        label="Quelle, aus der schon einmal eingelesen wurde",
        queryset=ImportSource.objects.all(),
        required=False,
        empty_label="– neue Quelle –",
        help_text="Dann sind die Spalten schon bekannt, und Änderungen werden erkannt.",
    )
    new_source = forms.CharField(
        label="Name der neuen Quelle",
        max_length=120,
        required=False,
        help_text="Zum Beispiel „Schulverzeichnis Niedersachsen“. Ohne Jahr: Nächstes Jahr ist es dieselbe.",
    )
    file = TableFileField(
        help_text="CSV, XLSX oder GeoJSON, höchstens 5 MB und 20.000 Zeilen; Überschriften in der ersten Zeile.",
        accept=".csv,.txt,.tsv,.xlsx,.json,.geojson",
    )

    def clean(self):
        data = super().clean()
        name = " ".join(data.get("new_source", "").split())
        if not data.get("source") and not name:
            self.add_error("new_source", "Bitte wählen Sie eine Quelle oder nennen Sie eine neue.")
        elif not data.get("source"):
            known = ImportSource.objects.filter(name__iexact=name).first()
            data["source"] = known or ImportSource(name=name)
        return data


class MeaningsForm(SiteForm):
    """A select for each column of the file, with what stands in its first rows."""

    mark_optional = False

    def __init__(self, *args, table: reading.Table, meanings: Meanings, keys: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "nicht übernehmen"), *meanings.grouped_choices()]
        self.headers = table.headers
        for at, header in enumerate(table.headers):
            if header:
                self.fields[f"spalte_{at}"] = forms.ChoiceField(
                    label=f"„{header}“", choices=choices, required=False, initial=keys[at],
                    help_text=examples(table, at),
                )  # fmt: skip

    @property
    def keys(self) -> list[str]:
        """The chosen meaning of every column, "" for none."""
        return [self.cleaned_data.get(f"spalte_{at}", "") for at in range(len(self.headers))]


class ColumnsForm(MeaningsForm):
    """What the columns mean, and what new entries are."""

    def __init__(self, *args, source: ImportSource, **kwargs):
        super().__init__(*args, meanings=columns.MEANINGS, **kwargs)
        names = tuple(self.fields)
        self.fields["default_kind"] = forms.ChoiceField(
            label="Art, wo weder die Datei noch der Name eine sagt",
            choices=[("", "– dann ist die Zeile fehlerhaft –"), *kinds.grouped_choices()],
            required=False,
            initial=source.default_kind,
        )
        self.fields["publish_new"] = forms.BooleanField(
            label="Neue Einträge gleich veröffentlichen", required=False, initial=source.publish_new,
            help_text="Sonst sieht sie zuerst nur das Büro.",
        )  # fmt: skip
        self.fieldsets = (
            ("Was in den Spalten steht", "", names),
            ("Für neue Einträge", "", ("default_kind", "publish_new")),
        )

    def new_entries(self) -> writing.NewEntries:
        return writing.NewEntries(
            self.cleaned_data["default_kind"], self.cleaned_data["publish_new"]
        )


def examples(table: reading.Table, at: int) -> str:
    """What stands in the first rows of a column, in one sentence."""
    found: list[str] = []
    for _line, cells in table.rows[:200]:
        cell = cells[at] if at < len(cells) else None
        text = (
            ""
            if reading.is_empty(cell) or isinstance(cell, reading.Fault)
            else " ".join(str(cell).split())[:40]
        )
        if text and text not in found:
            found.append(text)
        if len(found) == MOST_EXAMPLES:
            break
    return f"Zum Beispiel: {' · '.join(found)}" if found else "In dieser Spalte steht nichts."
