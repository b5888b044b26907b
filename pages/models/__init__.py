"""What the office writes itself: pages, news, bodies, milestones, contacts and answers."""

from .bodies import Body, ContactPoint, FaqEntry, Milestone
from .keeping import FormerAddress, PreviewLink, Version
from .news import News, NewsQuerySet
from .pages import NoTree, Page, PageQuerySet
from .teasers import Teaser
from .topics import TopicLink, TopicPin, TransitionStep, check_address
from .videos import Video
from .writing import Language, Status, Written, WrittenQuerySet


__all__ = [
    "Body",
    "ContactPoint",
    "FaqEntry",
    "FormerAddress",
    "Language",
    "Milestone",
    "News",
    "NewsQuerySet",
    "NoTree",
    "Page",
    "PageQuerySet",
    "PreviewLink",
    "Status",
    "Teaser",
    "TopicLink",
    "TopicPin",
    "TransitionStep",
    "Version",
    "Video",
    "Written",
    "WrittenQuerySet",
    "check_address",
]
