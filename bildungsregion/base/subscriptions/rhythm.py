"""How often a subscription is told, and which days that is about."""

from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    WEEKLY = "weekly", _("einmal in der Woche")
    MONTHLY = "monthly", _("einmal im Monat")


def period(rhythm: str, day: date) -> tuple[date, date]:
    """First day of the week (from Monday) or month that holds the day, and the day after its last."""
    if rhythm == Rhythm.MONTHLY:
        first = day.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1)
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=7)


def first_moment(day: date) -> datetime:
    """The moment at which a day begins in Berlin."""
    return timezone.make_aware(datetime.combine(day, time.min))
