"""How a field looks, drawn once for all values that people type into it (docs/adr/0357)."""

import re
from collections.abc import Mapping
from functools import partial
from itertools import chain
from typing import NamedTuple, Protocol

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.forms.widgets import ChoiceWidget, Input
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


# What stands for the value while the field is drawn: letters that nobody types and nothing escapes.
_MARK = "\ue000\ue001"
_TYPED = frozenset({"text", "email", "tel", "date", "time", "url", "search"})


class Look(Protocol):
    """A field with everything around its value; what is typed is never kept."""

    def filled(self, value: str) -> SafeString:
        """The field as it is drawn for this value."""


class TextLook(NamedTuple):
    """Of a field with one text: how it looks empty, and what stands around the text."""

    empty: str
    before: str
    after: str

    def filled(self, value: str) -> SafeString:
        text = f"{self.before}{conditional_escape(value)}{self.after}" if value else self.empty
        return mark_safe(text)  # noqa: S308 - the value is escaped, all else was drawn by templates


class ChoiceLook(NamedTuple):
    """Of a field with options: how it looks while none is chosen, and where each says that it is."""

    open: str
    chosen: str
    places: dict[str, int]

    def filled(self, value: str) -> SafeString:
        place = self.places.get(value)
        text = (
            self.open if place is None else f"{self.open[:place]}{self.chosen}{self.open[place:]}"
        )
        return mark_safe(text)  # noqa: S308 - drawn by templates


class FormLook(NamedTuple):
    """Of a form without errors whose fields are all plain: what stands between them, and how they look."""

    between: list[str]
    looks: list[tuple[str, Look]]

    def filled(self, values: Mapping[str, str]) -> "DrawnForm":
        """The form as it is drawn with these values, by name of the field."""
        fields = [look.filled(values.get(name, "")) for name, look in self.looks]
        pieces = chain.from_iterable(zip(self.between, [*fields, ""], strict=True))
        return DrawnForm(mark_safe("".join(pieces)))  # noqa: S308 - each piece is safe


class DrawnForm(NamedTuple):
    """Stands for a form in a template that prints it whole."""

    text: SafeString

    @property
    def errors(self) -> dict:
        return {}

    def __str__(self):
        return self.text

    __html__ = __str__


def is_plain(widget: forms.Widget) -> bool:
    """Whether a look says all of it: one control for one text, or one choice among options."""
    if isinstance(widget, forms.Textarea):
        return True
    if isinstance(widget, forms.Select | forms.RadioSelect):
        return not widget.allow_multiple_selected
    return isinstance(widget, Input) and widget.input_type in _TYPED


def look_of(field: BoundField) -> Look:
    """The look of a field that is plain and has no error. The field's own value plays no part in it."""
    if isinstance(field.field.widget, ChoiceWidget):
        return _choices(field)
    before, _mark, after = _drawn(field, _MARK).partition(_MARK)
    return TextLook(_drawn(field, ""), before, after)


def form_look(form: forms.BaseForm) -> FormLook:
    """The look of a form whose fields are all plain; its values play no part in it. Raises TypeError for others."""
    if unfit := [
        field.name for field in form if field.is_hidden or not is_plain(field.field.widget)
    ]:
        raise TypeError(f"no look says all of {', '.join(unfit)}")
    form._errors, form.cleaned_data = ErrorDict(), {}
    for field in form:
        field.as_field_group = partial(str, f"{_MARK}{field.name}{_MARK}")
    pieces = re.split(rf"{_MARK}(\w+){_MARK}", form.render())
    fields = [type(form[name])(form, form.fields[name], name) for name in pieces[1::2]]
    return FormLook(pieces[::2], [(field.name, look_of(field)) for field in fields])


def _choices(field: BoundField) -> ChoiceLook:
    drawn = _drawn(field, _MARK)
    places = {}
    for value, _label in _flat(field.field.widget.choices):
        found = drawn.index(f'value="{conditional_escape(value)}"')
        places[str(value)] = drawn.index(">", found)
    is_list = isinstance(field.field.widget, forms.Select)
    return ChoiceLook(drawn, " selected" if is_list else " checked", places)


def _flat(choices) -> list[tuple]:
    """Options that stand under headings, too."""
    found = []
    for value, label in choices:
        found += label if isinstance(label, list | tuple) else [(value, label)]
    return found


def _drawn(field: BoundField, value: str) -> str:
    probe = type(field)(field.form, field.field, field.name)
    probe.value = lambda: value
    return str(probe.render())
