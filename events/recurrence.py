"""Rules by which dates repeat: read, bounded, expanded on naive local time (RFC 5545 3.3.10, 3.8.5).

"Every Tuesday at 16:00" means 16:00 on the clock of the region, whatever its offset that day. So a
rule is expanded into naive local times, and each of them is given its zone afterwards. Only as far as
the last day that is asked for: a rule without any date ends there too (adr/0045).
"""

import re
from calendar import isleap, monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, takewhile

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from bildungsregion.base.dates import date_format


# More dates than this are never written for one rule.
MOST_DATES = 1000
MOST_INTERVAL = 400
WEEKDAYS = {
    "MO": gettext_lazy("Montag"),
    "TU": gettext_lazy("Dienstag"),
    "WE": gettext_lazy("Mittwoch"),
    "TH": gettext_lazy("Donnerstag"),
    "FR": gettext_lazy("Freitag"),
    "SA": gettext_lazy("Samstag"),
    "SU": gettext_lazy("Sonntag"),
}
ORDINALS = {
    1: gettext_lazy("jeden ersten %(day)s im Monat"),
    2: gettext_lazy("jeden zweiten %(day)s im Monat"),
    3: gettext_lazy("jeden dritten %(day)s im Monat"),
    4: gettext_lazy("jeden vierten %(day)s im Monat"),
    -1: gettext_lazy("jeden letzten %(day)s im Monat"),
}
PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
NUMBERS = {"INTERVAL": (1, MOST_INTERVAL), "COUNT": (1, MOST_DATES), "BYMONTHDAY": (-31, 31),
           "BYMONTH": (1, 12), "BYSETPOS": (-366, 366)}  # fmt: skip
DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?")


@dataclass(frozen=True, slots=True)
class Rule:
    """A checked rule: its parts by name, each a list of what stood between the commas."""

    parts: dict[str, list[str]]

    def __str__(self):
        return ";".join(f"{name}={','.join(values)}" for name, values in self.parts.items())

    @property
    def freq(self) -> str:
        return self.parts["FREQ"][0]

    @property
    def interval(self) -> int:
        return int(self.parts.get("INTERVAL", ["1"])[0])

    @property
    def count(self) -> int | None:
        return int(self.parts["COUNT"][0]) if "COUNT" in self.parts else None

    @property
    def days(self) -> list[tuple[int, str]]:
        """BYDAY as (which one of the month, weekday); 0 means every one."""
        matches = (DAY.fullmatch(value) for value in self.parts.get("BYDAY", []))
        return [(int(match[1] or 0), match[2]) for match in matches]

    @property
    def until(self) -> datetime | None:
        """The last moment as naive local time; a day alone means all of it."""
        if "UNTIL" not in self.parts:
            return None
        text = self.parts["UNTIL"][0]
        if "T" not in text:
            return datetime.combine(_day(text), time.max)
        moment = datetime.combine(_day(text), time.fromisoformat(text[9:15]))
        if text.endswith("Z"):
            zone = timezone.get_default_timezone()
            return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
        return moment


def parse(text: str) -> Rule:
    """Read an RRULE value ("FREQ=WEEKLY;BYDAY=TU"), with or without its name before it.

    Raises ValidationError with a German sentence for what is no rule, for rules by the hour or
    minute, and for parts that no calendar of people needs.
    """
    text = "".join(text.split()).upper().removeprefix("RRULE:").rstrip(";")
    parts: dict[str, list[str]] = {}
    for piece in text.split(";"):
        name, _equals, value = piece.partition("=")
        if name in parts or not value:
            raise ValidationError(f"„{piece[:40]}“ ist kein Teil einer Wiederholungsregel.")
        parts[name] = value.split(",")
    _check(parts)
    return Rule(parts)


def _check(parts: dict[str, list[str]]) -> None:
    if parts.get("FREQ", [""])[0] not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ValidationError("Wiederholt wird täglich, wöchentlich, monatlich oder jährlich.")
    if unknown := sorted(parts.keys() - PARTS):
        raise ValidationError(f"Regeln mit {', '.join(unknown)[:60]} werden nicht unterstützt.")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValidationError("Eine Regel endet nach einer Anzahl oder an einem Tag, nicht beides.")
    for name, (low, high) in NUMBERS.items():
        for value in parts.get(name, []):
            if (
                not re.fullmatch(r"[+-]?\d{1,4}", value)
                or not low <= int(value) <= high
                or not int(value)
            ):
                raise ValidationError(f"{name}={value[:20]} liegt außerhalb von {low} bis {high}.")
    _check_days(parts)


