"""The files of a region's look: its colours, its mark, its pictures."""

from functools import cache

from django.contrib.staticfiles import finders
from django.templatetags.static import static


# What a region wears that brought no look of its own.
PLAIN = "allgemein"


def address(pattern: str, slug: str) -> str:
    """Where the region's file is, "img/%s-favicon.svg"; the plain one's for a region without, "" where neither is."""
    for name in (pattern % slug, pattern % PLAIN):
        if _is_brought(name):
            try:
                return static(name)
            except ValueError:  # the manifest of hashed files does not know it
                continue
    return ""


@cache
def _is_brought(name: str) -> bool:
    return finders.find(name) is not None
