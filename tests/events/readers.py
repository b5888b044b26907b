"""Two readers of calendar files that know nothing of each other: icalendar with dateutil, and ical.js."""

import json
import shutil
import subprocess
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

from tests.house import ROOT


BERLIN = ZoneInfo("Europe/Berlin")
SCRIPT = Path(__file__).with_name("expand.mjs")


def read_by_ical_js(texts: list[bytes], until: date) -> list[list[dict]]:
    """Every date in each calendar; fails where there is no Node or the package is missing."""
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    done = subprocess.run(  # noqa: S603 - our own script
        [node, SCRIPT, until.isoformat()],
        input=json.dumps([text.decode() for text in texts]),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return [_in_order(dates) for dates in json.loads(done.stdout)]


def read_by_icalendar(text: bytes, until: date) -> list[dict]:
    """Every date in a calendar, rules expanded by dateutil on naive local time."""
    parts = Calendar.from_ical(text).walk("VEVENT")
    changed = {
        (str(part["uid"]), _naive(part["recurrence-id"].dt)): part
        for part in parts
        if "recurrence-id" in part
    }
    found = []
    for part in parts:
        if "recurrence-id" in part:
            continue
        if "rrule" not in part:
            found.append(_told(part, part["dtstart"].dt, part.get("dtend") and part["dtend"].dt))
            continue
        found += [_one_of(part, changed, naive) for naive in _expanded(part, until)]
    return _in_order(found)


def _expanded(part, until: date) -> list[datetime]:
    first, rule = part["dtstart"].dt, dict(part["rrule"])
    if "UNTIL" in rule:
        end = rule["UNTIL"][0]
        is_moment = isinstance(first, datetime)
        assert isinstance(end, datetime) == is_moment, "UNTIL and DTSTART differ in kind"
        assert not is_moment or end.utcoffset().total_seconds() == 0, "UNTIL is not in UTC"
        rule["UNTIL"] = [_naive(end)]
    text = type(part["rrule"])(rule).to_ical().decode()
    without = part.get("exdate", [])
    without = without if isinstance(without, list) else [without]
    left_out = {_naive(one.dt) for more in without for one in more.dts}
    last = datetime.combine(until, time.max)
    moments = rrulestr(text, dtstart=_naive(first)).between(_naive(first), last, inc=True)
    return [naive for naive in moments if naive not in left_out]


def _one_of(part, changed: dict, naive: datetime) -> dict:
    """One date of a rule, or the entry that takes its place."""
    if other := changed.get((str(part["uid"]), naive)):
        return _told(other, other["dtstart"].dt, other.get("dtend") and other["dtend"].dt)
    first, end = part["dtstart"].dt, part.get("dtend") and part["dtend"].dt
    start = naive.replace(tzinfo=BERLIN) if isinstance(first, datetime) else naive.date()
    if "duration" in part:
        return _told(part, start, (naive + part["duration"].dt).replace(tzinfo=BERLIN))
    if end is not None:
        length = _naive(end) - _naive(first)
        end = (
            (naive + length).replace(tzinfo=BERLIN) if isinstance(end, datetime) else start + length
        )
    return _told(part, start, end)


def _told(part, start, end) -> dict:
    return {
        "uid": str(part["uid"]),
        "start": _moment(start),
        "end": end and _moment(end),
        "title": str(part["summary"]),
        "text": str(part["description"]),
        "place": str(part["location"]) if "location" in part else None,
        "status": str(part["status"]),
        "sequence": int(part["sequence"]),
    }


def _naive(value: date) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(BERLIN).replace(tzinfo=None, fold=0)
    return datetime.combine(value, time.min)


def _moment(value: date) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return value.isoformat()


def _in_order(dates: list[dict]) -> list[dict]:
    return sorted(dates, key=lambda date: (date["start"], date["uid"]))
