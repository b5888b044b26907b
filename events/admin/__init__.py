from .events import EventAdmin
from .feed_runs import FeedRunAdmin
from .feed_today import feeds
from .feeds import FeedAdmin, FeedItemAdmin
from .holidays import HolidayAdmin
from .series import SeriesAdmin
from .submissions import SubmissionAdmin
from .today import submissions


__all__ = [
    "EventAdmin",
    "FeedAdmin",
    "FeedItemAdmin",
    "FeedRunAdmin",
    "HolidayAdmin",
    "SeriesAdmin",
    "SubmissionAdmin",
    "feeds",
    "submissions",
]
