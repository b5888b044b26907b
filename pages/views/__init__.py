"""The views of the pages app, by subject."""

from .pages import PageDetail
from .region import BodyList, ContactPointList, MilestoneList, RegionAbout
from .topics import TopicDetail, TopicList


__all__ = [
    "BodyList",
    "ContactPointList",
    "MilestoneList",
    "PageDetail",
    "RegionAbout",
    "TopicDetail",
    "TopicList",
]
