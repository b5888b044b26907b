"""What the office writes itself: pages, bodies, milestones, contacts and answers."""

from .bodies import Body, ContactPoint, FaqEntry, Milestone
from .pages import Page, PageQuerySet


__all__ = ["Body", "ContactPoint", "FaqEntry", "Milestone", "Page", "PageQuerySet"]
