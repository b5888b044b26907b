"""Projects in the words of schema.org, for search engines."""

from bildungsregion.base.dates import iso_date

from .models import Project


def project_facts(project: Project, request) -> dict:
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
        "funder": [
            {"@type": "Organization", "name": name}
            for name in project.funders.values_list("name", flat=True)
        ],
    }
    if project.lead_label:
        facts["parentOrganization"] = {"@type": "Organization", "name": project.lead_label}
    return {name: value for name, value in facts.items() if value}
