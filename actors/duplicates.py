"""Entries that may be one institution twice: asked while somebody types, and as a list for the office.

Bounded for 10,000 entries: only those are compared that share a postcode, a word of the name, a telephone
number or a place on the map (docs/adr/0163).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from django.db.models import Q, QuerySet

from .likeness import LIKELY, Traits, likeness, telling_words
from .models import Actor, NotDuplicate


COLUMNS = (
    "pk", "name", "street", "postcode", "city", "municipality_id", "latitude", "longitude", "phone",
)  # fmt: skip
# So many entries are looked at while somebody types, so many are shown.
MOST_LOOKED_AT, MOST_SHOWN = 3000, 5
# In the list: entries that share a trait are compared only where it is not everybody's.
LARGEST_BLOCK, MOST_PAIRS = 40, 60_000
CELL = 0.002

Pair = tuple[int, int]


def traits_of(actor: Actor) -> Traits:
    return _traits(*(getattr(actor, column) for column in COLUMNS))


def all_traits(actors: QuerySet | None = None) -> list[Traits]:
    """Of every entry, or of these."""
    rows = Actor.objects.all() if actors is None else actors
    return [_traits(*row) for row in rows.order_by("pk").values_list(*COLUMNS)]


def _traits(pk, name, street, postcode, city, municipality, latitude, longitude, phone) -> Traits:
    point = None if latitude is None or longitude is None else (latitude, longitude)
    return Traits(name, street, postcode, city, municipality, point, phone, pk)


def likely(
    *, name: str, street: str = "", postcode: str = "", city: str = "", exclude: int | None = None
) -> list[tuple[Actor, float, list[str]]]:
    """Entries that the one just typed may be, likeliest first: at most five with score and reasons.

    ``exclude`` is the pk of the entry itself. Hidden entries are among them: whoever shows the list to
    strangers leaves those out.
    """
    # PostgreSQL takes no NUL in a comparison.
    typed = Traits(*(said.replace("\x00", "").strip() for said in (name, street, postcode, city)))
    if not typed.words:
        return []
    rows = Actor.objects.filter(_alike(typed)).exclude(pk=exclude).order_by("pk")
    found = []
    for row in rows.values_list(*COLUMNS)[:MOST_LOOKED_AT]:
        score, reasons = likeness(typed, _traits(*row))
        if score >= LIKELY:
            found.append((row[0], score, reasons))
    found = sorted(found, key=lambda one: (-one[1], one[0]))[:MOST_SHOWN]
    actors = Actor.objects.select_related("municipality").in_bulk([pk for pk, *_ in found])
    return [(actors[pk], score, reasons) for pk, score, reasons in found if pk in actors]


def _alike(typed: Traits) -> Q:
    """Whose names share the beginning of a telling word, or who are in the same place."""
    condition = Q(search_title__contains=f" {typed.plain} ")
    for word in telling_words(typed)[:4]:
        condition |= Q(search_title__contains=f" {word[:5]}")
    if typed.postcode:
        condition |= Q(postcode=typed.postcode)
    elif typed.city:
        condition |= Q(city__iexact=typed.city)
    return condition


def pairs() -> list[tuple[int, int, float, list[str]]]:
    """All likely duplicates of the directory as (pk, pk, score, reasons), likeliest first; decided ones left out."""
    every = {traits.pk: traits for traits in all_traits()}
    decided = set(NotDuplicate.objects.values_list("first_id", "second_id"))
    found = []
    for first, second in candidates(every.values()):
        if (first, second) in decided:
            continue
        score, reasons = likeness(every[first], every[second])
        if score >= LIKELY:
            found.append((first, second, score, reasons))
    return sorted(found, key=lambda row: (-row[2], row[0], row[1]))


def candidates(every: Iterable[Traits]) -> list[Pair]:
    """Pairs that share something telling; at most MOST_PAIRS, those of the smallest groups first."""
    blocks = defaultdict(list)
    for traits in every:
        for trait in shared_traits(traits):
            blocks[trait].append(traits.pk)
    small = sorted(
        (block for block in blocks.values() if 2 <= len(block) <= LARGEST_BLOCK), key=len
    )
    found: dict[Pair, None] = {}
    for block in small:
        found.update(dict.fromkeys(combinations(sorted(set(block)), 2)))
        if len(found) >= MOST_PAIRS:
            break
    return list(found)[:MOST_PAIRS]


def shared_traits(traits: Traits) -> Iterator[tuple]:
    """What entries have in common that may be one: each a key of a block."""
    yield "name", traits.plain
    if traits.way:
        yield "street", traits.way, traits.postcode
    if len(traits.line) > 6:
        yield "phone", traits.line
    for word in traits.words:
        yield "word", word[:6], traits.municipality
        yield "word", word[:6], traits.postcode
    if traits.point is not None:
        # Into the four cells around, so that neighbours meet whatever line lies between them.
        row, column = (int(degrees / CELL) for degrees in traits.point)
        for across in (0, 1):
            for down in (0, 1):
                yield "cell", row + down, column + across


def keep_apart(*, first: Actor, second: Actor, by) -> NotDuplicate:
    """Remember that these two are two institutions; safe to repeat."""
    low, high = sorted((first, second), key=lambda actor: actor.pk)
    mark, _new = NotDuplicate.objects.get_or_create(
        first=low, second=high, defaults={"decided_by": by}
    )
    return mark
