"""When a year's money runs out, and when it had run out. Pure: dates and integer cents in, no database.

The forecast goes on at this year's pace and says so; where there is too little to go by, it says that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bildungsregion.base.money import half_up


# Less than that is no pace but chance: eight weeks and ten grants.
LEAST_DAYS = 56
LEAST_GRANTS = 10
# Money that is gone for a few days only, until a release, did not run out.
LEAST_SPELL = 14


class Verdict(StrEnum):
    """What can be said of the rest of the year."""

    SPENT = "spent"
    RUNS_OUT = "runs out"
    LASTS = "lasts"
    TOO_EARLY = "too early"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Outlook:
    """``available_cents`` are left; ``bound_cents`` in ``grants`` grants were bound in ``days`` days.

    ``runs_out_on`` is a day of the year where the verdict is RUNS_OUT, else None.
    """

    verdict: Verdict
    available_cents: int
    bound_cents: int
    grants: int
    days: int
    runs_out_on: date | None = None

    @property
    def monthly_cents(self) -> int:
        """The pace as people say it: in thirty days."""
        return half_up(30 * max(self.bound_cents, 0), max(self.days, 1))


@dataclass(frozen=True, slots=True)
class Spell:
    """From ``first`` to ``last`` day, both included, there was not enough left for a usual grant."""

    first: date
    last: date


def outlook(
    year: int, today: date, *, available_cents: int, bound_cents: int, grants: int
) -> Outlook:
    """What this year's pace says: ``bound_cents`` by ``grants`` grants since 1 January.

    Linear on purpose: one year has too few months to tell seasons from chance. SPENT as soon as the
    rest is less than a usual (mean) grant of the year.
    """
    days = max(0, min((today - date(year, 1, 1)).days + 1, 366))
    known = Outlook(Verdict.TOO_EARLY, available_cents, bound_cents, grants, days)
    if today.year > year:
        return _judged(known, Verdict.PAST)
    usual = bound_cents // grants if grants and bound_cents > 0 else 0
    if available_cents <= 0 or available_cents < usual:
        return _judged(known, Verdict.SPENT)
    if today.year < year or days < LEAST_DAYS or grants < LEAST_GRANTS or bound_cents <= 0:
        return known
    left = -(-available_cents * days // bound_cents)
    if left > (date(year, 12, 31) - today).days:
        return _judged(known, Verdict.LASTS)
    return _judged(known, Verdict.RUNS_OUT, today + timedelta(days=left))


def spent_spells(
    usable: Iterable[tuple[date, int]],
    bound: Iterable[tuple[date, int]],
    *,
    first: date,
    last: date,
    usual_cents: int,
) -> list[Spell]:
    """When less was left than a usual grant, for two weeks or longer, between ``first`` and ``last``.

    ``usable`` are what the council gave (blocks negative), ``bound`` commitments (releases negative),
    each by its day. The first money counts from the beginning, whenever it was booked: a budget is
    often entered weeks after the first grant.
    """
    given = sorted(usable)
    began = _first_money(given)
    if began is None or last < first:
        return []
    moves = [
        (first if day <= began and cents > 0 else max(day, first), cents) for day, cents in given
    ]
    moves += [(max(day, first), -cents) for day, cents in bound]
    left = 0
    spells: list[Spell] = []
    since: date | None = None
    days = sorted({day for day, _ in moves if day <= last})
    by_day = dict.fromkeys(days, 0)
    for day, cents in moves:
        if day in by_day:
            by_day[day] += cents
    for day in days:
        left += by_day[day]
        if left < max(usual_cents, 1):
            since = since or day
        elif since:
            spells.append(Spell(since, day - timedelta(days=1)))
            since = None
    if since:
        spells.append(Spell(since, last))
    return [spell for spell in spells if (spell.last - spell.first).days + 1 >= LEAST_SPELL]


def _judged(known: Outlook, verdict: Verdict, runs_out_on: date | None = None) -> Outlook:
    return Outlook(
        verdict, known.available_cents, known.bound_cents, known.grants, known.days, runs_out_on
    )


def _first_money(given: Iterable[tuple[date, int]]) -> date | None:
    """The day on which there is money for the first time; a block may have been booked before it."""
    total = 0
    for day, cents in given:
        total += cents
        if total > 0:
            return day
    return None
