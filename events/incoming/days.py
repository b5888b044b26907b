"""Days and hours as people type them into tables: "3.3.2026", "Di, 3. März 2026, 16–18 Uhr", "2026-03-03 16:00"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bildungsregion.base.search import fold


MONTHS = {
    "januar": 1, "jan": 1, "janner": 1, "februar": 2, "feb": 2, "marz": 3, "mrz": 3, "april": 4, "apr": 4, "mai": 5,
    "juni": 6, "jun": 6, "juli": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "oktober": 10, "okt": 10, "november": 11, "nov": 11, "dezember": 12, "dez": 12,
}  # fmt: skip
_WHOLE_DAY = re.compile(r"\d{1,2}\.\s*\d{1,2}\.\s*\d{2,4}\b|\d{4}-\d{1,2}-\d{1,2}")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_GERMAN = re.compile(
    r"(\d{1,2})\.\s*(?:(\d{1,2})\.|([a-z]{3,9})\.?)\s*(\d{4}|\d{2}(?![\d.:]|\s*(?:uhr|h\b|[-–]\s*\d{1,2}\s*uhr)))?"
)
# The first of a span that says its month only once: "3.–5.3.2026".
_DAY_ALONE = re.compile(r"(\d{1,2})\.\s*(?:-|–|bis|und|/)\s*(?=\d{1,2}\.)")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*(?:uhr|h\b)?")
_TO = re.compile(r"-|–|—|bis")
_WEEKDAY = re.compile(r"\b(mo|di|mi|do|fr|sa|so)(?:\w*tag|\w*woch|nnabend)?\b\.?,?")


class NotADay(ValueError):
    """What was typed is no date; its text is a German sentence."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Days and hours of one date; without hours it is of whole days."""

    first: date
    last: date
    begins: time | None = None
    ends: time | None = None

    def moments(self) -> tuple[datetime, datetime | None]:
        """Naive beginning and end; what ends before it began ends the next day. Raises NotADay."""
        start = datetime.combine(self.first, self.begins or time.min)
        if self.begins is None:
            return start, datetime.combine(self.last + timedelta(days=1), time.min)
        if self.ends is None and self.last == self.first:
            return start, None
        end = datetime.combine(self.last, self.ends or time.max.replace(second=0, microsecond=0))
        if end < start and self.last == self.first and self.ends <= time(6):
            end += timedelta(days=1)
        if end < start:
            raise NotADay("Das Ende liegt vor dem Beginn.")
        return start, end


def typed(day: object, until: object = "", begins: object = "", ends: object = "") -> Typed:
    """One date out of up to four cells; hours may stand with either day. Raises NotADay."""
    first, last, rest = _days(day)
    from_day = day.time() if isinstance(day, datetime) and day.time() != time.min else None
    if _is_empty(until) and _names_day(ends):
        is_midnight = isinstance(ends, datetime) and from_day and ends.time() == time.min
        until, ends = ends, time.min if is_midnight else ""
    if not _is_empty(until):
        _begin, last, late = _days(until)
        if isinstance(until, datetime) and until.time() != time.min:
            late = until.time()
        ends = late if _is_empty(ends) else ends
    if last < first:
        raise NotADay("Das Ende liegt vor dem Beginn.")
    starts, stops = hours(begins) if not _is_empty(begins) else hours(rest)
    if not _is_empty(ends):
        stops = hours(ends)[0]
        starts = starts or (hours(rest)[0] if rest else None)
    starts = starts or from_day
    if stops is not None and starts is None:
        raise NotADay("Zum Ende fehlt die Uhrzeit des Beginns.")
    return Typed(first, last, starts, stops)


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _names_day(cell: object) -> bool:
    """Whether a cell for an hour tells its day as well; spreadsheets count bare hours from 1899."""
    if isinstance(cell, datetime):
        return cell.year >= 1900
    return isinstance(cell, str) and bool(_WHOLE_DAY.match(cell.strip()))


def _days(cell: object) -> tuple[date, date, str]:
    """First and last day, and what else stands in the cell."""
    if isinstance(cell, datetime):
        return cell.date(), cell.date(), ""
    if isinstance(cell, date):
        return cell, cell, ""
    text = _WEEKDAY.sub(" ", fold(str(cell)).replace("—", "–")).strip(" ,")
    found = _ISO.match(text)
    if found:
        first, text = _day(*map(int, found.groups())), text[found.end() :].removeprefix("t")
        if again := re.match(r"\s*(?:-|–|bis)\s*(\d{4})-(\d{1,2})-(\d{1,2})", text):
            return first, _day(*map(int, again.groups())), text[again.end() :]
        return first, first, text
    start = _DAY_ALONE.match(text)
    one = _GERMAN.match(text, start.end() if start else 0)
    if one is None:
        raise NotADay(f"„{str(cell).strip()[:40]}“ ist kein Datum. Zum Beispiel: 3.3.2026.")
    text = text[one.end() :]
    last = re.match(r"\s*(?:-|–|bis)\s*", text)
    other = _GERMAN.match(text, last.end()) if last else None
    year = _year(one[4]) or (_year(other[4]) if other else None)
    if year is None:
        raise NotADay(f"In „{str(cell).strip()[:40]}“ fehlt das Jahr.")
    end = _day(year, _month(one), int(one[1]))
    begin = _day(year, _month(one), int(start[1])) if start else end
    if other is not None:
        end = _day(_year(other[4]) or year, _month(other), int(other[1]))
        text = text[other.end() :]
    return begin, end, text


def _month(found: re.Match) -> int:
    if found[2]:
        return int(found[2])
    if found[3] not in MONTHS:
        raise NotADay(f"„{found[3]}“ ist kein Monat.")
    return MONTHS[found[3]]


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: int, month: int, day: int) -> date:
    if not 1900 <= year <= 2199:
        raise NotADay(f"Das Jahr {year} liegt außerhalb des Kalenders.")
    try:
        return date(year, month, day)
    except ValueError:
        raise NotADay(f"Den {day}.{month}.{year} gibt es nicht.") from None


def hours(cell: object) -> tuple[time | None, time | None]:
    """ "16–18 Uhr", "16.30 Uhr", "ab 16 Uhr", "ganztägig": beginning and end. Raises NotADay."""
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0), None
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0), None
    text = fold(str(cell)).strip(" ,.;:|")
    text = re.sub(r"^(von|ab|um|gegen|ca\.?)\s+", "", text)
    if not text or text.startswith(("ganztag", "den ganzen tag")):
        return None, None
    parts = [part for part in _TO.split(text) if part.strip(" .")]
    if len(parts) > 2:
        raise NotADay(f"„{str(cell).strip()[:40]}“ ist keine Uhrzeit.")
    clocks = [_clock(part, cell) for part in parts]
    return clocks[0], clocks[1] if len(clocks) == 2 else None


def _clock(text: str, cell: object) -> time:
    match = _CLOCK.fullmatch(text.strip(" ."))
    if match is None:
        raise NotADay(f"„{str(cell).strip()[:40]}“ ist keine Uhrzeit. Zum Beispiel: 16–18 Uhr.")
    hour, minute = int(match[1]), int(match[2] or 0)
    if (hour, minute) == (24, 0):
        return time(23, 59)
    try:
        return time(hour, minute)
    except ValueError:
        raise NotADay(f"„{str(cell).strip()[:40]}“ gibt es auf der Uhr nicht.") from None
