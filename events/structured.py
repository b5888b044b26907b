"""Dates of events in the words of schema.org, for search engines."""

from django.utils import timezone

from .dates import last_day
from .models import Event, Occurrence


STATUS = {
    Event.Status.CANCELLED: "EventCancelled",
    Event.Status.POSTPONED: "EventRescheduled",
    Event.Status.MOVED_ONLINE: "EventMovedOnline",
}
ATTENDANCE = {
    Event.Attendance.ON_SITE: "OfflineEventAttendanceMode",
    Event.Attendance.ONLINE: "OnlineEventAttendanceMode",
    Event.Attendance.HYBRID: "MixedEventAttendanceMode",
}


def event_facts(occurrence: Occurrence, request) -> dict:
    """schema.org EducationEvent of one date with absolute addresses; empty facts are left out."""
    event = occurrence.event
    status = "EventCancelled" if occurrence.does_not_take_place else STATUS.get(event.status)
    facts = {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "name": event.title,
        "description": event.summary,
        "url": request.build_absolute_uri(event.get_absolute_url()),
        "eventStatus": f"https://schema.org/{status or 'EventScheduled'}",
        "eventAttendanceMode": f"https://schema.org/{ATTENDANCE[event.attendance]}",
        "location": _locations(event),
    }
    facts |= _dates(occurrence)
    if event.organiser_label:
        facts["organizer"] = {"@type": "Organization", "name": event.organiser_label}
    if event.is_free is not None:
        facts["isAccessibleForFree"] = event.is_free
    return {name: value for name, value in facts.items() if value not in ("", [], None)}


def _dates(occurrence: Occurrence) -> dict:
    start = timezone.localtime(occurrence.starts_at)
    end = timezone.localtime(occurrence.ends_at) if occurrence.ends_at else None
    if occurrence.event.date_precision == Event.Precision.MONTH:
        return {"startDate": f"{start:%Y-%m}"}
    if occurrence.all_day:
        return {
            "startDate": start.date().isoformat(),
            "endDate": last_day(end).isoformat() if end else None,
        }
    return {"startDate": start.isoformat(), "endDate": end.isoformat() if end else None}


def _locations(event: Event) -> list[dict]:
    places = []
    if event.attendance != Event.Attendance.ONLINE and event.place_label:
        place = {"@type": "Place", "name": event.place_title or event.place_label}
        if event.address_lines:
            place["address"] = ", ".join(event.address_lines)
        places.append(place)
    if event.online_url:
        places.append({"@type": "VirtualLocation", "url": event.online_url})
    return places
