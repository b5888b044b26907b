from .duplicates import NotSameEvent, OldEventAddress
from .events import Event, new_uid
from .feeds import MOST_FAILURES, Feed, FeedCategory, FeedItem, FeedRun
from .groups import GroupTerms
from .holidays import Holiday
from .occurrences import DateRule, Occurrence, local_midnight, next_midnight, whole_days
from .series import Series
from .submissions import Submission


__all__ = [
    "DateRule",
    "MOST_FAILURES",
    "Event",
    "Feed",
    "FeedCategory",
    "FeedItem",
    "FeedRun",
    "GroupTerms",
    "Holiday",
    "NotSameEvent",
    "Occurrence",
    "OldEventAddress",
    "Series",
    "Submission",
    "local_midnight",
    "new_uid",
    "next_midnight",
    "whole_days",
]
