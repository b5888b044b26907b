"""What the office says of a table of events: where it comes from, and what becomes of new ones."""

from django import forms

from actors.admin.import_forms import TableFileField
from bildungsregion.base.forms import SiteForm
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
    file = TableFileField(
        help_text="CSV oder XLSX, höchstens 5 MB; Überschriften in der ersten Zeile.",
        accept=".csv,.txt,.tsv,.xlsx",
    )

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
