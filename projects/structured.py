"""Projects in the words of schema.org, for search engines."""

from bildungsregion.base.dates import iso_date

from .glance import Glance
from .models import Project


def project_facts(project: Project, parts: Glance, request) -> dict:
    """schema.org Project with absolute addresses; empty facts are left out."""
    facts = {
        "@context": "https://schema.org",
        "@type": "Project",
        "name": project.title,
        "description": project.summary,
        "url": request.build_absolute_uri(project.get_absolute_url()),
        "foundingDate": iso_date(project.starts_on, project.starts_precision),
        "dissolutionDate": iso_date(project.ends_on, project.ends_precision),
        "sameAs": project.website,
        "funder": [_organisation(funder.name, funder.website) for funder in parts.funders],
        "member": [_organisation(partner.name) for partner in parts.partners],
        "areaServed": [place.name for place in parts.places],
        "keywords": ", ".join(topic.name for topic in parts.topics),
    }
    if project.lead_label:
        facts["parentOrganization"] = _organisation(project.lead_label)
    return {name: value for name, value in facts.items() if value}


def _organisation(name: str, website: str = "") -> dict:
    facts = {"@type": "Organization", "name": name, "url": website}
    return {name: value for name, value in facts.items() if value}
