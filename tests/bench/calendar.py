"""What is measured of the calendar: a year of 1,000 and of 10,000 dates."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from time import process_time
from timeit import Timer

from django.db import connection
from django.test import Client
from django.utils import timezone

from actors.models import Actor, Language, TargetGroup, Topic
from events import periods
from events.models import Event, Occurrence

from .figures import Measured, Run
from .fund import counting


SIZES = (1_000, 10_000)
DATES_EACH = 7
PAGES = {
    "Monat": "/veranstaltungen/monat/{month}/",
    "Liste": "/veranstaltungen/",
    "Liste, gefiltert": "/veranstaltungen/?thema=thema-3&kostenfrei=ja&wann=woche",
    "Tag": "/veranstaltungen/tag/{day}/",
}


def calendar(run: Run) -> Iterator[Measured]:
    """Month, list, list under filters and day; the month two months ahead, so that it is a full one."""
    client = Client(headers={"host": "127.0.0.1"})
    ahead = timezone.localdate() + timedelta(days=60)
    keys = {"month": periods.of(periods.MONTH, ahead).key, "day": ahead.isoformat()}
    for size in SIZES:
        fill(size)
        for name, pattern in PAGES.items():
            path, label = pattern.format(**keys), f"Kalender mit {size} Terminen, {name}"
            with counting() as counted:
                assert client.get(path).status_code == 200
            yield Measured(f"{label}: Abfragen", counted, "", at_most=6)
            yield Measured(f"{label}, Rechenzeit", processor(client, path), "ms")
            yield Measured(f"{label}: Anteil der nackten Ansicht", run.ratios(path), "")


def processor(client: Client, path: str) -> list[float]:
    """Milliseconds of processor time of an answer, so that other work on the machine does not count."""
    client.get(path)
    timer = Timer(lambda: client.get(path), timer=process_time)
    return [seconds * 1000 for seconds in timer.repeat(9, 1)]


def fill(size: int) -> None:
    """So many dates in the year from today in all, a week apart in rows of seven, all over the region."""
    there = Occurrence.objects.count()
    topics = _rows(Topic, "thema", 12)
    groups = _rows(TargetGroup, "gruppe", 6)
    languages = _rows(Language, "sprache", 5)
    schools = list(Actor.objects.order_by("pk")[:60])
    first = -(-there // DATES_EACH)
    events = Event.objects.bulk_create(
        Event(
            title=f"Veranstaltung {number}",
            slug=f"bench-{number}",
            summary="Ein Nachmittag für alle, die mehr wissen wollen.",
            description="Worum es geht. " * 60,
            organiser=schools[number % len(schools)],
            place_actor=schools[number % len(schools)],
            municipality_id=schools[number % len(schools)].municipality_id,
            access=("offen", "anmeldung", "ticket")[number % 3],
            is_free=(True, False, None)[number % 3],
            age_from=(None, 6, 11)[number % 3],
        )
        for number in range(first, -(-size // DATES_EACH))
    )
    Occurrence.objects.bulk_create(
        islice((date for event in events for date in _dates(event)), size - there), batch_size=500
    )
    for relation, rows, number in (
        ("topics", topics, 2),
        ("target_groups", groups, 1),
        ("languages", languages, 1),
    ):
        _link(events, relation, rows, number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _rows(model, name: str, number: int) -> list:
    for n in range(number):
        model.objects.get_or_create(
            slug=f"{name}-{n}", defaults={"name": f"{name} {n}".capitalize()}
        )
    return list(model.objects.filter(slug__startswith=f"{name}-"))


def _dates(event: Event) -> Iterator[Occurrence]:
    number = int(event.slug.removeprefix("bench-"))
    start = timezone.localdate() + timedelta(days=1 + number * 37 % (365 - 7 * DATES_EACH))
    for week in range(DATES_EACH):
        day = start + timedelta(weeks=week)
        begins = timezone.make_aware(datetime.combine(day, time(8 + number % 12)))
        ends = begins + timedelta(hours=2)
        yield Occurrence(
            event=event, number=week + 1, starts_at=begins, ends_at=ends, current_until=ends
        )


def _link(events: list[Event], relation: str, rows: list, number: int) -> None:
    field = Event._meta.get_field(relation)
    far, through = field.m2m_reverse_field_name(), field.remote_field.through
    through.objects.bulk_create(
        [
            through(event=event, **{far: rows[(event.pk + n) % len(rows)]})
            for event in events
            for n in range(number)
        ],
        batch_size=500,
    )


BENCHES = (calendar,)
