from .detail import EventDetail, SeriesDetail
from .files import event_feed, event_ics, event_image, occurrence_ics
from .lists import EventArchive, EventList
from .sharing import CalendarShare, EmbedPage, embed_frame, embed_list


__all__ = [
    "CalendarShare",
    "EmbedPage",
    "EventArchive",
    "EventDetail",
    "EventList",
    "SeriesDetail",
    "embed_frame",
    "embed_list",
    "event_feed",
    "event_ics",
    "event_image",
    "occurrence_ics",
]
