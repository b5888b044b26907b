"""What pages of the law are made from, and the address of a page for who reports something about it."""

from django import template
from django.utils.translation import get_language

from bildungsregion.base import processing
from bildungsregion.duties.entries import may_be_told
from bildungsregion.duties.models import AccessGap, AccessStatement
from bildungsregion.duties.statement import facts


register = template.Library()


@register.simple_tag(takes_context=True)
def reported_page(context) -> str:
    """The path of the page, or "" where it is a secret by itself (the one-time link of a venue) or none."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return request.path if may_be_told(match) and not match.view_name.startswith("report_") else ""


@register.inclusion_tag("duties/_legal_part.html", takes_context=True)
def legal_part(context, slug: str):
    """What a page of this slug shows besides its text: made from rows, so that nobody types it twice."""
    region = context["region"]
    shown = {"region": region, "part": "", "language": get_language()}
    if slug == "barrierefreiheit":
        statement = AccessStatement.objects.order_by("pk").first()
        gaps = AccessGap.objects.filter(closed_on=None)
        return shown | {"part": statement and "statement", "statement": statement, "gaps": gaps}
    if slug == "impressum":
        return shown | {"part": "imprint", "facts": facts()}
    if slug == "datenschutz":
        known = processing.activities(region.modules)
        listed = [(one, one.basis_in(region)) for one in known if one.is_public]
        return shown | {"part": "privacy", "facts": facts(), "activities": listed}
    return shown
