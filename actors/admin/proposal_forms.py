"""Forms of the office on proposals and claims."""

from django import forms

from actors import kinds
from actors.actions import CONFIRMED, NO_TIE, UNCONFIRMED
from actors.models import Municipality
from bildungsregion.base.forms import SiteForm


class AcceptForm(SiteForm):
    """What goes along with a yes."""

    note = forms.CharField(
        label="Satz dazu", required=False, max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text="Steht in der E-Mail, wenn Sie etwas dazu sagen möchten.",
    )  # fmt: skip
    trust = forms.BooleanField(
        label="Änderungen dieser Person künftig sofort zeigen", required=False
    )

    def __init__(self, *args, may_trust: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_trust:
            del self.fields["trust"]


class ReturnForm(SiteForm):
    reason = forms.CharField(
        label="Begründung",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Geht per E-Mail an die Person, wenn ihre Adresse bekannt ist.",
    )


class SettleForm(SiteForm):
    note = forms.CharField(
        label="Antwort", required=False, max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text="Freiwillig; steht in der E-Mail.",
    )  # fmt: skip


class NewEntryForm(SiteForm):
    """A proposed institution as the office publishes it: everything may be put right first."""

    fieldsets = (
        ("Der Eintrag", "", ("name", "kind", "summary", "street", "postcode", "city", "municipality",
                             "phone", "email", "website")),
        ("Und die Person", "", ("tie", "note")),
    )  # fmt: skip
    FACTS = ("name", "kind", "summary", "street", "postcode", "city", "phone", "email", "website")

    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="Art")
    summary = forms.CharField(
        label="Kurz gesagt", required=False, widget=forms.Textarea({"rows": 3})
    )
    street = forms.CharField(label="Straße und Hausnummer", max_length=120, required=False)
    postcode = forms.CharField(label="Postleitzahl", max_length=5, required=False)
    city = forms.CharField(label="Ort", max_length=80, required=False)
    municipality = forms.ModelChoiceField(
        Municipality.objects.exclude(kind=Municipality.Kind.SAMTGEMEINDE).defer("geometry"),
        label="Gemeinde",
        help_text="Nach der Postleitzahl vorgeschlagen; bitte prüfen.",
    )
    phone = forms.CharField(label="Telefon", max_length=60, required=False)
    email = forms.EmailField(label="E-Mail der Einrichtung", required=False)
    website = forms.URLField(label="Website", required=False, max_length=300, assume_scheme="https")
    tie = forms.ChoiceField(
        label="Die Person, die das vorschlägt",
        required=False,
        choices=[
            (NO_TIE, "gehört nicht zur Einrichtung"),
            (UNCONFIRMED, "gehört wohl dazu, noch nicht bestätigt"),
            (CONFIRMED, "leitet den Eintrag (bestätigt)"),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Satz dazu", required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args, state: str, has_account: bool, **kwargs):
        super().__init__(*args, **kwargs)
        choices = kinds.grouped_choices(kinds.of_land(state))
        self.fields["kind"].choices = [("", "Bitte wählen"), *choices]
        if not has_account:
            del self.fields["tie"]

    @property
    def edited(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.FACTS}


def municipality_of(postcode: str, city: str) -> Municipality | None:
    """The municipality of a postcode; of several the one of that name, else none: somebody has to choose."""
    rows = Municipality.objects.exclude(kind=Municipality.Kind.SAMTGEMEINDE).defer("geometry")
    found = [row for row in rows if postcode and postcode in row.postcodes]
    named = [row for row in found or rows if row.name.casefold() == city.strip().casefold()]
    if len(found) == 1:
        return found[0]
    return named[0] if len(named) == 1 else None
