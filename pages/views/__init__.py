"""The views of the pages app, by subject."""

from .pages import PageDetail
from .region import (
    BodyDetail,
    BodyList,
    ContactPointList,
    GuidelineList,
    MilestoneList,
    RegionAbout,
)
from .topics import LifePhaseDetail, LifePhaseList, TopicDetail, TopicList


__all__ = [
    "BodyDetail",
    "BodyList",
    "ContactPointList",
    "GuidelineList",
    "LifePhaseDetail",
    "LifePhaseList",
    "MilestoneList",
    "PageDetail",
    "RegionAbout",
    "TopicDetail",
    "TopicList",
]
