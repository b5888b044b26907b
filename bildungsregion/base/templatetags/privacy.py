"""What becomes of what is typed: one sentence at each form, the rest behind it (Art. 13 DSGVO)."""

from django import template

from bildungsregion.base import processing


register = template.Library()


@register.inclusion_tag("forms/_privacy.html", takes_context=True)
def privacy_notice(context, key: str = ""):
    """``{% privacy_notice "anfrage" %}``; nothing for a form that asks for nothing personal."""
    if not key:
        return {"activity": None}
    # Forms are drawn without the context of the page; those for strangers know their request.
    request = getattr(context.get("form"), "request", None)
    region = context.get("region") or getattr(request, "region", None)
    activity = processing.activity(key)
    return {"activity": activity, "basis": activity.basis_in(region)}
