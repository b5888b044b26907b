"""Projects in the office."""

from . import decisions, projects, today


__all__ = ["decisions", "projects", "today"]
