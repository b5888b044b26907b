"""The steps of the application whose fields are columns of it."""

import re
from collections import defaultdict

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.kinds import ELIGIBLE_KINDS, Field
from actors.models import Actor, Membership, Municipality
from bildungsregion.base.forms import SiteForm, SiteModelForm
from bildungsregion.base.money import EuroFormField
from bildungsregion.base.prepared import Prepared
from funding import bank
from funding.models import Application

from .rows import leave_out_missing


# How an option names its row.
_NUMBER = re.compile(r"[0-9]{1,18}")


class GroupedActors(forms.models.ModelChoiceIterator):
    """Actors as choices under the headings that the field's ``group_by`` gives."""

    def __iter__(self):
        yield ("", self.field.empty_label)
        groups = defaultdict(list)
        for actor in self.queryset:
            groups[self.field.group_by(actor)].append(self.choice(actor))
        yield from sorted(groups.items(), key=lambda group: str(group[0]))


class ActorField(forms.ModelChoiceField):
    """One institution of the directory; a script adds a search above the list."""

    iterator = GroupedActors

    def __init__(self, queryset, *, group_by, **kwargs):
        self.group_by = group_by
        widget = forms.Select({"data-br-find": _("Liste durchsuchen")})
        super().__init__(queryset, widget=widget, empty_label=_("Bitte wählen"), **kwargs)


class OneOf(forms.ModelChoiceField):
    """One row of those that may be chosen, which are the same for everybody; looked up by a query written once."""

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset, **kwargs)
        self._of_number = Prepared(lambda pk: queryset.filter(pk=pk), pk=int)

    def to_python(self, value):
        is_number = isinstance(value, str) and _NUMBER.fullmatch(value)
        found = self._of_number.row(pk=int(value)) if is_number else None
        if found is not None:
            return found
        # What is empty or none of them is told as Django tells it.
        return super().to_python(value)


class PlaceField(OneOf, ActorField):
    """One institution of the directory, chosen from the same ones by everybody."""


class BeginForm(SiteForm):
    """For which institution, and as what: asked once, when somebody applies for the first time."""

    institution = ActorField(
        Actor.objects.published()
        .funding_eligible()
        .select_related("municipality")
        .order_by("name"),
        label=_("Ihre Einrichtung"),
        group_by=lambda actor: actor.municipality.name,
        help_text=_("Allgemeinbildende Schulen und Kindertagesstätten, nach Gemeinden geordnet."),
        error_messages={"required": _("Bitte wählen Sie Ihre Einrichtung.")},
    )
    role = forms.ChoiceField(
        label=_("Ihre Aufgabe dort"),
        choices=Membership.Role.choices,
        initial=Membership.Role.HEAD,
        widget=forms.RadioSelect,
        help_text=_("Das Büro prüft diese Angabe, bevor es entscheidet."),
        error_messages={"required": _("Bitte sagen Sie, welche Aufgabe Sie haben.")},
    )


def arranged(form: type["SectionForm"]) -> type["SectionForm"]:
    """Class decorator: what is said of the fields is said once, so that all forms of the class look alike."""
    form.arrange(form.base_fields)
    return form


class SectionForm(SiteModelForm):
    """One step. ``lenient`` is a draft: what is merely missing is no error yet."""

    # It only lends its fields, and nothing is written into it.
    LENDER = Application()

    def __init__(self, data=None, *, lenient: bool = False, **kwargs):
        self.lenient = lenient
        super().__init__(data, instance=self.LENDER, **kwargs)

    @classmethod
    def arrange(cls, fields: dict[str, forms.Field]) -> None:
        """What the columns do not say of their fields."""

    def full_clean(self):
        super().full_clean()
        if self.lenient:
            leave_out_missing(self)

    def _post_clean(self):
        """The model's constraints are left to the case's save."""

    def missing(self, name: str, sentence: str) -> None:
        if name not in self.errors:
            self.add_error(name, ValidationError(sentence, code="required"))

    def apply(self, case: Application) -> None:
        """Set the columns that were understood; what is wrong or missing leaves its column as it was."""
        for name, value in self.cleaned_data.items():
            setattr(case, name, value)


@arranged
class InstitutionForm(SectionForm):
    privacy = "antrag"

    class Meta:
        model = Application
        fields = ("head_name", "contact_name", "contact_phone", "contact_email")

    @classmethod
    def arrange(cls, fields):
        for name in ("head_name", "contact_name", "contact_email"):
            fields[name].required = True
        fields["head_name"].help_text = _("Die Leitung stellt den Antrag.")
        fields["contact_name"].help_text = _("Wen dürfen wir bei Fragen anrufen oder anschreiben?")
        fields["contact_phone"].widget.input_type = "tel"
        fields["contact_email"].widget.attrs["autocomplete"] = "email"


