from django.urls import include, path

from bildungsregion.base.languages import in_languages
from bildungsregion.base.subscriptions.feeds import ListFeed

from . import converters, registration_urls, views


converters.register()

_PAGES = [
    path("", views.EventList.as_view(), name="event_list"),
    path("archiv/", views.EventArchive.as_view(), name="event_archive"),
    path("archiv/<calendar_year:year>/", views.EventArchive.as_view(), name="event_archive_year"),
    path("monat/", views.CurrentPeriod.as_view(kind="month"), name="event_this_month"),
    path("monat/<calendar_month:period>/", views.EventMonth.as_view(), name="event_month"),
    path("woche/", views.CurrentPeriod.as_view(kind="week"), name="event_this_week"),
    path("woche/<calendar_week:period>/", views.EventWeek.as_view(), name="event_week"),
    path("tag/", views.CurrentPeriod.as_view(kind="day"), name="event_today"),
    path("tag/<calendar_day:period>/", views.EventDay.as_view(), name="event_day"),
    path("karte/", views.EventMap.as_view(), name="event_map"),
    path("kalender/", views.CalendarShare.as_view(), name="event_calendar"),
    path("einbetten/", views.EmbedPage.as_view(), name="event_embed"),
    path("einreichen/", views.EventPropose.as_view(), name="event_propose"),
    path("einreichen/danke/", views.event_proposed, name="event_proposed"),
    path("einreichen/<str:key>/", views.SubmissionPage.as_view(), name="submission"),
    path("reihen/<slug:slug>/", views.SeriesDetail.as_view(), name="series_detail"),
    *registration_urls.urlpatterns,
    path("<slug:slug>/", views.EventDetail.as_view(), name="event_detail"),
]

app_name = "events"
urlpatterns = [
    path("veranstaltungen/feed/", ListFeed("veranstaltungen"), name="event_atom"),
    path("veranstaltungen/kalender.ics", views.event_feed, name="event_feed"),
    path("veranstaltungen/einbetten/rahmen/", views.embed_frame, name="embed_frame"),
    path("veranstaltungen/einbetten/liste/", views.embed_list, name="embed_list"),
    path("veranstaltungen/<slug:slug>.ics", views.event_ics, name="event_ics"),
    path("veranstaltungen/<slug:slug>/bild/", views.event_image, name="event_image"),
    path(
        "veranstaltungen/<slug:slug>/termin/<int:number>.ics",
        views.occurrence_ics,
        name="occurrence_ics",
    ),
    path("veranstaltungen/", include(registration_urls.attendance)),
    in_languages(path("veranstaltungen/", include(_PAGES))),
]
