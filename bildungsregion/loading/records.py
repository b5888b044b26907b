"""What reading yields: records that name each other by key, and the problems found on the way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from bildungsregion.base.dates import Precision
from bildungsregion.base.money import NotAnAmount, parse_euro


MOST_SHOWN = 40
YES_NO = {"ja": True, "nein": False, "": None}


@dataclass(frozen=True, slots=True)
class Where:
    file: str
    line: int | None = None
    entry: str = ""

    def __str__(self):
        place = f", Zeile {self.line}" if self.line else ""
        return f"{self.file}{place}{f', {self.entry}' if self.entry else ''}"


class LoadingFailed(Exception):
    """The folder cannot be loaded; ``sentences`` says in German why, one a problem."""

    def __init__(self, sentences: Iterable[str]):
        self.sentences = list(sentences)
        super().__init__("\n".join(self.sentences))


class Problems:
    def __init__(self):
        self.sentences: list[str] = []

    def add(self, where: Where, sentence: str) -> None:
        self.sentences.append(f"{where}: {sentence}")

    def raise_if_any(self) -> None:
        if not self.sentences:
            return
        shown = self.sentences[:MOST_SHOWN]
        if len(self.sentences) > MOST_SHOWN:
            shown.append(f"… und {len(self.sentences) - MOST_SHOWN} weitere.")
        raise LoadingFailed(shown)


@dataclass(frozen=True, slots=True)
class Ref:
    """Another record of the same folder, by the key it has there."""

    model: type[Model]
    key: str


@dataclass(frozen=True, slots=True)
class Record:
    """A row to be: plain values, foreign keys as Ref or None, many-to-many as lists of Ref.

    ``dates`` are an event's occurrences as field values; no other row has parts of its own.
    """

    model: type[Model]
    key: str
    where: Where
    values: Mapping[str, Any]
    many: Mapping[str, list[Ref]] = field(default_factory=dict)
    dates: tuple[Mapping[str, Any], ...] = ()


class Book:
    """All records of a folder, in reading order, and the names by which they are called."""

    def __init__(self, problems: Problems):
        self.problems = problems
        self.records: dict[type[Model], dict[str, Record]] = {}
        self._names: dict[type[Model], dict[str, str]] = {}
        self.generated: dict[str, str] = {}  # document key → what makes its file
        self.budget_years: list[dict[str, Any]] = []
        self.topics: list[tuple[Where, str, Mapping[str, Any]]] = []  # with their key and head

    def declare(self, model: type[Model], key: str, *names: str) -> None:
        """Make a record known to others before it is read."""
        self._names.setdefault(model, {}).update(dict.fromkeys((key, *names), key))

    def find(self, model: type[Model], name: str) -> Ref | None:
        key = self._names.get(model, {}).get(name)
        return None if key is None else Ref(model, key)

    def suggestion(self, model: type[Model], name: str) -> str:
        close = get_close_matches(name, self._names.get(model, {}), n=1)
        return f" Gemeint ist vielleicht „{close[0]}“." if close else ""

    def add(self, record: Record) -> None:
        rows = self.records.setdefault(record.model, {})
        if not record.key:
            self.problems.add(record.where, "Der Schlüssel („key“) fehlt.")
        elif record.key in rows:
            self.problems.add(
                record.where,
                f"Den Schlüssel „{record.key}“ gibt es schon: {rows[record.key].where}.",
            )
        else:
            rows[record.key] = record
            self.declare(record.model, record.key)
            self._check_values(record)

    def _check_values(self, record: Record) -> None:
        """Types, lengths and choices, as the model's fields know them; nothing that asks the database."""
        meta = record.model._meta
        plain = {
            name: value
            for name, value in record.values.items()
            if not meta.get_field(name).is_relation
        }
        try:
            record.model(**plain).clean_fields(exclude={f.name for f in meta.fields} - plain.keys())
        except ValidationError as error:
            for sentence in in_words(record.model, error):
                self.problems.add(record.where, sentence)


