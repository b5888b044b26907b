"""The region, its bodies and its topics in the words of schema.org, for search engines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse

from actors.models import Actor, Topic

from .belonging import TopicContent
from .models import Body


def government_organization(request: HttpRequest, bodies: Iterable[Body] = ()) -> dict:
    """schema.org GovernmentOrganization of the region's office and its bodies; empty facts are left out."""
    region, address = request.region, request.build_absolute_uri
    facts = {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": region.office_name or region.name,
        "alternateName": region.name,
        "url": address(reverse("home")),
        "areaServed": region.district,
        "email": region.office_email,
        "telephone": region.office_phone,
        "subOrganization": [
            {"@type": "Organization", "name": body.name, "url": address(body.get_absolute_url())}
            for body in bodies
        ],
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


def organization(body: Body, members: Iterable[Actor], request: HttpRequest) -> dict:
    """schema.org Organization of a body; its members are institutions."""
    address = request.build_absolute_uri
    facts = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": body.name,
        "url": address(body.get_absolute_url()),
        "parentOrganization": {
            "@type": "GovernmentOrganization",
            "name": request.region.name,
            "url": address(reverse("pages:region_about")),
        },
        "member": [
            {"@type": "Organization", "name": actor.name, "url": address(actor.get_absolute_url())}
            for actor in members
            if actor.is_published
        ],
    }
    return {name: value for name, value in facts.items() if value}


def collection_page(topic: Topic, content: TopicContent, request: HttpRequest) -> dict:
    """schema.org CollectionPage about a term of the region's own set of topics."""
    address = request.build_absolute_uri
    is_transition = topic.kind == Topic.Kind.TRANSITION
    list_name = "pages:transition_list" if is_transition else "pages:topic_list"
    shown = [*content.actors.rows, *content.offers.rows, *content.projects.rows]
    facts = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": topic.name,
        "description": topic.summary,
        "url": address(topic.get_absolute_url()),
        "about": {
            "@type": "DefinedTerm",
            "name": topic.name,
            "termCode": topic.slug,
            "inDefinedTermSet": address(reverse(list_name)),
        },
        "audience": [{"@type": "Audience", "audienceType": str(g)} for g in content.groups],
        "hasPart": [
            {"@type": "WebPage", "name": str(row), "url": address(row.get_absolute_url())}
            for row in shown
        ],
    }
    return {name: value for name, value in facts.items() if value}
