from .events import Event, new_uid
from .groups import GroupTerms
from .holidays import Holiday
from .occurrences import DateRule, Occurrence, local_midnight, next_midnight, whole_days
from .series import Series
from .submissions import Submission


__all__ = [
    "DateRule",
    "Event",
    "GroupTerms",
    "Holiday",
    "Occurrence",
    "Series",
    "Submission",
    "local_midnight",
    "new_uid",
    "next_midnight",
    "whole_days",
]
