"""What opening hours say: now, and over the week. Pure: local times of Berlin, no database.

Public holidays are left aside: the portal does not know who opens on them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from bildungsregion.base.dates import date_format
from bildungsregion.base.languages import is_german


MIDNIGHT = time(0)
WEEK = 7


class Slot(Protocol):
    """From when to when on one weekday; Monday is 0, and closing at 0:00 means midnight."""

    weekday: int
    opens: time
    closes: time
    note: str


@dataclass(frozen=True, slots=True)
class Status:
    """Whether it is open (None: nobody knows), and the sentence that says so."""

    is_open: bool | None
    text: str
    reason: str = ""


def overlaps(slots: Iterable[Slot]) -> list[tuple[Slot, Slot]]:
    """Neighbouring slots of a day of which the second begins before the first ends."""
    ordered = sorted(slots, key=lambda slot: (slot.weekday, slot.opens))
    return [
        (first, second)
        for first, second in zip(ordered, ordered[1:], strict=False)
        if first.weekday == second.weekday
        and (first.closes == MIDNIGHT or second.opens < first.closes)
    ]


def status(
    slots: Sequence[Slot],
    now: datetime,
    *,
    closed_until: date | None = None,
    closed_reason: str = "",
    by_appointment: bool = False,
) -> Status:
    """Whether it is open at ``now`` (local time of Berlin), as a sentence for people.

    ``closed_until`` is the last day it is closed. Without any hours nothing is claimed.
    """
    if closed_until and now.date() <= closed_until:
        day = date_format(closed_until, "j. F Y")
        text = _("Vorübergehend geschlossen bis einschließlich %s") % day
        return Status(False, text, closed_reason)
    if not slots:
        return Status(None, _("Nach Vereinbarung") if by_appointment else "")
    if current := _slot_at(slots, now.weekday(), now.time()):
        return Status(True, _open_until(slots, current))
    text = _("Geschlossen, öffnet %s") % _next_opening(slots, now)
    return Status(False, f"{text}; {_('sonst nach Vereinbarung')}" if by_appointment else text)


def _slot_at(slots: Iterable[Slot], weekday: int, at: time) -> Slot | None:
    for slot in slots:
        is_before_end = slot.closes == MIDNIGHT or at < slot.closes
        if slot.weekday == weekday and slot.opens <= at and is_before_end:
            return slot
    return None


def _open_until(slots: Sequence[Slot], slot: Slot) -> str:
    """Over midnight where the next day goes on at 0:00; nobody waits for the end of a whole week."""
    for _day in range(WEEK):
        following = _slot_at(slots, (slot.weekday + 1) % WEEK, MIDNIGHT)
        if slot.closes != MIDNIGHT or following is None:
            return _("Jetzt geöffnet, bis %s Uhr") % _clock(slot.closes)
        slot = following
    return _("Rund um die Uhr geöffnet")


def _next_opening(slots: Sequence[Slot], now: datetime) -> str:
    for ahead in range(WEEK + 1):
        day = now.date() + timedelta(days=ahead)
        later = [
            slot.opens
            for slot in slots
            if slot.weekday == day.weekday() and (ahead > 0 or slot.opens > now.time())
        ]
        if later:
            return f"{_day_ahead(day, ahead)} {_('um %s Uhr') % _clock(min(later))}"
    raise ValueError("slots on no day of the week")


def _day_ahead(day: date, ahead: int) -> str:
    near = {0: _("heute"), 1: _("morgen")}
    return near.get(ahead) or _("am %s") % date_format(day, "l")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table of a week: the days it speaks of, and their hours or "" for closed."""

    days: str
    hours: str
    notes: str
    is_today: bool


def week(slots: Iterable[Slot], today: date) -> list[Line]:
    """The hours from Monday to Sunday; days that follow each other with the same hours in one line."""
    slots = list(slots)
    days = [_hours_of(slots, weekday) for weekday in range(WEEK)]
    lines, first = [], 0
    for weekday in range(1, WEEK + 1):
        if weekday < WEEK and days[weekday] == days[first]:
            continue
        hours, notes = days[first]
        is_today = first <= today.weekday() < weekday
        lines.append(Line(_days_named(first, weekday - 1), hours, notes, is_today))
        first = weekday
    return lines if slots else []


def _hours_of(slots: Iterable[Slot], weekday: int) -> tuple[str, str]:
    of_day = sorted(
        (slot for slot in slots if slot.weekday == weekday), key=lambda slot: slot.opens
    )
    spans = [f"{_clock(slot.opens)}–{_clock(slot.closes)}" for slot in of_day]
    notes = dict.fromkeys(slot.note for slot in of_day if slot.note)
    return _(" und ").join(spans), "; ".join(notes)


def _days_named(first: int, last: int) -> str:
    # Any week will do; the first of January 2024 was a Monday.
    names = [date_format(date(2024, 1, 1 + weekday), "l") for weekday in (first, last)]
    return names[0] if first == last else _("%(a)s bis %(b)s") % {"a": names[0], "b": names[1]}


def _clock(at: time) -> str:
    """ "9", "9:30" or "24" for midnight as an end."""
    if at == MIDNIGHT:
        return "24" if is_german() else "24:00"
    return date_format(at, "G" if at.minute == 0 and is_german() else "G:i")
