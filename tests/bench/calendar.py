"""What is measured of the calendar: a year of 1,000 and of 10,000 dates."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from time import process_time
from timeit import Timer

from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from actors.models import Actor, Language, TargetGroup, Topic
from events import periods
from events.models import Event, Occurrence

from .figures import Measured, Run
from .fund import counting


# 500 dates are what the feed's mark speaks of.
MARKED_FEED = 500
SIZES = (MARKED_FEED, 1_000, 10_000)
DATES_EACH = 7
LIST, FILTERED = 0.30, 0.28
PAGES = {
    "Monat": "/veranstaltungen/monat/{month}/",
    "Liste": "/veranstaltungen/",
    "Liste, gefiltert": "/veranstaltungen/?thema=thema-3&kostenfrei=ja&wann=woche",
    "Tag": "/veranstaltungen/tag/{day}/",
}


def calendar(run: Run) -> Iterator[Measured]:
    """Month, list, list under filters, day and feed; the month two months ahead, so that it is a full one."""
    client = Client(headers={"host": "127.0.0.1"})
    ahead = timezone.localdate() + timedelta(days=60)
    keys = {"month": periods.of(periods.MONTH, ahead).key, "day": ahead.isoformat()}
    for size in SIZES:
        fill(size)
        # Of the smallest only the feed is measured.
        for name, pattern in PAGES.items() if size > MARKED_FEED else ():
            path, label = pattern.format(**keys), f"Kalender mit {size} Terminen, {name}"
            assert client.get(path).status_code == 200
            with override_settings(KEPT_PAGES_MB=0):
                with counting() as counted:
                    client.get(path)
                yield Measured(f"{label}: Abfragen", counted, "", at_most=6)
                yield Measured(f"{label}, Rechenzeit", processor(client, path), "ms")
            mark = FILTERED if "?" in path else LIST
            yield Measured(
                f"{label}: Anteil der nackten Ansicht", run.ratios(path), "", at_least=mark
            )
            kept = run.kept_ratios(path)
            yield Measured(f"{label}: gehalten, Anteil der Konstanten", kept, "", at_least=0.9)
        yield from feed(run, client, size)


def feed(run: Run, client: Client, size: int) -> Iterator[Measured]:
    """What calendars subscribe to: after a change, kept, and for whoever has it already."""
    path, label = "/veranstaltungen/kalender.ics", f"Kalender mit {size} Terminen, Feed"
    number = client.get(path).content.count(b"BEGIN:VEVENT")
    yield Measured(f"{label}: Termine", [number], "")
    kept = run.kept_ratios(path)
    yield Measured(f"{label}: gehalten, Anteil der Konstanten", kept, "", at_least=0.9)
    known = run.kept_ratios(path, is_known=True)
    yield Measured(f"{label}: 304, Anteil der Konstanten", known, "", at_least=0.95)
    first = run.first_ratios(path, edit)
    # The mark speaks of 500 events.
    at_most = 100 if number <= MARKED_FEED else None
    yield Measured(f"{label}: neu, Zeiten der nackten Ansicht", first, "", at_most=at_most)


def edit() -> None:
    """A change of one event, after which every page is drawn anew."""
    event = Event.objects.order_by("pk")[:1].get()
    Event.objects.filter(pk=event.pk).update(title=event.title, updated_at=timezone.now())
    connection.close()


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
