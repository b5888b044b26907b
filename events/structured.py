"""Dates of events in the words of schema.org, for search engines."""

from collections.abc import Callable, Iterable

from django.utils import timezone

from actors.models import Actor
from bildungsregion.base.money import NotAnAmount, parse_euro

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

Absolute = Callable[[str], str]


def event_facts(
    occurrence: Occurrence,
    absolute: Absolute,
    *,
    co_organisers: Iterable[Actor] = (),
    languages: Iterable[str] = (),
) -> dict:
    """schema.org EducationEvent of one date; empty facts are left out.

    `absolute` makes a whole address of a path, `languages` are codes of ISO 639.
    """
    event = occurrence.event
    facts = {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "name": event.title,
        "description": event.summary,
        "url": absolute(event.get_absolute_url()),
        "image": absolute(event.get_image_url()) if event.image else None,
        "eventStatus": f"https://schema.org/{_status(occurrence)}",
        "eventAttendanceMode": f"https://schema.org/{ATTENDANCE[event.attendance]}",
        "location": _locations(event, absolute),
        "organizer": _organisers(event, co_organisers, absolute),
        "inLanguage": list(languages),
        "typicalAgeRange": _ages(event),
        "isAccessibleForFree": event.is_free,
        **_capacity(occurrence),
        "offers": _offer(occurrence, absolute),
        "superEvent": _series(event, absolute),
    }
    facts |= _dates(occurrence)
    return _said(facts)


def _said(facts: dict) -> dict:
    return {name: value for name, value in facts.items() if value not in ("", [], {}, None)}


def _status(occurrence: Occurrence) -> str:
    if occurrence.does_not_take_place:
        return "EventCancelled"
    if status := STATUS.get(occurrence.event.status):
        return status
    return "EventRescheduled" if _is_moved(occurrence) else "EventScheduled"


def _is_moved(occurrence: Occurrence) -> bool:
    planned = occurrence.planned_start
    return planned is not None and planned != occurrence.starts_at


def _dates(occurrence: Occurrence) -> dict:
    start = timezone.localtime(occurrence.starts_at)
    end = timezone.localtime(occurrence.ends_at) if occurrence.ends_at else None
    precision = occurrence.event.date_precision
    if precision == Event.Precision.MONTH:
        return {"startDate": f"{start:%Y-%m}"}
    is_of_days = occurrence.all_day or precision == Event.Precision.DAY
    facts = {"startDate": start, "endDate": end}
    if _is_moved(occurrence):
        facts["previousStartDate"] = timezone.localtime(occurrence.planned_start)
    if is_of_days:
        facts = {name: at and at.date() for name, at in facts.items()}
        facts["endDate"] = last_day(end) if end and end > start else None
    return {name: at and at.isoformat() for name, at in facts.items()}


def _locations(event: Event, absolute: Absolute) -> list[dict]:
    places, place = [], event.place_actor
    if event.attendance != Event.Attendance.ONLINE and event.place_label:
        facts = {
            "@type": "Place",
            "name": event.place_title or event.place_label,
            "address": _address(event),
        }
        if place and place.is_published:
            facts["url"] = absolute(place.get_absolute_url())
        if place and not event.street and None not in (place.latitude, place.longitude):
            at = {"latitude": place.latitude, "longitude": place.longitude}
            facts["geo"] = {"@type": "GeoCoordinates"} | at
        places.append(_said(facts))
    if event.attendance != Event.Attendance.ON_SITE or event.online_url:
        url = event.online_url or absolute(event.get_absolute_url())
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _address(event: Event) -> dict:
    place = event.place_actor
    parts = {
        "streetAddress": event.street or (place.street if place else ""),
        "postalCode": event.postcode or (place.postcode if place else ""),
        "addressLocality": event.city or (place.city if place else ""),
    }
    parts = _said(parts)
    return {"@type": "PostalAddress"} | parts | {"addressCountry": "DE"} if parts else {}


def _organisers(event: Event, co_organisers: Iterable[Actor], absolute: Absolute) -> list[dict]:
    found = []
    if event.organiser_label:
        found.append(_organisation(event.organiser_label, event.organiser, absolute))
    return found + [_organisation(actor.name, actor, absolute) for actor in co_organisers]


def _organisation(name: str, actor: Actor | None, absolute: Absolute) -> dict:
    facts = {"@type": "Organization", "name": name}
    if actor and actor.is_published:
        facts["url"] = absolute(actor.get_absolute_url())
    return facts


def _ages(event: Event) -> str:
    """ "6-10", "6-"; "" for everybody."""
    if event.age_from is None and event.age_to is None:
        return ""
    return f"{event.age_from or 0}-{'' if event.age_to is None else event.age_to}"


def _offer(occurrence: Occurrence, absolute: Absolute) -> dict:
    """How to get in, where there is anything to say of it: a price, tickets, a registration."""
    event = occurrence.event
    price = _price(event)
    seats = getattr(occurrence, "seats", None)
    if price is None and not event.access_url and seats is None:
        return {}
    is_full = event.status == Event.Status.FULL or occurrence.is_full
    own = f"{event.get_absolute_url()}anmelden/" if seats else event.get_absolute_url()
    offer = {
        "@type": "Offer",
        "url": absolute(own) if seats else event.access_url or absolute(own),
        "availability": f"https://schema.org/{'SoldOut' if is_full else 'InStock'}",
    }
    if price is not None:
        offer |= {"price": price, "priceCurrency": "EUR"}
    return {} if occurrence.does_not_take_place else offer


def _price(event: Event) -> str | None:
    """ "6.00" where the price is one amount; None where people wrote more than one, or nothing."""
    if event.is_free:
        return "0"
    try:
        cents = parse_euro(event.price) if event.price else None
    except NotAnAmount:
        return None
    return None if cents is None else f"{cents // 100}.{cents % 100:02}"


def _capacity(occurrence: Occurrence) -> dict:
    """Places and what is left of them; of a date that came with its `seats` (events/places.py)."""
    seats = getattr(occurrence, "seats", None)
    if seats is None or seats.capacity is None:
        return {}
    return {
        "maximumAttendeeCapacity": seats.capacity,
        "remainingAttendeeCapacity": seats.free,
    }


def _series(event: Event, absolute: Absolute) -> dict:
    series = event.series
    if series is None or not series.is_published:
        return {}
    url = absolute(series.get_absolute_url())
    return {"@type": "EventSeries", "name": series.title, "url": url}