def _check_days(parts: dict[str, list[str]]) -> None:
    for value in parts.get("BYDAY", []):
        match = DAY.fullmatch(value)
        if match is None or (match[1] and not 1 <= abs(int(match[1])) <= 53):
            raise ValidationError(f"„{value[:20]}“ ist kein Wochentag.")
        if match[1] and parts["FREQ"][0] in ("DAILY", "WEEKLY"):
            raise ValidationError("„Der erste Montag“ gibt es nur monatlich oder jährlich.")
    if "WKST" in parts and (len(parts["WKST"]) != 1 or parts["WKST"][0] not in WEEKDAYS):
        raise ValidationError("Die Woche beginnt an einem Wochentag.")
    if until := parts.get("UNTIL"):
        if len(until) != 1 or not UNTIL.fullmatch(until[0]):
            raise ValidationError(f"„{until[0][:20]}“ ist kein Ende.")
        try:
            Rule(parts).until  # noqa: B018
        except ValueError as error:
            raise ValidationError(f"„{until[0][:20]}“ ist kein Tag im Kalender.") from error


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def expand(
    rule: Rule, first: datetime, until: date, without: Collection[datetime] = ()
) -> Iterator[datetime]:
    """The naive local times of a rule from ``first`` up to and with the day ``until``, in order.

    ``first`` is always the first date and counts for COUNT (RFC 5545 3.8.5.3). ``without`` are the
    times that are left out (EXDATE); they count too. Ends after MOST_DATES at the latest.
    """
    limit = datetime.combine(until, time.max)
    if rule.until is not None:
        limit = min(limit, rule.until)
    for found, moment in enumerate(_with_first(rule, first, limit), start=1):
        if moment > limit or found > min(rule.count or MOST_DATES, MOST_DATES):
            return
        if moment not in without:
            yield moment


def _with_first(rule: Rule, first: datetime, limit: datetime) -> Iterator[datetime]:
    yield first
    for days in _periods(rule, first.date(), limit.date()):
        for day in _positioned(rule, sorted(day for day in days if _matches(rule, first, day))):
            if (moment := datetime.combine(day, first.time())) > first:
                yield moment


