"""What the office fills in about reports and people's rights."""

from django import forms
from django.utils import timezone

from bildungsregion.base.forms import DateInput, SiteForm, SiteModelForm

from . import actions
from .models import DataRequest, Report


class NoteForm(SiteForm):
    """It stands on a page with other forms, of which one has a note, too: its ids are its own."""

    note = forms.CharField(
        label="Vermerk", max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="step_%s", **kwargs)


class AnswerForm(SiteForm):
    answer = forms.CharField(
        label="Antwort",
        max_length=5000,
        help_text="Geht als E-Mail an die Person, wenn sie eine Adresse angegeben hat.",
        widget=forms.Textarea({"rows": 8}),
    )


class DecideForm(AnswerForm):
    """A decision about an entry has an outcome and reasons (Art. 16 Abs. 5, Art. 17 DSA)."""

    outcome = forms.ChoiceField(
        label="Entscheidung",
        choices=Report.Outcome,
        help_text="„Von der Seite genommen“ verbirgt den Eintrag sofort; in der Verwaltung kommt er zurück.",
        widget=forms.RadioSelect,
    )
    tell_owner = forms.BooleanField(
        label="Auch der Einrichtung schreiben, ohne zu sagen, wer gemeldet hat",
        required=False,
        initial=True,
        help_text="Wird etwas entfernt oder geändert, muss sie es mit Gründen erfahren (Art. 17 DSA).",
    )
    field_order = ("outcome", "answer", "tell_owner")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = "Gründe"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") in (Report.Outcome.REMOVED, Report.Outcome.CHANGED):
            cleaned["tell_owner"] = True
        return cleaned


class RequestForm(SiteModelForm):
    class Meta:
        model = DataRequest
        fields = ("wish", "way", "received_on", "email", "reference", "name", "address")
        widgets = {"received_on": DateInput, "address": forms.Textarea({"rows": 3})}
        help_texts = {
            "email": "Danach sucht das Portal. Wer keine nennt: Es genügt die Nummer eines Vorgangs oder Name und "
            "Anschrift.",
            "reference": "Zum Beispiel die eines Antrags. Das Portal sucht dann nach der Adresse, unter der er steht.",
            "address": "Nur, wenn die Antwort per Brief geht.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = timezone.localdate()

    def clean_reference(self):
        number = self.cleaned_data["reference"].strip()
        if number and not actions.email_of(number):
            raise forms.ValidationError(
                "Unter dieser Nummer kennt das Portal niemanden. Bitte prüfen Sie sie oder nehmen Sie die Anschrift."
            )
        return number

    def clean(self):
        """One way to find the person and to answer; nothing beyond it is asked."""
        data = super().clean() or self.cleaned_data
        if self.errors or data["email"]:
            return data
        if data["way"] == DataRequest.Way.MAIL:
            self.add_error("email", "Bitte nennen Sie die Adresse, von der die E-Mail kam.")
        elif not data["reference"] and not (data["name"] and data["address"]):
            self.add_error(
                None,
                "Bitte nennen Sie eine E-Mail-Adresse, die Nummer eines Vorgangs oder Name und Anschrift.",
            )
        return data

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Der Tag liegt noch vor uns.")
        return day


class IdentityForm(SiteForm):
    identity = forms.ChoiceField(
        label="Woran haben Sie erkannt, wer fragt?",
        choices=DataRequest.Identity,
        help_text="Es genügt, was nötig ist. Kopien von Ausweisen gehören nicht in den Vorgang.",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Vermerk dazu", max_length=300, required=False)
    email = forms.EmailField(
        label="E-Mail-Adresse, unter der die Angaben stehen",
        required=False,
        max_length=200,
        help_text="Wenn Sie die Person in der Verwaltung gefunden haben; sonst leer. Geschrieben wird dorthin nicht.",
    )

    def __init__(self, *args, case: DataRequest, **kwargs):
        super().__init__(*args, **kwargs)
        if case.email:
            del self.fields["email"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("identity") == DataRequest.Identity.OTHER and not cleaned.get("note"):
            self.add_error("note", "Bitte kurz sagen, woran.")
        return cleaned
