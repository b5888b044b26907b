"""Institutions and offers in the words of schema.org, for search engines."""

from collections.abc import Iterable

from .glance import Glance
from .hours import MIDNIGHT
from .kinds import FIELD_OF, Field, Kind
from .models import Actor, Contact, Municipality, Offer, OpeningSlot


_TYPES = {
    Kind.KITA: "Preschool",
    Kind.KRIPPE: "Preschool",
    Kind.HORT: "ChildCare",
    Kind.KINDERTAGESPFLEGE: "ChildCare",
    Kind.GRUNDSCHULE: "ElementarySchool",
    Kind.HOCHSCHULE: "CollegeOrUniversity",
    Kind.MUSEUM: "Museum",
    Kind.THEATER: "PerformingArtsTheater",
    Kind.BIBLIOTHEK: "Library",
    Kind.KINO: "MovieTheater",
    Kind.ARCHIV: "ArchiveOrganization",
    Kind.BEHOERDE: "GovernmentOrganization",
    Kind.STIFTUNG: "NGO",
    Kind.VEREIN: "NGO",
}
_TYPES_BY_FIELD = {
    Field.SCHOOL: "School",
    Field.VOCATIONAL: "EducationalOrganization",
    Field.UNIVERSITY: "EducationalOrganization",
    Field.CONTINUING: "EducationalOrganization",
}


def schema_type(kind: str) -> str:
    return _TYPES.get(kind) or _TYPES_BY_FIELD.get(FIELD_OF[kind], "Organization")


# Of our types, those that schema.org does not count among places; their hours belong to where they are.
_NO_PLACES = frozenset({"Organization", "GovernmentOrganization", "NGO"})
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def organisation(actor: Actor, parts: Glance, request) -> dict:
    """schema.org description of an institution with absolute addresses; empty facts are left out."""
    kind = schema_type(actor.kind)
    registers = [identifier.url for identifier in parts.identifiers if identifier.url]
    facts = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": actor.name,
        "alternateName": actor.short_name,
        "description": actor.summary,
        "url": request.build_absolute_uri(actor.get_absolute_url()),
        "sameAs": [actor.website, *registers] if registers else actor.website,
        "telephone": actor.phone,
        "email": actor.email,
        "address": _address(actor),
        "image": _image(actor, request),
        "knowsLanguage": [language.slug for language in parts.languages],
        "contactPoint": [_contact(contact) for contact in parts.contacts],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": str(known.scheme), "value": known.value}
            for known in parts.identifiers
        ],
    }
    if kind in _NO_PLACES:
        place = _place(actor, parts) | ({"address": facts["address"]} if parts.slots else {})
        facts["location"] = place and {"@type": "Place", **place}
    else:
        facts |= _place(actor, parts)
    if actor.latitude is not None and actor.longitude is not None:
        facts["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": actor.latitude,
            "longitude": actor.longitude,
        }
    return {name: value for name, value in facts.items() if value not in ("", None, [], {})}


def _place(actor: Actor, parts: Glance) -> dict:
    """When a place is open, and how accessible it is."""
    facts = {
        "openingHoursSpecification": _hours(parts.slots),
        "amenityFeature": [
            {
                "@type": "LocationFeatureSpecification",
                "name": str(fact.get_feature_display()),
                "value": fact.state == fact.State.YES,
            }
            for fact in parts.known_access
        ],
        "isAccessibleForFree": actor.is_free,
    }
    if actor.closed_until:
        facts["specialOpeningHoursSpecification"] = {
            "@type": "OpeningHoursSpecification",
            "validThrough": actor.closed_until.isoformat(),
            "opens": "00:00",
            "closes": "00:00",
        }
    return {name: value for name, value in facts.items() if value not in (None, [])}


def _hours(slots: Iterable[OpeningSlot]) -> list[dict]:
    """The week by hours: days with the same ones stand together."""
    days: dict[tuple[str, str], list[str]] = {}
    for slot in slots:
        closes = f"{slot.closes:%H:%M}" if slot.closes != MIDNIGHT else "23:59"
        days.setdefault((f"{slot.opens:%H:%M}", closes), []).append(_WEEK[slot.weekday])
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": names, "opens": opens, "closes": closes}
        for (opens, closes), names in days.items()
    ]


def _contact(contact: Contact) -> dict:
    facts = {"contactType": contact.area, "telephone": contact.phone, "email": contact.email}
    return {"@type": "ContactPoint"} | {name: value for name, value in facts.items() if value}


def _image(actor: Actor, request) -> dict | None:
    if not actor.image:
        return None
    return {
        "@type": "ImageObject",
        "contentUrl": request.build_absolute_uri(actor.get_image_url()),
        "caption": actor.image_alt,
        "creditText": actor.image_author,
        "license": str(actor.get_image_licence_display()),
    }


def _address(actor: Actor) -> dict:
    parts = {
        "streetAddress": actor.street,
        "postalCode": actor.postcode,
        "addressLocality": actor.city or actor.municipality.name,
        "addressCountry": "DE",
    }
    return {"@type": "PostalAddress"} | {name: value for name, value in parts.items() if value}


def administrative_area(place: Municipality, request) -> dict:
    """schema.org description of a municipality, within its Samtgemeinde or the district."""
    around = {"@type": "AdministrativeArea", "name": request.region.district}
    if place.parent:
        around = {
            "@type": "AdministrativeArea",
            "name": place.parent.name,
            "url": request.build_absolute_uri(place.parent.get_absolute_url()),
        }
    facts = {
        "@context": "https://schema.org",
        "@type": "AdministrativeArea",
        "name": place.name,
        "url": request.build_absolute_uri(place.get_absolute_url()),
        "containedInPlace": around,
    }
    if place.ags:
        # The official key of German municipalities.
        facts["identifier"] = {"@type": "PropertyValue", "propertyID": "AGS", "value": place.ags}
    if place.latitude is not None and place.longitude is not None:
        facts["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
    return facts


def group_offer(offer: Offer, parts: Glance, request) -> dict:
    """schema.org Course of a learning place, with its price."""
    facts = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": offer.title,
        "description": offer.summary or offer.title,
        "url": request.build_absolute_uri(offer.get_absolute_url()),
        "provider": {
            "@type": schema_type(offer.actor.kind),
            "name": offer.actor.name,
            "url": request.build_absolute_uri(offer.actor.get_absolute_url()),
        },
        "isAccessibleForFree": offer.is_free,
        "educationalLevel": offer.grades,
        "inLanguage": [language.slug for language in parts.languages],
        "accessibilitySummary": offer.accessibility_note,
    }
    if offer.age_from is not None:
        facts["typicalAgeRange"] = f"{offer.age_from}-{offer.age_to or ''}"
    return {name: value for name, value in facts.items() if value not in ("", None, [])}
