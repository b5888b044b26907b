"""How the office's pages print a case: formatting only, no queries."""

from django import template
from django.utils import timezone

from bildungsregion.base.money import euro, half_up
from funding import delivery, workflow
from funding.models import Delivery


register = template.Library()


@register.simple_tag
def per_child(cents: int | None, heads: int | None) -> str:
    """An amount for each child, to compare groups of different size; "–" where it says nothing."""
    return euro(half_up(cents, heads)) if cents is not None and heads else "–"


@register.simple_tag
def signed_euro(cents: int) -> str:
    """A difference with its sign: "+120,00 €", "−20,00 €", "0,00 €"."""
    sign = "+" if cents > 0 else "−" if cents < 0 else ""
    return f"{sign}{euro(abs(cents))}"


@register.simple_tag
def delivery_clock(sent: Delivery) -> delivery.Clock:
    """How far a letter has come on its way today."""
    return delivery.clock(sent, timezone.localdate())


@register.filter
def verb_label(verb: str) -> str:
    """A step of the log in German."""
    return workflow.label(verb)
