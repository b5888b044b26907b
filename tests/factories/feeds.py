"""Sources of events and what they send."""

from datetime import date
from itertools import count
from pathlib import Path

from events.incoming import fetching, planning
from events.incoming.planning import Plan
from events.models import Event, Feed


FEEDS = Path(__file__).parents[1] / "events" / "feeds"
TODAY = date(2026, 3, 1)
_numbers = count(1)


def make_feed(**fields) -> Feed:
    relations = {name: fields.pop(name) for name in ("topics", "target_groups") if name in fields}
    number = next(_numbers)
    defaults = {
        "name": f"Kalender {number}", "address": f"https://haus{number}.example/termine.ics", "moderation": "gleich",
    }  # fmt: skip
    feed = Feed.objects.create(**defaults | fields)
    for name, rows in relations.items():
        getattr(feed, name).set(rows)
    return feed


def sent(name: str) -> bytes:
    """One of the calendars in tests/events/feeds, with the line ends of the format."""
    return (FEEDS / f"{name}.ics").read_text().replace("\n", "\r\n").encode()


def calendar(*entries: str, head: str = "") -> bytes:
    """A calendar of these entries; each is the text between BEGIN and END."""
    body = "".join(f"BEGIN:VEVENT\r\n{_lines(entry)}END:VEVENT\r\n" for entry in entries)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{_lines(head)}{body}END:VCALENDAR\r\n".encode()


def _lines(text: str) -> str:
    return "".join(f"{line}\r\n" for line in text.strip().splitlines() if line)


def entry(
    uid: str = "eins", start: str = "20260310T160000", title: str = "Vorlesen", more: str = ""
) -> str:
    return f"UID:{uid}\nDTSTART:{start}\nSUMMARY:{title}\n{more}"


def take_in(feed: Feed, content: bytes, today: date = TODAY) -> Plan:
    return fetching.take_in(feed, content, today=today)


def outcomes(plan: Plan) -> dict[str, str]:
    """UID → what became of it."""
    return {line.uid: planning.Outcome(line.outcome).value for line in plan.lines}


def event_of(feed: Feed, uid: str = "eins") -> Event:
    return feed.items.get(uid=uid).event