def _periods(rule: Rule, first: date, last: date) -> Iterator[list[date]]:
    """The days of every period that the rule looks at: days, weeks, months or years, ``interval`` apart."""
    step = rule.interval
    match rule.freq:
        case "DAILY":
            starts = (first + timedelta(days=n) for n in count(0, step))
            length = "day"
        case "WEEKLY":
            begins = list(WEEKDAYS).index(rule.parts.get("WKST", ["MO"])[0])
            week = first - timedelta(days=(first.weekday() - begins) % 7)
            starts = (week + timedelta(weeks=n) for n in count(0, step))
            length = "week"
        case "MONTHLY":
            months = (first.year * 12 + first.month - 1 + n for n in count(0, step))
            starts = (date(month // 12, month % 12 + 1, 1) for month in months)
            length = "month"
        case _:
            starts = (date(first.year + n, 1, 1) for n in count(0, step))
            length = "year"
    for start in takewhile(lambda day: day <= last, starts):
        yield [start + timedelta(days=n) for n in range(_length(start, length))]


def _length(start: date, unit: str) -> int:
    if unit == "month":
        return monthrange(start.year, start.month)[1]
    return {"day": 1, "week": 7, "year": 365 + isleap(start.year)}[unit]


def _matches(rule: Rule, first: datetime, day: date) -> bool:
    """Whether the day satisfies every BY part; what is not said follows from the first date."""
    parts, freq = rule.parts, rule.freq
    months = {int(value) for value in parts.get("BYMONTH", [])}
    in_month = {int(value) for value in parts.get("BYMONTHDAY", [])}
    if not in_month and "BYDAY" not in parts:
        if freq == "WEEKLY":
            return (not months or day.month in months) and day.weekday() == first.weekday()
        if freq in ("MONTHLY", "YEARLY"):
            in_month = {first.day}
            months = months or ({first.month} if freq == "YEARLY" else set())
    if months and day.month not in months:
        return False
    length = monthrange(day.year, day.month)[1]
    if in_month and not in_month & {day.day, day.day - length - 1}:
        return False
    return "BYDAY" not in parts or _on_weekday(
        rule, day, by_month=freq == "MONTHLY" or "BYMONTH" in parts
    )


def _on_weekday(rule: Rule, day: date, *, by_month: bool) -> bool:
    """Whether the day is one of BYDAY; "the second" counts within the month, or within the year."""
    number, length = day.day, monthrange(day.year, day.month)[1]
    if not by_month:
        number, length = day.timetuple().tm_yday, 365 + isleap(day.year)
    places = {0, (number - 1) // 7 + 1, -((length - number) // 7 + 1)}
    return any(nth in places and list(WEEKDAYS)[day.weekday()] == name for nth, name in rule.days)


def _positioned(rule: Rule, days: list[date]) -> list[date]:
    """Those of a period's days that BYSETPOS names; all of them without it."""
    if "BYSETPOS" not in rule.parts:
        return days
    places = {int(value) for value in rule.parts["BYSETPOS"]}
    size = len(days)
    return [day for index, day in enumerate(days) if places & {index + 1, index - size}]


def names_its_first(rule: Rule, first: datetime) -> bool:
    """Whether the first date follows from the rule too; if not, calendars disagree on what is meant
    (RFC 5545 3.8.5.3)."""
    days = next(_periods(rule, first.date(), first.date()), [])
    return first.date() in _positioned(rule, sorted(d for d in days if _matches(rule, first, d)))


def localise(moment: datetime) -> datetime:
    """A naive local time as a moment. One that the clocks skip is read with the offset before the
    change, one that they show twice is the first (RFC 5545 3.3.5)."""
    return moment.replace(tzinfo=timezone.get_default_timezone(), fold=0)


def describe(rule: Rule, first: datetime) -> str:
    """The rule as people say it: "jeden letzten Sonntag im Monat, bis 30. Juni 2027"."""
    text = _rhythm(rule, first)
    if rule.until is not None:
        return _("%(rule)s, bis %(day)s") % {"rule": text, "day": date_format(rule.until, "j. F Y")}
    if rule.count is not None:
        return _("%(rule)s, %(count)s-mal") % {"rule": text, "count": rule.count}
    return text


def _rhythm(rule: Rule, first: datetime) -> str:
    weekday = list(WEEKDAYS)[first.weekday()]
    rest = rule.parts.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"}
    days = rule.days or [(0, weekday)]
    names = _listed([str(WEEKDAYS[name]) for _nth, name in days])
    each = {"n": rule.interval, "days": names}
    match rule.freq:
        case "DAILY" if not rest and not rule.parts.get("BYDAY"):
            return _("täglich") if rule.interval == 1 else _("alle %(n)s Tage") % each
        case "WEEKLY" if not rest:
            return (
                _("jeden %(days)s") if rule.interval == 1 else _("alle %(n)s Wochen: %(days)s")
            ) % each
        case "MONTHLY" if rule.interval == 1 and not rest and not rule.parts.get("BYDAY"):
            return _("monatlich am %(day)s.") % {"day": first.day}
        case "MONTHLY" if (
            rule.interval == 1 and not rest and len(days) == 1 and days[0][0] in ORDINALS
        ):
            return ORDINALS[days[0][0]] % {"day": names}
        case "MONTHLY" if not rest and not rule.parts.get("BYDAY"):
            return _("alle %(n)s Monate am %(day)s.") % {"n": rule.interval, "day": first.day}
        case "MONTHLY" if not rest and len(days) == 1 and days[0][0] in ORDINALS:
            nth = ORDINALS[days[0][0]] % {"day": names}
            return _("%(nth)s, alle %(n)s Monate") % {"nth": nth, "n": rule.interval}
        case "YEARLY" if rule.interval == 1 and not rest and not rule.parts.get("BYDAY"):
            return _("jährlich am %(day)s") % {"day": date_format(first, "j. F")}
        case "YEARLY" if not rest and not rule.parts.get("BYDAY"):
            day = date_format(first, "j. F")
            return _("alle %(n)s Jahre am %(day)s") % {"n": rule.interval, "day": day}
    return _("wiederholt sich")


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(names)s und %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def horizon(today: date) -> date:
    """Up to which day dates are written ahead: two years."""
    return today + timedelta(days=731)
