"""The shapes of what an institution keeps: each reads a row into plain JSON, writes it back and says it in words.

JSON because a proposal waits in the database until somebody in the office has seen it, and because two
values are then the same if and only if they are equal.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from bildungsregion.base.dates import date_format
from bildungsregion.base.money import euro


class Fact:
    """A column with text; the other shapes build on it. ``empty`` is its value when nothing is said."""

    empty: Any = ""
    # Written after the row itself was saved, because it lives in rows of its own.
    is_relation = False

    def __init__(self, name: str, label: str = ""):
        self.name, self._label = name, label

    def label(self, model: type[Model]) -> str:
        return str(self._label or model._meta.get_field(self.name).verbose_name)

    def read(self, entry) -> Any:
        return getattr(entry, self.name)

    def write(self, entry, value) -> None:
        setattr(entry, self.name, value)

    def of_form(self, cleaned) -> Any:
        """The value of a form's cleaned one."""
        return self.empty if cleaned is None else cleaned

    def for_form(self, value) -> Any:
        """What a form starts with."""
        return value

    def show(self, value, model: type[Model]) -> list[str]:
        """The value as people say it, line by line; [] where nothing is said."""
        return [line for line in str(value).splitlines() if line.strip()]


class Number(Fact):
    def __init__(self, name: str, label: str = "", *, empty: int | None = None):
        super().__init__(name, label)
        self.empty = empty

    def show(self, value, model):
        return [] if value in (None, self.empty) else [str(value)]


class Money(Fact):
    empty = 0

    def show(self, value, model):
        return [euro(value)] if value else []


class Choice(Fact):
    """One of the model's choices; ``unsaid`` are values that say nothing."""

    def __init__(self, name: str, label: str = "", *, empty="", unsaid=()):
        super().__init__(name, label)
        self.empty, self._unsaid = empty, unsaid

    def of_form(self, cleaned):
        return self.empty if cleaned in ("", None) else cleaned

    def show(self, value, model):
        if value in ("", None) or value in self._unsaid:
            return []
        choices = dict(model._meta.get_field(self.name).flatchoices)
        return [str(choices.get(value, value))]


class Month(Choice):
    def __init__(self, name: str, label: str = ""):
        super().__init__(name, label, empty=None)

    def of_form(self, cleaned):
        return int(cleaned) if cleaned not in ("", None) else None


class YesNo(Fact):
    """True, False, or None where the column allows it."""

    def __init__(self, name: str, label: str = "", *, empty: bool | None = False):
        super().__init__(name, label)
        self.empty = empty

    def of_form(self, cleaned):
        return self.empty if cleaned is None else bool(cleaned)

    def show(self, value, model):
        if value is None:
            return []
        return [_("ja") if value else _("nein")]


class Day(Fact):
    """A date, as ISO 8601; None for none."""

    empty = None

    def read(self, entry):
        day = getattr(entry, self.name)
        return day.isoformat() if day else None

    def write(self, entry, value):
        setattr(entry, self.name, date.fromisoformat(value) if value else None)

    def of_form(self, cleaned):
        return cleaned.isoformat() if cleaned else None

    def for_form(self, value):
        return date.fromisoformat(value) if value else None

    def show(self, value, model):
        return [date_format(date.fromisoformat(value), "j. F Y")] if value else []


class Labels(Fact):
    """Rows of another table that are found by their slug: topics, languages, partners."""

    is_relation = True
    empty: list = []

    def read(self, entry):
        if entry.pk is None:
            return []
        return sorted(getattr(entry, self.name).values_list("slug", flat=True))

    def write(self, entry, value):
        related = getattr(entry, self.name)
        related.set(related.model.objects.filter(slug__in=value))

    def of_form(self, cleaned):
        return sorted(row.slug for row in cleaned or ())

    def show(self, value, model):
        if not value:
            return []
        rows = model._meta.get_field(self.name).related_model.objects.filter(slug__in=value)
        return [str(row) for row in rows.order_by("name")]


class Picture(Fact):
    """The name under which a picture is stored; names are made of chance and used once."""

    def read(self, entry):
        return entry.image.name or ""

    def write(self, entry, value):
        entry.image.name = value

    def show(self, value, model):
        return [_("ein Bild")] if value else []


class Rows(Fact):
    """Rows that are a part of the entry, as a list of objects with these keys, in one order."""

    is_relation = True
    empty: list = []

    def __init__(
        self,
        name: str,
        label: str,
        *,
        row: Callable[[Model], dict],
        make: Callable[[dict], dict | None],
        say: Callable[[list[dict]], list[str]],
        order: Callable[[dict], Any],
    ):
        super().__init__(name, label)
        self._row, self._make, self._say, self._order = row, make, say, order

    def read(self, entry):
        if entry.pk is None:
            return []
        return self.of_form([self._row(row) for row in getattr(entry, self.name).all()])

    def of_form(self, cleaned):
        return sorted(cleaned or [], key=self._order)

    def write(self, entry, value):
        related = getattr(entry, self.name)
        related.all().delete()
        made = [fields for fields in map(self._make, value) if fields is not None]
        related.bulk_create(
            [related.model(**{related.field.name: entry}, **fields) for fields in made]
        )

    def show(self, value, model):
        return self._say(value or [])