@arranged
class ProjectForm(SectionForm):
    provider = PlaceField(
        Actor.objects.published()
        .filter(~Q(kind__in=ELIGIBLE_KINDS) | Q(offers__isnull=False))
        .distinct()
        .order_by("name"),
        label=_("Lernort oder Anbieter"),
        error_messages={
            "required": _("Bitte wählen Sie einen aus oder tragen Sie ihn darunter ein.")
        },
        group_by=lambda actor: Field(actor.field).label,
        help_text=_(
            "Aus unserem Verzeichnis. Nicht dabei? Dann tragen Sie ihn im nächsten Feld ein."
        ),
    )
    municipality = OneOf(
        Municipality.objects.defer("geometry").order_by("name"),
        label=_("Gemeinde"),
        empty_label=_("Bitte wählen"),
    )
    own_premises = forms.TypedChoiceField(
        label=_("Findet es bei Ihnen im eigenen Haus statt?"),
        choices=[
            ("nein", _("Nein, wir fahren oder gehen hin")),
            ("ja", _("Ja, der Anbieter kommt zu uns")),
        ],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Application
        fields = (
            "title", "field", "description", "provider", "provider_name", "place", "municipality", "own_premises",
        )  # fmt: skip

    @classmethod
    def arrange(cls, fields):
        for name in ("title", "field", "place"):
            fields[name].required = True
        fields["field"].widget = forms.RadioSelect(choices=Application.Field.choices)
        fields["title"].help_text = _(
            "Zum Beispiel: Dritte Klasse besucht die Salzausstellung. Wird das Vorhaben gefördert, steht "
            "der Titel in der öffentlichen Liste."
        )
        fields["description"].help_text = _(
            "Zwei, drei Sätze genügen. Bitte keine Namen von Kindern."
        )
        fields["provider_name"].help_text = _("Nur wenn er nicht im Verzeichnis steht.")
        fields["place"].help_text = _("Wo findet das Vorhaben statt?")

    def clean(self):
        data = super().clean()
        if data.get("provider_name") and self.has_error("provider", "required"):
            del self._errors["provider"]
            data["provider"] = None
        return data


@arranged
class TravelForm(SectionForm):
    class Meta:
        model = Application
        fields = ("travel_mode", "bus_reason")

    BY_BUS = frozenset({Application.Travel.BUS, Application.Travel.BOTH})

    @classmethod
    def arrange(cls, fields):
        fields["travel_mode"].required = True
        fields["travel_mode"].widget = forms.RadioSelect(choices=Application.Travel.choices)
        fields["bus_reason"].widget.attrs["rows"] = 3
        fields["bus_reason"].help_text = _(
            "Nur bei einem Mietbus: zum Beispiel keine Verbindung, zu große Gruppe, Rollstuhl."
        )

    def clean(self):
        data = super().clean()
        if data.get("travel_mode") in self.BY_BUS and not data.get("bus_reason"):
            self.missing(
                "bus_reason", _("Bitte erklären Sie kurz, warum Bus und Bahn nicht infrage kommen.")
            )
        return data


@arranged
class FinancingForm(SectionForm):
    privacy = "antrag"

    third_party_cents = EuroFormField(
        label=_("Betrag der anderen Förderung in €"),
        required=False,
        help_text=_("Leer lassen, wenn niemand sonst fördert. Beiträge der Eltern zählen nicht."),
    )
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=60,
        help_text=_(
            "Konto der Einrichtung, des Trägers oder des Fördervereins, kein privates Konto."
        ),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = Application
        fields = ("third_party_cents", "third_party_name", "iban", "account_holder")
        widgets = {"account_holder": forms.TextInput({"autocomplete": "off"})}

    fieldsets = (
        (_("Andere Förderung"), "", ("third_party_cents", "third_party_name")),
        (_("Auszahlung"), "", ("iban", "account_holder")),
    )

    @classmethod
    def arrange(cls, fields):
        fields["account_holder"].required = True
        fields["third_party_name"].help_text = _("Zum Beispiel Förderverein oder Stiftung")

    def clean_third_party_cents(self):
        return self.cleaned_data["third_party_cents"] or 0

    def clean_iban(self):
        iban = bank.normalise(self.cleaned_data["iban"])
        if iban and not bank.is_iban(iban):
            sentence = _(
                "Diese IBAN kann nicht stimmen. Bitte vergleichen Sie sie mit Ihren Unterlagen."
            )
            raise ValidationError(sentence, code="iban")
        return iban

    def clean(self):
        data = super().clean()
        if data.get("third_party_cents") and not data.get("third_party_name"):
            self.missing(
                "third_party_name", _("Bitte nennen Sie, von wem die andere Förderung kommt.")
            )
        return data


@arranged
class DeclarationsForm(SectionForm):
    """What the applicant vouches for when filing, and the version that was looked over."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Application
        fields = ("declared_not_begun", "declared_true", "declared_privacy", "delivery_consent")

    @classmethod
    def arrange(cls, fields):
        for name in fields.keys() - {"delivery_consent", "version"}:
            fields[name].required = True
            fields[name].error_messages["required"] = _("Bitte bestätigen Sie das.")
        fields["delivery_consent"].help_text = _(
            "Dann laden Sie ihn in Ihrem Bereich herunter; wir schreiben Ihnen, sobald er da ist. "
            "Sonst kommt er mit der Post."
        )

    @property
    def declarations(self) -> dict[str, bool]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class AnswerForm(SiteForm):
    answer = forms.CharField(
        label=_("Ihre Antwort"), max_length=3000, required=False, widget=forms.Textarea({"rows": 5})
    )
