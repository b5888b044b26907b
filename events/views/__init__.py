from .detail import EventDetail, SeriesDetail
from .files import event_feed, event_ics, event_image, occurrence_ics
from .lists import EventArchive, EventList
from .maps import EventMap
from .periods import CurrentPeriod, EventDay, EventMonth, EventWeek
from .sharing import CalendarShare, EmbedPage, embed_frame, embed_list
from .submissions import EventPropose, SubmissionPage, event_proposed


__all__ = [
    "CalendarShare",
    "CurrentPeriod",
    "EmbedPage",
    "EventArchive",
    "EventDay",
    "EventDetail",
    "EventList",
    "EventMap",
    "EventMonth",
    "EventPropose",
    "EventWeek",
    "SeriesDetail",
    "SubmissionPage",
    "embed_frame",
    "embed_list",
    "event_feed",
    "event_ics",
    "event_image",
    "event_proposed",
    "occurrence_ics",
]
