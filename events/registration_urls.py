"""Pages of registration below /veranstaltungen/."""

from django.urls import path

from .views import attendance as lists, registering


urlpatterns = [
    path("anmeldung/<str:key>/", registering.RegistrationPage.as_view(), name="registration"),
    path("<slug:slug>/anmelden/", registering.RegistrationCreate.as_view(), name="event_register"),
    path(
        "<slug:slug>/anmelden/danke/", registering.registration_thanks, name="registration_thanks"
    ),
]
# Who came: for the organiser, and German.
attendance = [
    path("<slug:slug>/anmeldungen/", lists.attendance_dates, name="attendance_dates"),
    path("<slug:slug>/anmeldungen/<int:number>/", lists.Attendance.as_view(), name="attendance"),
    path(
        "<slug:slug>/anmeldungen/<int:number>/aufnehmen/",
        lists.ByHand.as_view(),
        name="attendance_add",
    ),
    path(
        "<slug:slug>/anmeldungen/<int:number>/schreiben/",
        lists.Message.as_view(),
        name="attendance_message",
    ),
    path(
        "<slug:slug>/anmeldungen/<int:number>/liste.<str:kind>",
        lists.attendance_file,
        name="attendance_file",
    ),
]
