"""The latest messages as teasers, for the start page and the region's own."""

from django import template
from django.utils.translation import get_language

from bildungsregion.base import edition
from pages.models import Language, News
from pages.moments import turn


register = template.Library()


@register.inclusion_tag("pages/_news_teasers.html", takes_context=True)
def latest_news(context, most: int = 3) -> dict:
    """At most one query, none while nothing changes."""
    request = context.get("request")
    return {
        "messages": edition.kept(
            request, ("latest news", most, turn(request)), lambda: _latest(most)
        )
    }


def _latest(most: int) -> list[News]:
    shown = News.objects.published().in_language(get_language() or Language.GERMAN)
    rows = shown.newest_first().select_related("original")
    return list(rows.defer("body", "original__body", "draft", "original__draft")[:most])
