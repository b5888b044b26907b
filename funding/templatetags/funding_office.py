"""How the office's pages print a case: formatting only, no queries."""

from django import template

from bildungsregion.base.money import euro, half_up
from funding import workflow


register = template.Library()


@register.simple_tag
def per_child(cents: int | None, heads: int | None) -> str:
    """An amount for each child, to compare groups of different size; "–" where it says nothing."""
    return euro(half_up(cents, heads)) if cents is not None and heads else "–"


@register.filter
def verb_label(verb: str) -> str:
    """A step of the log in German."""
    return workflow.label(verb)
