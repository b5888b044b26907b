"""What differs between two versions of a text."""

from dataclasses import dataclass

from bildungsregion.base.difference import Line, of_texts

from .models import Written


@dataclass(frozen=True, slots=True)
class FieldDifference:
    label: str
    lines: tuple[Line, ...]


def between(model: type[Written], old: dict, new: dict) -> list[FieldDifference]:
    """The fields that differ, each with its lines; [] where nothing does."""
    found = []
    for name in model.CONTENT:
        before, after = _text(old.get(name)), _text(new.get(name))
        if before != after:
            label = str(model._meta.get_field(name).verbose_name)
            found.append(FieldDifference(label, tuple(of_texts(before, after))))
    return found


def _text(value) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value or "").replace("\r\n", "\n").strip()
