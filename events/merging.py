"""Two events become one: chosen values stay, dates and everything that points to the other come along.

What points to an event is asked of the models themselves, so that no app is forgotten (docs/adr/0187).
"""

import hashlib
import json
from collections.abc import Mapping

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from actors.merged_rows import move_proposals
from actors.models import ChangeProposal
from bildungsregion.base import merging
from bildungsregion.base.errors import DomainError
from bildungsregion.base.merging import GONE, KEEP, Part
from events.actions.dating import count_revision
from events.models import Event, NotSameEvent, Occurrence, OldEventAddress, Registration, Submission


# Columns that only make sense together are chosen together; every other column is a choice of its own.
TOGETHER: dict[str, tuple[str, ...]] = {
    "Veranstalter": ("organiser", "organiser_name"),
    "Ort": ("place_actor", "place_name", "street", "postcode", "city", "municipality"),
    "Teilnahme": ("attendance", "online_url"),
    "Zugang": ("access", "access_url"),
    "Preis": ("is_free", "price"),
    "Alter": ("age_from", "age_to"),
    "Barrierefreiheit": ("wheelchair", "accessibility_note"),
    "Bild": ("image", "image_alt", "image_author", "image_licence"),
    "Quelle": ("source", "confidence"),
}
# Not chosen: its own, or kept by the program.
_OWN = frozenset({
    "id", "slug", "uid", "sequence", "import_key", "import_digest", "search_title", "search_text", "created_at",
    "updated_at", "date_precision",
})  # fmt: skip
# Where both say something, the longer one is proposed.
_LONGER = frozenset({"summary", "description"})
_WAITING = (Submission.State.OPEN, Submission.State.UNCONFIRMED)


def relations() -> list[models.ForeignKey]:
    """Every column of every model that points to an event, those of many-to-many tables too."""
    return merging.relations_to(Event)


def parts(keep: Event, gone: Event) -> list[Part]:
    """What has to be chosen: only where both differ."""
    found = []
    for label, columns in merging.columns_to_choose(Event, TOGETHER, _OWN).items():
        ours, theirs = (
            "; ".join(filter(None, (_in_words(one, name) for name in columns)))
            for one in (keep, gone)
        )
        if ours != theirs:
            default = _better(keep, gone, columns, ours, theirs)
            found.append(Part(columns[0], label, columns, ours, theirs, default))
    return found


def _better(keep: Event, gone: Event, columns: tuple[str, ...], ours: str, theirs: str) -> str:
    """The side that says more: something instead of nothing, an entry of the directory, the longer text."""
    if not theirs:
        return KEEP
    if not ours:
        return GONE
    first = Event._meta.get_field(columns[0])
    if (
        first.is_relation
        and getattr(keep, first.attname) is None
        and getattr(gone, first.attname) is not None
    ):
        return GONE
    if columns[0] == "is_published":
        return KEEP if keep.is_published else GONE
    return GONE if columns[0] in _LONGER and len(theirs) > len(ours) else KEEP


def _in_words(event: Event, name: str) -> str:
    value = getattr(event, name)
    if (
        value in (None, "")
        or name == "confidence"
        or (name == "wheelchair" and value == Event.Wheelchair.UNKNOWN)
    ):
        return ""
    if isinstance(value, bool):
        return f"{Event._meta.get_field(name).verbose_name}: {'ja' if value else 'nein'}"
    display = getattr(event, f"get_{name}_display", None)
    return str(display() if display else value)


def stamp(keep: Event, gone: Event) -> str:
    """Changes when one of both does, or its dates: what was shown is what is done."""
    state = [
        [
            event.pk,
            f"{event.updated_at:%Y-%m-%dT%H:%M:%S.%f}",
            event.occurrences.count(),
            _registered(event),
        ]
        for event in (keep, gone)
    ]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def _registered(event: Event) -> int:
    return Registration.objects.filter(occurrence__event=event).count()


