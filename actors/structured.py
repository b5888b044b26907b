"""Institutions and offers in the words of schema.org, for search engines."""

from .kinds import FIELD_OF, Field, Kind
from .models import Actor, Offer


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


def organisation(actor: Actor, request) -> dict:
    """schema.org description of an institution with absolute addresses; empty facts are left out."""
    facts = {
        "@context": "https://schema.org",
        "@type": schema_type(actor.kind),
        "name": actor.name,
        "alternateName": actor.short_name,
        "description": actor.summary,
        "url": request.build_absolute_uri(actor.get_absolute_url()),
        "sameAs": actor.website,
        "telephone": actor.phone,
        "email": actor.email,
        "address": _address(actor),
    }
    if actor.latitude is not None and actor.longitude is not None:
        facts["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": actor.latitude,
            "longitude": actor.longitude,
        }
    return {name: value for name, value in facts.items() if value}


def _address(actor: Actor) -> dict:
    parts = {
        "streetAddress": actor.street,
        "postalCode": actor.postcode,
        "addressLocality": actor.city or actor.municipality.name,
        "addressCountry": "DE",
    }
    return {"@type": "PostalAddress"} | {name: value for name, value in parts.items() if value}


def group_offer(offer: Offer, request) -> dict:
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
    }
    if offer.age_from is not None:
        facts["typicalAgeRange"] = f"{offer.age_from}-{offer.age_to or ''}"
    return {name: value for name, value in facts.items() if value not in ("", None)}
