"""Which orders go on a list for the cashier, and the file that comes back."""

from django import forms

from bildungsregion.base.forms import SiteForm
from funding import payment_return
from funding.models import PaymentOrder


class OpenRunForm(SiteForm):
    orders = forms.ModelMultipleChoiceField(
        label="Anordnungen",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Bitte wählen Sie mindestens eine Anordnung aus.",
            "invalid_choice": "Eine der Anordnungen steht inzwischen in einer anderen Liste.",
            "invalid_pk_value": "Eine der Anordnungen gibt es nicht.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = PaymentOrder.objects.all().to_list().order_by("ordered_at", "number")
        field = self.fields["orders"]
        field.queryset = waiting.select_related("application__institution", "ordered_by")
        field.initial = [order.pk for order in field.queryset]

    def rows(self):
        """Each order with its box."""
        boxes = {str(box.data["value"]): box for box in self["orders"]}
        return [(order, boxes[str(order.pk)]) for order in self.fields["orders"].queryset]


class ReturnForm(SiteForm):
    file = forms.FileField(
        label="Datei der Kasse",
        help_text="CSV mit den Spalten Anordnung, Ergebnis, Datum, Betrag und Grund.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_file(self):
        """Looked at before it is read: no return has a megabyte."""
        file = self.cleaned_data["file"]
        if file.size > payment_return.MOST_BYTES:
            raise forms.ValidationError("Diese Datei ist zu groß für eine Rückmeldung der Kasse.")
        if not file.size:
            raise forms.ValidationError("Diese Datei ist leer.")
        return file
