"""What is measured of the search over everything, at 10,000, 50,000 and 100,000 rows; one request at a time."""

import http.client
import random
from collections.abc import Iterator
from statistics import median, quantiles
from time import perf_counter
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.utils import timezone

from actors.models import Actor, Municipality, Offer
from bildungsregion.finding import words

from .directory import WORDS
from .figures import Measured, Run
from .fund import counting
from .server import per_second


SIZES, TIMES = (10_000, 50_000, 100_000), 30
# Of 100,000 rows a text is three times as long as that of a usual entry.
FILLER = "Was wir tun, für wen, wann und wo in der Region gelernt wird. " * 12
QUERIES = {
    "ein häufiges Wort": "theater",
    "in jedem Text": "region",
    "drei Wörter": "wald theater region",
    "ein seltenes Wort": "sternwarte",
    "vergeblich": "xqzvwp",
    "eine Art, letzte Seite": "theater&art=akteure&seite=50",
}
# Times the bare view's p50; quality asks it of the common word, at 10,000 and at 100,000 rows.
MOST_TIMES = {10_000: 10, 50_000: 40, 100_000: 40}


def finding(run: Run) -> Iterator[Measured]:
    """Queries, and how many times the bare view's p50 the p95 is, both taken in turns."""
    chance = random.Random(6)
    place = Municipality.objects.first() or Municipality.objects.create(name="Ort", slug="ort")
    client = Client(headers={"host": "127.0.0.1"})
    for size in SIZES:
        _fill(size, place, chance)
        connection.close()
        for name, query in QUERIES.items():
            # German words only: what is quoted is what a browser would send.
            path = f"/suche/?q={quote(query, safe='&=')}"
            title = f"{size:,} Zeilen, {name}".replace(",", ".", 1)
            with counting() as counted:
                assert client.get(path).status_code == 200
            yield Measured(f"{title}: Abfragen", counted, "", at_most=8)
            # Both workers know the page, as they do what is often asked; edits happen now and then.
            per_second(run.portal, path, seconds=0.5)
            bare, page = [], []
            for _ in range(TIMES):
                bare.append(_milliseconds(run.bare, "/query/"))
                page.append(_milliseconds(run.portal, path))
            slowest = quantiles(page, n=20)[-1]
            yield Measured(f"{title}, p50", [median(page)], "ms")
            times = slowest / median(bare)
            mark = MOST_TIMES[size] if name == "ein häufiges Wort" else None
            yield Measured(f"{title}, p95 mal p50 der nackten Ansicht", [times], "", at_most=mark)
            if mark:
                # What somebody waits for who asks as the first one after an edit.
                first = run.first_ratios(path, _edit)
                yield Measured(f"{title}, neu, Zeiten der nackten Ansicht", first, "")


def _edit() -> None:
    """A change of one institution, after which everything is searched anew."""
    first = Actor.objects.order_by("pk").values_list("pk", flat=True)[0]
    Actor.objects.filter(pk=first).update(updated_at=timezone.now())
    connection.close()


def _milliseconds(port: int, path: str) -> float:
    began = perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", path)
    answer = line.getresponse()
    answer.read()
    line.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return (perf_counter() - began) * 1000


def _fill(size: int, place: Municipality, chance: random.Random) -> None:
    """So many institutions and offers in all, half and half."""
    there = Actor.objects.count() + Offer.objects.count()
    numbers = range(there, size, 2)
    actors = Actor.objects.bulk_create(
        (_actor(number, place, chance) for number in numbers), batch_size=500
    )
    Offer.objects.bulk_create(
        (
            Offer(
                actor=actor,
                title=f"Besuch im {chance.choice(WORDS)}raum",
                slug=f"suchbesuch-{actor.slug}",
                description=FILLER,
            )
            for actor in actors
        ),
        batch_size=500,
    )
    words.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _actor(number: int, place: Municipality, chance: random.Random) -> Actor:
    first, second = chance.sample(WORDS, 2)
    special = " mit Sternwarte" if number % 2_000 == 0 else ""
    return Actor(
        name=f"{first}haus {number}",
        slug=f"suchhaus-{number}",
        code=f"s{number}",
        kind="kultureinrichtung" if number % 2 else "museum",
        municipality=place,
        summary=f"Bei uns geht es um {second}{special}.",
        description=FILLER,
    )


BENCHES = (finding,)
