from .events import EventAdmin
from .holidays import HolidayAdmin
from .series import SeriesAdmin


__all__ = ["EventAdmin", "HolidayAdmin", "SeriesAdmin"]
