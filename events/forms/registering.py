"""The form with which people register, made from the terms of the event and its questions."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.forms import SiteForm
from bildungsregion.base.guard import GuardedForm, refuse_links
from events.actions.registering import Asked
from events.models import Question, RegistrationTerms


YES, NO = "ja", "nein"


class WhoComes(SiteForm):
    """Who comes and what they need; on the public page and for what the office hears by phone."""

    name = forms.CharField(
        label=gettext_lazy("Ihr Name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-Mail"),
        max_length=200,
        help_text=gettext_lazy("Hierhin kommen die Bestätigung und der Link zum Ändern."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Wer kommt?"),
        choices=[
            ("person", gettext_lazy("Ich, allein oder mit anderen")),
            ("group", gettext_lazy("Eine Klasse oder Gruppe")),
        ],
        initial="person",
        widget=forms.RadioSelect,
    )
    institution = forms.CharField(
        label=gettext_lazy("Schule, Kita oder Einrichtung"), max_length=200, required=False
    )
    group_label = forms.CharField(
        label=gettext_lazy("Klasse oder Gruppe"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Zum Beispiel: Klasse 3 b. Namen von Kindern brauchen wir nicht."),
    )
    persons = forms.IntegerField(
        label=gettext_lazy("Wie viele Personen kommen?"),
        min_value=1,
        initial=1,
        help_text=gettext_lazy("Sie selbst und alle, die Sie begleiten."),
    )
    needs_assistance = forms.BooleanField(
        label=gettext_lazy("Wir brauchen Assistenz oder einen Rollstuhlplatz"), required=False
    )
    needs_interpreter = forms.BooleanField(
        label=gettext_lazy("Wir brauchen Dolmetschen (Sprache oder Gebärden)"), required=False
    )
    needs_note = forms.CharField(
        label=gettext_lazy("Was sonst wichtig ist"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Zum Beispiel: Arabisch, Platz für zwei Rollstühle."),
    )

    def __init__(self, *args, terms: RegistrationTerms, questions: Sequence[Question], **kwargs):
        super().__init__(*args, **kwargs)
        self.terms, self.questions = terms, {f"frage_{row.pk}": row for row in questions}
        for name, question in self.questions.items():
            self.fields[name] = field_of(question)
        most = terms.most_persons
        if terms.allows_groups:
            most = max(most, terms.most_in_group)
        else:
            for name in ("who", "group_label"):
                del self.fields[name]
        self.fields["persons"].widget.attrs["max"] = most

    @property
    def fieldsets(self):
        return (
            (_("Wer sich anmeldet"), "", ("name", "email", "who", "institution", "group_label", "persons")),
            (_("Was Sie brauchen"), "", ("needs_assistance", "needs_interpreter", "needs_note")),
            (_("Fragen zu diesem Termin"), "", tuple(self.questions)),
        )  # fmt: skip

    def clean_name(self):
        return refuse_links(self.cleaned_data["name"])

    def clean_institution(self):
        return refuse_links(self.cleaned_data["institution"])

    def clean_group_label(self):
        return refuse_links(self.cleaned_data["group_label"])

    def clean_needs_note(self):
        return refuse_links(self.cleaned_data["needs_note"])

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if self.is_group and not data.get("institution") and "institution" not in self.errors:
            self.add_error("institution", _("Bitte nennen Sie Ihre Schule, Kita oder Gruppe."))
        most = self.terms.most_in_group if self.is_group else self.terms.most_persons
        if data.get("persons") and data["persons"] > most:
            self.add_error("persons", _("Eine Anmeldung gilt für höchstens %s Personen.") % most)
        return data

    @property
    def is_group(self) -> bool:
        return self.cleaned_data.get("who") == "group"

    @property
    def asked(self) -> Asked:
        """The registration of a valid form."""
        data = self.cleaned_data
        names = ("name", "email", "persons", "institution", "needs_assistance", "needs_interpreter",
                 "needs_note")  # fmt: skip
        return Asked(
            **{name: data[name] for name in names},
            is_group=self.is_group,
            group_label=data.get("group_label", "") if self.is_group else "",
            answers=self._answers(),
        )

    def _answers(self) -> list[dict[str, str]]:
        found = []
        for name, question in self.questions.items():
            answer = self.cleaned_data.get(name) or ""
            if question.kind == Question.Kind.YES_NO:
                answer = {YES: _("ja"), NO: _("nein")}.get(answer, "")
            if answer:
                found.append({"question": question.text, "answer": answer})
        return found


class RegistrationForm(WhoComes, GuardedForm):
    purpose = "registration"
    privacy = "anmeldung"
    most_an_hour = 30


class ByHandForm(WhoComes):
    """Taken down by phone: an address only where there is one."""

    privacy = "anmeldung"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["email"].required = False
        self.fields["email"].help_text = _("Ohne E-Mail gibt es keine Bestätigung und keinen Link.")
        # The browser knows who takes it down, not who calls.
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for name in self.questions:
            self.fields[name].required = False

    def clean(self):
        return forms.Form.clean(self)


def field_of(question: Question) -> forms.Field:
    kind, asked = question.kind, {"label": question.text, "required": question.is_required}
    if kind == Question.Kind.TEXT:
        return forms.CharField(max_length=300, **asked)
    if kind == Question.Kind.YES_NO:
        choices = [(YES, _("Ja")), (NO, _("Nein"))]
    else:
        choices = [(option, option) for option in question.options]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **asked)


class NumberForm(SiteForm):
    """How many come after all."""

    persons = forms.IntegerField(
        label=gettext_lazy("Wie viele Personen kommen?"), min_value=1, max_value=100_000
    )


class PlacesForm(SiteForm):
    """The places of one date, and whether it takes registrations."""

    capacity = forms.IntegerField(
        label=gettext_lazy("Plätze an diesem Termin"),
        required=False,
        min_value=0,
        max_value=100_000,
        help_text=gettext_lazy("Leer: so viele, wie für die Veranstaltung festgelegt sind."),
    )
    is_closed = forms.BooleanField(
        label=gettext_lazy("Anmeldung für diesen Termin schließen"), required=False
    )


class MessageForm(SiteForm):
    """A mail to all who are registered."""

    subject = forms.CharField(label=gettext_lazy("Betreff"), max_length=150)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=5000,
        help_text=gettext_lazy("Anrede, Termin und der Link zur eigenen Anmeldung kommen von selbst dazu."),
        widget=forms.Textarea({"rows": 8}),
    )  # fmt: skip
    with_waiting = forms.BooleanField(label=gettext_lazy("Auch an die Warteliste"), required=False)
    # The same form twice is one mail.
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
