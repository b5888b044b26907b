"""Dates as far as they are known: many facts are only dated to a month or a year."""

import calendar
from datetime import date

from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from .languages import active, is_german


def date_format(value: date, pattern: str) -> str:
    """Django's ``date_format`` for a pattern as German writes it ("D, j. F Y"), in the language of the page."""
    return formats.date_format(value, pattern_here(pattern))


def pattern_here(pattern: str) -> str:
    """A German pattern as the language of the page would write it; figures are Western ones everywhere."""
    if is_german():
        return pattern
    language = active()
    pattern = pattern.replace("j.", "j").replace("d.m.", "d.m." if language == "uk" else "d/m/")
    if language == "uk":
        # The month of a day stands in the genitive: "3 березня 2026", but "Березень 2026".
        return pattern.replace("j F", "j E")
    return pattern.replace(", ", "، ") if language == "ar" else pattern


class Precision(models.TextChoices):
    """How exactly a date is known; the parts that are not known are stored as 1."""

    DAY = "day", _("auf den Tag")
    MONTH = "month", _("auf den Monat")
    YEAR = "year", _("auf das Jahr")


def print_date(day: date | None, precision: str = Precision.DAY) -> str:
    """A date as far as it is known: "8. August 2016", "März 2025", "2017"; "" for none."""
    if day is None:
        return ""
    formats = {Precision.DAY: "j. F Y", Precision.MONTH: "F Y", Precision.YEAR: "Y"}
    return date_format(day, formats[Precision(precision)])


def iso_date(day: date | None, precision: str = Precision.DAY) -> str:
    """The same in ISO 8601 with reduced accuracy: "2016-08-08", "2025-03", "2017"; "" for none."""
    if day is None:
        return ""
    return day.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[precision]]


def months_later(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, its last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day_meant(day: date, precision: str) -> date:
    """The last day that a vague date can mean: "2020" as an end is 31 December 2020."""
    if precision == Precision.YEAR:
        return date(day.year, 12, 31)
    if precision == Precision.MONTH:
        return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
    return day
