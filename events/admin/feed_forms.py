"""What the office says of a table of events: where it comes from, and what its columns mean."""

from django import forms

from actors.admin.import_forms import examples as examples_of
from actors.imports import reading
from bildungsregion.base.forms import SiteForm
from events.incoming import columns
from events.models import Feed


class TableForm(SiteForm):
    feed = forms.ModelChoiceField(
        label="Quelle, aus der schon einmal eingelesen wurde",
        queryset=Feed.objects.filter(kind=Feed.Kind.TABLE),
        required=False,
        empty_label="– neue Quelle –",
        help_text="Dann sind die Spalten schon bekannt, und Änderungen werden erkannt.",
    )
    new_feed = forms.CharField(
        label="Name der neuen Quelle",
        max_length=120,
        required=False,
        help_text="Zum Beispiel „Programm der Volkshochschule“. Ohne Halbjahr: Nächstes Mal ist es dieselbe.",
    )
    moderation = forms.ChoiceField(label="Neue Veranstaltungen", choices=[
        (Feed.Moderation.AT_ONCE, "gleich veröffentlichen"), (Feed.Moderation.OFFICE, "prüft zuerst das Büro"),
    ])  # fmt: skip
    file = forms.FileField(
        label="Datei",
        help_text="CSV oder XLSX, höchstens 5 MB; Überschriften in der ersten Zeile.",
        error_messages={"empty": "Die Datei ist leer."},
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > reading.LARGEST:
            raise forms.ValidationError("Die Datei ist größer als 5 MB. Bitte teilen Sie sie.")
        return file

    def clean(self):
        data = super().clean()
        name = " ".join(data.get("new_feed", "").split())
        if not data.get("feed") and not name:
            self.add_error("new_feed", "Bitte wählen Sie eine Quelle oder nennen Sie eine neue.")
        elif not data.get("feed"):
            known = Feed.objects.filter(name__iexact=name).first()
            if known and known.kind != Feed.Kind.TABLE:
                self.add_error("new_feed", "So heißt schon ein Kalender, der abgerufen wird.")
            data["feed"] = known or Feed(name=name, kind=Feed.Kind.TABLE)
        return data


class ColumnsForm(SiteForm):
    """A select for each column of the file, with what stands in its first rows."""

    mark_optional = False

    def __init__(self, *args, table: reading.Table, keys: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", "nicht übernehmen"), *columns.grouped_choices()]
        self.headers = table.headers
        for at, header in enumerate(table.headers):
            if header:
                self.fields[f"spalte_{at}"] = forms.ChoiceField(
                    label=f"„{header}“", choices=choices, required=False, initial=keys[at],
                    help_text=examples_of(table, at),
                )  # fmt: skip

    @property
    def keys(self) -> list[str]:
        return [self.cleaned_data.get(f"spalte_{at}", "") for at in range(len(self.headers))]
