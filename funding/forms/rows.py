"""Rows that people add and take away: flat names like „t0-1-preis“ in an address or a form.

``t0`` is an appointment, ``t0-1`` the second cost of it. Everything stays a plain mapping of text, so
the same rows travel in the calculator's address, in a draft and in a form that is being filled in.
Nothing is counted beforehand: the rows are those whose names occur.
"""

import re
from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.forms import SiteForm


MAX_APPOINTMENTS = 20
MAX_LINES = 20
MAX_PERSONS = 2000

_APPOINTMENT = re.compile(r"(t\d{1,3})-[a-z]+")
_LINE = re.compile(r"((t\d{1,3})-\d{1,3})-[a-z]+")
ADD_LINE, DROP_LINE = "zeile-neu", "zeile-weg"
ADD_APPOINTMENT, DROP_APPOINTMENT = "termin-neu", "termin-weg"
COPY_APPOINTMENT, COPY_LINES = "termin-kopie", "kosten-wie"
BUTTONS = (
    ADD_LINE, DROP_LINE, ADD_APPOINTMENT, DROP_APPOINTMENT, COPY_APPOINTMENT, COPY_LINES,
)  # fmt: skip
# A copy is another group or another day: it asks for the day, and takes nobody's place.
OF_THE_DAY = ("datum", "bis", "pk")


class CountField(forms.IntegerField):
    """A whole number as text: the browser's number field forgets what it does not understand."""

    def __init__(self, *, least=0, **kwargs):
        super().__init__(
            min_value=least,
            max_value=MAX_PERSONS,
            widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={"invalid": _("Bitte geben Sie eine ganze Zahl an, zum Beispiel 25.")},
            **kwargs,
        )

    def widget_attrs(self, widget):
        return {}


class RowForm(SiteForm):
    """One row. ``lenient`` (a draft, or while somebody types) leaves out what is merely missing."""

    mark_optional = False

    def __init__(self, data=None, *, key: str, lenient: bool = False, **kwargs):
        self.key, self.lenient = key, lenient
        super().__init__(data, prefix=key, auto_id="%s", **kwargs)

    def full_clean(self):
        super().full_clean()
        if self.lenient:
            leave_out_missing(self)

    def typed(self, name: str) -> str:
        return (self.data.get(self.add_prefix(name)) or "").strip()


def leave_out_missing(form: forms.BaseForm) -> None:
    """Take the „required“ errors out of a bound form."""
    for name, errors in list((form._errors or {}).items()):
        kept = [error for error in errors.as_data() if error.code != "required"]
        if kept:
            errors.data = kept
        else:
            del form._errors[name]


def appointments(data: Mapping) -> list[str]:
    """The keys of the appointments that occur, in their order: ["t0", "t2"]."""
    found = {match[1] for name in data if (match := _APPOINTMENT.fullmatch(name))}
    found |= {match[2] for name in data if (match := _LINE.fullmatch(name))}
    return sorted(found, key=lambda key: int(key[1:]))[:MAX_APPOINTMENTS]


def lines(data: Mapping, appointment: str) -> list[str]:
    """The keys of an appointment's costs that occur, in their order: ["t0-0", "t0-1"]."""
    found = {m[1] for name in data if (m := _LINE.fullmatch(name)) and m[2] == appointment}
    return sorted(found, key=lambda key: int(key.partition("-")[2]))[:MAX_LINES]


def can_grow(data: Mapping) -> bool:
    return len(appointments(data)) < MAX_APPOINTMENTS


def next_key(keys: Iterable[str], stem: str) -> str:
    """The first free key behind the last: „t3“ after t2, „t0-5“ after t0-4."""
    numbers = [int(re.split(r"[t-]", key)[-1]) for key in keys]
    return f"{stem}{max(numbers, default=-1) + 1}"


def without(data: Mapping, key: str) -> dict:
    return {name: text for name, text in data.items() if not name.startswith(f"{key}-")}


def copied(data: Mapping[str, str], key: str, new: str) -> dict[str, str]:
    """What an appointment and its costs say, under another key; without its day."""
    return {
        new + name[len(key) :]: text
        for name, text in data.items()
        if name.startswith(f"{key}-") and name[len(key) + 1 :] not in OF_THE_DAY
    }


def copied_lines(data: Mapping[str, str], key: str, new: str) -> dict[str, str]:
    """Its costs alone."""
    of_lines = {name: text for name, text in data.items() if lines({name: ""}, key)}
    return copied(of_lines, key, new)


def pressed(data: Mapping) -> str:
    """Which of the rows' buttons was used, or ""."""
    return next((name for name in BUTTONS if name in data), "")


def press(data: Mapping) -> tuple[dict, str]:
    """The data after the rows' button that is in it, and the id of the field to go on with."""
    button = pressed(data)
    key = data.get(button, "")
    data = {name: text for name, text in data.items() if name not in BUTTONS}
    if button == ADD_LINE and key in appointments(data) and len(lines(data, key)) < MAX_LINES:
        new = next_key(lines(data, key), f"{key}-")
        return {**data, f"{new}-art": ""}, f"{new}-art"
    if button == ADD_APPOINTMENT and can_grow(data):
        new = next_key(appointments(data), "t")
        return {**data, f"{new}-kinder": ""}, f"{new}"
    if button == COPY_APPOINTMENT and key in appointments(data) and can_grow(data):
        new = next_key(appointments(data), "t")
        return {**data, f"{new}-kinder": "", **copied(data, key, new)}, new
    if button == COPY_LINES and key in appointments(data):
        kept = {name: text for name, text in data.items() if not lines({name: ""}, key)}
        return kept | copied_lines(data, appointments(data)[0], key), key
    if button in (DROP_LINE, DROP_APPOINTMENT) and key:
        return without(data, key), key.partition("-")[0] if button == DROP_LINE else "t"
    return data, ""
