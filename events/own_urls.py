"""Mein Bereich: the events of an institution, below /mein-bereich/<slug>/veranstaltungen/."""

from django.urls import path

from .views import own, own_dates


app_name = "own_events"
_EVENT = "<slug:event>/"
urlpatterns = [
    path("", own.OwnEvents.as_view(), name="list"),
    path("neu/", own.OwnEventCreate.as_view(), name="create"),
    path(_EVENT, own.OwnEvent.as_view(), name="change"),
    path(f"{_EVENT}kopieren/", own.OwnEventCopy.as_view(), name="copy"),
    path(f"{_EVENT}absagen/", own.own_call_off, name="call_off"),
    path(f"{_EVENT}zurueckziehen/", own.own_withdraw, name="withdraw"),
    path(f"{_EVENT}termine/", own_dates.OwnDates.as_view(), name="dates"),
    path(f"{_EVENT}termine/neu/", own_dates.OwnDate.as_view(), name="date_add"),
    path(f"{_EVENT}termine/<int:number>/", own_dates.OwnDate.as_view(), name="date"),
    path(f"{_EVENT}wiederholung/", own_dates.OwnRule.as_view(), name="rule_add"),
    path(f"{_EVENT}wiederholung/<int:rule>/", own_dates.OwnRule.as_view(), name="rule"),
]
