"""What the head of a page says about its picture elsewhere."""

from urllib.parse import quote, urlencode

from django import template
from django.utils.translation import get_language

from bildungsregion.base.outbox.mail import one_line
from bildungsregion.base.translations import GERMAN
from bildungsregion.finding.sources import SOURCES
from bildungsregion.sharing import views


register = template.Library()
_BY_MODEL = {source.model: source for source in SOURCES}


@register.simple_tag(takes_context=True)
def share_picture(context: template.Context) -> dict[str, str]:
    """How the row that this page is about is passed on; {} for pages without a row.

    ``url`` and ``alt`` of its picture ("" where it has none of its own), ``address`` of the page and ``mail``, an
    address that opens a mail with it.
    """
    row, request = context.get("object") or context.get("row"), context.get("request")
    source = _BY_MODEL.get(type(row))
    match = getattr(request, "resolver_match", None)
    if source is None or match is None or "slug" not in match.kwargs or not context.get("region"):
        return {}
    shown = views.motif_of(source, row, context["region"], get_language() or GERMAN)
    address = request.build_absolute_uri(request.path)
    told = {"subject": one_line(f"{shown.title} – {context['region'].name}"), "body": address}
    return {
        "url": views.address(source, match.kwargs["slug"], shown) if shown.is_writable else "",
        "alt": shown.title if shown.is_writable else "",
        "address": address,
        "mail": f"mailto:?{urlencode(told, quote_via=quote)}",
    }
