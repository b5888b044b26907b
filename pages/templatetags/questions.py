"""The office's answers to frequent questions, for pages of apps that stand below this one."""

from django import template
from django.db.models import QuerySet

from pages.models import FaqEntry


register = template.Library()


@register.simple_tag
def faq(about: str) -> QuerySet[FaqEntry]:
    """The published questions about a subject (FaqEntry.About), in the office's order."""
    return FaqEntry.objects.published().filter(about=about)
