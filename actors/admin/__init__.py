"""The office keeps the directory: entries with their parts, who speaks for them, what people suggest."""

from . import actors, facets, freshness, imports, memberships, offers, proposals, suggestions, today


__all__ = [
    "actors",
    "facets",
    "freshness",
    "imports",
    "memberships",
    "offers",
    "proposals",
    "suggestions",
    "today",
]
