"""What an institution says about its case after the decision, each form with the version that was seen."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.forms import SiteForm
from funding import bank


class CaseForm(SiteForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NoteForm(CaseForm):
    note = forms.CharField(
        label=_("Möchten Sie uns sagen, warum?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class StatementForm(CaseForm):
    statement = forms.CharField(
        label=_("Ihre Stellungnahme"), max_length=5000, widget=forms.Textarea({"rows": 8})
    )


class AccountForm(CaseForm):
    privacy = "antrag"

    iban = forms.CharField(
        label=_("IBAN"),
        max_length=42,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    account_holder = forms.CharField(
        label=_("Konto lautet auf"),
        max_length=120,
        help_text=_("Die Einrichtung, ihr Träger oder ihr Förderverein; kein privates Konto."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean_iban(self):
        iban = bank.normalise(self.cleaned_data["iban"])
        if iban.startswith("DE") and len(iban) != bank.GERMAN_LENGTH:
            raise ValidationError(
                _("Eine deutsche IBAN hat %(right)s Stellen, hier stehen %(length)s."),
                code="iban",
                params={"right": bank.GERMAN_LENGTH, "length": len(iban)},
            )
        if not bank.is_iban(iban):
            raise ValidationError(
                _("Diese IBAN kann nicht stimmen. Bitte vergleichen Sie sie mit Ihren Unterlagen."),
                code="iban",
            )
        return iban


class DeliveryForm(CaseForm):
    PORTAL, POST = "portal", "post"

    way = forms.ChoiceField(
        label=_("Neue Schreiben bekomme ich"),
        choices=[(PORTAL, _("hier im Portal, mit einer E-Mail dazu")), (POST, _("mit der Post"))],
        widget=forms.RadioSelect,
    )
