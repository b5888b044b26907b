"""What the office types: checks, questions, proposals, bookings. The rules stand in the actions."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from bildungsregion.base.forms import DateInput, MoneyInput, SiteForm
from bildungsregion.base.money import EuroFormField, euro
from funding import worklist
from funding.models import Application, BudgetYear, CheckItem


# The usual time to answer a question.
ANSWER_DAYS = 14


class OfficeForm(SiteForm):
    """A form about one case; ``case`` is of case_page.filed_cases()."""

    def __init__(self, *args, case: Application | None = None, **kwargs):
        self.case = case
        super().__init__(*args, **kwargs)


class NoteForm(OfficeForm):
    note = forms.CharField(
        label="Interner Vermerk",
        help_text="Steht im Verlauf; die Einrichtung liest ihn nicht.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SendBackForm(OfficeForm):
    note = forms.CharField(
        label="Was ist noch zu tun?",
        help_text="Das liest die Sachbearbeitung. Die Einrichtung sieht es nicht.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Bitte schreiben Sie, was noch zu tun ist."},
    )


class AssignForm(OfficeForm):
    to = forms.ModelChoiceField(
        label="Wer übernimmt?", queryset=None, empty_label="– bitte wählen –"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = worklist.case_workers(self.case).exclude(pk=self.case.assignee_id)
        self.fields["to"].queryset = others


class RequestInfoForm(OfficeForm):
    items = forms.CharField(
        label="Ihre Fragen",
        help_text="Jede Frage in eine eigene Zeile. So stehen sie in der E-Mail.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Bitte stellen Sie mindestens eine Frage."},
    )
    sections = forms.MultipleChoiceField(
        label="Welche Teile darf die Einrichtung ändern?",
        help_text="Ohne Häkchen antwortet sie nur mit einem Text.",
        choices=Application.Section.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = forms.DateField(label="Antwort bis", widget=DateInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["due_on"].initial = today + timedelta(days=ANSWER_DAYS)
        self.fields["due_on"].widget.attrs["min"] = (today + timedelta(days=1)).isoformat()

    def questions(self) -> list[str]:
        return self.cleaned_data["items"].splitlines()


class ProposeForm(OfficeForm):
    """An amount and why; the programme's sentences can be picked, whatever else is typed below them."""

    amount = EuroFormField(
        label="Betrag",
        help_text="0 ist eine Ablehnung. Ein anderer Betrag als der berechnete braucht eine Begründung.",
        widget=MoneyInput,
        error_messages={"required": "Bitte geben Sie einen Betrag an; 0 lehnt den Antrag ab."},
    )
    modules = forms.MultipleChoiceField(
        label="Sätze für die Begründung",
        help_text="Was Sie ankreuzen, steht im Bescheid vor Ihrem eigenen Text.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reasons = forms.CharField(
        label="Begründung in eigenen Worten",
        help_text="Steht im Bescheid.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    conditions = forms.CharField(
        label="Nebenbestimmungen",
        help_text="Je Zeile eine. Bei einer Ablehnung stehen sie nicht im Bescheid.",
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    budget_year = forms.ModelChoiceField(
        label="Haushaltsjahr",
        help_text="Vorgesehen ist das Jahr des ersten Termins.",
        queryset=None,
        empty_label=None,
    )

    def __init__(self, *args, computed_cents: int = 0, former_reasons: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        programme = self.case.programme
        self.fields["amount"].initial = computed_cents
        self.fields["reasons"].initial = former_reasons
        self.fields["modules"].choices = [(text, text) for text in programme.reason_modules]
        if not programme.reason_modules:
            del self.fields["modules"]
        self.fields["conditions"].initial = programme.conditions.strip()
        years = BudgetYear.objects.filter(programme=programme)
        years = years.exclude(state=BudgetYear.State.CLOSED)
        field = self.fields["budget_year"]
        field.queryset = years
        field.label_from_instance = lambda year: (
            f"{year.year}: noch {euro(year.available_cents)} verfügbar"
            + (" (vorläufig)" if year.state == BudgetYear.State.PROVISIONAL else "")
        )
        field.initial = next(
            (year.pk for year in years if year.year == self.case.first_day.year), None
        )

    def reasons_text(self) -> str:
        picked = " ".join(self.cleaned_data.get("modules", []))
        return "\n\n".join(part for part in (picked, self.cleaned_data["reasons"].strip()) if part)


class SignForm(OfficeForm):
    read = forms.BooleanField(
        label="Ich habe den Bescheid gelesen und zeichne diese Entscheidung.",
        error_messages={"required": "Bitte bestätigen Sie, dass Sie den Bescheid gelesen haben."},
    )


class ChecksForm(OfficeForm):
    """All checks of a case at once; only what was changed against what the page showed is recorded."""

    focus_errors = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.checks = list(self.case.checks.all())
        for check in self.checks:
            self.fields[check.code] = forms.ChoiceField(
                label=check.get_code_display(),
                choices=CheckItem.Result.choices,
                widget=forms.RadioSelect,
                initial=check.result,
                show_hidden_initial=True,
            )
            self.fields[f"{check.code}-note"] = forms.CharField(
                label=f"Vermerk zu „{check.get_code_display()}“",
                required=False,
                max_length=500,
                initial=check.note,
                show_hidden_initial=True,
            )

    def clean(self):
        cleaned = super().clean()
        for check in self.checks:
            name = f"{check.code}-note"
            if cleaned.get(check.code) == CheckItem.Result.NOT_OK and not cleaned.get(name):
                self.add_error(name, "Bitte vermerken Sie, was nicht in Ordnung ist.")
        return cleaned

    def rows(self) -> list[dict]:
        """One row for each check, with its two fields, as the page prints them."""
        return [
            {
                "check": check,
                "result": self[check.code],
                "shown": self[check.code].as_hidden(only_initial=True),
                "note": self[f"{check.code}-note"],
            }
            for check in self.checks
        ]

    def answers(self, *, fill_open: bool) -> list[tuple[str, str, str]]:
        """(code, result, note) of what was changed; ``fill_open``: what is still open is in order."""
        found = []
        for check in self.checks:
            result, note = self.cleaned_data[check.code], self.cleaned_data[f"{check.code}-note"]
            changed = {check.code, f"{check.code}-note"} & set(self.changed_data)
            if fill_open and result == CheckItem.Result.OPEN and check.result == result:
                result, changed = CheckItem.Result.OK, {check.code}
            if changed:
                found.append((check.code, result, note))
        return found


class BookingForm(SiteForm):
    amount = EuroFormField(
        label="Betrag", min_cents=1, widget=MoneyInput,
        error_messages={"required": "Bitte geben Sie den Betrag an."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Grund",
        help_text="Zum Beispiel der Beschluss mit Datum. Steht unveränderlich im Journal.",
        max_length=300,
        error_messages={"required": "Bitte nennen Sie den Grund der Buchung."},
    )
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
