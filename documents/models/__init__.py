"""The library: works that last, their versions that hold for a time, series, and who asked for another form."""

from .documents import Document, DocumentQuerySet, Series
from .requests import CopyRequest
from .versions import Version


__all__ = ["CopyRequest", "Document", "DocumentQuerySet", "Series", "Version"]
