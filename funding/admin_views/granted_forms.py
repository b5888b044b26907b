"""What the office types after the decision: changes, deadlines, hearings, money that comes back."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from bildungsregion.base.forms import DateInput, MoneyInput
from bildungsregion.base.money import EuroFormField, euro
from funding.actions.ending import DAYS_TO_PROVE
from funding.actions.recovering import DAYS_TO_ANSWER, DAYS_TO_PAY
from funding.forms import changing
from funding.forms.rows import leave_out_missing
from funding.models import BudgetYear, Decision

from .forms import OfficeForm, ProposeForm, RequestInfoForm, SignForm


class DueForm(OfficeForm):
    """A day by which something is to be here; always one to come."""

    DAYS = 14
    due_on = forms.DateField(label="Frist bis", widget=DateInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today, field = timezone.localdate(), self.fields["due_on"]
        field.initial = today + timedelta(days=self.DAYS)
        field.widget.attrs["min"] = (today + timedelta(days=1)).isoformat()
        field.error_messages["required"] = "Bitte nennen Sie die Frist."

    def clean_due_on(self):
        return demand_future(self.cleaned_data["due_on"])


def demand_future(day):
    if day <= timezone.localdate():
        raise ValidationError("Die Frist muss in der Zukunft liegen.", code="past")
    return day


class ProofDueForm(DueForm):
    DAYS = DAYS_TO_PROVE
    due_on = forms.DateField(label="Nachweis bis", widget=DateInput)


class HearingForm(DueForm):
    DAYS = DAYS_TO_ANSWER
    reasons = forms.CharField(
        label="Warum soll widerrufen werden?",
        help_text="Steht im Schreiben. Nennen Sie, was fehlt oder nicht stimmt, und worauf Sie es stützen.",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Bitte schreiben Sie, warum widerrufen werden soll."},
    )
    due_on = forms.DateField(label="Stellungnahme bis", widget=DateInput)
    field_order = ("reasons", "due_on")


class QueryReportForm(RequestInfoForm):
    sections = None

    def clean_due_on(self):
        return demand_future(self.cleaned_data["due_on"])


class ToldForm(OfficeForm):
    """Reasons that the institution reads."""

    note = forms.CharField(
        label="Begründung",
        help_text="Das liest die Einrichtung in der E-Mail und bei ihrem Antrag.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Bitte begründen Sie es gegenüber der Einrichtung."},
    )


class CancelForm(OfficeForm):
    note = forms.CharField(
        label="Warum findet es nicht statt?",
        help_text="Das liest auch die Einrichtung. Zum Beispiel: am Telefon abgesagt, Klasse erkrankt.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Bitte halten Sie fest, warum das Vorhaben nicht stattfindet."},
    )


class WaitlistForm(OfficeForm):
    budget_year = forms.ModelChoiceField(
        label="Wartet auf Geld aus dem Haushaltsjahr", queryset=None, empty_label=None
    )
    note = forms.CharField(
        label="Interner Vermerk",
        help_text="Steht im Verlauf; die Einrichtung liest ihn nicht.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, proposal: Decision | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        years = BudgetYear.objects.filter(programme=self.case.programme)
        field = self.fields["budget_year"]
        field.queryset = years.exclude(state=BudgetYear.State.CLOSED)
        field.label_from_instance = _year_with_rest
        usual = proposal.budget_year.year if proposal else self.case.first_day.year
        field.initial = next((row.pk for row in field.queryset if row.year == usual), None)


class OpenChangeForm(OfficeForm):
    """The whole wanted plan; it starts with the granted one, row by row."""

    reasons = forms.CharField(
        label="Was ändert sich, und warum?",
        help_text="Das liest auch die Einrichtung, und es steht im Änderungsbescheid.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Bitte schreiben Sie, was sich ändert und warum."},
    )
    third_party = EuroFormField(label="Andere Förderung", required=False, widget=MoneyInput)

    def __init__(self, data=None, *, case, lenient: bool = False, **kwargs):
        super().__init__(data, case=case, **kwargs)
        self.fields["third_party"].initial = case.third_party_cents
        rows = changing.typed(case) if data is None else changing.sent(data)
        granted = {row.pk: row.starts_on for row in case.appointments.all()}
        self.lenient, self.wanted = lenient, changing.WantedPlan(rows, granted, lenient)

    def full_clean(self):
        super().full_clean()
        if self.lenient:
            leave_out_missing(self)

    def clean(self):
        if self.wanted.is_empty and not self.lenient:
            raise ValidationError(changing.NOTHING_LEFT, code="empty")
        return super().clean()

    def is_valid(self):
        return super().is_valid() and not self.wanted.faulty_rows


class ProposeChangeForm(ProposeForm):
    """The new amount beside the granted one; conditions and year stay unless something else is said."""

    amount = EuroFormField(
        label="Neuer Betrag",
        help_text="Der ganze Zuschuss nach der Änderung. Ein anderer als der berechnete braucht eine Begründung.",
        min_cents=1,
        widget=MoneyInput,
        error_messages={"required": "Bitte geben Sie den neuen Betrag an."},
    )

    def __init__(self, *args, last: Decision, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["conditions"].initial = last.conditions
        self.fields["conditions"].help_text = "Je Zeile eine. Vorgesehen sind die bisherigen."
        year = self.fields["budget_year"]
        year.initial = self.case.budget_year_id
        year.help_text = "Vorgesehen ist das Jahr, aus dem der Zuschuss bewilligt ist."


class ProposeRevocationForm(OfficeForm):
    reasons = forms.CharField(
        label="Begründung",
        help_text="Steht im Bescheid. Gehen Sie auf die Stellungnahme der Einrichtung ein.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Ein Widerruf braucht eine Begründung."},
    )
    remaining = EuroFormField(
        label="Betrag, den die Einrichtung behält", required=False, widget=MoneyInput
    )

    def __init__(self, *args, paid_cents: int, former_reasons: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reasons"].initial = former_reasons
        self.fields[
            "remaining"
        ].help_text = (
            f"Ausgezahlt sind {euro(paid_cents)}. Ohne Eintrag wird alles zurückgefordert."
        )
        if not paid_cents:
            del self.fields["remaining"]


class SignRevocationForm(SignForm):
    """``claims``: money was paid, so the letter names a day for its return."""

    due_on = forms.DateField(
        label="Rückzahlung bis",
        help_text="Der Bescheid nebenan nennt den vorgesehenen Tag. Einen anderen sehen Sie über „Schreiben "
        "vorher ansehen“.",
        widget=DateInput,
    )
    field_order = ("due_on", "read")

    def __init__(self, *args, claims: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = timezone.localdate() + timedelta(days=DAYS_TO_PAY)
        if not claims:
            del self.fields["due_on"]
        # A look at the letter comes before the tick that it was read.
        self.fields["read"].required = "draft" not in self.data

    def clean_due_on(self):
        return demand_future(self.cleaned_data["due_on"])


class RefundForm(OfficeForm):
    amount = EuroFormField(
        label="Zurückgezahlt",
        min_cents=1,
        widget=MoneyInput,
        error_messages={"required": "Bitte geben Sie den Betrag an."},
    )
    received_on = forms.DateField(label="Eingegangen am", widget=DateInput)
    reference = forms.CharField(
        label="Belegnummer der Kasse",
        help_text="Zweimal dieselbe Nummer wird nur einmal gebucht.",
        max_length=40,
        error_messages={"required": "Bitte nennen Sie die Belegnummer der Kasse."},
    )

    def __init__(self, *args, outstanding_cents: int, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["amount"].initial = outstanding_cents
        self.fields["amount"].help_text = f"Offen sind {euro(outstanding_cents)}."
        self.fields["received_on"].initial = today
        self.fields["received_on"].widget.attrs["max"] = today.isoformat()

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError("Der Tag der Rückzahlung liegt in der Zukunft.", code="future")
        return day


class WaiveForm(OfficeForm):
    reason = forms.CharField(
        label="Grund des Verzichts",
        help_text="Steht in der Akte; die Einrichtung liest ihn nicht.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Bitte nennen Sie den Grund des Verzichts."},
    )


def _year_with_rest(year: BudgetYear) -> str:
    return f"{year.year}: noch {euro(year.available_cents)} verfügbar"
