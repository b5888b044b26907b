"""Forms of the site: KERN's markup by one renderer, so that no form is ever laid out by hand."""

from collections.abc import Iterable

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from . import edition
from .field_looks import is_plain, look_of


class SiteBoundField(BoundField):
    """A field that knows which of KERN's shapes it takes and what its widget needs for it."""

    @property
    def shape(self) -> str:
        """input, select, check (one box), group (radio buttons, boxes) or parts (several widgets)."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "check"
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return "group"
        if isinstance(widget, forms.Select) and not widget.allow_multiple_selected:
            return "select"
        return "parts" if widget.use_fieldset else "input"

    @property
    def option_type(self) -> str:
        """radio or checkbox, for a group."""
        return "radio" if self.field.widget.input_type == "radio" else "checkbox"

    @property
    def focus_id(self) -> str:
        """The id a link in the error summary leads to: the first control of the field."""
        if self.shape in {"group", "parts"}:
            return f"{self.auto_id}_0"
        return self.id_for_label

    @property
    def shows_optional(self) -> bool:
        marked = getattr(self.form, "mark_optional", True)
        return marked and not self.field.required and not self.field.disabled

    def as_field_group(self):
        """As Django draws it; where the form says who asks, around a look that is kept (docs/adr/0357)."""
        # Forms of other packages in our look know no request.
        request = getattr(self.form, "asked_by", None)
        if request is None or not edition.of(request) or not self._is_alike:
            return super().as_field_group()
        key = (type(self.form), self.html_name, self.field.required)
        look = edition.kept(request, key, lambda: look_of(self))
        return look.filled(self.value() or "")

    @property
    def _is_alike(self) -> bool:
        """Whether its value is all that makes it look another than in the next form of this kind."""
        field = self.field
        has_text = self.form.is_bound and not field.disabled
        return has_text and self.name not in self.form.errors and is_plain(field.widget)

    def build_widget_attrs(self, attrs: dict, widget=None) -> dict:
        attrs = super().build_widget_attrs(attrs, widget)
        base = {
            "select": "kern-form-input__select",
            "check": "kern-form-check__checkbox",
            "group": f"kern-form-check__{self.option_type}" if self.shape == "group" else "",
        }.get(self.shape, "kern-form-input__input")
        given = (widget or self.field.widget).attrs.get("class", "")
        classes = f"{given} {base}" + (f" {base}--error" if self.errors else "")
        attrs["class"] = classes.strip()
        return attrs


class SiteRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    bound_field_class = SiteBoundField


class DateInput(forms.DateInput):
    """The browser's own date picker; the value travels as ISO 8601, whatever the language shows."""

    input_type = "date"

    def __init__(self, attrs=None, format="%Y-%m-%d"):  # noqa: A002 - Django's own name
        super().__init__(attrs, format)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None, format="%H:%M"):  # noqa: A002 - Django's own name
        super().__init__(attrs, format)


class MoneyInput(forms.TextInput):
    """Money as people type it ("1.234,50"): a number pad on the phone, the unit beside the field."""

    unit = "€"

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


def _missing(field: forms.Field) -> str:
    """What to say where something is missing, in the words of what there is to do."""
    if isinstance(field, forms.BooleanField):
        return _("Bitte setzen Sie hier ein Häkchen.")
    if isinstance(field, forms.FileField):
        return _("Bitte wählen Sie eine Datei aus.")
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _("Bitte wählen Sie etwas aus.")
    return _("Bitte füllen Sie dieses Feld aus.")


class _SiteLook:
    """What every form of the site shares.

    ``mark_optional``: say "freiwillig" at what need not be filled in.
    ``focus_errors``: put the focus on the summary when the page comes back with errors.
    ``fieldsets``: ((legend, hint, (field names …)), …) groups the fields; those not named come last.
    ``asked_by``: the request, where all forms of this class look alike but for values, errors and what must be filled
    in: then its fields are drawn once an edition (docs/adr/0357).
    """

    default_renderer = SiteRenderer
    # Our own sentences, at the field, instead of the browser's bubble.
    use_required_attribute = False
    mark_optional = True
    focus_errors = True
    fieldsets: tuple = ()
    asked_by: HttpRequest | None = None

    def __init__(self, *args, **kwargs):
        cls = type(self)
        # Each form begins with copies of these.
        if "_is_worded" not in vars(cls):
            cls._is_worded = True
            cls._say_what_is_missing(cls.base_fields.values())
        super().__init__(*args, **kwargs)

    @staticmethod
    def _say_what_is_missing(fields: Iterable[forms.Field]) -> None:
        for field in fields:
            if (
                field.error_messages.get("required")
                == forms.Field.default_error_messages["required"]
            ):
                field.error_messages["required"] = _missing(field)

    def groups(self) -> list[dict]:
        """The visible fields in the order of ``fieldsets``: [{"legend", "hint", "fields"}, …]."""
        left = {field.name: field for field in self.visible_fields()}
        groups = []
        for legend, hint, names in self.fieldsets:
            fields = [left.pop(name) for name in names if name in left]
            if fields:
                groups.append({"legend": legend, "hint": hint, "fields": fields})
        if left:
            groups.append({"legend": "", "hint": "", "fields": list(left.values())})
        return groups


class SiteForm(_SiteLook, forms.Form):
    pass


class SiteModelForm(_SiteLook, forms.ModelForm):
    pass


class FilterForm(SiteForm):
    """A form that narrows a list: everything in it is optional and nobody needs to be told."""

    mark_optional = False

    @staticmethod
    def _say_what_is_missing(fields):
        """Nothing can be."""
