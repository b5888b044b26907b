"""A whole iCalendar object: what it is called, where it comes from, and its entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from events.models import Event, Occurrence

from .entries import Absolute, Entry
from .lines import line, moment, text, uri
from .ruled import Ruled
from .zone import BERLIN, TZID


PRODUCT = "-//Bildungsregion//Portal//DE"
REFRESH = "PT6H"
# Calendars know colours by their names in CSS (RFC 7986, 5.9); readers pick their own shade.
COLOUR = "mediumvioletred"


@dataclass(frozen=True, slots=True)
class Head:
    """What a calendar says of itself: its name, the page that shows the same, and the address it is
    fetched from again. `changed_at` is the last change of what it holds."""

    name: str
    page: str
    source: str
    changed_at: datetime | None = None

    def lines(self) -> str:
        said = (
            ("VERSION", "2.0"),
            ("PRODID", PRODUCT),
            ("CALSCALE", "GREGORIAN"),
            ("UID", str(uuid5(NAMESPACE_URL, self.source))),
            ("NAME", text(self.name)),
            ("X-WR-CALNAME", text(self.name)),
            ("X-WR-TIMEZONE", TZID),
            ("URL", uri(self.page)),
            ("COLOR", COLOUR),
            ("X-PUBLISHED-TTL", REFRESH),
        )
        changed = line("LAST-MODIFIED", moment(self.changed_at)) if self.changed_at else ""
        return (
            "".join(line(*one) for one in said)
            + changed
            + line("SOURCE", uri(self.source), VALUE="URI")
            + line("REFRESH-INTERVAL", REFRESH, VALUE="DURATION")
        )


def calendar(
    head: Head, absolute: Absolute, single: Iterable[Occurrence], ruled: Iterable[Ruled] = ()
) -> bytes:
    """An iCalendar object: a VEVENT for each single date, and the rules with their exceptions.

    `absolute` makes a whole address of a path. Dates and rules come with their event, and the
    events with organiser, place, topics and target groups (`Event.objects.for_calendars()`).
    There is no METHOD: PUBLISH would demand an ORGANIZER of each entry (RFC 5546, 3.2.1).
    """
    entries: dict[int, Entry] = {}

    def entry(event: Event) -> Entry:
        if event.pk not in entries:
            entries[event.pk] = Entry(event, absolute)
        return entries[event.pk]

    ruled, single = list(ruled), list(single)
    uids = _uids(ruled, single)
    body = [one.vevents(entry(one.rule.event), uids[one.rule.pk]) for one in ruled]
    body += [entry(date.event).once(date, uid=date.uid) for date in single]
    return "".join(
        ("BEGIN:VCALENDAR\r\n", head.lines(), BERLIN, *body, "END:VCALENDAR\r\n")
    ).encode()


def _uids(ruled: list[Ruled], single: list[Occurrence]) -> dict[int, str]:
    """The identity of each rule: an event's first has the event's own, unless a single date has it."""
    taken = {date.uid for date in single}
    uids = {}
    for rule in sorted((one.rule for one in ruled), key=lambda rule: rule.pk):
        uid = rule.event.uid
        uids[rule.pk] = f"{uid}-r{rule.pk}" if uid in taken else uid
        taken.add(uids[rule.pk])
    return uids