def obstacle(keep: Event, gone: Event) -> str:
    """Why these two cannot become one this way round, as a sentence; "" where nothing is in the way."""
    if keep.pk == gone.pk:
        return "Bitte wählen Sie zwei verschiedene Veranstaltungen."
    if _registered(gone):
        way = "Zu beiden" if _registered(keep) else f"Zu „{gone.title}“"
        advice = (
            "Bitte klären Sie das zuerst dort."
            if _registered(keep)
            else "Bitte führen Sie sie umgekehrt zusammen."
        )
        return f"{way} sind Menschen angemeldet. {advice}"
    if Submission.objects.filter(event=gone, state__in=_WAITING).exists():
        return f"Über die Einreichung „{gone.title}“ ist noch nicht entschieden. Bitte entscheiden Sie sie zuerst."
    return ""


@transaction.atomic
def merge(*, keep: Event, gone: Event, chosen: Mapping[str, str], shown: str) -> Event:
    """``gone`` becomes part of ``keep``; there is no way back.

    ``chosen`` maps the key of a part to KEEP or GONE (else what was proposed holds), ``shown`` is the
    stamp of what was looked at. Raises DomainError where something is in the way or has changed since.
    """
    locked = Event.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=[keep.pk, gone.pk]
    )
    both = {event.pk: event for event in locked.order_by("pk")}
    if sentence := obstacle(keep, gone):
        raise DomainError(sentence)
    if len(both) < 2:
        raise DomainError("Eine der Veranstaltungen ist nicht mehr da.")
    keep, gone = both[keep.pk], both[gone.pk]
    if shown != stamp(keep, gone):
        raise DomainError(
            "Eine der beiden hat sich inzwischen geändert. Bitte sehen Sie beide noch einmal an."
        )
    merging.take_values(keep, gone, merging.chosen_parts(parts(keep, gone), chosen))
    merging.demand_sense(keep)
    _join_dates(keep, gone)
    move_proposals(keep, gone, subject=ChangeProposal.Subject.EVENT)
    for field in relations():
        _move(field, keep, gone)
    if left := merging.left_behind(gone):
        raise RuntimeError(f"merging left behind: {left}")
    OldEventAddress.objects.filter(slug=gone.slug).delete()
    OldEventAddress.objects.create(slug=gone.slug, event=keep)
    gone.delete()
    keep.save()
    count_revision(keep.pk)
    return keep


def _join_dates(keep: Event, gone: Event) -> None:
    """Dates of the same beginning become one; rules come along where they say more than is there."""
    ours = {row.starts_at: row for row in keep.occurrences.all()}
    for rule in gone.date_rules.all():
        rows = list(rule.occurrences.all())
        if all(row.starts_at in ours for row in rows):
            rule.occurrences.all().delete()
            rule.delete()
            continue
        for row in rows:
            twin = ours.get(row.starts_at)
            if twin is not None and (twin.rule_id is not None or twin.registrations.exists()):
                naive = timezone.localtime(row.planned_start).replace(tzinfo=None, fold=0)
                told = (
                    naive.date().isoformat()
                    if rule.all_day
                    else naive.isoformat(timespec="minutes")
                )
                rule.left_out = sorted({*rule.left_out, told})
                row.delete()
                continue
            if twin is not None:
                twin.delete()
            _bring(row, keep)
        rule.event = keep
        rule.save()
    for row in gone.occurrences.filter(rule=None):
        twin = ours.get(row.starts_at)
        if twin is None:
            _bring(row, keep)
            continue
        if twin.ends_at is None and row.ends_at is not None and twin.rule_id is None:
            twin.ends_at, twin.all_day = row.ends_at, row.all_day
            twin.save()
        row.delete()


def _bring(row: Occurrence, keep: Event) -> None:
    row.event, row.number = keep, None
    row.save()


def _move(field: models.ForeignKey, keep: Event, gone: Event) -> None:
    """All rows of one relation; where one is there already for ``keep``, the other goes."""
    manager = field.model._base_manager
    for row in manager.filter(**{field.name: gone}):
        if field.model is NotSameEvent:
            merging.move_pair(row, keep, gone)
            continue
        try:
            with transaction.atomic():
                manager.filter(pk=row.pk).update(**{field.name: keep})
        except IntegrityError:
            manager.filter(pk=row.pk).delete()
