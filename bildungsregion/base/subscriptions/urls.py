from django.urls import path

from . import views


app_name = "subscriptions"
urlpatterns = [
    path("bestaetigen/<str:token>/", views.Confirm.as_view(), name="confirm"),
    path("abmelden/<str:token>/", views.Leave.as_view(), name="leave"),
    path("<slug:slug>/", views.Subscribe.as_view(), name="subscribe"),
]
