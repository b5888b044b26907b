"""What opening hours say: now, and over the week. Pure: local times of Berlin, no database.

Public holidays are left aside: the portal does not know who opens on them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Protocol


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


def overlaps(slots: Iterable[Slot]) -> list[tuple[Slot, Slot]]:
    """Neighbouring slots of a day of which the second begins before the first ends."""
    ordered = sorted(slots, key=lambda slot: (slot.weekday, slot.opens))
    return [
        (first, second)
        for first, second in zip(ordered, ordered[1:], strict=False)
        if first.weekday == second.weekday
        and (first.closes == MIDNIGHT or second.opens < first.closes)
    ]
