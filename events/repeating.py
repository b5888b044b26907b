"""How people say that something repeats, and the rule that says the same (RFC 5545 3.3.10). Pure.

A Repetition is what a form asks: how often, on which days, until when. What it cannot say stays a rule
typed as such (Rhythm.RULE).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .recurrence import WEEKDAYS, Rule, parse


class Rhythm(StrEnum):
    DAILY = "taeglich"
    WEEKLY = "woechentlich"
    MONTHLY_WEEKDAY = "monatlich_wochentag"
    MONTHLY_DAY = "monatlich_tag"
    YEARLY = "jaehrlich"
    RULE = "regel"


_FREQ = {
    Rhythm.DAILY: "DAILY",
    Rhythm.WEEKLY: "WEEKLY",
    Rhythm.MONTHLY_WEEKDAY: "MONTHLY",
    Rhythm.MONTHLY_DAY: "MONTHLY",
    Rhythm.YEARLY: "YEARLY",
}
CODES = tuple(WEEKDAYS)


@dataclass(frozen=True, slots=True)
class Repetition:
    """``every``: each second, third …; ``weekdays`` as codes (MO); ``nth`` 1–4, or -1 for the last of the month."""

    rhythm: Rhythm
    every: int = 1
    weekdays: tuple[str, ...] = ()
    nth: int = 0
    until: date | None = None
    count: int | None = None
    text: str = ""


def weekday_of(day: date) -> str:
    return CODES[day.weekday()]


def rule_of(said: Repetition, first: date) -> Rule:
    """The rule; what is not said follows from the first date. Raises ValidationError for a rule typed wrongly."""
    if said.rhythm == Rhythm.RULE:
        return parse(said.text)
    parts = [f"FREQ={_FREQ[said.rhythm]}"]
    if said.every > 1:
        parts.append(f"INTERVAL={said.every}")
    if said.rhythm == Rhythm.WEEKLY:
        days = [code for code in CODES if code in said.weekdays] or [weekday_of(first)]
        parts.append(f"BYDAY={','.join(days)}")
    if said.rhythm == Rhythm.MONTHLY_WEEKDAY:
        nth = said.nth or nth_of(first)
        parts.append(f"BYDAY={nth}{(said.weekdays or (weekday_of(first),))[0]}")
    if said.count is not None:
        parts.append(f"COUNT={said.count}")
    elif said.until is not None:
        parts.append(f"UNTIL={said.until:%Y%m%d}")
    return parse(";".join(parts))


def nth_of(day: date) -> int:
    """Which weekday of its month a day is; the fifth is the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else -1


def said_of(rule: Rule) -> Repetition:
    """The rule as a form asks it; Rhythm.RULE with its text where the form cannot say it."""
    parts = rule.parts
    named = {
        "every": rule.interval,
        "until": rule.until.date() if rule.until else None,
        "count": rule.count,
    }
    days = rule.days
    rest = parts.keys() - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}
    if not rest and "WKST" not in parts:
        codes = tuple(code for _nth, code in days)
        is_plain = not any(nth for nth, _code in days)
        match rule.freq:
            case "DAILY" if not days:
                return Repetition(Rhythm.DAILY, **named)
            case "WEEKLY" if is_plain:
                return Repetition(Rhythm.WEEKLY, weekdays=codes, **named)
            case "MONTHLY" if not days:
                return Repetition(Rhythm.MONTHLY_DAY, **named)
            case "MONTHLY" if len(days) == 1 and days[0][0] in (1, 2, 3, 4, -1):
                return Repetition(Rhythm.MONTHLY_WEEKDAY, nth=days[0][0], weekdays=codes, **named)
            case "YEARLY" if not days:
                return Repetition(Rhythm.YEARLY, **named)
    return Repetition(Rhythm.RULE, text=str(rule))
