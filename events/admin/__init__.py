from .events import EventAdmin
from .holidays import HolidayAdmin
from .series import SeriesAdmin
from .submissions import SubmissionAdmin
from .today import submissions


__all__ = ["EventAdmin", "HolidayAdmin", "SeriesAdmin", "SubmissionAdmin", "submissions"]