class Row:
    """Typed access to the cells of a CSV row or a TOML table; what does not fit becomes a problem."""

    def __init__(self, book: Book, where: Where, cells: Mapping[str, Any]):
        self.book = book
        self.where = where
        self.cells = cells

    def fail(self, column: str, sentence: str) -> None:
        self.book.problems.add(self.where, f"„{column}“: {sentence}")

    def text(self, column: str) -> str:
        value = self.cells.get(column, "")
        if isinstance(value, str):
            return value.strip()
        self.fail(column, "Hier wird Text in Anführungszeichen erwartet.")
        return ""

    def listing(self, column: str) -> list[str]:
        value = self.cells.get(column, "")
        parts = value.split(";") if isinstance(value, str) else value
        return [str(part).strip() for part in parts if str(part).strip()]

    def yes_no(self, column: str) -> bool | None:
        text = self.text(column).lower()
        if text not in YES_NO:
            self.fail(column, f"„{text}“ ist weder „ja“ noch „nein“.")
        return YES_NO.get(text)

    def whole(self, column: str) -> int | None:
        return self._number(column, int, "keine ganze Zahl")

    def decimal(self, column: str) -> float | None:
        return self._number(column, float, "keine Zahl")

    def _number(self, column: str, kind: type, fault: str):
        text = str(self.cells.get(column, "")).strip()
        try:
            return kind(text) if text else None
        except ValueError:
            self.fail(column, f"„{text}“ ist {fault}.")
            return None

    def cents(self, column: str) -> int:
        text = self.text(column)
        try:
            return parse_euro(text) if text else 0
        except NotAnAmount as error:
            self.fail(column, str(error))
            return 0

    def vague_date(self, column: str) -> tuple[date | None, str]:
        """ "2016-08-08", "2025-03" or "2013" as first day meant and how exactly it is known."""
        text = self.text(column)
        if not text:
            return None, Precision.DAY
        precision = {10: Precision.DAY, 7: Precision.MONTH, 4: Precision.YEAR}.get(len(text))
        try:
            if precision is None:
                raise ValueError
            return date.fromisoformat(
                text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text
            ), precision
        except ValueError:
            self.fail(
                column, f"„{text}“ ist kein Datum; so geht es: 2025-03-06, 2025-03 oder 2025."
            )
            return None, Precision.DAY

    def one(self, column: str, model: type[Model]) -> Ref | None:
        name = self.text(column)
        return self._ref(column, model, name) if name else None

    def many(self, column: str, model: type[Model]) -> list[Ref]:
        found = (self._ref(column, model, name) for name in self.listing(column))
        return [ref for ref in found if ref]

    def _ref(self, column: str, model: type[Model], name: str) -> Ref | None:
        ref = self.book.find(model, name)
        if ref is None:
            self.fail(
                column,
                f"{model._meta.verbose_name} „{name}“ gibt es nicht.{self.book.suggestion(model, name)}",
            )
        return ref

    def only(self, *columns: str) -> None:
        """Complain about entries that nobody reads: a typing error must not pass in silence."""
        for name in self.cells.keys() - set(columns):
            self.fail(name, "Diese Angabe kennt der Ladevorgang nicht.")


def in_words(model: type[Model], error: ValidationError) -> list[str]:
    """One sentence per field of a ValidationError, with the field's German name."""
    if not hasattr(error, "error_dict"):
        return [" ".join(error.messages)]
    sentences = []
    for name, messages in error.message_dict.items():
        label = "" if name == "__all__" else f"{model._meta.get_field(name).verbose_name}: "
        sentences.append(label + " ".join(messages))
    return sentences


def tables(book: Book, file: str, content: Mapping[str, Any], name: str) -> Iterable[Row]:
    """The rows of a TOML array of tables, "[[name]]"."""
    for number, cells in enumerate(content.get(name, []), start=1):
        yield Row(book, Where(file, entry=f"[[{name}]] Nr. {number}"), cells)
