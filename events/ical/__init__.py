"""Events as iCalendar (RFC 5545, RFC 7986): files of one event or one date, and feeds to subscribe to."""

from .calendars import Head, calendar
from .ruled import Ruled, split
from .zone import BERLIN


__all__ = ["BERLIN", "Head", "Ruled", "calendar", "split"]
