"""The way from an entry in the office to its translations."""

from django import template
from django.urls import reverse

from bildungsregion.base.translations import Translatable


register = template.Library()


@register.filter
def model_label(row) -> str:
    """ "actors.actor"."""
    return row._meta.label_lower


@register.simple_tag
def translations_url(row) -> str:
    """The page where a row is translated; "" for rows that have no texts for it."""
    if not isinstance(row, Translatable) or not row.pk:
        return ""
    return reverse("admin:translate", args=[model_label(row), row.pk])
