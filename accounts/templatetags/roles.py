"""Roles by the names that people know them by."""

from django import template

from accounts.roles import ROLES


register = template.Library()


@register.filter
def role_name(name: str) -> str:
    """ "Zeichnung" for "zeichnung"."""
    known = ROLES.get(name)
    return known.name if known else name
