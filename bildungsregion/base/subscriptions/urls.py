from django.urls import path

from . import views


app_name = "subscriptions"
urlpatterns = [
    path("bestaetigen/<slug:token>/", views.Confirm.as_view(), name="confirm"),
    path("abmelden/<slug:token>/", views.Leave.as_view(), name="leave"),
    path("<slug:slug>/", views.Subscribe.as_view(), name="subscribe"),
]
