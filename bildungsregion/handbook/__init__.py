"""Two handbooks inside the portal, one for the office and one for institutions: Markdown files, read once."""

from .chapters import BOOKS, Book, Chapter, help_for


__all__ = ["BOOKS", "Book", "Chapter", "help_for"]
