"""What is measured of the public directory, at 1,000 and at 10,000 institutions."""

import random
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from actors.kinds import Kind
from actors.models import Actor, Municipality, Offer
from bildungsregion.base.folding import folded_words
from bildungsregion.base.models import Region
from tests.factories.actors import make_topic
from tests.factories.base import make_region

from .figures import Measured, Run
from .fund import counting


SIZES = (1_000, 10_000)
PLACES, TOPICS = 24, 8
WEST, SOUTH, WIDE = 10.0, 53.0, 0.05
WORDS = [
    "Musik",
    "Theater",
    "Wald",
    "Technik",
    "Sprache",
    "Bewegung",
    "Medien",
    "Kunst",
    "Lesen",
    "Forschen",
]
HEAVIEST = 200_000


def directory(run: Run) -> Iterator[Measured]:
    """Lists, search, map, and pages of an institution and a municipality: put together, and kept whole."""
    chance = random.Random(4)
    places, topics = _places(), [make_topic(f"Thema {number}") for number in range(TOPICS)]
    made = 0
    for size in SIZES:
        made += _fill(size - made, made, places, topics, chance)
        connection.close()
        yield from _pages(run, size, places[0])


def _addresses(place: Municipality) -> dict[str, tuple[str, float, int]]:
    """By their name the pages that are measured: address, least share of the one-query view, most queries."""
    actors, actor_map = reverse("actors:actor_list"), reverse("actors:actor_map")
    actor = Actor.objects.filter(slug__startswith="messung-").first()
    return {
        "Liste mit Zahlen": (actors, 0.30, 6),
        "gefiltert": (f"{actors}?bereich=kultur&gemeinde={place.slug}", 0.28, 6),
        "ein häufiges Wort": (f"{actors}?q=Theater", 0.25, 8),
        "Karte": (actor_map, 0.30, 6),
        "Karte, herangeholt": (f"{actor_map}?ausschnitt=53.1_10.1_3", 0.30, 6),
        "Einrichtung": (actor.get_absolute_url(), 0.45, 8),
        "Gemeinde": (place.get_absolute_url(), 0.45, 9),
    }


def _pages(run: Run, size: int, place: Municipality) -> Iterator[Measured]:
    client = Client(headers={"host": "127.0.0.1"})
    for name, (path, mark, queries) in _addresses(place).items():
        title = f"{size:,} Akteure, {name}".replace(",", ".", 1)
        answer = client.get(path)
        assert answer.status_code == 200, path
        with override_settings(KEPT_PAGES_MB=0), counting() as counted:
            client.get(path)
        yield Measured(f"{title}: Abfragen", counted, "", at_most=queries)
        if "Karte" in name:
            weight = [len(answer.content) / 1000]
            yield Measured(f"{title}: Gewicht", weight, "kB", at_most=HEAVIEST / 1000)
        yield Measured(f"{title}: Anteil der nackten Ansicht", run.ratios(path), "", at_least=mark)
        kept = run.kept_ratios(path)
        yield Measured(f"{title}: gehalten, Anteil der Konstanten", kept, "", at_least=0.9)
        if name == "Einrichtung":
            known = run.kept_ratios(path, is_known=True)
            yield Measured(f"{title}: 304, Anteil der Konstanten", known, "", at_least=0.95)


def _places() -> list[Municipality]:
    """Municipalities side by side, each with an outline of sixty points."""
    Region.objects.first() or make_region()
    return [
        Municipality.objects.create(
            name=f"Ort {number}",
            slug=f"messort-{number}",
            geometry={"type": "Polygon", "coordinates": [_outline(number)]},
            latitude=SOUTH + WIDE * (number // 6 + 0.5),
            longitude=WEST + WIDE * (number % 6 + 0.5),
        )
        for number in range(PLACES)
    ]


def _outline(number: int) -> list[list[float]]:
    west, south = WEST + WIDE * (number % 6), SOUTH + WIDE * (number // 6)
    steps = [WIDE * step / 15 for step in range(15)]
    return [
        *([west + step, south] for step in steps),
        *([west + WIDE, south + step] for step in steps),
        *([west + WIDE - step, south + WIDE] for step in steps),
        *([west, south + WIDE - step] for step in steps),
        [west, south],
    ]


def _fill(count: int, first: int, places: list, topics: list, chance: random.Random) -> int:
    """So many institutions more, as different as real ones, every third with an offer; gives the number."""
    made = Actor.objects.bulk_create(
        (_actor(number, places, chance) for number in range(first, first + count)), batch_size=500
    )
    through = Actor.topics.through
    through.objects.bulk_create(
        (through(actor=actor, topic=topic) for actor in made for topic in chance.sample(topics, 2)),
        batch_size=1000,
    )
    Offer.objects.bulk_create(
        (_offer(actor, number, chance) for number, actor in enumerate(made[::3], first)),
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


def _actor(number: int, places: list, chance: random.Random) -> Actor:
    place = chance.choice(places)
    words = chance.sample(WORDS, 3)
    actor = Actor(
        name=f"{words[0]}haus {number}",
        slug=f"messung-{number}",
        code=f"m{number}",
        kind=chance.choice(Kind.values),
        municipality=place,
        street=f"Straße {number % 200}",
        postcode="21335",
        city=place.name,
        summary=f"Bei uns geht es um {words[1]} und {words[2]}.",
        description="Was wir tun und für wen. " * 20,
        latitude=place.latitude + chance.uniform(-0.4, 0.4) * WIDE,
        longitude=place.longitude + chance.uniform(-0.4, 0.4) * WIDE,
        is_free=chance.choice([True, False, None]),
        seeks_cooperation=chance.random() < 0.1,
    )
    return _found(actor)


def _offer(actor: Actor, number: int, chance: random.Random) -> Offer:
    offer = Offer(
        actor=actor,
        title=f"Besuch {number}",
        slug=f"messbesuch-{number}",
        field=chance.choice(Offer.Field.values),
        price_cents=chance.choice([0, 3_00, 6_50]),
        age_from=chance.choice([None, 3, 6, 10]),
    )
    return _found(offer)


def _found(entry: Actor | Offer) -> Actor | Offer:
    """What saving does for the search, which rows made in bulk must be given."""
    entry.search_title, entry.search_text = map(folded_words, entry.search_parts())
    return entry


BENCHES = (directory,)
