"""Texts of the office in templates: the closing of mails, help and notices on pages."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from bildungsregion.base import markdown, texts
from bildungsregion.base.office_texts import CLOSING


register = template.Library()


@register.simple_tag(takes_context=True)
def closing(context) -> SafeString:
    """What stands under every mail; plain text, so nothing is escaped."""
    return mark_safe(texts.write(CLOSING, {"region": context["region"]}).body.rstrip())  # noqa: S308


@register.simple_tag
def office_text(key: str, css: str = "") -> SafeString:
    """A text of the office in Markdown; nothing where it is empty."""
    words = texts.paragraphs(key)
    if not words:
        return SafeString("")
    return format_html('<div class="{}">{}</div>', css or "br-prose", markdown.render(words))
