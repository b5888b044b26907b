from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from actors.cost import COACH, LARGEST_GROUP, PUBLIC, Travel
from actors.enquiries import Asked
from actors.models import Municipality
from bildungsregion.base.forms import MoneyInput, SiteForm
from bildungsregion.base.guard import GuardedForm, refuse_links
from bildungsregion.base.money import EuroFormField


LARGEST_FARE = 10_000_00


class GroupForm(SiteForm):
    """For how many people from where a visit is reckoned; the query string of an offer's page."""

    mark_optional = False

    kinder = forms.IntegerField(label=_("Kinder"), min_value=1, max_value=LARGEST_GROUP)
    erwachsene = forms.IntegerField(label=_("Erwachsene"), min_value=0, max_value=LARGEST_GROUP)
    von = forms.ChoiceField(label=_("Sie kommen aus"), required=False)
    fahrmittel = forms.ChoiceField(
        label=_("Sie fahren mit"),
        required=False,
        choices=[(PUBLIC, _("Bus und Bahn")), (COACH, _("Mietbus"))],
    )
    fahrt = EuroFormField(
        label=_("Fahrt hin und zurück"), required=False, max_cents=LARGEST_FARE, widget=MoneyInput
    )

    usual = {"kinder": 24, "erwachsene": 2}

    def __init__(self, *args, places: Sequence[Municipality] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {place.slug: place for place in places}
        names = [(place.slug, place.name) for place in places]
        self.fields["von"].choices = [("", _("Bitte wählen")), *names]
        if not places:
            for name in ("von", "fahrmittel", "fahrt"):
                del self.fields[name]

    @classmethod
    def of_query(cls, query, places: Sequence[Municipality] = ()) -> "GroupForm":
        """The form of a request; a class of usual size where nothing is asked."""
        asked = {name: query[name] for name in cls.base_fields if name in query}
        return cls({**cls.usual, **asked}, places=places)

    @property
    def group(self) -> tuple[int, int]:
        """Children and adults: as asked, or the usual class where that cannot be understood."""
        if self.errors.keys() & self.usual.keys():
            return self.usual["kinder"], self.usual["erwachsene"]
        return self._known("kinder"), self._known("erwachsene")

    @property
    def travel(self) -> Travel:
        """The way there and back, where its price was given and could be understood."""
        cents = self._known("fahrt")
        return Travel(cents, self._known("fahrmittel") or PUBLIC) if cents else Travel()

    @property
    def place(self) -> Municipality | None:
        return self.places.get(self._known("von"))

    def _known(self, name: str):
        """The value of a field that was filled in rightly, even where another one was not."""
        self.is_valid()
        return self.cleaned_data.get(name)


class EnquiryForm(GuardedForm):
    """What a learning place wants to know before it answers."""

    purpose = "enquiry"
    privacy = "anfrage"
    fieldsets = (
        (_("Wer fragt"), "", ("institution", "name", "email", "phone")),
        (_("Wann und mit wie vielen"), "", ("children", "adults", "dates", "message")),
    )

    institution = forms.CharField(label=_("Schule, Kita oder Gruppe"), max_length=160)
    name = forms.CharField(
        label=_("Ihr Name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-Mail"),
        max_length=200,
        help_text=_("Hierhin kommt die Antwort, und eine Kopie Ihrer Anfrage."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=60,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    children = forms.IntegerField(
        label=_("Kinder oder Jugendliche"), required=False, min_value=1, max_value=LARGEST_GROUP
    )
    adults = forms.IntegerField(
        label=_("Erwachsene"), required=False, min_value=0, max_value=LARGEST_GROUP
    )
    dates = forms.CharField(
        label=_("Wann würde es passen?"),
        max_length=200,
        help_text=_("Zum Beispiel: 4. oder 5. Mai, vormittags."),
    )
    message = forms.CharField(
        label=_("Was der Lernort noch wissen sollte"),
        required=False,
        max_length=1500,
        help_text=_("Alter, Vorwissen, Rollstuhl, Sprache. Bitte keine Namen von Kindern."),
        widget=forms.Textarea({"rows": 5}),
    )

    def clean_institution(self):
        return refuse_links(self.cleaned_data["institution"])

    def clean_name(self):
        return refuse_links(self.cleaned_data["name"])

    def clean_dates(self):
        return refuse_links(self.cleaned_data["dates"])

    def clean_message(self):
        return refuse_links(self.cleaned_data["message"])

    @property
    def asked(self) -> Asked:
        """The enquiry of a valid form."""
        return Asked(**{name: self.cleaned_data[name] for name in Asked.__dataclass_fields__})
