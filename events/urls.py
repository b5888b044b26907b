from django.urls import path

from bildungsregion.base.subscriptions.feeds import ListFeed

from . import views


app_name = "events"
urlpatterns = [
    path("", views.EventList.as_view(), name="event_list"),
    path("archiv/", views.EventArchive.as_view(), name="event_archive"),
    path("feed/", ListFeed("veranstaltungen"), name="event_atom"),
    path("kalender.ics", views.event_feed, name="event_feed"),
    path("kalender/", views.CalendarShare.as_view(), name="event_calendar"),
    path("einbetten/", views.EmbedPage.as_view(), name="event_embed"),
    path("einbetten/rahmen/", views.embed_frame, name="embed_frame"),
    path("einbetten/liste/", views.embed_list, name="embed_list"),
    path("reihen/<slug:slug>/", views.SeriesDetail.as_view(), name="series_detail"),
    path("<slug:slug>.ics", views.event_ics, name="event_ics"),
    path("<slug:slug>/bild/", views.event_image, name="event_image"),
    path("<slug:slug>/termin/<int:number>.ics", views.occurrence_ics, name="occurrence_ics"),
    path("<slug:slug>/", views.EventDetail.as_view(), name="event_detail"),
]
