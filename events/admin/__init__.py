from .events import EventAdmin
from .series import SeriesAdmin


__all__ = ["EventAdmin", "SeriesAdmin"]
