"""Coming events of a demonstration, so that the calendar looks as it will: regions/<slug>/demo/events.csv."""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from actors.models import Actor, TargetGroup, Topic
from events.models import Event, Occurrence


SOURCE = "Beispieltermin der Vorführung"
WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


@transaction.atomic
def load(file: Path) -> int:
    """Write the events that do not exist yet, counted in days from today; the number written."""
    with file.open(newline="", encoding="utf-8") as rows:
        return sum(_write(row) for row in csv.DictReader(rows))


def _write(row: dict[str, str]) -> bool:
    if Event.objects.filter(slug=row["key"]).exists():
        return False
    event = Event.objects.create(
        slug=row["key"],
        title=row["title"],
        summary=row["summary"],
        access=row["access"],
        is_free=row["is_free"] == "ja",
        price=row["price"],
        organiser=Actor.objects.filter(slug=row["organiser"]).first(),
        place_actor=Actor.objects.filter(slug=row["place"]).first(),
        source=SOURCE,
    )
    event.topics.set(Topic.objects.filter(slug__in=row["topics"].split(";")))
    event.target_groups.set(TargetGroup.objects.filter(slug__in=row["target_groups"].split(";")))
    day = day_of(timezone.localdate() + timedelta(days=int(row["days"])), row["weekday"])
    starts, ends = (
        timezone.make_aware(datetime.combine(day, time.fromisoformat(row[name])))
        for name in ("starts", "ends")
    )
    Occurrence.objects.create(event=event, starts_at=starts, ends_at=ends)
    return True


def day_of(day: date, weekday: str) -> date:
    """The first such weekday from the day on; three weeks later where Christmas or New Year is near."""
    day += timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7)
    is_holiday = (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 6)
    return day + timedelta(weeks=3) if is_holiday else day
