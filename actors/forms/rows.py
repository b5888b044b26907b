"""The rows of an entry in a form: a fixed number of them and some empty ones, so that no script is needed."""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _, gettext_lazy

from actors import hours
from actors.models import AccessFact, Municipality, OpeningSlot, TravelHint
from bildungsregion.base.forms import MoneyInput, SiteForm, TimeInput
from bildungsregion.base.money import EuroFormField


SPANS_A_DAY = 2
CLOCK_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S", "%H"]
LONGEST_VISIT_MINUTES = 24 * 60


class RowForm(SiteForm):
    """One row; ``title`` stands above its fields. A row without any entry is left out."""

    mark_optional = False
    row_title = ""

    @property
    def title(self) -> str:
        """The kind of row with its number, so that no two are called alike."""
        return f"{self.row_title} {int(self.prefix.rpartition('-')[2]) + 1}"

    def value(self) -> dict | None:
        """The row as JSON; None where nothing was typed."""
        return self.cleaned_data if any(self.cleaned_data.values()) else None


class RowSet(BaseFormSet):
    """Rows as facts.rows keeps them; ``hint`` stands under their common heading."""

    hint = ""
    focus_errors = False

    def __init__(self, *args, start: Sequence[dict] = (), **kwargs):
        self.start = list(start)
        super().__init__(*args, initial=self.initial_of(self.start), **kwargs)

    def initial_of(self, start: list[dict]) -> list[dict]:
        return start

    def values(self) -> list[dict]:
        return [value for value in (form.value() for form in self.forms) if value]


