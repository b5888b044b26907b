"""Ways from a list to its feed and its subscription, for the list's own template."""

from django import template

from bildungsregion.base.subscriptions import lists


register = template.Library()


@register.simple_tag
def subscription_paths(slug: str, filterset) -> dict[str, str]:
    """ "feed" and "subscribe": addresses under the filters that are set; no query."""
    known = lists.find(slug)
    return {
        "feed": known.feed_path(known.query_of(filterset)),
        "subscribe": known.subscribe_path(known.query_of(filterset, for_mail=True)),
    }
