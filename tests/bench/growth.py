"""Every kind of page at 100, 1,000, 10,000 and 100,000 rows of each kind: speed, waits, queries, weight, growth.

``BENCH_ROWS`` ends it earlier. Pages are put together each time (``KEPT_PAGES_MB=0``) beside the bare one-query view,
and asked as they are kept beside the constant view of their size; the first answer after a change stands beside.
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
from .figures import SHORT, Measured, Run
from .fund import _office


SIZES = (100, 1_000, 10_000, 100_000)
SERIES = 3
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
    sizes = [size for size in SIZES if size <= int(os.environ.get("BENCH_ROWS", SIZES[-1]))]
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
    least, most = (1_000 if 1_000 in sizes else sizes[0]), sizes[-1]
    for name, kind in kinds().items():
        times = [waited[name, most] / waited[name, least]]
        label = f"Wachstum von {least:,} auf {most:,}, {name}".replace(",", ".", 2)
        yield Measured(label, times, "mal", at_most=kind.growth)
    run.plans = plans.of([(n, k.path) for n, k in kinds().items() if not k.is_office])
    yield Measured(
        "Speicher je Prozess", server.megabytes_of_workers(run.portal), "MB", at_most=110
    )
    start = [server.cold_start("bildungsregion.wsgi", "/") for _ in range(SERIES)]
    yield Measured("Kaltstart bis zur ersten Antwort", start, "s", at_most=2.5)


def _page(run: Run, label: str, kind: Kind) -> Iterator[Measured]:
    client, cookie = _office() if kind.is_office else (Client(headers={"host": "127.0.0.1"}), "")
    yield from _drawn_anew(client, label, kind)
    answer = client.get(kind.path)
    content = b"".join(answer) if answer.streaming else answer.content
    small = brotli.compress(content, quality=6)
    yield Measured(f"{label}: Gewicht roh", [len(content) / 1000], "kB")
    yield Measured(f"{label}: Gewicht unterwegs", [len(small) / 1000], "kB")
    for clients, said in ((1, "allein"), (8, "zu acht")):
        yield from _waits(run, f"{label}, {said}", kind.path, clients, cookie)
    ratios = run.ratios(kind.path, cookie)
    yield Measured(f"{label}: Anteil der nackten Ansicht", ratios, "", at_least=kind.mark)
    if not kind.is_office:
        kept = run.kept_ratios(kind.path)
        yield Measured(f"{label}: gehalten, Anteil der Konstanten", kept, "", at_least=0.9)
        yield Measured(
            f"{label}: neu, Zeiten der nackten Ansicht", run.first_ratios(kind.path, edit), ""
        )


def _drawn_anew(client: Client, label: str, kind: Kind) -> Iterator[Measured]:
    """Queries and their time when nothing is kept: inside of a transaction nothing is."""
    client.get(kind.path)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        assert client.get(kind.path).status_code == 200, kind.path
    yield Measured(f"{label}: Abfragen", [len(asked)], "", at_most=kind.queries)
    time = sum(float(query["time"]) for query in asked.captured_queries) * 1000
    yield Measured(f"{label}: Zeit der Abfragen", [time], "ms")


def _waits(run: Run, label: str, path: str, clients: int, cookie: str) -> Iterator[Measured]:
    """Median, p95 and p99 of the waits in milliseconds, and answers a second, page cache off."""
    server.waits(run.drawing, path, seconds=0.3, clients=clients, cookie=cookie)
    told: dict[str, list[float]] = {"p50": [], "p95": [], "p99": [], "Antworten": []}
    for _ in range(SERIES):
        found = [
            s * 1000
            for s in server.waits(run.drawing, path, seconds=SHORT, clients=clients, cookie=cookie)
        ]
        parts = quantiles(found, n=100) if len(found) > 1 else [*found] * 99
        for name, value in (("p50", median(found)), ("p95", parts[94]), ("p99", parts[98])):
            told[name].append(value)
        told["Antworten"].append(len(found) / SHORT)
    said = label.rpartition(", ")
    for name, values in told.items():
        unit = "/s" if name == "Antworten" else "ms"
        yield Measured(f"{said[0]}: {name} {said[2]}", values, unit)


BENCHES = (growth,)
