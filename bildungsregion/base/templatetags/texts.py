"""Texts of the office in templates: the closing of mails, help and notices on pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from bildungsregion.base import edition, markdown, texts
from bildungsregion.base.office_texts import CLOSING


register = template.Library()


@register.simple_tag(takes_context=True)
def closing(context) -> SafeString:
    """What stands under every mail; plain text, so nothing is escaped."""
    return mark_safe(texts.write(CLOSING, {"region": context["region"]}).body.rstrip())  # noqa: S308


@register.simple_tag(takes_context=True)
def office_text(context, key: str, css: str = "") -> SafeString:
    """A text of the office in Markdown, drawn once an edition; nothing where it is empty."""
    request = getattr(context, "request", None) or context.get("request")
    return edition.kept(request, ("office_text", key, css), lambda: _drawn(key, css))


def _drawn(key: str, css: str) -> SafeString:
    words = texts.paragraphs(key)
    if not words:
        return SafeString("")
    return format_html('<div class="{}">{}</div>', css or "br-prose", markdown.render(words))
