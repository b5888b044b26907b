"""A new event: proposed by anybody, or entered by people of an institution."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from actors.models import TargetGroup, Topic
from bildungsregion.base.forms import SiteForm
from bildungsregion.base.guard import GuardedForm, refuse_links
from bildungsregion.base.markdown_forms import MarkdownField, MarkdownWidget
from events.models import Event
from events.proposed import Proposed

from .days import DaysForm


FREE, COSTS = "frei", "kostet"
_WHAT = (gettext_lazy("Was"), "", ("title", "organiser_name", "summary", "description"))
_WHEN = (gettext_lazy("Wann"), "", DaysForm.DATES)
_WHERE = (gettext_lazy("Wo"), "", ("attendance", "place_name", "street", "postcode", "city", "online_url"))  # fmt: skip
_HOW = (gettext_lazy("Für wen und wie"), "", (
    "target_groups", "topics", "cost", "price", "access", "access_url", "accessibility_note"))  # fmt: skip


class EnterForm(DaysForm):
    """What every new event is asked. Texts are text: no addresses of websites outside their fields."""

    COLUMNS = (
        "title", "organiser_name", "summary", "description", "attendance", "place_name", "street",
        "postcode", "city", "online_url", "price", "access", "access_url", "accessibility_note",
    )  # fmt: skip
    fieldsets = (_WHAT, _WHEN, _WHERE, _HOW)

    title = forms.CharField(label=gettext_lazy("Titel"), max_length=200)
    organiser_name = forms.CharField(
        label=gettext_lazy("Wer lädt ein?"), max_length=200,
        help_text=gettext_lazy("Einrichtung oder Verein, wie im Verzeichnis, falls sie dort steht."),
    )  # fmt: skip
    summary = forms.CharField(
        label=gettext_lazy("Worum geht es?"), max_length=400, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Ein bis zwei Sätze."),
    )  # fmt: skip
    description = forms.CharField(
        label=gettext_lazy("Mehr dazu"), max_length=4000, required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("Programm, Mitwirkende, was man mitbringt."),
    )  # fmt: skip
    attendance = forms.ChoiceField(
        label=gettext_lazy("Teilnahme"), choices=Event.Attendance.choices,
        initial=Event.Attendance.ON_SITE, widget=forms.RadioSelect,
    )  # fmt: skip
    place_name = forms.CharField(
        label=gettext_lazy("Ort"), max_length=200, required=False,
        help_text=gettext_lazy("Zum Beispiel „Stadtteilhaus, großer Saal“."),
    )  # fmt: skip
    street = forms.CharField(
        label=gettext_lazy("Straße und Hausnummer"), max_length=150, required=False
    )
    postcode = forms.RegexField(
        r"^\d{5}$", label=gettext_lazy("Postleitzahl"), required=False,
        error_messages={"invalid": gettext_lazy("Eine Postleitzahl hat fünf Ziffern.")},
        widget=forms.TextInput({"inputmode": "numeric", "maxlength": 5}),
    )  # fmt: skip
    city = forms.CharField(label=gettext_lazy("Ortschaft"), max_length=100, required=False)
    online_url = forms.URLField(
        label=gettext_lazy("Adresse zum Mitmachen im Netz"), max_length=500, required=False,
        assume_scheme="https",
    )  # fmt: skip
    target_groups = forms.ModelMultipleChoiceField(
        TargetGroup.objects.all(), label=gettext_lazy("Für wen"), required=False,
        to_field_name="slug", widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.published(), label=gettext_lazy("Themen"), required=False,
        to_field_name="slug", widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    cost = forms.ChoiceField(
        label=gettext_lazy("Kosten"), widget=forms.RadioSelect,
        choices=[(FREE, gettext_lazy("kostenfrei")), (COSTS, gettext_lazy("kostet etwas"))],
    )  # fmt: skip
    price = forms.CharField(
        label=gettext_lazy("Preis"), max_length=120, required=False,
        help_text=gettext_lazy("Zum Beispiel „6 €, ermäßigt 4 €“."),
    )  # fmt: skip
    access = forms.ChoiceField(
        label=gettext_lazy("Zugang"), choices=Event.Access.choices, initial=Event.Access.OPEN,
        widget=forms.RadioSelect,
    )  # fmt: skip
    access_url = forms.URLField(
        label=gettext_lazy("Anmeldung oder Karten unter"), max_length=500, required=False,
        assume_scheme="https",
    )  # fmt: skip
    accessibility_note = forms.CharField(
        label=gettext_lazy("Barrierefreiheit"), max_length=300, required=False,
        help_text=gettext_lazy("Stufen, Aufzug, Toilette, Gebärdensprache: was Sie wissen."),
    )  # fmt: skip

    def _clean_text(self, name: str) -> str:
        return refuse_links(self.cleaned_data[name])

    def clean_title(self):
        return self._clean_text("title")

    def clean_organiser_name(self):
        return self._clean_text("organiser_name")

    def clean_summary(self):
        return self._clean_text("summary")

    def clean_description(self):
        return self._clean_text("description")

    def clean(self):
        data = super().clean()
        is_online = data.get("attendance") == Event.Attendance.ONLINE
        if not is_online and not data.get("place_name") and "place_name" not in self.errors:
            self.add_error("place_name", _("Bitte nennen Sie den Ort."))
        if data.get("cost") == COSTS and not data.get("price"):
            self.add_error("price", _("Bitte nennen Sie den Preis."))
        return data

    @property
    def proposed(self) -> Proposed:
        """The event of a valid form."""
        data = self.cleaned_data
        columns: dict[str, Any] = {name: data[name] for name in self.COLUMNS if name in data}
        columns["is_free"] = data["cost"] == FREE
        if columns["is_free"]:
            columns["price"] = ""
        if not data["starts"]:
            columns["date_precision"] = Event.Precision.DAY
        return Proposed(
            columns, self.spans, self.rule, list(data["topics"]), list(data["target_groups"])
        )


class ProposeForm(EnterForm, GuardedForm):
    """Anybody proposes an event, without an account."""

    purpose = "event"
    privacy = "einreichung"
    fieldsets = (*EnterForm.fieldsets, (gettext_lazy("Von Ihnen"), "", ("email", "message")))

    email = forms.EmailField(
        label=gettext_lazy("Ihre E-Mail"), max_length=200,
        help_text=gettext_lazy("Steht nicht im Kalender. Dorthin kommen ein Link zum Bestätigen und die Antwort."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )  # fmt: skip
    message = forms.CharField(
        label=gettext_lazy("Was das Büro wissen sollte"), required=False, max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        # Whoever is signed in is answered at the account's address.
        if user.is_authenticated:
            del self.fields["email"]

    def clean_message(self):
        return self._clean_text("message")


class OwnEventForm(EnterForm, SiteForm):
    """People of an institution enter an event of theirs."""

    fieldsets = (*EnterForm.fieldsets, (gettext_lazy("An das Büro"), "", ("message",)))

    message = forms.CharField(
        label=gettext_lazy("Was das Büro wissen sollte"), required=False, max_length=1000,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    description = MarkdownField(
        label=gettext_lazy("Mehr dazu"), max_length=4000, required=False,
        widget=MarkdownWidget({"rows": 8}, pictures=False),
        help_text=gettext_lazy("Programm, Mitwirkende, was man mitbringt."),
    )  # fmt: skip

    def __init__(self, *args, is_trusted: bool, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["organiser_name"]
        if is_trusted:
            del self.fields["message"]
