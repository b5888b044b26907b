from .events import Event, new_uid
from .occurrences import DateRule, Occurrence, local_midnight, next_midnight, whole_days


__all__ = [
    "DateRule",
    "Event",
    "Occurrence",
    "local_midnight",
    "new_uid",
    "next_midnight",
    "whole_days",
]
