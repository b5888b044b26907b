"""Two entries become one: chosen values stay, everything that points to the other moves, its addresses lead on.

What points to an institution is asked of the models themselves (``relations``), so that no app is forgotten;
a test knows every one of them (docs/adr/0164).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.fields.files import FieldFile

from bildungsregion.base import merging
from bildungsregion.base.dates import date_format
from bildungsregion.base.errors import DomainError
from bildungsregion.base.merging import GONE, KEEP, Part
from bildungsregion.base.models import Searchable

from .merged_rows import JOINED, answer_questions, drop, move_proposals
from .models import Actor, NotDuplicate, OldAddress


# Columns that only make sense together are chosen together; every other column is a choice of its own.
TOGETHER: dict[str, tuple[str, ...]] = {
    "Name": ("name", "short_name"),
    "Anschrift": ("street", "postcode", "city", "municipality"),
    "Koordinaten": ("latitude", "longitude"),
    "Öffnungszeiten": ("hours_note", "by_appointment"),
    "Vorübergehend geschlossen": ("closed_until", "closed_reason"),
    "Was es kostet": ("is_free", "admission"),
    "Kooperation": ("seeks_cooperation", "cooperation_wish"),
    "Förderberechtigung": ("funding_eligible_override", "funding_eligible_reason"),
    "Bild": ("image", "image_alt", "image_author", "image_licence"),
    "Verlässlich": ("verified_at", "verified_by"),
    "Prüfung": ("checked_on", "next_check_on"),
    "Quelle": ("source", "confidence"),
}
HOURS = "Öffnungszeiten"
# Not chosen: its own, or kept by the program.
_OWN = frozenset({
    "id", "slug", "code", "import_key", "import_digest", "search_title", "search_text", "created_at", "updated_at",
    "doubtful_since",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """How many rows of one kind would come along."""

    label: str
    count: int


def relations() -> list[models.ForeignKey]:
    """Every column of every model that points to an institution, those of many-to-many tables too."""
    return merging.relations_to(Actor)


def parts(keep: Actor, gone: Actor) -> list[Part]:
    """What has to be chosen: only where both differ."""
    found = []
    for label, columns in merging.columns_to_choose(Actor, TOGETHER, _OWN).items():
        ours, theirs = (_said(actor, label, columns) for actor in (keep, gone))
        if ours != theirs:
            default = GONE if theirs and not ours else KEEP
            found.append(Part(columns[0], label, columns, ours, theirs, default))
    return found


def _said(actor: Actor, label: str, columns: tuple[str, ...]) -> str:
    said = [_in_words(actor, name) for name in columns]
    if label == HOURS:
        said += [str(slot) for slot in actor.slots.all()]
    return "; ".join(filter(None, said))


def _in_words(actor: Actor, name: str) -> str:
    value = getattr(actor, name)
    if (
        value in (None, "")
        or name == "confidence"
        or (name == "wheelchair" and not actor.knows_wheelchair)
    ):
        return ""
    if isinstance(value, bool):
        label = str(Actor._meta.get_field(name).verbose_name)
        tells = name in ("is_published", "funding_eligible_override", "is_free")
        return f"{label}: {'ja' if value else 'nein'}" if value or tells else ""
    if isinstance(value, date):
        return date_format(value, "j. F Y")
    display = getattr(actor, f"get_{name}_display", None)
    return str(display() if display else value)


def moves(gone: Actor) -> list[Move]:
    """What would come along, most first."""
    found: dict[str, int] = {}
    for field in relations():
        count = field.model._base_manager.filter(**{field.name: gone}).count()
        if count:
            label = label_of(field)
            found[label] = found.get(label, 0) + count
    return sorted((Move(*one) for one in found.items()), key=lambda move: (-move.count, move.label))


def label_of(field: models.ForeignKey) -> str:
    """ "Veranstaltungen (Veranstalter)": the rows, and as what they name the institution."""
    model = field.model
    if not model._meta.auto_created:
        return f"{model._meta.verbose_name_plural} ({field.verbose_name})"
    owner = model._meta.auto_created
    many = next(one for one in owner._meta.local_many_to_many if one.remote_field.through is model)
    return (
        str(many.verbose_name)
        if owner is Actor
        else f"{owner._meta.verbose_name_plural} ({many.verbose_name})"
    )


def stamp(keep: Actor, gone: Actor) -> str:
    """Changes when one of both does, or what hangs on them: what was shown is what is done."""
    state = [
        [
            actor.pk,
            f"{actor.updated_at:%Y-%m-%dT%H:%M:%S.%f}",
            [[one.label, one.count] for one in moves(actor)],
        ]
        for actor in (keep, gone)
    ]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


@transaction.atomic
def merge(*, keep: Actor, gone: Actor, chosen: Mapping[str, str], shown: str) -> Actor:
    """``gone`` becomes part of ``keep``; there is no way back.

    ``chosen`` maps the key of a part to KEEP or GONE (else what was proposed holds), ``shown`` is the
    stamp of what was looked at.
    Raises DomainError where both are one, one has changed since, or the values do not go together.
    """
    if keep.pk == gone.pk:
        raise DomainError("Bitte wählen Sie zwei verschiedene Einträge.")
    locked = (
        Actor.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[keep.pk, gone.pk])
        .order_by("pk")
    )
    both = {actor.pk: actor for actor in locked}
    if len(both) < 2:
        raise DomainError("Einer der Einträge ist nicht mehr da.")
    keep, gone = both[keep.pk], both[gone.pk]
    if shown != stamp(keep, gone):
        raise DomainError(
            "Einer der Einträge hat sich inzwischen geändert. Bitte sehen Sie beide noch einmal an."
        )
    was_eligible = gone.is_funding_eligible and gone.applications.exists()
    taken = merging.chosen_parts(parts(keep, gone), chosen)
    files = _take_values(keep, gone, taken)
    if was_eligible and not keep.is_funding_eligible:
        raise DomainError(
            "Zum anderen Eintrag gehören Anträge an den Fonds. Der bleibende muss deshalb förderberechtigt sein: "
            "Bitte wählen Sie dessen Art oder dessen Förderberechtigung."
        )
    (keep if any(part.label == HOURS for part in taken) else gone).slots.all().delete()
    answer_questions(gone)
    for field in relations():
        _move(field, keep, gone)
    move_proposals(keep, gone)
    _lead_on(keep, gone)
    keep.save()
    _write_search_again(keep)
    transaction.on_commit(partial(_delete_files, files))
    return keep


def _take_values(keep: Actor, gone: Actor, taken: list[Part]) -> list[FieldFile]:
    """The values of these parts into ``keep``; gives the pictures that nobody needs any more. Raises DomainError."""
    left = keep.image if any(part.key == "image" for part in taken) else gone.image
    merging.take_values(keep, gone, taken)
    if keep.part_of_id in (keep.pk, gone.pk):
        above = gone.part_of_id
        keep.part_of_id = above if above not in (keep.pk, gone.pk) else None
    _refuse_circle(keep, gone)
    merging.demand_sense(keep)
    return [left] if left and left != keep.image else []


def _refuse_circle(keep: Actor, gone: Actor) -> None:
    above, seen = keep.part_of_id, set()
    while above is not None and above not in seen:
        if above in (keep.pk, gone.pk):
            raise DomainError(
                "So gehörte der Eintrag zu sich selbst. Bitte wählen Sie bei „gehört zu“ anders."
            )
        seen.add(above)
        above = Actor.objects.values_list("part_of", flat=True).get(pk=above)


def _move(field: models.ForeignKey, keep: Actor, gone: Actor) -> None:
    """All rows of one relation; where a row is there already for ``keep``, both become one."""
    model = field.model
    rows = model._default_manager.filter(**{field.name: gone})
    join = JOINED.get(model._meta.label, drop)
    if model is NotDuplicate:
        for row in rows:
            merging.move_pair(row, keep, gone)
        return
    uniques = list(_unique_sets(field))
    if not uniques and not _by_expression(model):
        rows.update(**{field.name: keep})
        return
    for row in rows:
        setattr(row, field.attname, keep.pk)
        twin = _twin(row, field, uniques)
        if twin is not None or _points_to_itself(row) or _breaks_expression(row):
            join(row, twin)
        else:
            model._default_manager.filter(pk=row.pk).update(**{field.name: keep})


def _unique_sets(field: models.ForeignKey) -> Iterator[tuple[tuple[str, ...], Q | None]]:
    """What must be unique together with this column: names, and for which rows."""
    options = field.model._meta
    if field.unique:
        yield (field.name,), None
    for names in options.unique_together:
        if field.name in names:
            yield tuple(names), None
    for constraint in options.constraints:
        if isinstance(constraint, models.UniqueConstraint) and field.name in constraint.fields:
            yield tuple(constraint.fields), constraint.condition


def _twin(row: models.Model, field: models.ForeignKey, uniques) -> models.Model | None:
    """The row that already stands where this one wants to go."""
    manager = type(row)._base_manager
    for names, condition in uniques:
        if condition is not None and not manager.filter(condition, pk=row.pk).exists():
            continue
        same = {name: getattr(row, row._meta.get_field(name).attname) for name in names}
        if None in same.values():
            continue
        others = manager.filter(**same).exclude(pk=row.pk)
        if twin := (others.filter(condition) if condition is not None else others).first():
            return twin
    return None


def _by_expression(model: type[models.Model]) -> list[models.UniqueConstraint]:
    """Constraints such as „one open invitation per address, however it is written“."""
    every = model._meta.constraints
    return [one for one in every if isinstance(one, models.UniqueConstraint) and one.expressions]


def _breaks_expression(row: models.Model) -> bool:
    for constraint in _by_expression(type(row)):
        try:
            constraint.validate(type(row), row)
        except ValidationError:
            return True
    return False


def _points_to_itself(row: models.Model) -> bool:
    """„Arbeitet zusammen mit“ itself."""
    if row._meta.auto_created is not Actor:
        return False
    ends = [field for field in row._meta.concrete_fields if field.related_model is Actor]
    return len(ends) == 2 and len({getattr(row, end.attname) for end in ends}) == 1


def _lead_on(keep: Actor, gone: Actor) -> None:
    """Delete the emptied entry; its page and its short address lead to the other from now on."""
    if left := merging.left_behind(gone):
        raise RuntimeError(f"merging left behind: {', '.join(map(label_of, left))}")
    OldAddress.objects.filter(Q(slug=gone.slug) | Q(code=gone.code)).delete()
    OldAddress.objects.create(slug=gone.slug, code=gone.code, actor=keep)
    gone.delete()


def _write_search_again(keep: Actor) -> None:
    """Rows that are found by the institution's name."""
    for field in relations():
        if issubclass(field.model, Searchable) and field.model is not Actor:
            for row in field.model._default_manager.filter(**{field.name: keep}):
                row.save(update_fields=[field.name])


def _delete_files(files: list[FieldFile]) -> None:
    for file in files:
        file.storage.delete(file.name)
