"""The pages app in the admin."""

from . import bodies, keeping, news, pages, today, topics, videos


__all__ = ["bodies", "keeping", "news", "pages", "today", "topics", "videos"]
