"""Mein Bereich: the projects of an institution, below /mein-bereich/<slug>/projekte/."""

from django.urls import path

from .views import own


app_name = "own_projects"
urlpatterns = [
    path("", own.OwnProjects.as_view(), name="list"),
    path("neu/", own.OwnProjectCreate.as_view(), name="create"),
    path("uebernahmen/<int:pk>/", own.own_adoption, name="adoption"),
    path("<slug:project>/", own.OwnProjectChange.as_view(), name="change"),
    path("<slug:project>/aendern/", own.OwnProject.as_view(), name="edit"),
    path("<slug:project>/zurueckziehen/", own.own_withdraw, name="withdraw"),
]
