from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.guard import GuardedForm, refuse_links

from .models import CopyRequest


class CopyRequestForm(GuardedForm):
    """What the office has to know to help; nobody is asked why they need it."""

    purpose = "copy_request"
    privacy = "fassung"

    need = forms.ChoiceField(
        label=gettext_lazy("Sie brauchen das Dokument"),
        choices=CopyRequest.Need,
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=gettext_lazy("Nachricht"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Zum Beispiel, welche Seiten Ihnen wichtig sind."),
        widget=forms.Textarea({"rows": 4}),
    )
    name = forms.CharField(
        label=gettext_lazy("Ihr Name"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-Mail"),
        max_length=200,
        help_text=gettext_lazy("Hierhin kommt die Antwort, und eine Bestätigung."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def clean_message(self):
        return refuse_links(self.cleaned_data["message"])

    def clean_name(self):
        return refuse_links(self.cleaned_data["name"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("need") == CopyRequest.Need.OTHER and not cleaned.get("message"):
            self.add_error(
                "message", ValidationError(_("Bitte schreiben Sie uns, was Sie brauchen."))
            )
        return cleaned
