"""The region's office in the words of schema.org, for search engines."""

from django.urls import reverse


def government_organization(request) -> dict:
    """schema.org GovernmentOrganization of the region's office; empty facts are left out."""
    region = request.region
    facts = {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": region.office_name or region.name,
        "alternateName": region.name,
        "url": request.build_absolute_uri(reverse("home")),
        "areaServed": region.district,
        "email": region.office_email,
        "telephone": region.office_phone,
    }
    if region.office_street:
        facts["address"] = {
            "@type": "PostalAddress",
            "streetAddress": region.office_street,
            "postalCode": region.office_postcode,
            "addressLocality": region.office_city,
            "addressCountry": "DE",
        }
    return {name: value for name, value in facts.items() if value}
