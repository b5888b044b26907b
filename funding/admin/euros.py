"""Amounts in euro and rates in percent where Django's admin would print cents and basis points."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from bildungsregion.base.money import CentsField, euro
from funding.grant import percent


class EurosReadable(admin.ModelAdmin):
    """On pages that are only read, money stands in euro and rates in percent."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (name, options | {"fields": [self._readable(field) for field in options["fields"]]})
            for name, options in fieldsets
        ]

    def _readable(self, name):
        if not isinstance(name, str) or name in self.get_readonly_names():
            return name
        field = self.opts.get_field(name)
        if isinstance(field, CentsField):
            return in_words(name, field.verbose_name, euro)
        if name.endswith("_bp"):
            return in_words(name, field.verbose_name, percent)
        return name

    def get_readonly_names(self) -> set[str]:
        return {name for name in self.readonly_fields if isinstance(name, str)} - {
            field.name for field in self.opts.concrete_fields
        }


def in_words(name: str, label: str, said: Callable[[int], str]) -> Callable:
    """A column or read-only field that prints a number of the row as people say it."""

    @admin.display(description=label, ordering=name)
    def show(row):
        value = getattr(row, name)
        return "–" if value is None else said(value)

    show.__name__ = f"{name}_in_words"
    return show


class PercentField(forms.CharField):
    """A rate as people type it („80“, „33,33 %“), cleaned to basis points."""

    def __init__(self, **kwargs):
        super().__init__(max_length=12, **kwargs)

    def prepare_value(self, value):
        return percent(value).removesuffix("\u00a0%") if isinstance(value, int) else value

    def to_python(self, value):
        if isinstance(value, int):
            return value
        text = super().to_python(value).replace("%", "").replace("\u00a0", " ").strip()
        if text in self.empty_values:
            return None
        try:
            rate = Decimal(text.replace(",", ".")) if text.isascii() else None
        except InvalidOperation:
            rate = None
        if rate is None or not rate.is_finite() or not 0 <= rate <= 100:
            raise ValidationError("Bitte geben Sie einen Satz von 0 bis 100 an, zum Beispiel 80.")
        return int((rate * 100).quantize(Decimal(1), ROUND_HALF_UP))

    def run_validators(self, value):
        # The validators of a text field looked at the raw text already.
        return

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class LinesField(forms.CharField):
    """A list of sentences, one in a line."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 10, "cols": 80}), **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def run_validators(self, value):
        return


class PairsField(LinesField):
    """Names and texts, one pair in a line: „bus: Nr. 2 a der Richtlinie“."""

    def __init__(self, *, names: tuple[str, ...], **kwargs):
        self.names = names
        super().__init__(**kwargs)

    def prepare_value(self, value):
        if isinstance(value, dict):
            return "\n".join(f"{name}: {text}" for name, text in value.items())
        return value

    def to_python(self, value):
        if isinstance(value, dict):
            return value
        pairs = {}
        for line in super().to_python(value):
            name, _, text = (part.strip() for part in line.partition(":"))
            if name not in self.names or not text:
                raise ValidationError(
                    f"„{line[:60]}“: Schreiben Sie „Regel: Fundstelle“. Regeln sind {', '.join(self.names)}."
                )
            pairs[name] = text
        return pairs
