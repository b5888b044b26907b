"""The forms with which institutions keep their entry and their offers, one for each section of facts."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy

from actors import facts
from actors.facts import SUBJECTS, Picture, Rows, Section
from actors.models import Actor, Offer
from bildungsregion.base.forms import DateInput, MoneyInput, SiteModelForm
from bildungsregion.base.markdown_forms import MarkdownField, MarkdownWidget
from bildungsregion.base.money import EuroFormField
from bildungsregion.base.uploads import accepted, check_upload

from .rows import ROW_SETS, problems_of


PICTURES = frozenset({"jpeg", "png", "webp"})
LABELS = ("topics", "life_phases", "target_groups", "languages")


class FactsForm(SiteModelForm):
    """The columns and labels of one section; what is not in it is not in the form."""

    privacy = "verzeichnis"

    def __init__(self, *args, section: Section, start: Mapping[str, Any], entry, **kwargs):
        found = {fact.name: fact for fact in section.facts}
        initial = {name: fact.for_form(start.get(name, fact.empty)) for name, fact in found.items()}
        super().__init__(*args, initial=initial, instance=entry, **kwargs)
        self.facts, self.start = found, start
        for name in [name for name in self.fields if name not in found]:
            if name not in self.extra_fields:
                del self.fields[name]
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                self._say_nothing_kindly(field)
        for name in LABELS:
            if name in self.fields:
                self._as_boxes(name, start.get(name, []))
        if "is_free" in self.fields:
            self.fields["is_free"].widget.choices = [
                ("unknown", self.free_or_not), ("true", _("ja")), ("false", _("nein")),
            ]  # fmt: skip

    extra_fields: tuple[str, ...] = ()
    # What somebody chooses who cannot say whether it is free.
    free_or_not = gettext_lazy("keine Angabe")

    def clean_postcode(self):
        postcode = self.cleaned_data["postcode"]
        if postcode and not (postcode.isascii() and postcode.isdecimal() and len(postcode) == 5):
            raise forms.ValidationError(_("Eine Postleitzahl hat fünf Ziffern."))
        return postcode

    def value_of(self, name: str) -> Any:
        """The fact as JSON."""
        return self.facts[name].of_form(self.cleaned_data.get(name))

    def _say_nothing_kindly(self, field: forms.TypedChoiceField) -> None:
        """A menu begins with words instead of dashes; radio buttons have no choice that says nothing."""
        every = list(field.choices)
        said = [choice for choice in every if choice[0] not in ("", None)]
        has_blank = len(said) < len(every)
        is_menu = not isinstance(field.widget, forms.RadioSelect)
        nothing = _("Bitte wählen") if field.required else _("keine Angabe")
        field.choices = [("", nothing), *said] if has_blank and is_menu else said

    def _as_boxes(self, name: str, kept: list[str]) -> None:
        """Boxes to tick; what is not published stays where the entry has it already."""
        field = self.fields[name]
        rows = field.queryset
        if name == "topics":
            rows = rows.filter(Q(is_published=True) | Q(slug__in=kept))
        self.fields[name] = forms.ModelMultipleChoiceField(
            rows, label=field.label, required=False, to_field_name="slug",
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip


class ActorFactsForm(FactsForm):
    extra_fields = ("more_partners", "picture", "without_picture")
    free_or_not = gettext_lazy("weiß nicht, oder verschieden")

    more_partners = forms.CharField(
        label=gettext_lazy("Weitere Partner"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Je Zeile ein Name, wie er im Verzeichnis steht."),
    )
    picture = forms.FileField(
        label=gettext_lazy("Neues Bild"),
        required=False,
        help_text=gettext_lazy(
            "JPG, PNG oder WebP. Ort und Gerät der Aufnahme entfernen wir."
        ),  # fmt: skip
        widget=forms.FileInput({"accept": accepted(PICTURES), "data-br-photo": ""}),
    )
    without_picture = forms.BooleanField(label=gettext_lazy("Bild wegnehmen"), required=False)

    class Meta:
        model = Actor
        fields = [
            name
            for part in facts.ACTOR_SECTIONS
            for name in part.names
            if name not in ("slots", "contacts", "access_facts", "image")
        ]
        field_classes = {"description": MarkdownField}
        widgets = {
            "summary": forms.Textarea({"rows": 3}),
            "description": MarkdownWidget(pictures=False),
            "directions": forms.Textarea({"rows": 3}),
            "hours_note": forms.Textarea({"rows": 3}),
            "accessibility_note": forms.Textarea({"rows": 4}),
            "closed_until": DateInput,
            "wheelchair": forms.RadioSelect,
            "is_free": forms.NullBooleanSelect,
            "phone": forms.TextInput({"inputmode": "tel"}),
            "postcode": forms.TextInput({"inputmode": "numeric", "maxlength": 5}),
        }
        help_texts = {
            "summary": gettext_lazy("Ein bis zwei Sätze: Was gibt es hier, für wen?"),
            "email": gettext_lazy("Die der Einrichtung. An sie gehen Anfragen und die Frage, ob alles noch stimmt."),
            "website": gettext_lazy("Vollständig, mit https://"),
            "keywords": gettext_lazy("Wörter, nach denen man Sie sucht, mit Komma getrennt."),
            "closed_until": gettext_lazy("Der letzte geschlossene Tag. Danach gelten wieder die Öffnungszeiten."),
            "image_alt": gettext_lazy("In einem Satz, für alle, die das Bild nicht sehen."),
            "cooperation_wish": gettext_lazy("Zum Beispiel „Kita-Gruppen für ein Gartenprojekt“."),
        }  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        has_picture = bool(self.start.get("image"))
        wanted = {
            "more_partners": "cooperates_with" in self.facts,
            "picture": "image" in self.facts,
            "without_picture": "image" in self.facts and has_picture,
        }
        for name, is_here in wanted.items():
            if not is_here:
                del self.fields[name]
        if "cooperates_with" in self.fields:
            self.fields["cooperates_with"] = forms.ModelMultipleChoiceField(
                Actor.objects.filter(slug__in=self.start["cooperates_with"]),
                label=_("Arbeitet zusammen mit"), required=False, to_field_name="slug",
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
            if not self.start["cooperates_with"]:
                self.fields["cooperates_with"].widget = forms.MultipleHiddenInput()

    def clean_more_partners(self):
        """The named institutions, as rows; raises ValidationError for a name that the directory lacks."""
        found = []
        for name in filter(None, map(str.strip, self.cleaned_data["more_partners"].splitlines())):
            rows = Actor.objects.published().filter(
                Q(name__iexact=name) | Q(short_name__iexact=name)
            )
            row = rows.exclude(pk=self.instance.pk).first()
            if row is None:
                raise forms.ValidationError(
                    _("„%s“ steht so nicht im Verzeichnis. Bitte schreiben Sie den Namen wie dort.")
                    % name
                )
            found.append(row)
        return found

    def clean_picture(self) -> ContentFile | None:
        upload = self.cleaned_data["picture"]
        return check_upload(upload, kinds=PICTURES).content if upload else None

    def clean(self):
        super().clean()
        if "image" in self.facts:
            self._ask_about_picture()
        return self.cleaned_data

    def _ask_about_picture(self) -> None:
        """A picture says what is on it, by whom it is and how it may be used."""
        new = self.cleaned_data.get("picture")
        is_gone = self.cleaned_data.get("without_picture") and not new
        if new or (self.start.get("image") and not is_gone):
            for name in ("image_alt", "image_author", "image_licence"):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, _("Bitte ausfüllen; ohne das zeigen wir kein Bild."))
        if new and self.errors:
            self.add_error("picture", _("Bitte wählen Sie das Bild noch einmal aus."))  # fmt: skip

    def value_of(self, name):
        if name == "image":
            return "" if self.cleaned_data.get("without_picture") else self.start.get("image", "")
        if name == "cooperates_with":
            more = [row.slug for row in self.cleaned_data.get("more_partners") or ()]
            return sorted({*super().value_of(name), *more})
        return super().value_of(name)


class OfferFactsForm(FactsForm):
    fieldsets = (
        (gettext_lazy("Worum es geht"), "", ("title", "kind", "field", "summary", "description", "curriculum")),
        (gettext_lazy("Für wen"), "", ("age_from", "age_to", "grades", "group_size_min", "group_size_max",
                            "duration_minutes", "target_groups", "topics", "languages")),
        (gettext_lazy("Was es kostet"), gettext_lazy("Brutto. Stufen nach Größe der Gruppe stehen unten."),
         ("price_model", "price_cents", "free_places", "fee_cents", "material_cents")),
        (gettext_lazy("Wo und wann"), "", ("at_school", "place", "season_from", "season_to", "season", "travel_note")),
        (gettext_lazy("Barrierefreiheit"), "", ("wheelchair", "accessibility_note")),
        (gettext_lazy("Buchen"), "", ("booking", "enquiry_email")),
    )  # fmt: skip

    class Meta:
        model = Offer
        fields = [
            name for name in facts.OFFER_SECTION.names if name not in ("tiers", "travel_hints")
        ]
        field_classes = {"description": MarkdownField}
        widgets = {
            "summary": forms.Textarea({"rows": 3}),
            "description": MarkdownWidget(pictures=False),
            "curriculum": forms.Textarea({"rows": 3}),
            "travel_note": forms.Textarea({"rows": 3}),
            "accessibility_note": forms.Textarea({"rows": 3}),
            "wheelchair": forms.RadioSelect,
            "kind": forms.RadioSelect,
            "field": forms.RadioSelect,
        }
        help_texts = {
            "summary": gettext_lazy("Ein bis zwei Sätze: Was erlebt die Gruppe?"),
            "grades": gettext_lazy("Zum Beispiel „3 bis 6“."),
            "curriculum": gettext_lazy("Fach, Klasse, Thema."),
            "season": gettext_lazy("Zum Beispiel „außer in den Ferien“."),
            "booking": gettext_lazy("Wie man bucht, zum Beispiel „zwei Wochen vorher per E-Mail“."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("price_cents", "fee_cents", "material_cents"):
            label, text = self.fields[name].label, self.fields[name].help_text
            self.fields[name] = EuroFormField(
                label=label, required=False, widget=MoneyInput, help_text=text
            )
        self.fields["free_places"].required = False

    def clean(self):
        super().clean()
        model = self.cleaned_data.get("price_model")
        if model == Offer.PriceModel.FREE or model in facts.TIERED:
            # The price is said elsewhere, or there is none: what still stands in the field means nothing.
            self.cleaned_data["price_cents"] = 0
        return self.cleaned_data


FORMS: dict[str, type[FactsForm]] = {SUBJECTS.ACTOR: ActorFactsForm, SUBJECTS.OFFER: OfferFactsForm}


class EntryForms:
    """A section as it stands on the page: its form, its rows, and marks of what it was made from.

    ``start`` are the values to begin with, ``current`` what the entry says now (both JSON by name).
    """

    def __init__(self, subject, section, entry, *, start, current, data=None, files=None):
        self.subject, self.section, self.start = subject, section, start
        self.form = FORMS[subject](data, files, section=section, start=start, entry=entry)
        self.rows = []
        for fact in section.facts:
            if isinstance(fact, Rows):
                rows = ROW_SETS[fact.name](data, prefix=fact.name, start=start.get(fact.name, []))
                rows.name, rows.title = fact.name, facts.label(subject, fact.name)
                self.rows.append(rows)
        self.seen = {name: facts.digest(current[name]) for name in section.names}

    @property
    def seen_text(self) -> str:
        """The marks for the hidden field of the form."""
        return json.dumps(self.seen, separators=(",", ":"))

    def is_valid(self) -> bool:
        is_right = self.form.is_valid() & all(rows.is_valid() for rows in self.rows)
        self._miss_tiers()
        is_right = is_right and not self.form.errors
        picture = self.form.cleaned_data.get("picture")
        if not is_right and picture and "picture" not in self.form.errors:
            self.form.add_error("picture", _("Bitte wählen Sie das Bild noch einmal aus."))
        return is_right

    def _miss_tiers(self) -> None:
        if self.form.cleaned_data.get("price_model") in facts.TIERED:
            rows = next(rows for rows in self.rows if rows.name == "tiers")
            if rows.is_valid() and not rows.values():
                self.form.add_error(
                    "price_model", _("Bitte nennen Sie unten mindestens eine Preisstufe.")
                )

    def values(self) -> dict[str, Any]:
        """Every fact of the section as JSON; of valid forms."""
        of_rows = {rows.name: rows.values() for rows in self.rows}
        return {
            fact.name: fact.of_form(of_rows[fact.name])
            if fact.name in of_rows
            else self.form.value_of(fact.name)
            for fact in self.section.facts
        }

    @property
    def picture(self) -> ContentFile | None:
        has_one = any(isinstance(fact, Picture) for fact in self.section.facts)
        return self.form.cleaned_data.get("picture") if has_one else None

    @property
    def problems(self) -> list[dict[str, Any]]:
        """What is wrong, in the order of the page: {"label", "target", "text"}."""
        found = []
        for name, sentences in self.form.errors.items():
            known = name in self.form.fields
            label = self.form.fields[name].label if known else ""
            target = self.form[name].focus_id if known else ""
            found += [{"label": label, "target": target, "text": text} for text in sentences]
        return found + problems_of(self.rows)


def read_seen(text: str) -> dict[str, str]:
    """The marks that a form brought back; {} where they cannot be read, which nothing matches."""
    try:
        seen = json.loads(text)
    except ValueError:
        return {}
    return seen if isinstance(seen, dict) else {}
