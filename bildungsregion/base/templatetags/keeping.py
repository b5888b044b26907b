"""Parts of a page that are drawn once and printed often (docs/adr/0195)."""

from datetime import date
from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from bildungsregion.base import edition
from bildungsregion.base.languages import active, prefix_of


register = template.Library()

# What a component may be given to be kept: values that say all of themselves and never change.
_PLAIN = (str, int, date, type(None))


@register.tag("kept")
def do_kept(parser, token):
    """``{% kept "header" by key %}…{% endkept %}``: the same text for an edition, language and key.

    The part may show nothing that the key and the edition do not decide; where a key is None it is drawn
    anew.
    """
    name, *keys = token.split_contents()[1:]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return _Kept(name, [parser.compile_filter(key) for key in keys if key != "by"], nodelist)


class _Kept(template.Node):
    def __init__(self, name, keys, nodelist):
        self.name, self.keys, self.nodelist = name, keys, nodelist

    def render(self, context):
        keys = tuple(key.resolve(context) for key in self.keys)
        if None in keys:
            return self.nodelist.render(context)
        request = getattr(context, "request", None)
        return edition.kept(request, (self.name, keys), lambda: self.nodelist.render(context))


@register.simple_tag(takes_context=True)
def place_in_portal(context) -> tuple | None:
    """What the header depends on: the marks of the current page, and which ways of their own people have.

    None where somebody searches.
    """
    request = getattr(context, "request", None)
    user = getattr(request, "user", None)
    if user is None or context.get("query"):
        return None
    path = request.path.removeprefix(f"/{prefix_of(active())}")
    section, *below = path.removeprefix("/").split("/", 1)
    # The link to the login lies two levels deep, all the others one.
    place = (request.path,) if section == "konto" else (section, below == [""], bool(below))
    return (*place, user.is_authenticated, user.is_staff)


@register.simple_tag(takes_context=True)
def part(context, template_name: str, **values) -> SafeString:
    """A component, like ``{% include … with … only %}``; drawn once for the same values."""
    plain = []
    for name, value in values.items():
        if isinstance(value, Promise):
            value = str(value)  # noqa: PLW2901
        elif isinstance(value, list):
            value = tuple(map(str, value))  # noqa: PLW2901
        elif not isinstance(value, _PLAIN):
            return get_template(template_name).render(values)
        # 1 and True, "a" and safe "a" are equal, yet do not look alike.
        plain.append((name, value.__class__, value))
    draw = _drawn.__wrapped__ if settings.DEBUG else _drawn
    return draw(template_name, get_language(), tuple(plain))


# Letters that nobody types and nothing escapes.
_HOLE = "\ue000\ue001"


@register.simple_tag(takes_context=True)
def part_around(context, value, template_name: str, name: str, **values) -> SafeString:
    """A component drawn once around something that belongs to a person, which is put in and not kept.

    It may print that value, called ``name``, and ask nothing else about it.
    """
    drawn = part(context, template_name, **values, **{name: _HOLE})
    return mark_safe(drawn.replace(_HOLE, conditional_escape(value)))  # noqa: S308 - escaped


@lru_cache(maxsize=4096)
def _drawn(template_name: str, _language: str, values: tuple) -> SafeString:
    return get_template(template_name).render({name: value for name, _kind, value in values})
