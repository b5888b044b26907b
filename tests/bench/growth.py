"""Every kind of page at 100, 1,000, 10,000 and 100,000 rows of each kind: speed, waits, queries, weight, growth.

``BENCH_ROWS`` names other sizes ("1000 100000"). Pages are put together each time (``KEPT_PAGES_MB=0``) beside the
bare one-query view, and asked as they are kept beside the constant view of their size; the first answer after a change
stands beside. Rounds are short, so that all of it takes a quarter of an hour.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

import brotli
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actors.models import Actor, Offer
from documents.models import Document
from events.models import Event
from projects.models import Project

from . import plans, rows, server
from .calendar import edit
from .figures import Measured, Run
from .fund import _office


SIZES = (100, 1_000, 10_000, 100_000)
SERIES, ROUND, BARE = 3, 0.7, 0.4
# quality.md: how much slower the median answer may be at 100,000 rows than at 1,000.
DETAIL, LIST, FACETS, SEARCH, PICTURE = 1.1, 1.5, 3.0, 12.0, 1.5


@dataclass(frozen=True)
class Kind:
    """A kind of page: its address, its mark beside the bare view, and how much it may grow."""

    path: str
    mark: float | None
    growth: float | None
    queries: int
    is_office: bool = False


def kinds() -> dict[str, Kind]:
    """The pages by name; the last page of a list is that of the size there is."""
    actors, month = Actor.objects.published().count(), f"{timezone.localdate():%Y-%m}"
    detail = {
        "Einrichtung": Actor.objects.filter(slug="mass-7"),
        "Lernort": Offer.objects.filter(slug="massbesuch-7"),
        "Termin": Event.objects.filter(slug="bench-7"),
        "Projekt": Project.objects.filter(slug="mass-7"),
        "Dokument": Document.objects.filter(slug="mass-7"),
    }
    return {
        "Startseite": Kind("/", None, DETAIL, 8),
        "Akteure": Kind("/akteure/", 0.30, FACETS, 6),
        "Akteure, letzte Seite": Kind(f"/akteure/?seite={-(-actors // 20)}", 0.30, FACETS, 6),
        "Akteure, gefiltert": Kind("/akteure/?art=museum", 0.28, FACETS, 6),
        "Akteure, ein Wort": Kind("/akteure/?q=Theater", 0.25, SEARCH, 8),
        "Suche in allem": Kind("/suche/?q=theater", 0.25, SEARCH, 8),
        "Karte": Kind("/akteure/karte/", 0.30, PICTURE, 6),
        "Termine": Kind("/veranstaltungen/", 0.30, LIST, 6),
        "Monat": Kind(f"/veranstaltungen/monat/{month}/", 0.30, PICTURE, 6),
        "Projekte": Kind("/projekte/", 0.30, FACETS, 6),
        "Dokumente": Kind("/dokumente/", 0.30, FACETS, 6),
        "Aktuelles": Kind("/aktuelles/", 0.30, FACETS, 6),
        **{n: Kind(found.get().get_absolute_url(), 0.45, DETAIL, 8) for n, found in detail.items()},
        "Kalender zum Abonnieren": Kind("/veranstaltungen/kalender.ics", None, None, 8),
        "Verwaltung: Akteure": Kind("/verwaltung/actors/actor/", None, LIST, 40, is_office=True),
    }  # fmt: skip


def growth(run: Run) -> Iterator[Measured]:
    """All kinds of pages at all sizes; what grew, the plans of the slowest queries, memory and cold start."""
    waited: dict[tuple[str, int], float] = {}
    sizes = [int(size) for size in os.environ.get("BENCH_ROWS", "").split()] or SIZES
    for size in sizes:
        began = perf_counter()
        rows.fill(size)
        label = f"{size:,} Zeilen".replace(",", ".")
        yield Measured(f"{label}: füllen", [perf_counter() - began], "s")
        for name, kind in kinds().items():
            for figure in _page(run, f"{label}, {name}", kind):
                if figure.name.endswith("p50 allein"):
                    waited[name, size] = figure.median
                yield figure
        held = server.megabytes_of_workers(run.portal)
        yield Measured(f"{label}: Speicher je Prozess", held, "MB", at_most=110)
    least, most = (1_000 if 1_000 in sizes else sizes[0]), sizes[-1]
    for name, kind in kinds().items():
        times = [waited[name, most] / waited[name, least]]
        label = f"Wachstum von {least:,} auf {most:,}, {name}".replace(",", ".", 2)
        yield Measured(label, times, "mal", at_most=kind.growth)
    run.plans = plans.of([(n, k.path) for n, k in kinds().items() if not k.is_office])
    start = [server.cold_start("bildungsregion.wsgi", "/") for _ in range(SERIES)]
    yield Measured("Kaltstart bis zur ersten Antwort", start, "s", at_most=2.5)


def _page(run: Run, label: str, kind: Kind) -> Iterator[Measured]:
    client, cookie = Client(headers={"host": "127.0.0.1"}), ""
    if kind.is_office:
        client, cookie = _office("actors")
    yield from _drawn_anew(client, label, kind)
    answer = client.get(kind.path)
    content = b"".join(answer) if answer.streaming else answer.content
    small = brotli.compress(content, quality=6)
    yield Measured(f"{label}: Gewicht roh", [len(content) / 1000], "kB")
    yield Measured(f"{label}: Gewicht unterwegs", [len(small) / 1000], "kB")
    alone, together = (_Waits(run, kind.path, clients, cookie) for clients in (1, server.CLIENTS))
    yield from alone.told(label, "allein")
    yield from together.told(label, "zu acht")
    ratios = together.ratios
    yield Measured(f"{label}: Anteil der nackten Ansicht", ratios, "", at_least=kind.mark)
    if not kind.is_office:
        kept = run.kept_ratios(kind.path, seconds=BARE)
        yield Measured(f"{label}: gehalten, Anteil der Konstanten", kept, "", at_least=0.9)
        first = run.first_ratios(kind.path, edit, seconds=BARE)
        yield Measured(f"{label}: neu, Zeiten der nackten Ansicht", first, "")


def _drawn_anew(client: Client, label: str, kind: Kind) -> Iterator[Measured]:
    """Queries and their time when nothing is kept: inside of a transaction nothing is, but for what the cache holds."""
    with transaction.atomic():
        client.get(kind.path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(kind.path).status_code == 200, kind.path
    yield Measured(f"{label}: Abfragen", [len(asked)], "", at_most=kind.queries)
    time = sum(float(query["time"]) for query in asked.captured_queries) * 1000
    yield Measured(f"{label}: Zeit der Abfragen", [time], "ms")


class _Waits:
    """Waits for a page that is put together each time, in turns with the bare one-query view."""

    def __init__(self, run: Run, path: str, clients: int, cookie: str):
        server.waits(run.drawing, path, seconds=0.3, clients=clients, cookie=cookie)
        # By what is told: milliseconds, and answers in a second.
        self.rounds: dict[str, list[float]] = {"p50": [], "p95": [], "p99": [], "Antworten": []}
        self.ratios = []
        for _ in range(SERIES):
            limit = server.per_second(run.bare, "/query/", seconds=BARE, clients=clients)
            run.bare_rounds += [limit] if clients == server.CLIENTS else []
            waits = server.waits(run.drawing, path, seconds=ROUND, clients=clients, cookie=cookie)
            self._note([seconds * 1000 for seconds in waits])
            self.ratios.append(len(waits) / ROUND / limit)

    def _note(self, waits: list[float]) -> None:
        parts = quantiles(waits, n=100) if len(waits) > 1 else waits * 99
        found = (median(waits), parts[94], parts[98], len(waits) / ROUND)
        for rounds, value in zip(self.rounds.values(), found, strict=True):
            rounds.append(value)

    def told(self, label: str, how: str) -> Iterator[Measured]:
        for name, values in self.rounds.items():
            unit = "/s" if name == "Antworten" else "ms"
            yield Measured(f"{label}: {name} {how}", values, unit)


BENCHES = (growth,)
