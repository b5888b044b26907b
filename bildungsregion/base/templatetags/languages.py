"""The other languages of a page, for its head and its switcher."""

from django import template

from bildungsregion.base import languages


register = template.Library()


@register.simple_tag(takes_context=True)
def language_versions(context) -> list[languages.Version]:
    """This page in each language of the region; [] where there is but one, or nothing to ask."""
    request = getattr(context, "request", None) or context.get("request")
    found = languages.versions(request, is_page=not _is_error(context)) if request else []
    return found if len(found) > 1 else []


def _is_error(context) -> bool:
    """Pages of errors are called after their status."""
    return (context.template.name or "")[:3].isdigit()


@register.filter
def open_graph_locale(language: str) -> str:
    """ "de_DE" for "de"."""
    return languages.OPEN_GRAPH[language]
