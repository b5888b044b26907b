"""Django's date filter, for patterns as German writes them; one of the built-in filters of every template."""

from datetime import date

from django import template
from django.template.defaultfilters import date as django_date

from bildungsregion.base.dates import pattern_here


register = template.Library()


@register.filter(name="date", expects_localtime=True, is_safe=False)
def date_here(value: date | None, pattern: str | None = None) -> str:
    """A date in the language of the page: ``{{ day|date:"j. F Y" }}``."""
    return django_date(value, pattern_here(pattern) if pattern else None)
