from .detail import EventDetail, SeriesDetail
from .files import event_feed, event_ics, event_image, occurrence_ics
from .lists import EventArchive, EventList


__all__ = [
    "EventArchive",
    "EventDetail",
    "EventList",
    "SeriesDetail",
    "event_feed",
    "event_ics",
    "event_image",
    "occurrence_ics",
]
