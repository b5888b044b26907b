"""Coming events of a demonstration, so that the calendar looks as it will: regions/<slug>/demo/events.csv."""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from actors.models import Actor, TargetGroup, Topic
from events import actions
from events.models import DateRule, Event, GroupTerms, Occurrence, Submission


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
    if row.get("rrule"):
        length = int((ends - starts).total_seconds()) // 60
        rule = DateRule.objects.create(
            event=event, first_on=day, starts_time=starts.time(), minutes=length, rrule=row["rrule"]
        )
        actions.write_dates(rule=rule)
    else:
        Occurrence.objects.create(event=event, starts_at=starts, ends_at=ends)
    if row.get("class_field"):
        GroupTerms.objects.create(
            event=event, field=row["class_field"], price_cents=int(row["class_cents"]),
            fee_cents=int(row["class_fee"]), grades="3 bis 6", group_size_max=30,
        )  # fmt: skip
    if row.get("waits"):
        _send_in(event)
    return True


def _send_in(event: Event) -> None:
    """As somebody without an account would have proposed it, the mail confirmed."""
    event.is_published = False
    event.organiser_name, event.place_name = "Förderverein der Bücherei", "Bücherei"
    event.save()
    Submission.objects.create(
        event=event, email="foerderverein@demo.example", state=Submission.State.OPEN,
        confirmed_on=timezone.localdate(), message="Wir freuen uns über viele Kinder.",
    )  # fmt: skip


def day_of(day: date, weekday: str) -> date:
    """The first such weekday from the day on; three weeks later where Christmas or New Year is near."""
    day += timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7)
    is_holiday = (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 6)
    return day + timedelta(weeks=3) if is_holiday else day
