from .duplicates import NotSameEvent, OldEventAddress
from .events import Event, new_uid
from .feeds import MOST_FAILURES, Feed, FeedCategory, FeedItem, FeedRun
from .groups import GroupTerms
from .holidays import Holiday
from .occurrences import DateRule, Occurrence, local_midnight, next_midnight, whole_days
from .registration import (
    DatePlaces,
    Question,
    Registration,
    RegistrationLook,
    RegistrationTerms,
)
from .series import Series
from .submissions import Submission


__all__ = [
    "DatePlaces",
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
    "Question",
    "Registration",
    "RegistrationLook",
    "RegistrationTerms",
    "Series",
    "Submission",
    "local_midnight",
    "new_uid",
    "next_midnight",
    "whole_days",
]
