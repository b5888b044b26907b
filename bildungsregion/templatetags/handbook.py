"""The link from a page to the chapter that helps with it."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bildungsregion.handbook import BOOKS, help_for


register = template.Library()


@register.simple_tag(takes_context=True)
def help_link(context, key: str, css: str = "") -> SafeString:
    """„Hilfe zu dieser Seite“; to the whole handbook where no chapter is about the page."""
    book = BOOKS[key]
    match = getattr(context.get("request"), "resolver_match", None)
    chapter = help_for(book, match.view_name) if match else None
    if chapter is None:
        return format_html(
            '<a class="{}" href="{}">{}</a>', css, reverse(book.url_name), _("Hilfe")
        )
    url = reverse(f"{book.url_name}_chapter", args=[chapter.slug])
    return format_html(
        '<a class="{}" href="{}">{}<span class="kern-sr-only">: {}</span></a>',
        css,
        url,
        _("Hilfe zu dieser Seite"),
        chapter.title,
    )
