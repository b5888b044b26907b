"""Events with their dates."""

from datetime import datetime, timedelta
from itertools import count

from django.utils import timezone

from events.models import Event, GroupTerms, Occurrence


_numbers = count(1)


def berlin(text: str) -> datetime:
    """ "2026-03-03 16:00" as a moment in Berlin; a day alone means midnight."""
    return timezone.make_aware(datetime.fromisoformat(text))


def make_occurrence(event: Event, start: str, end: str | None = None, **fields) -> Occurrence:
    """A date of an event, in Berlin time."""
    return Occurrence.objects.create(
        event=event, starts_at=berlin(start), ends_at=berlin(end) if end else None, **fields
    )


RELATIONS = ("topics", "target_groups", "co_organisers", "documents", "languages")


def make_event(*, dates=(("2026-03-03 16:00", "2026-03-03 18:00"),), **fields) -> Event:
    """An event with its dates as (start, end | None) in Berlin time; `dates=()` for none."""
    number = next(_numbers)
    relations = {name: fields.pop(name) for name in RELATIONS if name in fields}
    defaults = {
        "title": f"Elternabend {number}",
        "slug": f"elternabend-{number}",
        "place_name": "Aula",
        "city": "Adendorf",
    }
    event = Event.objects.create(**defaults | fields)
    for name, rows in relations.items():
        getattr(event, name).set(rows)
    for start, end in dates:
        make_occurrence(event, start, end)
    return event


def make_all_day(first: str, last: str | None = None, **fields) -> Event:
    """An event of whole days, the last one included."""
    event = make_event(dates=(), date_precision=Event.Precision.DAY, **fields)
    end = berlin(last or first) + timedelta(days=1)
    Occurrence.objects.create(
        event=event,
        starts_at=berlin(first),
        ends_at=timezone.make_aware(datetime.combine(end.date(), datetime.min.time())),
        all_day=True,
    )
    return event


def make_terms(event: Event, **fields) -> GroupTerms:
    """What the event costs a class: 6 € a head, unless said otherwise."""
    defaults = {"field": "museal", "is_per_head": True, "price_cents": 6_00}
    return GroupTerms.objects.create(event=event, **defaults | fields)
