"""Included last by the roof: the pages' own addresses catch whatever no other app knows."""

from django.urls import path

from actors.models import Topic
from bildungsregion.base.subscriptions.feeds import ListFeed

from . import views
from .views.news import NewsDetail, NewsList
from .views.pages import Preview


app_name = "pages"
urlpatterns = [
    path("themen/", views.TopicList.as_view(), name="topic_list"),
    path("themen/<slug:slug>/", views.TopicDetail.as_view(), name="topic_detail"),
    path(
        "uebergaenge/",
        views.TopicList.as_view(kind=Topic.Kind.TRANSITION),
        name="transition_list",
    ),
    path(
        "uebergaenge/<slug:slug>/",
        views.TopicDetail.as_view(kind=Topic.Kind.TRANSITION),
        name="transition_detail",
    ),
    path("lebensphasen/", views.LifePhaseList.as_view(), name="life_phase_list"),
    path("lebensphasen/<slug:slug>/", views.LifePhaseDetail.as_view(), name="life_phase_detail"),
    path("bildungsregion/", views.RegionAbout.as_view(), name="region_about"),
    path("bildungsregion/gremien/", views.BodyList.as_view(), name="body_list"),
    path("bildungsregion/gremien/<slug:slug>/", views.BodyDetail.as_view(), name="body_detail"),
    path("bildungsregion/leitlinien/", views.GuidelineList.as_view(), name="guideline_list"),
    path("bildungsregion/meilensteine/", views.MilestoneList.as_view(), name="milestone_list"),
    path("bildungsregion/ansprechstellen/", views.ContactPointList.as_view(), name="contact_list"),
    path("aktuelles/", NewsList.as_view(), name="news_list"),
    path("aktuelles/feed/", ListFeed("aktuelles"), name="news_feed"),
    path("aktuelles/<slug:slug>/", NewsDetail.as_view(), name="news_detail"),
    path("vorschau/<str:key>/", Preview.as_view(), name="preview"),
    path("<slug:slug>/", views.PageDetail.as_view(), name="page"),
]
