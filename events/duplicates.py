"""Events that may be one event twice: of several calendars, or by hand and from a calendar.

Only those are compared that have a date on the same day and a telling word of the title in common, so a
year with 10,000 dates stays a matter of seconds (docs/adr/0186).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import combinations

from django.utils import timezone

from actors.likeness import plain_name
from bildungsregion.base.search import fold

from .models import Event, FeedItem, NotSameEvent, Occurrence


# From here on people are asked whether it is the same.
LIKELY = 0.7
# So many pairs are compared at most, and so many events that share a word on one day.
MOST_PAIRS, LARGEST_BLOCK = 40_000, 40
LOOKS_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of an event on one day."""

    pk: int
    title: str
    starts_at: datetime
    place: int | None
    place_name: str
    organiser: int | None

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word for word in self.title.split() if len(word) > 3)


def pairs() -> list[tuple[int, int, float, list[str]]]:
    """All likely duplicates as (pk, pk, score from 0 to 1, reasons), likeliest first; decided ones left out."""
    decided = set(NotSameEvent.objects.values_list("first_id", "second_id"))
    sources = _sources()
    found: dict[tuple[int, int], tuple[float, list[str]]] = {}
    for first, second in _candidates():
        key = (min(first.pk, second.pk), max(first.pk, second.pk))
        if key in decided or key in found or sources[first.pk] & sources[second.pk]:
            continue
        score, reasons = likeness(first, second)
        if score >= LIKELY:
            found[key] = (score, reasons)
    return sorted(
        ((*key, *said) for key, said in found.items()), key=lambda row: (-row[2], row[0], row[1])
    )


def _sources() -> dict[int, set[int]]:
    """Event → sources that list it: what one source lists twice, it means twice."""
    found: dict[int, set[int]] = defaultdict(set)
    for event, feed in FeedItem.objects.exclude(event=None).values_list("event_id", "feed_id"):
        found[event].add(feed)
    return found


def _candidates() -> list[tuple[Traits, Traits]]:
    rows = Occurrence.objects.filter(current_until__gt=timezone.now() - LOOKS_BACK).exclude(
        event__status=Event.Status.CANCELLED
    )
    blocks: dict[tuple, dict[int, Traits]] = defaultdict(dict)
    for pk, title, starts_at, place, place_name, organiser in rows.order_by("starts_at").values_list(
        "event_id", "event__title", "starts_at", "event__place_actor_id", "event__place_name", "event__organiser_id",
    ):  # fmt: skip
        traits = Traits(pk, plain_name(title), starts_at, place, plain_name(place_name), organiser)
        day = timezone.localdate(starts_at)
        for word in {traits.title, *(word[:6] for word in traits.words)}:
            blocks[day, word].setdefault(pk, traits)
    found: dict[tuple[int, int], tuple[Traits, Traits]] = {}
    small = (block for block in blocks.values() if 2 <= len(block) <= LARGEST_BLOCK)
    for block in sorted(small, key=len):
        for first, second in combinations(block.values(), 2):
            found.setdefault((first.pk, second.pk), (first, second))
        if len(found) >= MOST_PAIRS:
            break
    return list(found.values())[:MOST_PAIRS]


def likeness(first: Traits, second: Traits) -> tuple[float, list[str]]:
    """Title, hour, place and organiser: a score from 0 to 1 with its reasons."""
    title = _alike(first, second)
    score, reasons = 0.6 * title, ["gleicher Titel" if title == 1 else "ähnlicher Titel"]
    if first.starts_at == second.starts_at:
        score += 0.2
        reasons.append("gleicher Beginn")
    else:
        reasons.append("gleicher Tag")
    if first.organiser is not None and first.organiser == second.organiser:
        score += 0.2
        reasons.append("gleicher Veranstalter")
    elif _same_place(first, second):
        score += 0.2
        reasons.append("gleicher Ort")
    else:
        known = (first.place or first.place_name) and (second.place or second.place_name)
        score += -0.1 if known else 0.1
    return round(score, 2), reasons


def _alike(first: Traits, second: Traits) -> float:
    if first.title == second.title:
        return 1.0
    smaller, larger = sorted((first.words, second.words), key=len)
    within = 0.9 if len(smaller) > 1 and smaller <= larger else 0.0
    return max(within, SequenceMatcher(None, first.title, second.title, autojunk=False).ratio())


def _same_place(first: Traits, second: Traits) -> bool:
    if first.place is not None and first.place == second.place:
        return True
    names = [fold(first.place_name), fold(second.place_name)]
    return bool(names[0] and names[1]) and (names[0] in names[1] or names[1] in names[0])


def keep_apart(*, first: Event, second: Event, by) -> NotSameEvent:
    """Remember that these two are two events; safe to repeat."""
    low, high = sorted((first, second), key=lambda event: event.pk)
    mark, _new = NotSameEvent.objects.get_or_create(
        first=low, second=high, defaults={"decided_by": by}
    )
    return mark
