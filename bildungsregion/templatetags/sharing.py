"""What the head of a page says about its picture elsewhere."""

from django import template
from django.utils.translation import get_language

from bildungsregion.base.translations import GERMAN
from bildungsregion.finding.sources import SOURCES
from bildungsregion.sharing import views


register = template.Library()
_BY_MODEL = {source.model: source for source in SOURCES}


@register.simple_tag(takes_context=True)
def share_picture(context: template.Context) -> dict[str, str]:
    """``url`` and ``alt`` of the picture of the row that this page is about; {} for pages without a row."""
    row, request = context.get("object") or context.get("row"), context.get("request")
    source = _BY_MODEL.get(type(row))
    match = getattr(request, "resolver_match", None)
    if source is None or match is None or "slug" not in match.kwargs or not context.get("region"):
        return {}
    shown = views.motif_of(source, row, context["region"], get_language() or GERMAN)
    if not shown.is_writable:
        return {}
    return {"url": views.address(source, match.kwargs["slug"], shown), "alt": shown.title}
