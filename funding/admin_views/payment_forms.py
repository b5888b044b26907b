"""What the office types about a payment: whose account it is, when it was paid, why it was not."""

from django import forms
from django.utils import timezone

from bildungsregion.base.forms import DateInput
from funding.models import PaymentOrder

from .forms import OfficeForm


class ConfirmForm(OfficeForm):
    """One person may state both, or only one of them; then another one orders."""

    fieldsets = (
        ("Sachlich richtig", "", ("factual", "payee", "exception_reason")),
        ("Rechnerisch richtig", "", ("arithmetic",)),
    )
    mark_optional = False

    factual = forms.BooleanField(
        label="Die Zahlung ist sachlich richtig: Das Vorhaben fand statt, und der Zuschuss steht dieser "
        "Einrichtung zu.",
        required=False,
    )
    payee = forms.ChoiceField(
        label="Wem gehört das Konto?",
        choices=PaymentOrder.Payee.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    exception_reason = forms.CharField(
        label="Warum an eine Privatperson?",
        help_text="Nur bei einer Privatperson. Steht auf der Anordnung.",
        max_length=300,
        required=False,
    )
    arithmetic = forms.BooleanField(
        label="Die Zahlung ist rechnerisch richtig: Der Betrag folgt aus den anerkannten Belegen.",
        required=False,
    )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("factual") and not cleaned.get("arithmetic"):
            self.add_error(None, "Bitte kreuzen Sie an, was Sie feststellen.")
        if cleaned.get("factual"):
            self._clean_payee(cleaned)
        return cleaned

    def _clean_payee(self, cleaned) -> None:
        payee, reason = cleaned.get("payee"), cleaned.get("exception_reason", "").strip()
        if not payee and "payee" not in self.errors:
            self.add_error("payee", "Bitte geben Sie an, wem das Konto gehört.")
        if payee == PaymentOrder.Payee.PRIVATE and not reason:
            self.add_error("exception_reason", "Bitte begründen Sie diese Ausnahme.")


class PaidForm(OfficeForm):
    paid_on = forms.DateField(
        label="Gezahlt am",
        help_text="Der Tag, an dem das Geld das Konto des Landkreises verlassen hat.",
        widget=DateInput,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today, field = timezone.localdate(), self.fields["paid_on"]
        field.initial = today
        field.widget.attrs["max"] = today.isoformat()


class FailedForm(OfficeForm):
    reason = forms.CharField(
        label="Warum ist die Zahlung nicht gelungen?",
        help_text="Wie es die Kasse meldet, zum Beispiel „Konto erloschen“. Die Einrichtung liest es nicht.",
        max_length=300,
        error_messages={"required": "Bitte nennen Sie, warum die Zahlung nicht gelungen ist."},
    )


class PurposeForm(OfficeForm):
    purpose = forms.CharField(
        label="Anlass",
        help_text="Zum Beispiel „Abgleich mit dem Rücklauf der Bank“. Steht mit Ihrem Namen beim Vorgang.",
        max_length=200,
        error_messages={"required": "Bitte nennen Sie den Anlass."},
    )
