"""The fund in the words of schema.org, for search engines."""

from django.urls import reverse

from .models import Programme


def programme_facts(programme: Programme, request) -> dict:
    """schema.org GovernmentService with absolute addresses; empty facts are left out."""
    region, address = request.region, request.build_absolute_uri
    contact = {
        "@type": "ContactPoint",
        "telephone": region.office_phone,
        "email": region.office_email,
    }
    facts = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": programme.name,
        "serviceType": "Zuschuss",
        "url": address(reverse("funding:overview")),
        "provider": {"@type": "GovernmentOrganization", "name": region.authority_name},
        "areaServed": {"@type": "AdministrativeArea", "name": region.district},
        "audience": {"@type": "Audience", "audienceType": "Schulen und Kindertagesstätten"},
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": address(reverse("funding:application_create")),
            "servicePhone": {name: value for name, value in contact.items() if value},
        },
    }
    return {name: value for name, value in facts.items() if value}