class DayForm(RowForm):
    """One day of the week, with as many spans as the entry has, and always one to spare."""

    note = forms.CharField(label=gettext_lazy("Hinweis"), required=False, max_length=120)

    def __init__(self, *args, day: int = 0, slots: Sequence[dict] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.day, self.slots = day, slots
        note = self.fields.pop("note")
        for number in range(max(SPANS_A_DAY, len(slots))):
            for name, label in (("von", _("von")), ("bis", _("bis"))):
                self.fields[f"{name}{number}"] = _clock_field(label)
        self.fields["note"] = note
        for number, slot in enumerate(slots):
            self.initial |= {f"von{number}": slot["opens"], f"bis{number}": slot["closes"]}
        self.initial["note"] = self._notes()

    @property
    def title(self) -> str:
        return str(OpeningSlot.Weekday(self.day).label)

    def clean(self):
        found = []
        for number in range(max(SPANS_A_DAY, len(self.slots))):
            names = f"von{number}", f"bis{number}"
            if self.errors.keys() & set(names):
                continue
            opens, closes = (self.cleaned_data.get(name) for name in names)
            if (opens is None) != (closes is None):
                self.add_error(names[opens is not None], _("Bitte nennen Sie Anfang und Ende."))
            elif opens is not None and closes <= opens and closes != hours.MIDNIGHT:
                self.add_error(names[1], _("Das Ende liegt vor dem Anfang."))
            elif opens is not None:
                found.append(SimpleNamespace(weekday=self.day, opens=opens, closes=closes))
        if hours.overlaps(found):
            self.add_error("von0", _("Diese Zeiten überschneiden sich."))
        if self.cleaned_data.get("note") and not found and not self.errors:
            self.add_error("note", _("Ein Hinweis braucht eine Zeit."))
        self.spans = sorted((slot.opens, slot.closes) for slot in found)
        return self.cleaned_data

    def values(self) -> list[dict]:
        """The slots of the day; each keeps its own note where nobody touched them."""
        note, old = self.cleaned_data["note"], [slot["note"] for slot in self.slots]
        keeps = note == self._notes() and len(old) == len(self.spans)
        return [
            {
                "weekday": self.day,
                "opens": f"{opens:%H:%M}",
                "closes": f"{closes:%H:%M}",
                "note": old[number] if keeps else note,
            }
            for number, (opens, closes) in enumerate(self.spans)
        ]

    def _notes(self) -> str:
        return "; ".join(dict.fromkeys(slot["note"] for slot in self.slots if slot["note"]))


def _clock_field(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=TimeInput, input_formats=CLOCK_FORMATS,
        error_messages={"invalid": _("Bitte schreiben Sie eine Uhrzeit, zum Beispiel 9:30.")},
    )  # fmt: skip


class WeekSet(RowSet):
    hint = gettext_lazy("Zwei Zeiten am Tag für eine Mittagspause. 0:00 als Ende: Mitternacht.")  # fmt: skip

    def initial_of(self, start):
        return [{} for _day in OpeningSlot.Weekday]

    def get_form_kwargs(self, index):
        slots = [slot for slot in self.start if slot["weekday"] == index]
        return {**super().get_form_kwargs(index), "day": index or 0, "slots": slots}

    def values(self):
        return [slot for form in self.forms for slot in form.values()]


class FeatureForm(RowForm):
    feature = forms.ChoiceField(choices=AccessFact.Feature.choices, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=gettext_lazy("Gibt es das?"),
        choices=[
            (AccessFact.State.UNKNOWN, gettext_lazy("weiß ich nicht")),
            (AccessFact.State.YES, gettext_lazy("ja")),
            (AccessFact.State.NO, gettext_lazy("nein")),
        ],
    )
    note = forms.CharField(label=gettext_lazy("Hinweis"), required=False, max_length=200)

    @property
    def title(self):
        labels = dict(AccessFact.Feature.choices)
        return str(labels.get(self["feature"].value(), ""))

    def value(self):
        said = self.cleaned_data["state"] != AccessFact.State.UNKNOWN or self.cleaned_data["note"]
        return self.cleaned_data if said else None


class FeatureSet(RowSet):
    hint = gettext_lazy("Wo nur ein Teil stimmt, schreiben Sie es als Hinweis dazu.")

    def initial_of(self, start):
        known = {value["feature"]: value for value in start}
        unknown = {"state": AccessFact.State.UNKNOWN, "note": ""}
        return [
            known.get(name) or {"feature": name, **unknown} for name in AccessFact.Feature.values
        ]


class ContactForm(RowForm):
    row_title = gettext_lazy("Kontakt")
    area = forms.CharField(
        label=gettext_lazy("Aufgabenfeld"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Zum Beispiel „Buchung von Führungen“. Bitte keine Namen."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telefon"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    email = forms.EmailField(label=gettext_lazy("E-Mail"), required=False)
    note = forms.CharField(label=gettext_lazy("Hinweis"), required=False, max_length=200)

    def clean(self):
        said = [self.cleaned_data.get(name) for name in ("phone", "email", "note")]
        if any(said) and not self.cleaned_data.get("area") and "area" not in self.errors:
            self.add_error("area", _("Bitte sagen Sie, wofür dieser Kontakt ist."))
        if self.cleaned_data.get("area") and not any(said) and not self.errors:
            self.add_error("phone", _("Bitte nennen Sie Telefon, E-Mail oder einen Hinweis."))
        return self.cleaned_data


class ContactSet(RowSet):
    hint = gettext_lazy("Zum Wegnehmen leeren Sie die Felder. Nach dem Speichern kommen neue Zeilen.")  # fmt: skip

    def clean(self):
        areas = [form.cleaned_data.get("area", "").casefold() for form in self.forms if form.is_valid()]  # fmt: skip
        named = [area for area in areas if area]
        if len(named) != len(set(named)):
            raise forms.ValidationError(_("Zu einem Aufgabenfeld gibt es nur einen Kontakt."))

    def values(self):
        rows = [form.value() for form in self.forms]
        return [
            {**row, "position": 10 * number}
            for number, row in enumerate(filter(None, rows), start=1)
        ]


class TierForm(RowForm):
    row_title = gettext_lazy("Preisstufe")
    persons_from = forms.IntegerField(
        label=gettext_lazy("ab so vielen Personen"), required=False, min_value=1, max_value=1000
    )
    price_cents = EuroFormField(label=gettext_lazy("Preis"), required=False, widget=MoneyInput)

    def clean(self):
        persons, price = (self.cleaned_data.get(name) for name in ("persons_from", "price_cents"))
        if not self.errors and (persons is None) != (price is None):
            name = "persons_from" if persons is None else "price_cents"
            self.add_error(name, _("Zu einer Stufe gehören Personenzahl und Preis."))
        return self.cleaned_data

    def value(self):
        return self.cleaned_data if self.cleaned_data.get("persons_from") else None


class TierSet(RowSet):
    hint = gettext_lazy("Nur, wenn der Preis von der Größe der Gruppe abhängt.")

    def clean(self):
        sizes = [form.cleaned_data.get("persons_from") for form in self.forms if form.is_valid()]
        known = [size for size in sizes if size]
        if len(known) != len(set(known)):
            raise forms.ValidationError(_("Zu jeder Personenzahl gibt es nur einen Preis."))


class WayForm(RowForm):
    row_title = gettext_lazy("Anfahrt")
    municipality = forms.ModelChoiceField(
        Municipality.objects.defer("geometry"),
        label=gettext_lazy("von"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("Bitte wählen"),
    )
    means = forms.ChoiceField(label=gettext_lazy("womit"), choices=TravelHint.Means.choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minuten"),
        required=False,
        min_value=1,
        max_value=LONGEST_VISIT_MINUTES,
    )
    text = forms.CharField(label=gettext_lazy("Hinweis"), required=False, max_length=300)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["means"].required = False

    def clean(self):
        place, text = self.cleaned_data.get("municipality"), self.cleaned_data.get("text")
        if not self.errors and bool(place) != bool(text):
            name = "text" if place else "municipality"
            self.add_error(name, _("Bitte nennen Sie Gemeinde und Hinweis."))
        return self.cleaned_data

    def value(self):
        place = self.cleaned_data.get("municipality")
        if place is None:
            return None
        means = self.cleaned_data["means"] or TravelHint.Means.PUBLIC
        return {**self.cleaned_data, "municipality": place.slug, "means": means}


class WaySet(RowSet):
    hint = gettext_lazy("Wie eine Gruppe aus dieser Gemeinde kommt: Linie, Haltestelle, Umstieg.")

    def clean(self):
        ways = [
            value for value in (form.value() for form in self.forms if form.is_valid()) if value
        ]
        pairs = [(way["municipality"], way["means"]) for way in ways]
        if len(pairs) != len(set(pairs)):
            raise forms.ValidationError(
                _("Von einer Gemeinde gibt es je Fahrmittel einen Hinweis.")
            )


def _set(form: type[RowForm], rows: type[RowSet], extra: int) -> type[RowSet]:
    return formset_factory(form, formset=rows, extra=extra, max_num=60, validate_max=True)


ROW_SETS: dict[str, type[RowSet]] = {
    "slots": _set(DayForm, WeekSet, 0),
    "access_facts": _set(FeatureForm, FeatureSet, 0),
    "contacts": _set(ContactForm, ContactSet, 2),
    "tiers": _set(TierForm, TierSet, 3),
    "travel_hints": _set(WayForm, WaySet, 2),
}


def problems_of(rows: Iterable[RowSet]) -> list[dict[str, Any]]:
    """What is wrong in rows: {"label", "target", "text"}, in the order of the page."""
    found = []
    for row_set in rows:
        for sentence in row_set.non_form_errors():
            found.append({"label": "", "target": "", "text": sentence})
        for form in row_set:
            for name, sentences in form.errors.items():
                known = name in form.fields
                label = f"{form.title}, {form.fields[name].label}" if known else form.title
                target = form[name].id_for_label if known else ""
                found += [{"label": label, "target": target, "text": one} for one in sentences]
    return found


__all__ = ["ROW_SETS", "RowSet", "problems_of"]
