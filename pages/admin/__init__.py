"""The pages app in the admin."""

from . import bodies, keeping, news, pages, today


__all__ = ["bodies", "keeping", "news", "pages", "today"]
