"""Forms that anybody may send: a new entry, a mistake."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actors import kinds
from bildungsregion.base.guard import LINK, GuardedForm, refuse_links
from bildungsregion.base.languages import in_german


_ANSWER = _("Dann schreiben wir Ihnen, was daraus wurde. Danach löschen wir die Adresse.")


class SuggestForm(GuardedForm):
    """An institution that the directory lacks."""

    purpose = "suggest"
    privacy = "vorschlag"
    fieldsets = (
        (_("Was fehlt"), "", ("name", "kind", "summary")),
        (_("Wo und wie erreichbar"), "", ("street", "postcode", "city", "phone", "website", "contact")),
        (_("Von Ihnen"), "", ("message", "email", "speaks", "is_new")),
    )  # fmt: skip
    FACTS = ("name", "kind", "summary", "street", "postcode", "city", "phone", "website")

    name = forms.CharField(label=_("Name der Einrichtung"), max_length=200)
    kind = forms.ChoiceField(label=_("Art der Einrichtung"))
    summary = forms.CharField(
        label=_("Was gibt es dort, für wen?"),
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
    )
    street = forms.CharField(label=_("Straße und Hausnummer"), max_length=120, required=False)
    postcode = forms.RegexField(
        r"^\d{5}$",
        label=_("Postleitzahl"),
        error_messages={"invalid": _("Eine Postleitzahl hat fünf Ziffern.")},
        widget=forms.TextInput({"inputmode": "numeric", "maxlength": 5}),
    )
    city = forms.CharField(label=_("Ort"), max_length=80)
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    website = forms.URLField(
        label=_("Website"), required=False, max_length=300, assume_scheme="https"
    )
    contact = forms.EmailField(
        label=_("E-Mail der Einrichtung"),
        required=False,
        help_text=_("Nicht Ihre eigene. Sie steht später im Eintrag."),
    )
    message = forms.CharField(
        label=_("Was das Büro wissen sollte"),
        required=False,
        max_length=1500,
        widget=forms.Textarea({"rows": 3}),
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail"),
        required=False,
        help_text=_ANSWER,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    speaks = forms.BooleanField(
        label=_("Ich gehöre zu dieser Einrichtung und möchte den Eintrag pflegen."), required=False
    )
    is_new = forms.BooleanField(
        label=_("Es ist keiner der gezeigten Einträge. Bitte neu aufnehmen."), required=False
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        known = kinds.of_land(self.request.region.state)
        choices = [("", _("Bitte wählen")), *kinds.grouped_choices(known)]
        self.fields["kind"].choices = choices
        # Whoever is signed in is answered at the account's address.
        del self.fields["email" if user.is_authenticated else "speaks"]
        if "is_new" not in self.data:
            del self.fields["is_new"]

    def asking_again(self) -> "SuggestForm":
        """The same form, with the box that says that it is none of those shown."""
        self.fields["is_new"] = self.base_fields["is_new"]
        self.data = self.data.copy()
        self.add_error(
            "is_new", _("Ist es einer dieser Einträge? Wenn nicht, setzen Sie hier ein Häkchen.")
        )
        return self

    def clean_summary(self):
        return refuse_links(self.cleaned_data["summary"])

    def clean_message(self):
        return refuse_links(self.cleaned_data["message"])

    @property
    def values(self) -> dict[str, str]:
        """The proposed facts as JSON."""
        said = {name: self.cleaned_data[name] for name in self.FACTS}
        return said | {"email": self.cleaned_data["contact"]}


class MistakeForm(GuardedForm):
    """A mistake in an entry: a quick choice, and a sentence where one helps."""

    purpose = "mistake"
    privacy = "vorschlag"
    CHOICES = (
        ("adresse", _("Die Adresse stimmt nicht")),
        ("telefon", _("Telefon, E-Mail oder Website stimmen nicht")),
        ("zeiten", _("Die Öffnungszeiten stimmen nicht")),
        ("preis", _("Preis oder Angebot stimmen nicht")),
        ("weg", _("Das gibt es nicht mehr")),
        ("anderes", _("Etwas anderes")),
    )

    what = forms.ChoiceField(
        label=_("Was stimmt nicht?"), choices=CHOICES, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Wie ist es richtig?"),
        required=False,
        max_length=1500,
        widget=forms.Textarea({"rows": 4}),
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail"),
        required=False,
        help_text=_ANSWER,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.is_authenticated:
            del self.fields["email"]

    def clean_text(self):
        """A new website can only be told with its address; anywhere else addresses are refused."""
        text = self.cleaned_data["text"]
        addresses = [word for word in text.split() if LINK.search(word)]
        is_told = self.cleaned_data.get("what") == "telefon" and len(addresses) == 1
        return text if is_told else refuse_links(text)

    def clean(self):
        super().clean()
        if self.cleaned_data.get("what") == "anderes" and not self.cleaned_data.get("text"):
            self.add_error("text", _("Bitte schreiben Sie kurz, was nicht stimmt."))
        return self.cleaned_data

    @property
    @in_german
    def what_label(self) -> str:
        return str(dict(self.CHOICES)[self.cleaned_data["what"]])


__all__ = ["MistakeForm", "SuggestForm"]
