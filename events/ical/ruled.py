"""Dates that a rule has made, as one entry that repeats (RRULE) with its exceptions (docs/adr/0170).

What is written is held against the stored dates: each date of the rule that is not stored becomes an
EXDATE, each that differs from the rule an entry of its own with RECURRENCE-ID. So whoever expands
the rule arrives at the stored dates again, whatever has happened to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from events import recurrence
from events.models import DateRule, Event, Occurrence

from . import spans
from .entries import Entry
from .lines import day, line, moment


@dataclass(slots=True)
class Ruled:
    """A rule on its way into a calendar, with all its stored dates in order."""

    rule: DateRule
    rows: list[Occurrence]
    expected: dict[datetime, datetime] = field(default_factory=dict)

    def vevents(self, entry: Entry, uid: str) -> str:
        """The entry that repeats, and one for each date that differs."""
        rule, stored = self.rule, {row.planned_start.astimezone(UTC): row for row in self.rows}
        missing = [naive for at, naive in self.expected.items() if at not in stored]
        later = (datetime.fromisoformat(text) for text in rule.left_out)
        missing += [naive for naive in later if naive.date() > rule.written_until]
        repeats = line("RRULE", _written(rule))
        repeats += "".join(self._at("EXDATE", naive) for naive in sorted(missing))
        master = entry.repeating(
            uid=uid, dates=spans.ruled_span_lines(rule) + repeats, is_of_days=rule.all_day,
            changed_at=self._changed_at,
        )  # fmt: skip
        return master + "".join(
            entry.once(stored[at], uid=uid, instead_of=self._at("RECURRENCE-ID", naive))
            for at, naive in self.expected.items()
            if at in stored and self._differs(stored[at], naive)
        )

    @property
    def _changed_at(self) -> datetime:
        return max(self.rule.updated_at, *(row.updated_at for row in self.rows))

    def _at(self, name: str, naive: datetime) -> str:
        return (spans.days if self.rule.all_day else spans.local)(name, naive)

    def _differs(self, row: Occurrence, naive: datetime) -> bool:
        if row.is_cancelled or row.note or row.all_day != self.rule.all_day:
            return True
        starts_at, ends_at = self.rule.span(naive)
        if (row.starts_at, row.ends_at) != (
            starts_at.astimezone(UTC),
            ends_at and ends_at.astimezone(UTC),
        ):
            return True
        # Readers differ on what a local time that is skipped or shown twice means, and on whether
        # a length is counted on the clock or in hours: where it matters the date speaks for itself.
        ends = naive + timedelta(minutes=self.rule.minutes or 0)
        return not self.rule.all_day and not spans.has_steady_length(naive, ends)


def split(
    rules: Iterable[DateRule], rows: Iterable[Occurrence]
) -> tuple[list[Ruled], list[Occurrence]]:
    """The rules that can be told as rules, and the dates that must be told one by one.

    `rules` come with their event, `rows` are all their stored dates.
    """
    by_rule: dict[int, list[Occurrence]] = {}
    for row in rows:
        by_rule.setdefault(row.rule_id, []).append(row)
    told, single = [], []
    for rule in rules:
        dates = by_rule.get(rule.pk, [])
        expected = _expected(rule)
        named = [row for row in dates if row.planned_start.astimezone(UTC) in expected]
        if not named:
            single += dates
            continue
        told.append(Ruled(rule, named, expected))
        single += [row for row in dates if row.planned_start.astimezone(UTC) not in expected]
    return told, single


def _expected(rule: DateRule) -> dict[datetime, datetime]:
    """The dates of the rule as far as they are written, by their moment in UTC; none where a reader
    could understand the rule in another way than we do."""
    is_of_days = rule.event.date_precision != Event.Precision.MINUTE
    if rule.written_until is None or (is_of_days and not rule.all_day):
        return {}
    if not recurrence.names_its_first(rule.rule, rule.first):
        return {}
    moments = _expanded(rule.rrule, rule.first, rule.written_until)
    return {} if len(moments) >= recurrence.MOST_DATES else moments


@lru_cache(maxsize=1024)
def _expanded(rrule: str, first: datetime, until: date) -> dict[datetime, datetime]:
    found = recurrence.expand(recurrence.parse(rrule), first, until)
    return {recurrence.localise(naive).astimezone(UTC): naive for naive in found}


def _written(rule: DateRule) -> str:
    """The rule; its end in UTC where dates have a zone, a day where they are days (3.3.10)."""
    parts = dict(rule.rule.parts)
    end = rule.rule.until
    if end is not None:
        parts["UNTIL"] = [day(end) if rule.all_day else moment(recurrence.localise(end))]
    return str(recurrence.Rule(parts))
