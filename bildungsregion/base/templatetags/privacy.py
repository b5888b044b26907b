"""What becomes of what is typed: one sentence at each form, the rest behind it (Art. 13 DSGVO)."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from bildungsregion.base import processing


register = template.Library()


@register.simple_tag(takes_context=True)
def privacy_notice(context, key: str = "") -> SafeString:
    """``{% privacy_notice "anfrage" %}``; nothing for a form that asks for nothing personal."""
    if not key:
        return SafeString("")
    # Forms are drawn without the context of the page; those for strangers know their request.
    request = getattr(context.get("form"), "request", None)
    region = context.get("region") or getattr(request, "region", None)
    draw = _drawn.__wrapped__ if settings.DEBUG else _drawn
    return draw(key, processing.activity(key).basis_in(region), get_language())


@lru_cache(maxsize=500)
def _drawn(key: str, basis: str, _language: str) -> SafeString:
    values = {"activity": processing.activity(key), "basis": basis}
    return get_template("forms/_privacy.html").render(values)
