"""Events as iCalendar (RFC 5545, RFC 7986): one file per event, one feed for all."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from icalendar import Calendar, Event as VEvent, Timezone, vUri

from .dates import last_day
from .models import Event, Occurrence


PRODUCT = "-//Bildungsregion//Portal//DE"
REFRESH = timedelta(hours=6)
# The zone of all times (settings.TIME_ZONE), by the rule in force since 1996. Written out, because
# what the library works out lists each change of clocks, slowly, and an hour late in March.
BERLIN = Timezone.from_ical("""BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
""")


def calendar(occurrences: Iterable[Occurrence], *, name: str, address) -> bytes:
    """An iCalendar object with one VEVENT per occurrence.

    `address(event)` gives the absolute address of an event's page. Occurrences come with their
    event, its organiser and its place loaded.
    """
    cal = Calendar()
    cal.add("prodid", PRODUCT)
    cal.add("version", "2.0")
    cal.add("method", "PUBLISH")
    cal.add("name", name)
    cal.add("x-wr-calname", name)
    cal.add("refresh-interval", REFRESH)
    cal["refresh-interval"].params["VALUE"] = "DURATION"
    cal.add("x-published-ttl", cal["refresh-interval"].to_ical().decode())
    cal.add_component(BERLIN)
    for occurrence in occurrences:
        cal.add_component(_vevent(occurrence, address(occurrence.event)))
    return cal.to_ical()


def _vevent(occurrence: Occurrence, url: str) -> VEvent:
    event = occurrence.event
    entry = VEvent()
    entry.add("uid", occurrence.uid)
    changed = max(event.updated_at, occurrence.updated_at)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("created", event.created_at)
    entry.add("sequence", event.sequence)
    _add_dates(entry, occurrence)
    entry.add("summary", event.title)
    entry.add("status", _status(occurrence))
    text = "\n\n".join(part for part in (occurrence.note, event.summary, url) if part)
    entry.add("description", text)
    place = ", ".join(filter(None, dict.fromkeys([event.place_title, *event.address_lines])))
    if event.attendance != Event.Attendance.ONLINE and place:
        entry.add("location", place)
    if event.online_url:
        entry.add("conference", vUri(event.online_url), parameters={"VALUE": "URI"})
    entry["url"] = vUri(url)
    entry.add("transp", "TRANSPARENT" if occurrence.all_day else "OPAQUE")
    return entry


def _add_dates(entry: VEvent, occurrence: Occurrence) -> None:
    zone = timezone.get_default_timezone()
    start = occurrence.starts_at.astimezone(zone)
    end = occurrence.ends_at.astimezone(zone) if occurrence.ends_at else None
    if occurrence.all_day:
        # RFC 5545 3.6.1: the end of a DATE span is exclusive.
        entry.add("dtstart", start.date())
        entry.add("dtend", (last_day(end) if end else start.date()) + timedelta(days=1))
        return
    entry.add("dtstart", start)
    if end and end > start:
        entry.add("dtend", end)


def _status(occurrence: Occurrence) -> str:
    if occurrence.does_not_take_place:
        return "CANCELLED"
    if occurrence.event.date_precision == Event.Precision.MONTH:
        return "TENTATIVE"
    return "CONFIRMED"
