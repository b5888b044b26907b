"""Two rows of one model become one: what differs is chosen, and everything that points to the other comes along.

Which columns belong together and what becomes of a row that is there already, the apps say.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models

from .errors import DomainError


KEEP, GONE = "bleibt", "anderer"


@dataclass(frozen=True, slots=True)
class Part:
    """Some columns with what both rows say there; ``default`` is the side that is proposed."""

    key: str
    label: str
    columns: tuple[str, ...]
    keep: str
    gone: str
    default: str


def relations_to(model: type[models.Model]) -> list[models.ForeignKey]:
    """Every column of every model that points to this one, those of many-to-many tables too."""
    found = model._meta.get_fields(include_hidden=True)
    return [
        one.field for one in found if one.auto_created and not one.concrete and not one.many_to_many
    ]


def left_behind(gone: models.Model) -> list[models.ForeignKey]:
    """The columns in which rows still point to it."""
    return [
        field
        for field in relations_to(type(gone))
        if field.model._base_manager.filter(**{field.name: gone}).exists()
    ]


def columns_to_choose(
    model: type[models.Model], together: Mapping[str, tuple[str, ...]], own: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Label → columns: those that are chosen ``together``, then each other one by itself but for its ``own``."""
    grouped = {name for names in together.values() for name in names}
    single = {
        str(field.verbose_name): (field.name,)
        for field in model._meta.concrete_fields
        if field.name not in grouped and field.name not in own
    }
    return dict(together) | single


def chosen_parts(parts: Iterable[Part], chosen: Mapping[str, str]) -> list[Part]:
    """Those whose values come from the other row; what nobody chose is as proposed."""
    return [part for part in parts if chosen.get(part.key, part.default) == GONE]


def take_values(keep: models.Model, gone: models.Model, parts: Iterable[Part]) -> None:
    """The values of these parts into ``keep``, and the mark of its import where it has none; nothing is saved."""
    for part in parts:
        for name in part.columns:
            field = keep._meta.get_field(name)
            setattr(keep, field.attname, getattr(gone, field.attname))
    if not keep.import_key:
        keep.import_key, keep.import_digest = gone.import_key, gone.import_digest


def demand_sense(row: models.Model) -> None:
    """Raises DomainError with its sentences where the values do not go together."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from error


def move_pair(row: models.Model, keep: models.Model, gone: models.Model) -> None:
    """A row about two of them (``first`` before ``second``): the pair keeps its order, and none is its own."""
    rows = type(row)._default_manager
    other = row.second_id if row.first_id == gone.pk else row.first_id
    low, high = sorted((keep.pk, other))
    if low == high or rows.filter(first=low, second=high).exists():
        row.delete()
    else:
        rows.filter(pk=row.pk).update(first=low, second=high)
