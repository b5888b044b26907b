"""Which events a proposed one may be: on one of its days, with a like title or at the same place."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q
from django.utils import timezone

from actors.likeness import plain_name

from .models import Event, Occurrence, Submission, local_midnight, next_midnight


DAYS_LOOKED_AT, MOST_SHOWN = 60, 5
SAME_TITLE, LIKE_TITLE = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Alike:
    event: Event
    date: Occurrence
    why: str


def alike(event: Event) -> list[Alike]:
    """The likeliest first; published ones and those that wait too."""
    days = {timezone.localdate(row.starts_at) for row in event.occurrences.all()[:DAYS_LOOKED_AT]}
    on_days = Q(pk=None)
    for day in days:
        start = local_midnight(day)
        on_days |= Q(starts_at__gte=start, starts_at__lt=next_midnight(start))
    shown = Q(event__is_published=True) | Q(event__submission__state=Submission.State.OPEN)
    rows = Occurrence.objects.filter(on_days).filter(shown).exclude(event=event).with_event()
    found: dict[int, tuple[float, Alike]] = {}
    for row in rows.order_by("starts_at", "pk"):
        score, why = _likeness(event, row.event)
        if why and row.event_id not in found:
            found[row.event_id] = (score, Alike(row.event, row, why))
    best = sorted(found.values(), key=lambda pair: -pair[0])
    return [match for _score, match in best[:MOST_SHOWN]]


def _likeness(one: Event, other: Event) -> tuple[float, str]:
    """From 0 to 1, and why in words; "" where they are not alike."""
    titles = SequenceMatcher(None, plain_name(one.title), plain_name(other.title)).ratio()
    is_there = _place(one) and _place(one) == _place(other)
    if titles >= SAME_TITLE:
        return titles + is_there, "Titel und Tag" + (" und Ort" if is_there else "")
    if titles >= LIKE_TITLE and is_there:
        return titles, "ähnlicher Titel, gleicher Tag und Ort"
    return 0, ""


def _place(event: Event) -> str:
    return plain_name(event.place_title)
