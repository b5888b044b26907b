"""The office's pages of the library."""

from . import copies, documents, series, today, versions


__all__ = ["copies", "documents", "series", "today", "versions"]
