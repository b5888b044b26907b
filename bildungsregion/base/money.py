"""Money is integer euro cents, from one parser, one rounding and one formatter."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .languages import active, is_german


# SQLite and PostgreSQL both keep a sum of this size exactly in an integer column of four bytes.
LARGEST_AMOUNT = 9_999_999_99

# 1234 · 1234,5 · 1.234,50 · 1 234,50 · 1234.50 (a point counts as a comma only before one or two last digits)
_GERMAN = re.compile(r"(?P<euro>\d{1,3}(?:[.  ']\d{3})+|\d+)(?:,(?P<cents>\d{1,2}))?")
_POINT = re.compile(r"(?<!\d)(?P<euro>\d+)\.(?P<cents>\d{1,2})")
_CURRENCY = re.compile(r"^(?:€|euro?)|(?:€|euro?)$", re.IGNORECASE)


class NotAnAmount(ValueError):
    """The text is no amount of money; ``str(error)`` is a sentence for people."""


def parse_euro(text: str) -> int:
    """Integer cents from what people type: „1.234,50“, „12,5 €“, „12.50“, „ 5 “.

    Raises NotAnAmount for everything that could be read in two ways or not at all: better to ask
    than to be wrong by a factor of a hundred.
    """
    cleaned = _CURRENCY.sub("", text.strip().replace("\u202f", " ").replace("\u00a0", " ")).strip()
    if not cleaned.isascii():
        raise NotAnAmount(_("Bitte geben Sie den Betrag in Ziffern an, zum Beispiel 12,50."))
    if cleaned.startswith(("-", "+")):
        raise NotAnAmount(_("Bitte geben Sie den Betrag ohne Vorzeichen an, zum Beispiel 12,50."))
    match = _GERMAN.fullmatch(cleaned) or _POINT.fullmatch(cleaned)
    if match is None:
        if re.fullmatch(r"[\d.  ']+,\d{3,}|\d+\.\d{4,}", cleaned):
            raise NotAnAmount(_("Bitte geben Sie höchstens zwei Stellen nach dem Komma an."))
        raise NotAnAmount(
            _("„%(text)s“ ist kein Betrag. Schreiben Sie ihn so: 12,50 oder 1.234,50.")
            % {"text": text.strip()[:30]}
        )
    euro = int(re.sub(r"\D", "", match["euro"])[:12])
    cents = euro * 100 + int((match["cents"] or "0").ljust(2, "0"))
    if cents > LARGEST_AMOUNT:
        raise NotAnAmount(
            _("Der Betrag ist zu groß. Bitte prüfen Sie, ob das Komma richtig steht.")
        )
    return cents


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two non-negative integers, rounded half up (kaufmännisch)."""
    return (2 * numerator + denominator) // (2 * denominator)


def plain_euro(cents: int) -> str:
    """„1.234,50“: as it stands in an input field."""
    sign = "-" if cents < 0 else ""
    euro, rest = divmod(abs(cents), 100)
    return f"{sign}{euro:,}".replace(",", ".") + f",{rest:02d}"


def euro(cents: int) -> str:
    """„1.234,50 €“ with a no-break space, a true minus for negative amounts; in the language of the page."""
    return german_euro(cents) if is_german() else _foreign_euro(cents)


def german_euro(cents: int) -> str:
    """The same in German, for what is kept or sent, whatever language the page is in that caused it."""
    if 0 <= cents < 1_000_00:
        # Most amounts by far, and a reckoning says many of them.
        return f"{cents // 100},{cents % 100:02d}\u00a0€"
    return plain_euro(cents).replace("-", "−") + "\u00a0€"


def _foreign_euro(cents: int) -> str:
    """ "€1,234.50" in English; in Ukrainian "1 234,50 €", in Arabic "1,234.50 €", both with no-break spaces."""
    sign, (whole, rest) = "−" if cents < 0 else "", divmod(abs(cents), 100)
    if active() == "uk":
        return f"{sign}{whole:,}".replace(",", "\u00a0") + f",{rest:02d}\u00a0€"
    amount = f"{whole:,}.{rest:02d}"
    return f"{sign}€{amount}" if active() == "en" else f"{sign}{amount}\u00a0€"


class EuroFormField(forms.CharField):
    """A text field that takes an amount as people type it and cleans it to integer cents."""

    def __init__(self, *, min_cents=0, max_cents=LARGEST_AMOUNT, **kwargs):
        self.min_cents, self.max_cents = min_cents, max_cents
        kwargs.setdefault("max_length", 30)
        # A model field hands these to its form field; they mean nothing to a text field.
        for name in ("min_value", "max_value"):
            kwargs.pop(name, None)
        super().__init__(**kwargs)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value):
        return plain_euro(value) if isinstance(value, int) else value

    def to_python(self, value):
        if isinstance(value, int):
            return value
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return parse_euro(text)
        except NotAnAmount as error:
            raise ValidationError(str(error), code="invalid") from error

    def run_validators(self, value):
        # The validators of a text field (length, NUL) looked at the raw text already.
        return

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if value < self.min_cents:
            raise ValidationError(
                _("Bitte geben Sie mindestens %(least)s an.") % {"least": euro(self.min_cents)}
            )
        if value > self.max_cents:
            raise ValidationError(
                _("Bitte geben Sie höchstens %(most)s an.") % {"most": euro(self.max_cents)}
            )

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class CentsField(models.BigIntegerField):
    """Integer euro cents in the database, euros in forms; never negative unless said."""

    def __init__(self, *args, min_value: int | None = 0, **kwargs):
        self.min_value = min_value
        super().__init__(*args, **kwargs)
        if min_value is not None:
            self.validators.append(MinValueValidator(min_value))

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        # Validation is code, not schema: a changed limit writes no migration.
        kwargs.pop("validators", None)
        return name, path, args, kwargs

    def formfield(self, **kwargs):
        # Django's admin brings an input for numbers, in which "5,00" would show as nothing.
        if isinstance(kwargs.get("widget"), type) and issubclass(
            kwargs["widget"], forms.NumberInput
        ):
            del kwargs["widget"]
        return super(models.IntegerField, self).formfield(
            **{"form_class": EuroFormField, "min_cents": self.min_value or 0, **kwargs}
        )
